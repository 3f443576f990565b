-- What happened to a service on some day. Days are dates in the service's time zone, as YYYY-MM-DD; measures are words with
-- spaces between them.

CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    measures TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE INDEX annotations_by_day ON annotations (service, first_day);
