-- What people say of events and properties: who looks after them and what they mean.

CREATE TABLE dictionary (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    description TEXT NOT NULL,
    is_hidden INTEGER NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (service, what, name)
);
