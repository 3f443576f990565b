-- Test visits: the number that their events carry, and until when a link marks some. At most one of a service is open.
CREATE TABLE test_visits (
    import INTEGER PRIMARY KEY REFERENCES imports (id),
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    until BIGINT NOT NULL,
    is_deleted INTEGER NOT NULL,
    erased INTEGER NOT NULL
);
