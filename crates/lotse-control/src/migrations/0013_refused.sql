-- What the door refused of a service's pages, for seven days, made private.

CREATE TABLE held_events (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    visitor BIGINT,
    request TEXT NOT NULL
);

CREATE INDEX held_events_of ON held_events (service, reason, id);
