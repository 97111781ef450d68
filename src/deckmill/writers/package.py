"""What genanki leaves out: a time for each note, cards as told, stable bytes, any number of notes.

genanki describes note types and decks. Notes go into the database as they come, so that none of
them has to be held, and it is packed from its file.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

from zlib_ng import zlib_ng

from deckmill.anki.notetypes import NoteType
from deckmill.writers.lean import genanki

# The first moment that a zip can name.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_BLOCK = 1 << 20
_BATCH = 256
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"


class Model(genanki.Model):  # type: ignore[misc]
    """A note type that carries its own time of change and the ids of its fields and templates."""

    def __init__(self, note_type: NoteType, time: int) -> None:
        super().__init__(
            note_type.id,
            note_type.name,
            fields=[{"name": field.name, "id": field.id} for field in note_type.fields],
            templates=[
                {"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back}
                for t in note_type.templates
            ],
            css=note_type.css,
            model_type=self.CLOZE if note_type.cloze else self.FRONT_BACK,
            sort_field_index=note_type.sort_field,
        )
        self.note_type = note_type
        self.time = time

    @property
    def _req(self) -> list[list[Any]]:
        """What makes a card, for old Ankis: known here, so genanki need not try every field."""
        names = [field.name for field in self.note_type.fields]
        templates = enumerate(self.note_type.templates)
        return [[i, "all", [names.index(template.switch)]] for i, template in templates]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        return dict(super().to_json(self.time, deck_id))


class Row(NamedTuple):
    """A note with its own time of change and the cards ``ords``, whose ids follow its own."""

    id: int
    guid: str
    model: int
    time: int
    tags: Sequence[str]
    fields: Sequence[str]
    sort: str
    deck: int
    due: int
    ords: Sequence[int]


class Collection:
    """The database of a package, in a file that nobody else knows of.

    Its bytes depend on what is added alone. To be closed, as a context manager, before it is read.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection = sqlite3.connect(file, isolation_level=None)
        # Who finds a file that was cut short throws it away. Large pages hold most notes whole.
        self._connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;"
            + genanki.apkg_schema.APKG_SCHEMA
        )
        # To sort once is faster than to keep in order.
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY rowid"
        indexes = dict(self._connection.execute(found).fetchall())
        self._connection.executescript("".join(f"DROP INDEX {name};" for name in indexes))
        self._indexing = "".join(f"{statement};" for statement in indexes.values())
        self._connection.execute("BEGIN")

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._connection.execute("COMMIT")
                self._connection.executescript(self._indexing)
        finally:
            self._connection.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Add notes and their cards."""
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            self._connection.executemany(_NOTE, map(_note, batch))
            self._connection.executemany(_CARD, (card for row in batch for card in _cards(row)))

    def describe(self, decks: Sequence[genanki.Deck], time: int) -> None:
        """Add the decks, without notes of their own, and their note types."""
        self._connection.execute(genanki.apkg_col.APKG_COL)
        for deck in decks:
            deck.write_to_db(self._connection.cursor(), time, count(1))


def write_package(path: Path, database: Path, media: Mapping[str, Path]) -> None:
    """Pack a closed collection's ``database``, and the files behind names inside Anki."""
    names = sorted(media)
    index = json.dumps({str(i): name for i, name in enumerate(names)})
    with zipfile.ZipFile(path, "w") as package:
        with database.open("rb") as stream:
            _add(package, "collection.anki2", stream)
        _add(package, "media", io.BytesIO(index.encode()))
        for i, name in enumerate(names):
            with media[name].open("rb") as stream:
                _add(package, str(i), stream)


def _note(row: Row) -> tuple[object, ...]:
    tags, fields = f" {' '.join(row.tags)} ", "\x1f".join(row.fields)
    return row.id, row.guid, row.model, row.time, tags, fields, row.sort


def _cards(row: Row) -> Iterator[tuple[int, ...]]:
    for id, ord_ in enumerate(row.ords, row.id + 1):
        yield id, row.id, row.deck, ord_, row.time, row.due


def _add(package: zipfile.ZipFile, name: str, content: BinaryIO) -> None:
    """Add a file, deflated by zlib-ng, which takes half of zlib's time for the same size.

    ``zipfile`` knows only zlib: so it stores what is deflated already, and is told afterwards.
    """
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.create_system = _UNIX
    info.external_attr = 0o644 << 16
    deflate = zlib_ng.compressobj(6, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    size = crc = 0
    with package.open(info, "w") as packed:
        while block := content.read(_BLOCK):
            size, crc = size + len(block), zlib_ng.crc32(block, crc)
            packed.write(deflate.compress(block))
        packed.write(deflate.flush())
    info.compress_type, info.file_size, info.CRC = zipfile.ZIP_DEFLATED, size, crc
    assert package.fp is not None
    package.fp.seek(info.header_offset)
    package.fp.write(info.FileHeader(zip64=False))
    package.fp.seek(package.start_dir)
