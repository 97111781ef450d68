"""What entries gave, in one SQLite file: the cache between runs, and the shelf of a single run.

A row is found by a hash of everything that it depends on, so it never has to be brought up to date:
what nobody asks for any more is in time pushed out by what is new. Nothing in it is trusted: a row
that does not fit its checksum is not there, and a file that SQLite cannot read is thrown away.
"""

from __future__ import annotations

import contextlib
import marshal
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

FILE = "units-1.sqlite"
"""The number is raised with every change of the tables, or of what their rows hold."""
MOST = 1 << 30
"""Bytes that the cache may take; the rows that were of use least lately go first."""
_PATIENCE = 5.0
_DAY = 86400
_FORGOTTEN = 90
"""Days after which a note that was not made again is forgotten."""
_TABLES = """
CREATE TABLE IF NOT EXISTS unit (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, used INTEGER NOT NULL,
    writers TEXT NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS piece (
    unit INTEGER NOT NULL, writer TEXT NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (unit, writer)
);
CREATE TABLE IF NOT EXISTS note (
    name TEXT PRIMARY KEY, used INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL
);
"""


class Store:
    """Units by their keys, and the pieces that writers made of them.

    Every method raises sqlite3.Error where the file is damaged, or in nobody's power.
    """

    def __init__(self, file: Path, *, shared: bool = True) -> None:
        self.file = file
        # Writers read their pieces side by side; SQLite itself keeps the threads apart.
        self._connection = sqlite3.connect(
            file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # What is lost with the power comes again; what is half written has no checksum that fits.
        journal = "WAL" if shared else "OFF"
        self._connection.executescript(
            f"PRAGMA journal_mode = {journal}; PRAGMA synchronous = OFF;"
            f"PRAGMA cache_size = -4000; {_TABLES}"
        )

    def close(self) -> None:
        self._connection.close()

    def unit(self, key: bytes, writers: Collection[str] = ()) -> tuple[int, bytes] | None:
        """A unit's number and what is known of it, where each of these writers has a piece."""
        row = self._one("SELECT id, writers, crc, body FROM unit WHERE key = ?", key)
        if row is None or crc32(row[3]) != row[2] or not set(writers) <= set(row[1].split()):
            return None
        return row[0], row[3]

    def body(self, unit: int) -> bytes:
        """What is known of a unit that was put here."""
        body: bytes = self._one("SELECT body FROM unit WHERE id = ?", unit)[0]
        return body

    def piece(self, unit: int, writer: str) -> bytes | None:
        row = self._one("SELECT crc, body FROM piece WHERE unit = ? AND writer = ?", unit, writer)
        return row[1] if row and crc32(row[1]) == row[0] else None

    def put(self, key: bytes, body: bytes, pieces: Mapping[str, bytes]) -> int:
        """Add a unit, which is not yet here; gives its number. It stands once it is committed."""
        execute = self._connection.execute
        if not self._connection.in_transaction:
            execute("BEGIN")
        row = (key, int(time.time()) // _DAY, " ".join(sorted(pieces)), crc32(body), body)
        number = execute("INSERT INTO unit VALUES (NULL, ?, ?, ?, ?, ?)", row).lastrowid
        assert number is not None
        rows = ((number, writer, crc32(piece), piece) for writer, piece in pieces.items())
        self._connection.executemany("INSERT INTO piece VALUES (?, ?, ?, ?)", rows)
        return number

    def commit(self) -> None:
        """Have what was put here in the file."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def note(self, name: str) -> Any:
        """What was last noted under a name."""
        row = self._one("SELECT crc, body FROM note WHERE name = ?", name)
        with contextlib.suppress(ValueError, EOFError, TypeError):
            if row and crc32(row[1]) == row[0]:
                return marshal.loads(row[1])
        return None

    def keep(self, fresh: Iterable[Path], used: Iterable[int], notes: Mapping[str, Any]) -> None:
        """Take over everything of other stores, and note what was of use, and the ``notes``.

        Where it gets too much, what was of use least lately goes.
        """
        for file in fresh:
            self._connection.execute("ATTACH ? AS fresh", (str(file),))
            try:
                with self._transaction() as execute:
                    _take_over(execute)
            finally:
                self._connection.execute("DETACH fresh")
        today = int(time.time()) // _DAY
        with self._transaction() as execute:
            for unit in used:
                execute("UPDATE unit SET used = ? WHERE id = ? AND used < ?", (today, unit, today))
            for name, values in notes.items():
                body = marshal.dumps(values)
                row = (name, today, crc32(body), body)
                execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?)", row)
            execute("DELETE FROM note WHERE used < ?", (today - _FORGOTTEN,))
        self._shrink()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Callable[..., object]]:
        """All or nothing; waits for its turn."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            yield execute
            execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                execute("ROLLBACK")
            raise

    def _shrink(self) -> None:
        """Keep the file within its bounds."""
        (size,) = self._one("PRAGMA page_size")
        (pages,), (free,) = self._one("PRAGMA page_count"), self._one("PRAGMA freelist_count")
        if (pages - free) * size <= MOST:
            return
        (rows,) = self._one("SELECT count(*) FROM unit")
        oldest = "SELECT id FROM unit ORDER BY used, id LIMIT ?"
        with self._transaction() as execute:
            execute(f"DELETE FROM piece WHERE unit IN ({oldest})", (rows // 2,))
            execute(f"DELETE FROM unit WHERE id IN ({oldest})", (rows // 2,))
        self._connection.execute("VACUUM")

    def _one(self, query: str, *values: object) -> Any:
        return self._connection.execute(query, values).fetchone()


def _take_over(execute: Callable[..., object]) -> None:
    """Copy what the attached store ``fresh`` has, in place of what has the same keys."""
    keys = "SELECT key FROM fresh.unit"
    execute(f"DELETE FROM piece WHERE unit IN (SELECT id FROM unit WHERE key IN ({keys}))")
    execute(
        "INSERT OR REPLACE INTO unit (key, used, writers, crc, body)"
        " SELECT key, used, writers, crc, body FROM fresh.unit"
    )
    execute(
        "INSERT INTO piece SELECT mine.id, piece.writer, piece.crc, piece.body"
        " FROM fresh.piece AS piece JOIN fresh.unit AS theirs ON theirs.id = piece.unit"
        " JOIN unit AS mine ON mine.key = theirs.key"
    )


def remove(folder: Path) -> None:
    """Throw the cache away."""
    for file in folder.glob(f"{FILE}*"):
        with contextlib.suppress(OSError):
            file.unlink()
