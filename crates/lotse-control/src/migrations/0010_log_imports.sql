-- Imports of access logs. `upload` names a folder below the data folder, and is empty where the files lie elsewhere.
CREATE TABLE log_imports (
    import INTEGER PRIMARY KEY REFERENCES imports (id),
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    files TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    format TEXT NOT NULL,
    hosts TEXT NOT NULL,
    upload TEXT NOT NULL,
    counts TEXT NOT NULL,
    done_bytes BIGINT NOT NULL,
    all_bytes BIGINT NOT NULL,
    begun_by TEXT NOT NULL,
    failure TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX log_imports_of_service ON log_imports (service, import);
