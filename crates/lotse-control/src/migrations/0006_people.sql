-- People: what they may, how they prove who they are, and a record of who did what.

ALTER TABLE users ADD COLUMN email TEXT;
CREATE UNIQUE INDEX users_by_email ON users (email);
-- In PHC form: algorithm, cost, salt and hash in one text.
ALTER TABLE users ADD COLUMN password TEXT;

-- Roles. `service` is empty for the whole organization, `authority` for a whole service.
CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    service INTEGER REFERENCES services (id) ON DELETE CASCADE,
    authority TEXT
);
CREATE INDEX grants_of_user ON grants (user_id);
-- Until now whoever could sign in could do everything.
INSERT INTO grants (user_id, role) SELECT id, 'administrator' FROM users;

-- Why a one-time link was made.
ALTER TABLE sign_in_links ADD COLUMN purpose TEXT NOT NULL DEFAULT 'sign-in';

-- Sessions get a number by which their owner can end them, and words for the device. Running ones end here.
DROP TABLE sessions;
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    form_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    -- 1 while the password was right and the second factor is still asked for.
    is_half_open INTEGER NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- Wrong passwords of the last minutes. The account is a keyed hash of what was typed: it may be nobody's.
CREATE TABLE failed_sign_ins (
    account BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX failed_sign_ins_of_account ON failed_sign_ins (account, at);

-- Access tokens for programs. Only a hash of each is kept.
CREATE TABLE access_tokens (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    service INTEGER REFERENCES services (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (user_id, name)
);

-- Who did and who read what. Every row's hash covers the row before; the seal needs the installation secret.
-- Kept when people and services go: names, not references.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    service TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL,
    seal BLOB NOT NULL
);

-- Time-based codes as a second factor. The secret lies sealed with the installation secret. It counts once a code of
-- it was typed; no code counts twice.
CREATE TABLE second_factors (
    user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret BLOB NOT NULL,
    is_confirmed INTEGER NOT NULL,
    last_step BIGINT NOT NULL
);

-- Codes for the day when the device is lost; each is good once. Only a hash of each is kept.
CREATE TABLE recovery_codes (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);
