"""What someone who has an older deck will see on import: new, changed, retired, gone."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deckmill.anki.notetypes import note_types
from deckmill.errors import Refused
from deckmill.ledger import GONE, NOTE_TYPE, Ledger, State
from deckmill.writers.notes import NoteContent
from deckmill.writers.states import NOT_CONTENT, note_states

KINDS = ("new", "changed", "retired", "restored", "gone")
_COLLECTION = "collection.anki2"
_MAX_COLLECTION = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Change:
    """One note that is not as it was. ``fields`` are the changed ones, where both are known."""

    id: str
    kind: str
    title: str
    topic: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes in the deck's order, those that are gone last; and how many notes stayed."""

    changes: tuple[Change, ...]
    unchanged: int

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    def count(self) -> dict[str, int]:
        """The number of notes of each kind of change, the unchanged ones last."""
        counts = Counter(change.kind for change in self.changes)
        return {**{kind: counts[kind] for kind in KINDS}, "unchanged": self.unchanged}


@dataclass(frozen=True, slots=True)
class Old:
    """An older deck: the state of each note and, from a package, its fields and GUID."""

    states: Mapping[str, State]
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    guids: Mapping[str, str] = field(default_factory=dict)
    deck_id: str | None = None
    """The deck's id, where a ledger names it."""


def from_ledger(ledger: Ledger) -> Old:
    """The deck as last released."""
    notes = {
        id: record.state
        for id, record in ledger.records.items()
        if not id.startswith(NOTE_TYPE) and record.state.type != GONE
    }
    return Old(notes, deck_id=ledger.deck_id)


def from_package(path: Path) -> Old:
    """The deck in an .apkg that deckmill made; raises Refused and OSError."""
    read = list(_read_package(path))
    notes = [note for note, _ in read]
    fields = {note.id: note.fields for note in notes}
    return Old(note_states(notes), fields, {note.id: guid for note, guid in read})


def diff(contents: Sequence[NoteContent], states: Mapping[str, State], old: Old) -> Diff:
    """Compare the deck as it is now with an older one."""
    changes = []
    unchanged = 0
    for content in contents:
        before, now = old.states.get(content.id), states[content.id]
        if before == now:
            unchanged += 1
            continue
        fields = old.fields.get(content.id)
        changed = tuple(_changed_fields(fields, content.fields)) if fields is not None else ()
        kind = _kind(before, now)
        changes.append(
            Change(content.id, kind, content.title, content.fields.get("Topic", ""), changed)
        )
    for id in sorted(old.states.keys() - states.keys()):
        fields = old.fields.get(id, {})
        changes.append(Change(id, "gone", fields.get("Title", ""), fields.get("Topic", "")))
    return Diff(tuple(changes), unchanged)


def _kind(before: State | None, now: State) -> str:
    if before is None:
        return "new"
    if before.retired != now.retired:
        return "retired" if now.retired else "restored"
    return "changed"


def _changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys((*new, *old)):
        if name not in NOT_CONTENT and old.get(name, "") != new.get(name, ""):
            yield name


def _read_package(path: Path) -> Iterator[tuple[NoteContent, str]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / _COLLECTION
        try:
            with zipfile.ZipFile(path) as package:
                if package.getinfo(_COLLECTION).file_size > _MAX_COLLECTION:
                    raise Refused(f"{path} is too large")
                database.write_bytes(package.read(_COLLECTION))
        except (zipfile.BadZipFile, KeyError) as error:
            raise Refused(f"{path} is no .apkg of deckmill's") from error
        connection = sqlite3.connect(database)
        try:
            yield from _notes(connection, path)
        except (sqlite3.DatabaseError, ValueError, KeyError) as error:
            raise Refused(f"{path} is no .apkg of deckmill's") from error
        finally:
            connection.close()


def _notes(connection: sqlite3.Connection, path: Path) -> Iterator[tuple[NoteContent, str]]:
    ours = {str(kind.id): key for key, kind in note_types().items()}
    (models,) = connection.execute("select models from col").fetchone()
    names = {
        id: [field["name"] for field in model["flds"]] for id, model in json.loads(models).items()
    }
    rows = connection.execute("select guid, mid, flds, tags from notes order by id")
    for guid, mid, flds, tags in rows:
        type_ = ours.get(str(mid))
        if type_ is None:
            raise Refused(f"{path} holds notes that deckmill did not make")
        fields = dict(zip(names[str(mid)], flds.split("\x1f"), strict=True))
        words = tuple(sorted(tags.split()))
        yield NoteContent(fields["Id"], type_, fields["Title"], fields, words), guid
