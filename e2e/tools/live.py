"""The files of a lake's table that count now. Files that others have replaced lie beside them for a while."""

import deltalake


def events(table):
    """What stands after FROM in DuckDB's SQL: every row of the table of events in this folder."""
    files = sorted(deltalake.DeltaTable(table).file_uris())
    return "read_parquet([" + ", ".join("'" + file.replace("'", "''") + "'" for file in files) + "], hive_partitioning = true)"
