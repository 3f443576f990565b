-- What is only counted, by local day: what was cut out (by rule), what was refused (by reason), documents on
-- which a display setting was on (by setting). How often, never what and never whose.
CREATE TABLE daily_counts (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    counted TEXT NOT NULL,
    day TEXT NOT NULL,
    word TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (service, counted, day, word)
);

INSERT INTO daily_counts (service, counted, day, word, times)
SELECT service, 'redaction', day, rule, times FROM redactions
UNION ALL SELECT service, 'refused', day, reason, events FROM refused_counts
UNION ALL SELECT service, 'display', day, setting, documents FROM display_counts;

DROP TABLE redactions;
DROP TABLE refused_counts;
DROP TABLE display_counts;
