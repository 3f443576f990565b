-- Requests of programs that may come twice: what was asked under a key of the caller's, and what was answered.

CREATE TABLE repeated_requests (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    -- Empty while the first one is being done.
    answer TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
