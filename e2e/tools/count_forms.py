"""Counts what visits do to the fields of forms with DuckDB's SQL, from the files of a lake. An independent witness of the engine.

Usage: count_forms.py REQUEST, a JSON file with `table` (folder of the events table) and `zone`. Prints JSON.
"""

import json
import sys

import duckdb

from live import events

REQUEST = json.load(open(sys.argv[1], encoding="utf-8"))

connection = duckdb.connect()
connection.execute(f"SET TimeZone = '{REQUEST['zone']}'")
ORDER = "PARTITION BY visitor, visit ORDER BY us, id"
BEFORE = f"({ORDER} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
connection.execute(
    f"""CREATE TABLE form AS
    WITH everything AS (
        SELECT visitor, epoch_us(occurred_at) AS us, hex(event_id) AS id, kind, page_path AS page, element, properties
        FROM {events(REQUEST['table'])}
        WHERE bot_verdict IS NULL AND visitor IS NOT NULL),
    cut AS (
        SELECT *, coalesce(us - lag(us) OVER (PARTITION BY visitor ORDER BY us, id) > 1800000000, true)::INT AS begins FROM everything),
    visits AS (
        SELECT *, sum(begins) OVER (PARTITION BY visitor ORDER BY us, id) AS visit FROM cut),
    form AS (
        SELECT visitor, visit, us, id, kind, page,
            coalesce(element.test_id, element.id, element.name, element.path) AS field,
            kind IN ('field_leave', 'field_error') AS is_touch,
            element_at(properties, 'entry')[1]::INT AS entry, element_at(properties, 'ms')[1]::BIGINT AS ms,
            element_at(properties, 'empty')[1]::BOOL AS is_empty, element_at(properties, 'error')[1] AS error
        FROM visits
        WHERE page LIKE '/form%' AND kind IN ('page_view', 'form_start', 'form_submit', 'field_leave', 'field_error')),
    tried AS (
        SELECT *, row_number() OVER ({ORDER}) AS place,
            bool_or(kind NOT IN ('page_view', 'form_submit')) OVER (PARTITION BY visitor, visit) AS is_try,
            max(us) FILTER (kind = 'form_submit') OVER (PARTITION BY visitor, visit) AS sent,
            min(us) FILTER (kind <> 'page_view') OVER (PARTITION BY visitor, visit) AS began,
            last_value(CASE WHEN kind IN ('page_view', 'form_submit', 'field_error') THEN kind END IGNORE NULLS) OVER {BEFORE} AS since,
            last_value(CASE WHEN is_touch THEN page END IGNORE NULLS) OVER {BEFORE} AS touched_page
        FROM form)
    SELECT * FROM tried WHERE is_try"""
)


def rows(sql):
    return [list(row) for row in connection.execute(sql).fetchall()]


def whole():
    return rows(
        """WITH t AS (SELECT visitor, visit, any_value(sent) AS sent, any_value(began) AS began FROM form GROUP BY ALL)
        SELECT count(*), count(sent), count(DISTINCT visitor), sum((sent - began) // 100000)::BIGINT FROM t"""
    )[0]


def fields():
    return rows(
        """WITH last AS (
            SELECT visitor, visit, max(place) FILTER (is_touch) AS last,
                max(place) FILTER (is_touch AND NOT (kind = 'field_leave' AND since IS NOT DISTINCT FROM 'form_submit')) AS opened,
                max(place) FILTER (kind = 'form_submit' OR kind = 'page_view' AND touched_page <> page) AS closed
            FROM form GROUP BY ALL),
        left_last AS (
            SELECT visitor, visit, last FROM last WHERE opened IS NOT NULL AND coalesce(closed, 0) < opened),
        t AS (
            SELECT visitor, visit, field, min(place) AS first, any_value(sent) IS NOT NULL AS is_sent,
                bool_or(kind = 'field_error') AS is_wrong,
                count(*) FILTER (kind = 'field_leave') > 1 OR coalesce(bool_or(entry >= 2 AND kind = 'field_leave'), false) AS again,
                sum(ms) FILTER (kind = 'field_leave') // 100 AS tenths,
                arg_max(struct_pack(e := is_empty), place) FILTER (kind = 'field_leave') AS emptiness,
                bool_or(place = last) AS is_last
            FROM form LEFT JOIN left_last USING (visitor, visit) WHERE is_touch AND field IS NOT NULL GROUP BY visitor, visit, field),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY visitor, visit ORDER BY first) AS place FROM t)
        SELECT field, count(*), count(*) FILTER (is_wrong), count(*) FILTER (again), count(tenths), sum(tenths)::BIGINT, sum(place)::BIGINT,
            count(*) FILTER (is_last), count(emptiness.e), count(*) FILTER (emptiness.e), count(*) FILTER (is_wrong AND NOT is_sent),
            count(DISTINCT visitor)
        FROM ranked GROUP BY field ORDER BY field"""
    )


def errors():
    return rows(
        """SELECT field, error, count(DISTINCT (visitor, visit)) FROM form
        WHERE kind = 'field_error' AND error IS NOT NULL AND field IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    )


print(json.dumps({"whole": whole(), "fields": fields(), "errors": errors()}))
