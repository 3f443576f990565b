"""The overview's question in DuckDB, over the lake's own Parquet files: python overview_duckdb.py TABLE TIMES

Prints the milliseconds of each run. Visits are cut by 30 minutes without an event; the tables are those
that one pass over visits and one over events give.
"""
import sys
import time

import duckdb

table, times = sys.argv[1], int(sys.argv[2])
con = duckdb.connect()
con.execute("SET threads TO 2")
files = f"read_parquet('{table}/month=*/*.parquet', hive_partitioning = true)"
period = "occurred_at >= TIMESTAMPTZ '2026-02-14 23:00:00+00' AND occurred_at < TIMESTAMPTZ '2026-03-16 23:00:00+00'"

QUESTION = f"""
CREATE OR REPLACE TEMP TABLE e AS
SELECT visitor, occurred_at AS t, CAST(occurred_at AS DATE) AS d, kind, page_path, page_language, browser_language,
       device_class, browser, engaged_ms
FROM {files} WHERE service = 1 AND bot_verdict IS NULL AND {period};
CREATE OR REPLACE TEMP TABLE v AS
SELECT visitor, n, min(t) AS began, arg_min(page_path, t) FILTER (kind = 'page_view') AS entry,
       arg_max(page_path, t) FILTER (kind = 'page_view') AS exit, count(*) FILTER (kind = 'page_view') AS views,
       count(*) FILTER (kind IN ('click', 'custom')) AS acts, sum(engaged_ms) AS engaged,
       arg_min(device_class, t) AS device, arg_min(page_language, t) AS language
FROM (SELECT *, sum(new) OVER (PARTITION BY visitor ORDER BY t) AS n FROM (
        SELECT *, CASE WHEN t - lag(t) OVER (PARTITION BY visitor ORDER BY t) <= INTERVAL 30 MINUTE THEN 0 ELSE 1 END AS new
        FROM e WHERE visitor IS NOT NULL))
GROUP BY visitor, n;
"""
ASKED = [
    "SELECT count(*), count(*) FILTER (kind = 'page_view'), count(DISTINCT (visitor, d)) FROM e",
    "SELECT count(*), count(*) FILTER (views = 1 AND acts = 0), median(engaged) FROM v",
    "SELECT d, count(*), count(DISTINCT visitor) FROM e GROUP BY d",
    "SELECT page_path, count(*) FILTER (kind = 'page_view'), count(DISTINCT (visitor, d)) FROM e GROUP BY page_path",
    "SELECT entry, count(*) FROM v GROUP BY entry",
    "SELECT exit, count(*) FROM v GROUP BY exit",
    "SELECT device_class, count(*), count(DISTINCT (visitor, d)) FROM e GROUP BY device_class",
    "SELECT page_language, count(*), count(DISTINCT (visitor, d)) FROM e GROUP BY page_language",
]
for _ in range(times):
    begun = time.perf_counter()
    con.execute(QUESTION)
    for question in ASKED:
        con.execute(question).fetchall()
    print((time.perf_counter() - begun) * 1000)
