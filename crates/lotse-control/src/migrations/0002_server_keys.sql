-- Secret keys of services' own servers. Only a hash of each is kept.

CREATE TABLE server_keys (
    key_hash BLOB PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (service, name)
);
