-- How often something was cut out of what a service's pages sent, by rule and local day; never what.

CREATE TABLE redactions (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    rule TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (service, day, rule)
);
