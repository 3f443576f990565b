-- Visitors by what they did. What a segment says now is its newest version; older ones stay, with who made them and when.

CREATE TABLE segments (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    UNIQUE (service, name)
);

CREATE TABLE segment_versions (
    segment INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    says TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (segment, version)
);
