-- What the door refused of a service's pages: how often, and for seven days the events themselves, made private.

CREATE TABLE refused_counts (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    events BIGINT NOT NULL,
    PRIMARY KEY (service, day, reason)
);

CREATE TABLE held_events (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    visitor BIGINT,
    request TEXT NOT NULL
);

CREATE INDEX held_events_of ON held_events (service, reason, id);
