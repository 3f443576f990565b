"""Counts attempts at a task with DuckDB's SQL, from the files of a lake. An independent witness of the engine's measure.

Usage: count_attempts.py REQUEST, a JSON file with `table` (folder of the events table), `service`, `roles` (letter to a
condition in SQL; an event has the first that holds: S starts, D completes, R refuses, V saves, G gives up, Y Q E P are
what became of it), `steps` (pairs of letter and whether it may be left out), `window_us` (null for the visit), `first_us`
and `end_us` of the period, `as_of_us`, `label` (a column), and `times` to measure how long it takes. Prints JSON. No visit may be longer than a day.
"""

import json
import sys
import time

import duckdb

from live import events

REQUEST = json.load(open(sys.argv[1], encoding="utf-8"))
STEPS = REQUEST["steps"]
WINDOW = REQUEST["window_us"]
MINUTE_US = 60 * 1_000_000
DAY_US = 24 * 60 * MINUTE_US
IN_PERIOD = f"us >= {REQUEST['first_us']} AND us < {REQUEST['end_us']}"
LATER = "('Y', 'Q', 'E', 'P')"

connection = duckdb.connect()


def rows(sql):
    return [list(row) for row in connection.execute(sql).fetchall()]


def table(name, sql):
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")


def visits():
    """Events with what they are to the task, cut into visits: a pause of more than half an hour begins another."""
    role = " ".join(f"WHEN {condition} THEN '{letter}'" for letter, condition in REQUEST["roles"].items())
    table(
        "events",
        f"""SELECT visitor, case_reference AS matter, epoch_us(occurred_at) AS us, hex(event_id) AS id, {REQUEST['label']} AS label,
                CASE {role} ELSE 'X' END AS role
            FROM {events(REQUEST['table'])}
            WHERE bot_verdict IS NULL AND service = {REQUEST['service']}""",
    )
    table(
        "visits",
        f"""WITH paused AS (SELECT *, us - lag(us) OVER one > 30 * {MINUTE_US} AS begins FROM events WHERE visitor IS NOT NULL
                WINDOW one AS (PARTITION BY visitor ORDER BY us, id))
            SELECT *, count(*) FILTER (begins) OVER (PARTITION BY visitor ORDER BY us, id) AS visit FROM paused""",
    )


def groups():
    """What belongs together: visits alone, or cases with what in a visit led to them and followed."""
    visit = "'v' || visitor || ' ' || visit"
    if WINDOW is None:
        table("groups", f"SELECT {visit} AS whose, visitor AS person, FALSE AS is_case, us, id, role, label FROM visits")
        return
    table(
        "groups",
        f"""WITH placed AS (SELECT *, row_number() OVER (PARTITION BY visitor, visit ORDER BY us, id) AS place FROM visits),
            around AS (SELECT *,
                    max(place) FILTER (matter IS NOT NULL) OVER until AS case_place,
                    last_value(matter IGNORE NULLS) OVER until AS case_before,
                    max(place) FILTER (role = 'S') OVER until AS start_place,
                    first_value(matter IGNORE NULLS) OVER (PARTITION BY visitor, visit ORDER BY place
                        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS case_after
                FROM placed WINDOW until AS (PARTITION BY visitor, visit ORDER BY place)),
            joined AS (SELECT *, CASE WHEN case_place >= coalesce(start_place, 0) THEN case_before ELSE case_after END AS joins FROM around)
            SELECT coalesce('c' || joins, {visit}) AS whose, coalesce(joins, visitor) AS person, joins IS NOT NULL AS is_case, us, id, role,
                label FROM joined
            UNION ALL
            SELECT 'c' || matter, matter, TRUE, us, id, role, label FROM events WHERE visitor IS NULL AND matter IS NOT NULL""",
    )


def attempts():
    """Each attempt with its events, and the place of the event that ended it."""
    far = "FALSE" if WINDOW is None else f"us - before > {WINDOW}"
    table(
        "told",
        f"""WITH placed AS (SELECT *, row_number() OVER one AS place, count(*) FILTER (role IN ('D', 'R', 'G')) OVER one AS ends
                FROM groups WINDOW one AS (PARTITION BY whose ORDER BY us, id)),
            starts AS (SELECT whose, place, lag(us) OVER one AS before, lag(ends) OVER one AS ends_before, us, ends, is_case
                FROM placed WHERE role = 'S' WINDOW one AS (PARTITION BY whose ORDER BY place)),
            begun AS (SELECT whose, place FROM starts
                WHERE before IS NULL OR {far} OR (NOT is_case AND ends > ends_before)),
            numbered AS (SELECT placed.*, begun.place IS NOT NULL AS begins, count(begun.place) OVER (PARTITION BY whose ORDER BY place) AS attempt
                FROM placed LEFT JOIN begun USING (whose, place))
            SELECT *, first_value(us) OVER one AS began,
                max(us) OVER (PARTITION BY whose) AS last
            FROM numbered WINDOW one AS (PARTITION BY whose, attempt ORDER BY place)""",
    )
    within = "TRUE" if WINDOW is None else f"us - began <= {WINDOW}"
    table(
        "under_way",
        f"""WITH near AS (SELECT * FROM told WHERE attempt > 0 AND NOT begins AND {within}),
            ended AS (SELECT whose, attempt, min(place) AS end_place, arg_min(role, place) AS end_role, arg_min(us, place) AS end_us
                FROM near WHERE role IN ('D', 'R') OR (is_case AND role IN {LATER}) GROUP BY ALL)
            SELECT whose, attempt, place, role, us, end_place, end_role, end_us FROM near LEFT JOIN ended USING (whose, attempt)
            WHERE end_place IS NULL OR place <= end_place""",
    )


def reached():
    """The place of the event that reached each step; a step needs those before it that may not be left out."""
    needed, tables = ["0"], "FROM began"
    for number, (letter, may_be_left_out) in enumerate(STEPS, 1):
        after = " AND ".join(f"place > {place}" for place in needed)
        tables = f"""FROM (SELECT *, (SELECT min(place) FROM under_way AS u
            WHERE u.whose = b.whose AND u.attempt = b.attempt AND role = '{letter}' AND {after}) AS step{number} {tables} AS b)"""
        if not may_be_left_out:
            needed.append(f"b.step{number}")
    closed = f"last + 30 * {MINUTE_US}" if WINDOW is None else f"began + {WINDOW}"
    way = ", ".join(f"'{letter}'" for letter, _ in STEPS)
    of_each = [f"CASE WHEN step{number} IS NOT NULL THEN {number} ELSE 0 END" for number in range(1, len(STEPS) + 1)]
    table(
        "attempts",
        f"""WITH began AS (SELECT whose, person, is_case, attempt, us AS began, label, last FROM told WHERE begins AND {IN_PERIOD}),
            seen AS (SELECT whose, attempt, any_value(end_role) AS end_role, any_value(end_us) AS end_us,
                    bool_or(role = 'G') AS gave_up, max(place) FILTER (role = 'V') AS saved,
                    max(place) FILTER (role IN ('S', {way})) AS moved
                FROM under_way GROUP BY ALL),
            told AS (SELECT *, {closed} <= {REQUEST['as_of_us']} AS is_closed, greatest(0, {", ".join(of_each)}) AS stands
                {tables} LEFT JOIN seen USING (whose, attempt))
            SELECT *, CASE WHEN end_role IN ('D', 'R') THEN end_us END AS ended,
                CASE WHEN is_closed AND end_role IS NULL THEN 'abandoned' WHEN is_closed AND end_role = 'R' THEN 'refused'
                    WHEN is_closed THEN 'completed' WHEN end_role IS NOT NULL THEN 'early'
                    WHEN saved > coalesce(moved, 0) AND NOT gave_up THEN 'saved' ELSE 'open' END AS standing
            FROM told""",
    )


def places():
    """Of closed attempts: how many reached the start and each step, and stand there as what."""
    counted = []
    for number in range(len(STEPS) + 1):
        is_reached = "TRUE" if number == 0 else f"step{number} IS NOT NULL"
        stands = ", ".join(
            f"count(*) FILTER (stands = {number} AND standing = '{word}')" for word in ("completed", "refused", "abandoned")
        )
        counted += rows(f"SELECT count(*) FILTER ({is_reached}), {stands} FROM attempts WHERE is_closed")
    return counted


def later():
    """Of completed attempts of a case: what became of them."""
    if WINDOW is None:
        return [0] * 6, []
    of_role = ", ".join(f"coalesce(bool_or(role = '{letter}'), FALSE) AS {letter}" for letter in "YQEP")
    fate = f"""WITH done AS (SELECT whose, attempt, began, ended FROM attempts WHERE standing = 'completed' AND is_case),
        after AS (SELECT done.*, t.role, t.us, t.place FROM done LEFT JOIN told AS t ON t.whose = done.whose AND t.attempt = done.attempt
            AND NOT t.begins AND t.us - t.began <= {WINDOW} + 180 * {DAY_US}),
        fate AS (SELECT whose, attempt, {of_role}, min(place) FILTER (role = 'Q') AS first_return, min(place) FILTER (role = 'E') AS decision,
            min(us) FILTER (role = 'E' AND us >= ended) - any_value(ended) AS waited FROM after GROUP BY ALL)"""
    counts = rows(
        f"""{fate} SELECT count(*), count(*) FILTER (Y), count(*) FILTER (Q), count(*) FILTER (E), count(*) FILTER (P),
            count(*) FILTER (decision IS NOT NULL AND (first_return IS NULL OR decision < first_return)) FROM fate"""
    )
    days = rows(f"{fate} SELECT waited // {DAY_US} AS days, count(*) FROM fate WHERE waited IS NOT NULL GROUP BY days ORDER BY days")
    return counts[0], days


def without_start():
    near = "" if WINDOW is None else f"AND e.us - s.us <= {WINDOW}"
    return rows(
        f"""SELECT count(DISTINCT whose) FROM told AS e WHERE role IN ('D', 'R') AND {IN_PERIOD} AND NOT EXISTS (
            SELECT 1 FROM told AS s WHERE s.whose = e.whose AND s.role = 'S' AND s.place < e.place {near})"""
    )[0][0]


def count():
    visits()
    groups()
    attempts()
    reached()
    fate, days = later()
    standing = ", ".join(
        f"count(*) FILTER (standing = '{word}')" for word in ("completed", "refused", "abandoned", "early", "saved", "open")
    )
    return {
        "whole": rows(f"SELECT count(*), count(DISTINCT (is_case, person)), {standing} FROM attempts")[0],
        "labels": rows(f"SELECT label, count(*), {standing} FROM attempts GROUP BY label ORDER BY label NULLS FIRST"),
        "places": places(),
        "elapsed": rows(
            """SELECT (ended - began) // 1000000 AS seconds, count(*) FROM attempts WHERE standing = 'completed' AND ended IS NOT NULL
               GROUP BY seconds ORDER BY seconds"""
        ),
        "later": fate,
        "days": days,
        "without_start": without_start(),
    }


# Who measures asks several times; the others once.
MS = []
for _ in range(REQUEST.get("times", 1)):
    BEGAN = time.perf_counter()
    COUNTED = count()
    MS.append((time.perf_counter() - BEGAN) * 1000)
print(json.dumps(COUNTED | ({"ms": MS} if "times" in REQUEST else {})))
