"""Counts what visitors do with DuckDB's SQL, from the files of a lake. An independent witness of the engine's measures.

Usage: count_visitors.py REQUEST, a JSON file with `table` (folder of the events table) and `zone`. Prints JSON.
"""

import json
import sys

import duckdb

from live import events

REQUEST = json.load(open(sys.argv[1], encoding="utf-8"))
STEPS = ["start", "details", "upload", "sent"]
WINDOW_US = 30 * 60 * 1_000_000

connection = duckdb.connect()
connection.execute(f"SET TimeZone = '{REQUEST['zone']}'")
connection.execute(
    f"""CREATE TABLE everything AS
        SELECT visitor, epoch_us(occurred_at) AS us, date_trunc('week', occurred_at)::DATE AS week, hex(event_id) AS id, name,
            page_path AS page, page_language AS language,
            occurred_at::DATE AS day, engaged_ms
        FROM {events(REQUEST['table'])}
        WHERE bot_verdict IS NULL"""
)
connection.execute("CREATE VIEW events AS SELECT * FROM everything WHERE visitor IS NOT NULL")


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


def counts():
    """By three groupings, one of them bins of a number, with its sum."""
    cells = "count(*), count(DISTINCT visitor), count(visitor), count(engaged_ms), coalesce(sum(engaged_ms), 0)::BIGINT"
    edges = "CASE WHEN engaged_ms < 1000 THEN 0 WHEN engaged_ms < 10000 THEN 1 WHEN engaged_ms IS NOT NULL THEN 2 END"
    return {
        "whole": rows(f"SELECT {cells} FROM everything")[0],
        "rows": rows(
            f"""SELECT language, page, {edges}, {cells} FROM everything GROUP BY ALL ORDER BY count(*) DESC, language, page NULLS FIRST,
                3 NULLS FIRST"""
        ),
        "days": rows(f"SELECT day::VARCHAR, {cells} FROM everything GROUP BY day ORDER BY count(*) DESC, day"),
    }


def segment():
    """Twice or more at the start, and never from the details to the end within half an hour: their events by page."""
    return rows(
        f"""WITH o AS (SELECT *, max(CASE WHEN name = 'details' THEN us END) OVER (PARTITION BY visitor ORDER BY us, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS details FROM events),
            m AS (SELECT visitor FROM o GROUP BY visitor HAVING count(*) FILTER (name = 'start') >= 2
                AND count(*) FILTER (name = 'sent' AND us - details <= {WINDOW_US}) = 0)
            SELECT page, count(*), count(DISTINCT visitor) FROM events SEMI JOIN m USING (visitor) GROUP BY page ORDER BY count(*) DESC"""
    )


print(json.dumps({"funnel": funnel(), "retention": retention(), "paths": paths(), "counts": counts(), "segment": segment()}))
