-- What a service's pages measure beside its profile, and the counters of display settings.

ALTER TABLE services ADD COLUMN web_vitals_percent INTEGER NOT NULL DEFAULT 10;
ALTER TABLE services ADD COLUMN counts_display INTEGER NOT NULL DEFAULT 0;

-- Documents of one service and local day on which a display setting was on. Nothing else is known of them.
CREATE TABLE display_counts (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    setting TEXT NOT NULL,
    documents BIGINT NOT NULL,
    PRIMARY KEY (service, day, setting)
);
