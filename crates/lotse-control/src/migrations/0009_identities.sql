-- Accounts of people at sign-in providers (OpenID Connect). A provider knows each by a subject that never changes.

CREATE TABLE identities (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (user_id, issuer)
);

-- Who decides how long somebody has a role: people of the installation, or a group at the provider.
ALTER TABLE grants ADD COLUMN source TEXT NOT NULL DEFAULT 'hand';
