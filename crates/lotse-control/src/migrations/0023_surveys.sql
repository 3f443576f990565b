-- What people are asked. A draft is the newest version; a version that was published stays as it is for ever, since answers
-- to it are kept. `live` is the published version that is asked, `since` the time at which it was last published, closed or
-- opened again.

CREATE TABLE surveys (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    live INTEGER,
    is_closed INTEGER NOT NULL DEFAULT 0,
    since BIGINT,
    UNIQUE (service, name)
);

CREATE TABLE survey_versions (
    survey INTEGER NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    says TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (survey, version)
);

-- `hash` is of the version's text; `editorial` is a JSON list of codes of questions.
CREATE TABLE published_surveys (
    survey INTEGER NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    editorial TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (survey, version)
);

-- What surveys must be like to be published; the newest version holds.
CREATE TABLE survey_rules (
    version INTEGER PRIMARY KEY,
    says TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- The branding of surveys: one row for the organization (`place` is 0, no service), one for each service that has its own.
CREATE TABLE survey_branding (
    place INTEGER PRIMARY KEY,
    service INTEGER REFERENCES services (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    colours TEXT NOT NULL,
    logo BLOB,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
