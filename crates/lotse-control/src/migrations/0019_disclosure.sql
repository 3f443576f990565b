-- How few people are too few, in versions. The newest holds; older ones stay, with who chose them, when and why. Without
-- any, the least that the program asks for holds.

CREATE TABLE disclosure_policies (
    version INTEGER PRIMARY KEY,
    says TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
