-- Names for what a rule means. What a tag says now is its newest version; older ones stay, with who made them and when.

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    UNIQUE (service, name)
);

CREATE TABLE tag_versions (
    tag INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    in_group TEXT NOT NULL,
    description TEXT NOT NULL,
    rule TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tag, version)
);
