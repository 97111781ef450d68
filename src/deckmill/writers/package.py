"""genanki's classes with what it leaves out: a time for each note, cards as told, stable bytes."""

from __future__ import annotations

import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from deckmill.anki.notetypes import NoteType
from deckmill.writers.lean import genanki

# The first moment that a zip can name.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


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


class Note(genanki.Note):  # type: ignore[misc]
    """A note with its own time of change and exactly the cards ``ords``."""

    def __init__(
        self,
        model: Model,
        fields: Sequence[str],
        *,
        sort_field: str,
        tags: Sequence[str],
        guid: str,
        due: int,
        time: int,
        ords: Sequence[int],
    ) -> None:
        super().__init__(model, list(fields), sort_field, tags, guid, due)
        self.time = time
        self.ords = tuple(ords)

    @property
    def cards(self) -> list[genanki.Card]:
        return [genanki.Card(ord_) for ord_ in self.ords]

    def write_to_db(
        self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]
    ) -> None:
        super().write_to_db(cursor, self.time, deck_id, id_gen)

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Fields are well-formed already; genanki's check takes half of its time."""


class Package(genanki.Package):  # type: ignore[misc]
    """A package whose bytes depend on its content and ``timestamp`` alone.

    ``media`` maps names inside Anki to files.
    """

    def __init__(self, decks: Sequence[genanki.Deck], media: Mapping[str, Path]) -> None:
        super().__init__(list(decks))
        self.media = media

    def write_to_file(self, file: Path, timestamp: int) -> None:
        database = self._database(timestamp)
        names = sorted(self.media)
        index = {str(i): name for i, name in enumerate(names)}
        with zipfile.ZipFile(file, "w") as package:
            _add(package, "collection.anki2", database)
            _add(package, "media", json.dumps(index).encode())
            for i, name in enumerate(names):
                _add(package, str(i), self.media[name].read_bytes())

    def _database(self, timestamp: int) -> bytes:
        # Ids are times in milliseconds: those before the build, so that none lies in the future.
        wanted = sum(1 + len(note.cards) for deck in self.decks for note in deck.notes)
        ids = itertools.count(max(1, timestamp * 1000 - wanted))
        connection = sqlite3.connect(":memory:")
        try:
            self.write_to_db(connection.cursor(), timestamp, ids)
            connection.commit()
            return connection.serialize()
        finally:
            connection.close()


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.create_system = _UNIX
    info.external_attr = 0o644 << 16
    package.writestr(info, content, zipfile.ZIP_DEFLATED, 6)
