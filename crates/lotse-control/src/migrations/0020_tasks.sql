-- What services exist for. What a task says now is its newest version; older ones stay, with who made them and when.

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    UNIQUE (service, name)
);

CREATE TABLE task_versions (
    task INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    says TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (task, version)
);
