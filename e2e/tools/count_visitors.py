"""Counts what visitors do with DuckDB's SQL, from the files of a lake. An independent witness of the engine's measures.

Usage: count_visitors.py REQUEST, a JSON file with `table` (folder of the events table) and `zone`. Prints JSON.
"""

import json
import sys

import duckdb

REQUEST = json.load(open(sys.argv[1], encoding="utf-8"))
STEPS = ["start", "details", "upload", "sent"]
WINDOW_US = 30 * 60 * 1_000_000

connection = duckdb.connect()
connection.execute(f"SET TimeZone = '{REQUEST['zone']}'")
connection.execute(
    f"""CREATE TABLE events AS
        SELECT visitor, epoch_us(occurred_at) AS us, date_trunc('week', occurred_at)::DATE AS week, hex(event_id) AS id, name,
            page_path AS page, page_language AS language
        FROM read_parquet('{REQUEST['table']}/month=*/*.parquet')
        WHERE visitor IS NOT NULL AND bot_verdict IS NULL"""
)


def rows(sql):
    return [list(row) for row in connection.execute(sql).fetchall()]


def funnel():
    """The latest beginning of a try of each length, carried along by one window per step."""
    order = "PARTITION BY visitor ORDER BY us, id"
    sql = f"""WITH s AS (SELECT * FROM events WHERE name IN ({", ".join(f"'{step}'" for step in STEPS)})),
        c1 AS (SELECT *, max(CASE WHEN name = '{STEPS[0]}' THEN us END) OVER ({order}) AS c1 FROM s)"""
    for number, step in enumerate(STEPS[1:], 1):
        sql += f""",
        q{number} AS (SELECT *, lag(c{number}) OVER ({order}) AS q{number} FROM c{number}),
        c{number + 1} AS (SELECT *, max(CASE WHEN name = '{step}' AND us - q{number} <= {WINDOW_US} THEN q{number} END)
            OVER ({order}) AS c{number + 1} FROM q{number})"""
    reached = ", ".join(f"count(*) FILTER (k{step} IS NOT NULL)" for step in range(1, 5))
    furthest = ", ".join(f"max(c{step}) AS k{step}" for step in range(1, 5))
    # When a try first had all its steps, and how long it took.
    took = "arg_min(us - c4, (us, id)) FILTER (c4 IS NOT NULL) // 1000"
    by_visitor = f"v AS (SELECT visitor, any_value(language) AS language, {furthest}, {took} AS took FROM c4 GROUP BY visitor)"
    found = f"{sql}, {by_visitor}"
    return {
        "whole": rows(f"{found} SELECT {reached} FROM v")[0],
        "languages": rows(f"{found} SELECT language, {reached} FROM v WHERE k1 IS NOT NULL GROUP BY language ORDER BY language"),
        "times": rows(f"{found} SELECT took, count(*) FROM v WHERE took IS NOT NULL GROUP BY took ORDER BY took"),
    }


def retention():
    weeks = "weeks AS (SELECT DISTINCT visitor, week FROM events)"
    first = "first AS (SELECT visitor, min(week) AS first FROM weeks GROUP BY visitor)"
    return {
        "cohorts": rows(
            f"""WITH {weeks}, {first} SELECT first::VARCHAR, (week - first) // 7, count(*) FROM weeks JOIN first USING (visitor)
                GROUP BY ALL ORDER BY ALL"""
        ),
        "lifecycle": rows(
            f"""WITH {weeks}, {first}, seen AS (
                SELECT week, first, lag(week) OVER (PARTITION BY visitor ORDER BY week) AS before FROM weeks JOIN first USING (visitor))
                SELECT week::VARCHAR, count(*) FILTER (week = first), count(*) FILTER (before = week - 7),
                    count(*) FILTER (before < week - 7) FROM seen GROUP BY ALL ORDER BY ALL"""
        ),
        "stickiness": rows(
            f"""WITH {weeks}, n AS (SELECT visitor, count(*) AS n FROM weeks GROUP BY visitor)
                SELECT n, count(*) FROM n GROUP BY n ORDER BY n"""
        ),
        "frequency": rows(
            "WITH n AS (SELECT visitor, count(*) AS n FROM events GROUP BY visitor) SELECT n, count(*) FROM n GROUP BY n ORDER BY n"
        ),
    }


def paths():
    """The first three pages of every visit: a pause of more than half an hour begins another."""
    return rows(
        """WITH e AS (SELECT *, us - lag(us) OVER (PARTITION BY visitor ORDER BY us, id) > 30 * 60 * 1000000 AS begins FROM events),
           v AS (SELECT *, count(*) FILTER (begins) OVER (PARTITION BY visitor ORDER BY us, id) AS visit FROM e),
           n AS (SELECT visitor, list(page ORDER BY us, id) AS pages FROM v GROUP BY visitor, visit),
           p AS (SELECT visitor, pages[:3] AS path, len(pages) > 3 AS is_cut FROM n)
           SELECT path, is_cut, count(*), count(DISTINCT visitor) FROM p GROUP BY ALL ORDER BY count(*) DESC, path, is_cut LIMIT 200"""
    )


print(json.dumps({"funnel": funnel(), "retention": retention(), "paths": paths()}))
