-- What people define, who they are, and the keys under which pseudonyms are made.
-- Portable: plain types that SQLite and PostgreSQL both know. Times are microseconds since 1970 UTC.

CREATE TABLE services (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    profile TEXT NOT NULL,
    public_key TEXT NOT NULL UNIQUE,
    time_zone TEXT NOT NULL,
    is_generated INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE service_origins (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (service, origin)
);

CREATE TABLE service_parameters (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (service, name)
);

-- Daily salts. `import` is 0 for live events; a replay has its own salts, destroyed when it is closed.
CREATE TABLE daily_salts (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    import BIGINT NOT NULL,
    salt BLOB NOT NULL,
    destroy_at BIGINT NOT NULL,
    PRIMARY KEY (service, day, import)
);

CREATE TABLE quarter_keys (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    quarter TEXT NOT NULL,
    import BIGINT NOT NULL,
    secret BLOB NOT NULL,
    destroy_at BIGINT NOT NULL,
    PRIMARY KEY (service, quarter, import)
);

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- One-time links. Only a hash of the token is kept.
CREATE TABLE sign_in_links (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    form_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);

-- Who may read single rows of a public service: for a purpose, until a time; part of no role.
CREATE TABLE single_row_permissions (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, service)
);

-- Each reading of single rows. Kept when the person or the service goes: names, not references.
CREATE TABLE read_log (
    id INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    service TEXT NOT NULL,
    what TEXT NOT NULL,
    purpose TEXT NOT NULL
);
