-- Questions that people keep under a name, for everybody who may see the service. The parameters of the address are the
-- whole question.

CREATE TABLE saved_questions (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    UNIQUE (service, name)
);
