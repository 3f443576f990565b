"""The folder scan finds a text in every kind of place and form. Run: python test_scan_folder.py"""

import base64
import json
import sqlite3
import tempfile
import unittest
from pathlib import Path

import duckdb

import scan_folder

NEEDLE = "canary_7f3a@example.gov"


def found(folder, logs=()):
    scan = scan_folder.Scan({"needle": NEEDLE, "absent": "nowhere_to_be_found_91"})
    scan_folder.scan_folder(scan, folder)
    report = scan.report()
    assert report["found"]["absent"] == []
    return {(hit["kind"], hit["form"]) for hit in report["found"]["needle"]}


class ScanFolder(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = Path(self.holder.name)
        self.addCleanup(self.holder.cleanup)

    def test_every_form_is_found(self):
        raw = NEEDLE.encode()
        forms = {
            "plain": b"..." + NEEDLE.upper().encode(),
            "hexadecimal": raw.hex().upper().encode(),
            "UTF-16, little end first": NEEDLE.encode("utf-16-le"),
            "UTF-16, big end first": NEEDLE.encode("utf-16-be"),
            "percent-encoded": b"canary_7f3a%40example.gov",
        }
        for form, data in forms.items():
            (self.folder / "file").write_bytes(data)
            self.assertIn(("file", form), found(self.folder), form)
        for shift in range(3):
            for tail in range(3):
                data = base64.urlsafe_b64encode(b"x" * shift + raw + b"y" * tail)
                (self.folder / "file").write_bytes(data)
                self.assertIn(("file", "base64"), found(self.folder), (shift, tail))

    def test_parquet_values_statistics_and_nested_ones(self):
        file = self.folder / "part.parquet"
        duckdb.execute(
            f"COPY (SELECT '{NEEDLE}' AS name, map {{'key': 'x{NEEDLE}x'}} AS properties) "
            f"TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
        )
        kinds = {kind for kind, _ in found(self.folder)}
        self.assertIn("parquet value", kinds)
        self.assertIn("parquet statistic", kinds)

    def test_a_parquet_value_that_compression_hides_from_the_bytes(self):
        file = self.folder / "part.parquet"
        # Neither smallest nor largest, so no statistic names it, and long enough to be compressed.
        duckdb.execute(
            f"COPY (SELECT unnest(['a', repeat('{NEEDLE} ', 400), 'z']) AS name) "
            f"TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self.assertIn("parquet value", {kind for kind, _ in found(self.folder)})

    def test_the_table_log_and_its_statistics(self):
        log = self.folder / "_delta_log"
        log.mkdir()
        stats = json.dumps({"minValues": {"name": NEEDLE.replace("@", "\\u0040")}})
        (log / "00000000000000000000.json").write_text(json.dumps({"add": {"stats": stats.replace("\\\\u", "\\u")}}))
        self.assertIn(("table log", "plain"), found(self.folder))

    def test_deleted_rows_in_free_pages_and_the_write_ahead_log(self):
        file = self.folder / "buffer.sqlite"
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA secure_delete = off")
        connection.execute("CREATE TABLE rows (body TEXT)")
        connection.executemany("INSERT INTO rows VALUES (?)", [(NEEDLE + str(n),) for n in range(2000)])
        connection.commit()
        connection.execute("DELETE FROM rows")
        connection.commit()
        connection.close()
        kinds = {kind for kind, _ in found(self.folder)}
        self.assertIn("sqlite page", kinds)
        self.assertNotIn("sqlite value", kinds)

        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("INSERT INTO rows VALUES (?)", (NEEDLE,))
        connection.commit()
        kinds = {kind for kind, _ in found(self.folder)}
        connection.close()
        self.assertIn("sqlite wal frame", kinds)
        self.assertIn("sqlite value", kinds)

    def test_a_value_that_spans_pages(self):
        connection = sqlite3.connect(self.folder / "control.sqlite")
        connection.execute("CREATE TABLE rows (body TEXT)")
        for size in range(4000, 4096):
            connection.execute("INSERT INTO rows VALUES (?)", ("a" * size + NEEDLE + "b" * 5000,))
        connection.commit()
        connection.close()
        self.assertIn("sqlite value", {kind for kind, _ in found(self.folder)})


if __name__ == "__main__":
    unittest.main()
