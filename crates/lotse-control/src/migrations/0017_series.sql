-- Which columns of rows say what, as JSON; empty where their names tell.
ALTER TABLE log_imports ADD COLUMN columns TEXT NOT NULL DEFAULT '{}';

-- Figures that others counted, by period and labels. `labels` and `dimensions` are JSON lists of texts.
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    measure TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    file TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    UNIQUE (service, name, measure, dimensions)
);

CREATE TABLE series_points (
    series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    labels TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (series, first_day, last_day, labels)
);
