"""Counts what happened in one service, straight from the lake's files, with two readers that are not ours.

    python read_lake.py REQUEST.json            the counts are printed as JSON

REQUEST.json: {"table": "folder of the Delta table", "service": 1, "zone": "America/New_York"}
Answer:       {"duckdb": counts, "deltalake": counts}
counts:       {"events", "page_views", "daily_visitors", "visits",
               "pages": {path: {"page_views", "daily_visitors"}},
               "languages": {tag: visits}, "devices": {class: visits},
               "blurred": {"pages", "languages", "devices": as above, of the blurred population}}

DuckDB counts in SQL through its Delta extension. The deltalake package only reads, and plain Python counts.
A visit ends after 30 minutes without an event, and is described by its first event; an empty label means none.
In the blurred population a visitor counts 0, 1 or 2 times, as docs/spec/gate.md draws it from the pseudonym; an event
without a visitor counts once.
"""

import json
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import deltalake
import duckdb
import duckdb_extension_delta

IDLE_MINUTES = 30
MULTIPLIER = 0x9E3779B97F4A7C15
TIMES = (0, 1, 1, 2)

# The two highest bits of the product, which wraps at 2^64.
WEIGHT = f"""
    CASE WHEN visitor IS NULL THEN 1 ELSE {list(TIMES)}[1 + CAST(
        ((visitor::HUGEINT + {2**64}) % {2**64})::UHUGEINT * {MULTIPLIER}::UHUGEINT % {2**64}::UHUGEINT
        // {2**62}::UHUGEINT AS INTEGER)]
    END
"""


def weight(visitor):
    return 1 if visitor is None else TIMES[(visitor * MULTIPLIER % 2**64) >> 62]


def load_delta_extension(connection):
    """By its path in the package: nothing is downloaded."""
    folder = Path(duckdb_extension_delta.__file__).parent
    (extension,) = folder.rglob("delta.duckdb_extension")
    connection.load_extension(str(extension))


def count_with_duckdb(table, service, zone):
    connection = duckdb.connect()
    load_delta_extension(connection)
    connection.execute(f"SET TimeZone = '{zone}'")
    connection.execute(
        f"""
        CREATE TABLE events AS
        SELECT *, CAST(occurred_at AS DATE) AS local_day, {WEIGHT} AS weight FROM delta_scan(?) WHERE service = ?
        """,
        [table, service],
    )
    connection.execute(
        f"""
        CREATE TABLE visits AS
        SELECT * FROM (
            SELECT *, lag(occurred_at) OVER (PARTITION BY visitor ORDER BY occurred_at, event_id) AS previous
            FROM events WHERE visitor IS NOT NULL
        ) WHERE previous IS NULL OR occurred_at - previous > INTERVAL {IDLE_MINUTES} MINUTE
        """
    )

    def one(query):
        return connection.execute(query).fetchone()

    def pairs(query):
        return dict(connection.execute(query).fetchall())

    events, page_views, daily_visitors = one(
        """
        SELECT count(*), count(*) FILTER (kind = 'page_view'),
               count(DISTINCT (visitor, local_day)) FILTER (visitor IS NOT NULL) FROM events
        """
    )
    def pages(query):
        rows = connection.execute(query).fetchall()
        return {path: {"page_views": views, "daily_visitors": people} for path, views, people in rows}

    return {
        "events": events,
        "page_views": page_views,
        "daily_visitors": daily_visitors,
        "visits": one("SELECT count(*) FROM visits")[0],
        "pages": pages(
            """
            SELECT page_path, count(*) FILTER (kind = 'page_view'),
                   count(DISTINCT (visitor, local_day)) FILTER (visitor IS NOT NULL)
            FROM events WHERE page_path IS NOT NULL GROUP BY page_path
            """
        ),
        "languages": pairs("SELECT coalesce(page_language, ''), count(*) FROM visits GROUP BY page_language"),
        "devices": pairs("SELECT coalesce(device_class, ''), count(*) FROM visits GROUP BY device_class"),
        "blurred": {
            "pages": pages(
                """
                WITH people AS (SELECT DISTINCT page_path, visitor, local_day, weight FROM events WHERE visitor IS NOT NULL)
                SELECT page_path, views::BIGINT, coalesce(people, 0)::BIGINT
                FROM (SELECT page_path, coalesce(sum(weight) FILTER (kind = 'page_view'), 0) AS views
                      FROM events WHERE page_path IS NOT NULL GROUP BY page_path)
                LEFT JOIN (SELECT page_path, sum(weight) AS people FROM people GROUP BY page_path) USING (page_path)
                """
            ),
            "languages": pairs("SELECT coalesce(page_language, ''), sum(weight)::BIGINT FROM visits GROUP BY page_language"),
            "devices": pairs("SELECT coalesce(device_class, ''), sum(weight)::BIGINT FROM visits GROUP BY device_class"),
        },
    }


def rows_of_deltalake(table, service):
    query = f"""
        SELECT visitor, occurred_at, event_id, kind, page_path, page_language, device_class
        FROM events WHERE service = {int(service)}
    """
    result = deltalake.QueryBuilder().register("events", deltalake.DeltaTable(table)).execute(query)
    for batch in result:
        columns = [batch.column(name).to_pylist() for name in batch.schema.names]
        yield from (dict(zip(batch.schema.names, row)) for row in zip(*columns))


def count_with_deltalake(table, service, zone):
    rows = list(rows_of_deltalake(table, service))
    days, page_views, people, visits = set(), Counter(), defaultdict(set), []
    blurred_views = Counter()
    last = {}
    for row in sorted(rows, key=lambda row: (row["occurred_at"], bytes(row["event_id"]))):
        path, visitor = row["page_path"], row["visitor"]
        day = row["occurred_at"].astimezone(ZoneInfo(zone)).date()
        if path is not None:
            page_views[path] += row["kind"] == "page_view"
            blurred_views[path] += (row["kind"] == "page_view") * weight(visitor)
        if visitor is None:
            continue
        days.add((visitor, day))
        if path is not None:
            people[path].add((visitor, day))
        idle = timedelta(minutes=IDLE_MINUTES)
        if visitor not in last or row["occurred_at"] - last[visitor] > idle:
            visits.append(row)
        last[visitor] = row["occurred_at"]
    return {
        "events": len(rows),
        "page_views": sum(row["kind"] == "page_view" for row in rows),
        "daily_visitors": len(days),
        "visits": len(visits),
        "pages": {
            path: {"page_views": views, "daily_visitors": len(people[path])} for path, views in page_views.items()
        },
        "languages": Counter(row["page_language"] or "" for row in visits),
        "devices": Counter(row["device_class"] or "" for row in visits),
        "blurred": {
            "pages": {
                path: {"page_views": views, "daily_visitors": sum(weight(visitor) for visitor, _ in people[path])}
                for path, views in blurred_views.items()
            },
            "languages": weighed(visits, "page_language"),
            "devices": weighed(visits, "device_class"),
        },
    }


def weighed(visits, column):
    counted = Counter()
    for visit in visits:
        counted[visit[column] or ""] += weight(visit["visitor"])
    return counted


def main():
    request = json.loads(Path(sys.argv[1]).read_text())
    arguments = (request["table"], request["service"], request["zone"])
    answer = {"duckdb": count_with_duckdb(*arguments), "deltalake": count_with_deltalake(*arguments)}
    json.dump(answer, sys.stdout, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
