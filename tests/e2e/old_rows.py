"""Rows older than a week in the recorder's database: added while it is stopped, and counted."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
import sqlite3
import time
from typing import Final

# Rows of each entity.
OLD: Final = 1_000

_DAY: Final = 86_400.0


def put(database: Path, known: Iterable[str], stranger: str) -> None:
    """Add old rows to a database: of existing entities, and of a new one."""
    start = time.time() - 8 * _DAY
    with closing(sqlite3.connect(database)) as connection, connection:
        cursor = connection.execute("INSERT INTO states_meta (entity_id) VALUES (?)", (stranger,))
        ids = [cursor.lastrowid]
        for entity_id in known:
            ids += connection.execute(
                "SELECT metadata_id FROM states_meta WHERE entity_id = ?", (entity_id,)
            ).fetchone()
        rows = [
            (metadata_id, str(number % 100), start + number)
            for metadata_id in ids
            for number in range(OLD)
        ]
        connection.executemany(
            "INSERT INTO states (metadata_id, state, last_updated_ts) VALUES (?, ?, ?)", rows
        )


def counted(database: Path) -> dict[str, int]:
    """Return how many rows are older than a week, by entity."""
    query = (
        "SELECT states_meta.entity_id, COUNT(*) FROM states JOIN states_meta USING (metadata_id)"
        " WHERE last_updated_ts < ? GROUP BY states_meta.entity_id"
    )
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return dict(connection.execute(query, (time.time() - 7 * _DAY,)).fetchall())
