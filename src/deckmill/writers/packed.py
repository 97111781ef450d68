"""An entry's notes as they are remembered: plain values, open where others have a say.

What an entry must be learned after is named by other entries, whether code proved it is told by a
record of its own, and the version by the release: these fields are filled last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from deckmill.anki.notetypes import note_types
from deckmill.model import Deck, Entry, guid
from deckmill.writers.base import Book, Piece, Setting
from deckmill.writers.notes import NoteContent, caption, notes

NAME = "apkg"
"""The writer whose pieces these are."""
CHECKED = "by code"
Open: TypeAlias = Mapping[str, str]
"""What is filled in last, by the names of fields."""


class PackedNote(NamedTuple):
    """A note: ``fields`` in the note type's order, ``ords`` the cards that it makes in Anki."""

    id: str
    type: str
    title: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    guid: str
    ords: tuple[int, ...]
    digest: str
    """The hash that the ledger knows the note by; empty where it hangs on other entries."""
    retired: bool

    def filled(self, open_: Open) -> list[str]:
        """The fields with these filled in."""
        fields = list(self.fields)
        for name, value in open_.items():
            if value and (place := _places(self.type).get(name)) is not None:
                fields[place] = value
        return fields


class PackedNotes(NamedTuple):
    """The notes of an entry, the ids of the entries to learn first, and the media shown."""

    needs: tuple[str, ...]
    notes: tuple[PackedNote, ...]
    media: Mapping[str, str]

    @classmethod
    def of(cls, piece: Piece) -> PackedNotes:
        """What a piece holds, by name."""
        needs, notes, media = piece
        return cls(needs, tuple(map(PackedNote._make, notes)), media)

    def contents(self, open_: Open) -> Iterator[NoteContent]:
        """The notes with these fields filled in."""
        for note in self.notes:
            fields = dict(zip(_places(note.type), note.filled(open_), strict=True))
            shown = {name: value for name, value in fields.items() if value}
            yield NoteContent(note.id, note.type, note.title, shown, note.tags)


def packed(deck_id: str, content: NoteContent, digest: str, *, retired: bool) -> PackedNote:
    """A note of the deck ``deck_id``, packed."""
    value = content.fields.get
    return PackedNote(
        content.id,
        content.type,
        content.title,
        tuple([value(name, "") for name in _places(content.type)]),
        content.tags,
        guid(deck_id, content.id),
        content.ords(note_types()[content.type]),
        digest,
        retired,
    )


def all_notes(deck: Deck, root: Path) -> list[NoteContent]:
    """Every note of a deck in memory, in the order in which new cards appear.

    ``Version`` and ``Checked`` stay empty. Raises OSError for a picture that cannot be read.
    """
    setting = Setting(deck, root)
    make, name = notes(setting), caption(setting)
    captions = {entry.id: name(entry) for entry in deck.entries}
    return [
        _with_needs(content, entry, captions) for entry in deck.entries for content in make(entry)
    ]


def _with_needs(content: NoteContent, entry: Entry, captions: Mapping[str, str]) -> NoteContent:
    if content.type != "question":
        return content
    needs = needs_html((need.id for need in entry.needs), captions)
    return replace(content, fields={**content.fields, "Needs": needs})


def captions_of(book: Book) -> dict[str, str]:
    """What cards call an entry, by its id; also those that a part leaves out."""
    return {id: outline.facts.caption for id, outline in book.of_all.items()}


def needs_html(needs: Iterable[str], captions: Mapping[str, str]) -> str:
    """The field ``Needs``: the entries to learn first, by their captions; unknown ones left out."""
    names = "".join(f"<li>{captions[id]}</li>" for id in needs if id in captions)
    return f"<ul>{names}</ul>" if names else ""


@cache
def _places(type_: str) -> Mapping[str, int]:
    return {field.name: place for place, field in enumerate(note_types()[type_].fields)}
