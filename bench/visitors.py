"""The questions of `bench/src/visitors.rs`, asked of DuckDB on its own table and of ClickHouse (chdb) on MergeTree.

Usage: visitors.py PARQUET_FOLDER WORK_FOLDER TIMES. Both tables hold the columns that the questions need, are made once
and kept: delete the work folder to make them anew. Prints one JSON object: question -> system -> {"ms": median of all but the first, "answer": ...}.
"""

import glob
import json
import os
import sys
import time

FOLDER, WORK, TIMES = sys.argv[1], sys.argv[2], int(sys.argv[3])
FILES = os.path.join(FOLDER, "month=*", "*.parquet")
STEPS = ["start", "details", "upload", "sent"]
WINDOW_US = 30 * 60 * 1_000_000
COLUMNS = "visitor, epoch_us(occurred_at) AS us, name, page_language AS language, device_class AS device, page_path AS page, region"
# The first instant of February 2026; weeks begin on Thursdays, as January 2026 and 1970 did.
FEBRUARY_US = 1_769_904_000_000_000
WEEK = "(us // 604800000000 - 2922)"
NAMES = ", ".join(f"'{step}'" for step in STEPS)


def median(ask):
    times, answer = [], None
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = ask()
        times.append((time.perf_counter() - begun) * 1000)
    times = sorted(times[1:])
    return {"ms": times[len(times) // 2], "answer": answer}


def numbers(rows):
    """ClickHouse writes large numbers as texts."""
    return [[int(cell) if str(cell).isdigit() else cell for cell in row] for row in rows]


def duckdb_questions():
    import duckdb

    connection = duckdb.connect(os.path.join(WORK, "visitors.duckdb"))
    connection.execute("SET threads = 2")
    if not connection.execute("SELECT * FROM duckdb_tables()").fetchall():
        connection.execute(
            f"CREATE TABLE events AS SELECT {COLUMNS} FROM read_parquet('{FILES}') ORDER BY visitor, us"
        )

    # Of all tries that reached a step, the one that began last: carried from row to row by a window for each step.
    def funnel(group, where="true"):
        by = f", {group}" if group else ""
        rows = "(PARTITION BY visitor ORDER BY us ROWS UNBOUNDED PRECEDING)"
        if group:
            # The label of the first event travels with its time.
            start, member = f"{{'t': us, 'l': {group}}}", ".t"
        else:
            start, member = "us", ""
        query = f"""
            WITH s AS (SELECT visitor, us, name{by} FROM events WHERE name IN ({NAMES}) AND {where}),
            c1 AS (SELECT *, max(CASE WHEN name = '{STEPS[0]}' THEN {start} END) OVER {rows} AS c1 FROM s),
        """
        for number, step in enumerate(STEPS[1:], 1):
            query += f"""
            p{number} AS (SELECT *, lag(c{number}) OVER (PARTITION BY visitor ORDER BY us) AS q{number} FROM c{number}),
            c{number + 1} AS (SELECT *, max(CASE WHEN name = '{step}' AND us - q{number}{member} <= {WINDOW_US}
                THEN q{number} END) OVER {rows} AS c{number + 1} FROM p{number}),
            """
        if group:
            # The try that reached the farthest step first.
            query += """
            v AS (SELECT visitor, CASE WHEN max(c4) IS NOT NULL THEN 4 WHEN max(c3) IS NOT NULL THEN 3
                    WHEN max(c2) IS NOT NULL THEN 2 ELSE 1 END AS k,
                coalesce(arg_min(c4, us) FILTER (c4 IS NOT NULL), arg_min(c3, us) FILTER (c3 IS NOT NULL),
                    arg_min(c2, us) FILTER (c2 IS NOT NULL), arg_min(c1, us) FILTER (c1 IS NOT NULL)).l AS label
              FROM c4 GROUP BY visitor HAVING max(c1) IS NOT NULL)
            SELECT label, count(*), count(*) FILTER (k >= 2), count(*) FILTER (k >= 3), count(*) FILTER (k >= 4)
            FROM v GROUP BY label ORDER BY label"""
        else:
            query += """
            v AS (SELECT visitor, max(c1) IS NOT NULL AS k1, max(c2) IS NOT NULL AS k2, max(c3) IS NOT NULL AS k3,
                max(c4) IS NOT NULL AS k4 FROM c4 GROUP BY visitor)
            SELECT count(*) FILTER (k1), count(*) FILTER (k2), count(*) FILTER (k3), count(*) FILTER (k4) FROM v"""
        return connection.execute(query).fetchall()

    def uniques():
        day = "CAST(CAST(to_timestamp(us / 1000000) AT TIME ZONE 'UTC' AS DATE) AS VARCHAR)"
        one = lambda by: connection.execute(
            f"SELECT {by} AS label, count(DISTINCT visitor) FROM events GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return [one(day), one("device")]

    def retention():
        return connection.execute(
            f"""WITH w AS (SELECT DISTINCT visitor, {WEEK} AS week FROM events),
                f AS (SELECT visitor, min(week) AS first FROM w GROUP BY visitor)
                SELECT first, week - first, count(*) FROM w JOIN f USING (visitor) GROUP BY ALL ORDER BY ALL"""
        ).fetchall()

    def paths():
        return connection.execute(
            """WITH e AS (SELECT visitor, us, page, us - lag(us) OVER (PARTITION BY visitor ORDER BY us) > 1800000000 AS begins FROM events),
               v AS (SELECT *, count(*) FILTER (begins) OVER (PARTITION BY visitor ORDER BY us ROWS UNBOUNDED PRECEDING) AS visit FROM e),
               n AS (SELECT list(page ORDER BY us)[:3] AS path, count(*) > 3 AS is_cut FROM v GROUP BY visitor, visit)
               SELECT path, count(*) FROM n GROUP BY path, is_cut ORDER BY count(*) DESC, path, is_cut LIMIT 50"""
        ).fetchall()

    def time_between():
        rows = "(PARTITION BY visitor ORDER BY us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        return connection.execute(
            f"""WITH s AS (SELECT visitor, us, name, language FROM events WHERE name IN ('start', 'details')),
                c AS (SELECT *, max(CASE WHEN name = 'start' THEN us END) OVER {rows} AS start FROM s),
                v AS (SELECT visitor, any_value(language) AS language, arg_min(us - start, us) // 1000 AS took FROM c
                    WHERE name = 'details' AND us - start <= {WINDOW_US} GROUP BY visitor)
                SELECT language, quantile_disc(took, 0.1), quantile_disc(took, 0.5), quantile_disc(took, 0.9)
                FROM v GROUP BY language ORDER BY language"""
        ).fetchall()

    def groups():
        return connection.execute(
            "SELECT language, device, region, count(DISTINCT visitor) FROM events GROUP BY ALL ORDER BY ALL"
        ).fetchall()

    return {
        "funnel": lambda: funnel(None),
        "funnel by language": lambda: funnel("language"),
        "funnel of one month": lambda: funnel(None, f"us < {FEBRUARY_US}"),
        "uniques by day and by device": uniques,
        "weekly retention": retention,
        "paths of three pages": paths,
        "percentiles of time between two steps": time_between,
        "visitors by language, device and region": groups,
    }


def clickhouse_questions():
    from chdb import session

    path = os.path.join(WORK, "visitors.chdb")
    fresh = not os.path.exists(path)
    connection = session.Session(path)
    ask = lambda query: json.loads(connection.query(query, "JSONCompact").bytes())["data"]
    if fresh:
        connection.query("CREATE DATABASE IF NOT EXISTS b ENGINE = Atomic")
        connection.query(
            """CREATE TABLE b.events (visitor Int64, us Int64, name LowCardinality(String), language LowCardinality(String),
               device LowCardinality(String), page LowCardinality(String), region LowCardinality(String)) ENGINE = MergeTree ORDER BY (visitor, us)"""
        )
        for file in sorted(glob.glob(FILES)):
            connection.query(
                f"""INSERT INTO b.events SELECT visitor, toUnixTimestamp64Micro(occurred_at), coalesce(name, ''),
                    coalesce(page_language, ''), coalesce(device_class, ''), coalesce(page_path, ''),
                    coalesce(region, '') FROM file('{file}', Parquet)"""
            )
        connection.query("OPTIMIZE TABLE b.events FINAL")
    conditions = ", ".join(f"name = '{step}'" for step in STEPS)
    level = f"windowFunnel({WINDOW_US})(toUInt64(us), {conditions})"
    settings = "SETTINGS max_threads = 2, optimize_aggregation_in_order = 1"

    def funnel(where="1"):
        rows = ask(
            f"""SELECT countIf(k >= 1), countIf(k >= 2), countIf(k >= 3), countIf(k >= 4) FROM
                (SELECT {level} AS k FROM b.events WHERE name IN ({NAMES}) AND {where} GROUP BY visitor) {settings}"""
        )
        return numbers(rows)

    def by_language():
        # Everybody keeps one language, so that of any step is that of the first.
        rows = ask(
            f"""SELECT language, countIf(k >= 1), countIf(k >= 2), countIf(k >= 3), countIf(k >= 4) FROM
                (SELECT any(language) AS language, {level} AS k FROM b.events WHERE name IN ({NAMES}) GROUP BY visitor)
                WHERE k >= 1 GROUP BY language ORDER BY language {settings}"""
        )
        return numbers(rows)

    def uniques():
        day = "toString(toDate(fromUnixTimestamp64Micro(us, 'UTC')))"
        one = lambda by: ask(
            f"SELECT {by} AS label, uniqExact(visitor) FROM b.events GROUP BY label ORDER BY label {settings}"
        )
        return [numbers(one(day)), numbers(one("device"))]

    def retention():
        week = WEEK.replace("//", "DIV")
        rows = ask(
            f"""SELECT first, later, count() FROM (SELECT arraySort(groupUniqArray({week})) AS weeks, weeks[1] AS first,
                arrayJoin(weeks) - first AS later FROM b.events GROUP BY visitor) GROUP BY first, later ORDER BY first, later {settings}"""
        )
        return numbers(rows)

    def paths():
        # Rows of a visitor come in the order of time; a pause of more than half an hour cuts them.
        rows = ask(
            f"""SELECT path, count() AS n FROM (SELECT arrayJoin(arraySplit((p, u, v) -> u - v > 1800000000, pages, times, before)) AS visit,
                    arraySlice(visit, 1, 3) AS path, length(visit) > 3 AS is_cut FROM
                    (SELECT arraySort(groupArray((us, page))) AS sorted, sorted.1 AS times, sorted.2 AS pages,
                        arrayPushFront(arrayPopBack(times), times[1]) AS before FROM b.events GROUP BY visitor))
                GROUP BY path, is_cut ORDER BY n DESC, path, is_cut LIMIT 50 {settings}"""
        )
        return [[path, int(count)] for path, count in rows]

    def time_between():
        rows = ask(
            f"""SELECT language, (arraySort(groupArray(took)) AS t)[toUInt64(ceil(length(t) / 10))], t[toUInt64(ceil(length(t) / 2))],
                    t[toUInt64(ceil(length(t) * 9 / 10))] FROM
                (SELECT visitor, any(language) AS language, argMin(us - start, us) DIV 1000 AS took FROM
                    (SELECT visitor, us, name, language, maxIf(us, name = 'start') OVER
                        (PARTITION BY visitor ORDER BY us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS start
                     FROM b.events WHERE name IN ('start', 'details'))
                 WHERE name = 'details' AND start > 0 AND us - start <= {WINDOW_US} GROUP BY visitor)
                GROUP BY language ORDER BY language {settings}"""
        )
        return numbers(rows)

    def groups():
        rows = ask(
            f"""SELECT language, device, region, uniqExact(visitor) FROM b.events GROUP BY language, device, region
                ORDER BY language, device, region {settings}"""
        )
        return numbers(rows)

    return {
        "funnel": funnel,
        "funnel by language": by_language,
        "funnel of one month": lambda: funnel(f"us < {FEBRUARY_US}"),
        "uniques by day and by device": uniques,
        "weekly retention": retention,
        "paths of three pages": paths,
        "percentiles of time between two steps": time_between,
        "visitors by language, device and region": groups,
    }


found = {}
for system, questions in (("DuckDB", duckdb_questions), ("ClickHouse", clickhouse_questions)):
    try:
        asked = questions()
    except ImportError:
        continue
    for question, ask in asked.items():
        found.setdefault(question, {})[system] = median(ask)
print(json.dumps(found, default=str))
