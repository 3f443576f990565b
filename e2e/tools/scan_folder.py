"""Searches everything that a data folder keeps for given texts.

    python scan_folder.py REQUEST.json          the report is printed as JSON

REQUEST.json: {"folder": "...", "logs": ["..."], "needles": {"name": "text", ...}}
Report:       {"read": {kind: count}, "found": {name: [{"kind", "place", "form"}, ...]}}

What is read, by kind:
    parquet value       every value of every column of every Parquet file, decoded, files that a commit removed included
    parquet statistic   smallest and largest value of every column chunk, and the key-value data of the footer
    table log           every line of the table's transaction log, decoded JSON texts included, and its checkpoints
    sqlite value        every column of every row, decoded, of a copy with its write-ahead log applied
    sqlite page         every page of the file as bytes, free pages included
    sqlite wal frame    every frame of the write-ahead log as bytes
    log line            every line of the given logs
    file                every file as bytes, whatever it is; and every file's name

Each needle is searched as it is (upper and lower case alike), in UTF-16, hexadecimal and base64 at all three
alignments. The scan knows nothing of how Lotse writes: it must find a planted text everywhere it may be, and only then
does not finding another text say anything.
"""

import base64
import json
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import quote

import duckdb

SQLITE_HEAD = b"SQLite format 3\x00"
PARQUET_HEAD = b"PAR1"
WAL_HEADS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def base64_forms(raw):
    """The signs of the base64 text that depend on `raw` alone, at each of the three alignments."""
    for shift in range(3):
        text = base64.b64encode(b"\x00" * shift + raw)
        first = (0, 2, 3)[shift]
        rest = (shift + len(raw)) % 3
        last = len(text) - (0, 3, 2)[rest]
        yield text[first:last]
        yield text[first:last].replace(b"+", b"-").replace(b"/", b"_")


class Needle:
    """One text in every form it could be kept in."""

    def __init__(self, name, text):
        self.name = name
        raw = text.encode()
        escaped = json.dumps(text)[1:-1].encode()
        # Compared with lower-case bytes.
        self.folded = {
            "plain": text.lower().encode(),
            "escaped": escaped.lower(),
            "percent-encoded": quote(text, safe="").lower().encode(),
            "hexadecimal": raw.hex().encode(),
            "hexadecimal of UTF-16": text.encode("utf-16-le").hex().encode(),
            "UTF-16, little end first": text.lower().encode("utf-16-le"),
            "UTF-16, big end first": text.lower().encode("utf-16-be"),
        }
        # Compared with the bytes as they are. Short ones would be found in noise.
        self.exact = {form for form in base64_forms(raw) if len(form) >= 8}

    def forms_in(self, data, folded):
        for form, wanted in self.folded.items():
            if wanted in folded:
                yield form
        if any(wanted in data for wanted in self.exact):
            yield "base64"


class Scan:
    """What was read so far, and where which needle was found."""

    def __init__(self, needles):
        self.needles = [Needle(name, text) for name, text in needles.items()]
        self.read = Counter()
        self.found = defaultdict(dict)

    def look(self, kind, place, data):
        self.read[kind] += 1
        folded = data.lower()
        for needle in self.needles:
            for form in needle.forms_in(data, folded):
                self.found[needle.name].setdefault((kind, place, form), None)

    def report(self):
        return {
            "read": dict(self.read),
            "found": {
                needle.name: [
                    {"kind": kind, "place": place, "form": form}
                    for kind, place, form in self.found[needle.name]
                ]
                for needle in self.needles
            },
        }


def as_bytes(value):
    """A decoded value as the bytes in which a text could hide."""
    if value is None:
        return b""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, dict):
        return b"\x00".join(as_bytes(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return b"\x00".join(as_bytes(part) for part in value)
    return str(value).encode("utf-8", "surrogatepass")


def distinct_in_turn(rows):
    """Values of each column, each once: a column of a million rows often has few."""
    seen = defaultdict(set)
    for row in rows:
        for column, value in enumerate(row):
            data = as_bytes(value)
            if data and data not in seen[column]:
                seen[column].add(data)
                yield column, data


def scan_parquet(scan, file, place, value_kind):
    connection = duckdb.connect()
    name = str(file)
    rows = connection.execute("SELECT * FROM read_parquet(?)", [name])
    columns = [column[0] for column in rows.description]
    while batch := rows.fetchmany(10_000):
        for column, data in distinct_in_turn(batch):
            scan.look(value_kind, f"{place}, column {columns[column]}", data)
    for row in connection.execute(
        "SELECT path_in_schema, stats_min, stats_max, stats_min_value, stats_max_value FROM parquet_metadata(?)",
        [name],
    ).fetchall():
        for data in map(as_bytes, row[1:]):
            if data:
                scan.look("parquet statistic", f"{place}, column {row[0]}", data)
    for row in connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [name]).fetchall():
        for data in map(as_bytes, row):
            scan.look("parquet statistic", f"{place}, footer", data)
    connection.close()


def scan_sqlite_pages(scan, data, place):
    size = int.from_bytes(data[16:18], "big")
    size = 65_536 if size == 1 else size
    for number, at in enumerate(range(0, len(data), size), start=1):
        scan.look("sqlite page", f"{place}, page {number}", data[at : at + size])


def scan_wal_frames(scan, data, place):
    size = int.from_bytes(data[8:12], "big") + 24
    for number, at in enumerate(range(32, len(data), size), start=1):
        scan.look("sqlite wal frame", f"{place}, frame {number}", data[at : at + size])


def scan_sqlite_values(scan, file, place):
    """Rows as SQLite reads them: a text may span pages, and so be missed in the bytes."""
    connection = sqlite3.connect(file)
    connection.text_factory = bytes
    # Hidden tables too; the schema itself is one.
    tables = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in [*tables, "sqlite_master"]:
        name = table.replace('"', '""')
        rows = connection.execute(f'SELECT * FROM "{name}"')
        for column, data in distinct_in_turn(rows):
            scan.look("sqlite value", f"{place}, {table}.{rows.description[column][0]}", data)
    connection.close()


def json_texts(value):
    """Every text in a JSON value; a text that is JSON itself (as statistics are) is opened."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from json_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from json_texts(part)
    elif isinstance(value, str):
        yield value
        if value[:1] in "{[":
            try:
                yield from json_texts(json.loads(value))
            except ValueError:
                pass


def scan_table_log(scan, data, place):
    for number, line in enumerate(data.splitlines(), start=1):
        where = f"{place}, line {number}"
        scan.look("table log", where, line)
        try:
            texts = list(json_texts(json.loads(line)))
        except ValueError:
            continue
        scan.look("table log", where, "\x00".join(texts).encode())


def scan_folder(scan, folder):
    """Reads a copy, so that opening a database changes nothing of the original."""
    databases = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = str(file.relative_to(folder))
        data = file.read_bytes()
        scan.look("file", f"name of {place}", place.encode())
        scan.look("file", place, data)
        in_log = "_delta_log" in file.parts
        if data.startswith(PARQUET_HEAD) and data.endswith(PARQUET_HEAD):
            scan_parquet(scan, file, place, "table log" if in_log else "parquet value")
        elif data.startswith(SQLITE_HEAD):
            scan_sqlite_pages(scan, data, place)
            databases.append((file, place))
        elif data.startswith(WAL_HEADS):
            scan_wal_frames(scan, data, place)
        elif in_log:
            scan_table_log(scan, data, place)
    # Last, since opening applies the write-ahead logs of the copy.
    for file, place in databases:
        scan_sqlite_values(scan, file, place)


def copy_files(source, target):
    """Copies plain files; sockets hold nothing. A live folder changes: what just went away holds nothing any more."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(file, copy)
        except FileNotFoundError:
            continue


def main():
    request = json.loads(Path(sys.argv[1]).read_text())
    scan = Scan(request["needles"])
    with tempfile.TemporaryDirectory() as copy:
        folder = Path(copy) / "folder"
        copy_files(Path(request["folder"]), folder)
        scan_folder(scan, folder)
    for log in request.get("logs", []):
        for number, line in enumerate(Path(log).read_bytes().splitlines(), start=1):
            scan.look("log line", f"{log}, line {number}", line)
    json.dump(scan.report(), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
