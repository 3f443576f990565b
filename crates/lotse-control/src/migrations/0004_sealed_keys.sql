-- From here on salts and keys lie sealed with the installation secret. Those that lay open are gone: the running day and
-- quarter begin anew.

DELETE FROM daily_salts;
DELETE FROM quarter_keys;

-- Which live keys were destroyed, so that a clock that is set back draws no second one for the same day. No key is in it.
CREATE TABLE destroyed_keys (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    span TEXT NOT NULL,
    destroyed_at BIGINT NOT NULL,
    PRIMARY KEY (service, span)
);
