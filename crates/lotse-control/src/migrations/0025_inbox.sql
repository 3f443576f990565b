-- What people wrote in answers, already redacted, and what is done about it.

-- Keyed hashes of the responses that were taken, for ever: a response that comes again, after years or after it was erased,
-- is not taken twice. No hash here is one of another table, so that of employee services it cannot be told which comments
-- came together.
CREATE TABLE taken_responses (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    response BLOB NOT NULL,
    PRIMARY KEY (service, response)
);

-- `id` is the day (since 1970, times 2^32) and 32 random bits: the newest day comes first, and within a day nothing tells the
-- order. `answer` is a keyed hash of response and question. `response` and `authority` are empty in employee services.
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    survey INTEGER NOT NULL,
    survey_version INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer BLOB NOT NULL,
    response BLOB,
    authority TEXT,
    language TEXT,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    assigned INTEGER REFERENCES users (id) ON DELETE SET NULL,
    is_spam INTEGER NOT NULL,
    is_test INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (service, answer),
    FOREIGN KEY (survey, survey_version) REFERENCES published_surveys (survey, version) ON DELETE CASCADE
);

CREATE INDEX comments_by_day ON comments (service, id);
CREATE INDEX comments_by_state ON comments (service, is_spam, is_test, state, id);
CREATE INDEX comments_by_survey ON comments (survey, id);
CREATE INDEX comments_by_question ON comments (survey, question, id);
CREATE INDEX comments_by_person ON comments (assigned, id);
CREATE INDEX comments_by_version ON comments (survey, survey_version);
CREATE INDEX comments_by_response ON comments (service, response);

CREATE TABLE comment_tags (
    comment INTEGER NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (comment, tag)
);

CREATE INDEX comment_tags_by_tag ON comment_tags (tag, comment);

CREATE TABLE comment_notes (
    id INTEGER PRIMARY KEY,
    comment INTEGER NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE INDEX comment_notes_by_comment ON comment_notes (comment, id);

-- How somebody can be reached who agreed to it: sealed with a key that the installation secret gives. The words that they
-- agreed to are those of the question in that version and language. Days are dates as YYYY-MM-DD.
CREATE TABLE contacts (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    response BLOB NOT NULL,
    question TEXT NOT NULL,
    survey INTEGER NOT NULL,
    survey_version INTEGER NOT NULL,
    language TEXT,
    sealed BLOB NOT NULL,
    given_on TEXT NOT NULL,
    keep_until TEXT NOT NULL,
    PRIMARY KEY (service, response, question),
    FOREIGN KEY (survey, survey_version) REFERENCES published_surveys (survey, version) ON DELETE CASCADE
);

CREATE INDEX contacts_by_end ON contacts (service, keep_until);
CREATE INDEX contacts_by_version ON contacts (survey, survey_version);

-- How much a service holds, so that a limit costs no counting.
CREATE TABLE inbox_sizes (
    service INTEGER PRIMARY KEY REFERENCES services (id) ON DELETE CASCADE,
    comments BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
