"""The Anki package: one note for a question, one for each of its cards."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from deckmill.anki.notetypes import note_types
from deckmill.ledger import NOTE_TYPE
from deckmill.model import Deck, guid
from deckmill.writers.base import Options, Writer
from deckmill.writers.fields import plain
from deckmill.writers.notes import CARDS, QUESTIONS, NoteContent, Notes

if TYPE_CHECKING:
    from deckmill.writers.package import Model, Note

_DESCRIPTIONS = {
    QUESTIONS: "One question a card: answer aloud, then turn it.",
    CARDS: "Small cards: one fact each.",
}


def write(deck: Deck, path: Path, options: Options) -> None:
    """Write the deck as an .apkg to ``path``.

    Raises ValueError for a note that would have no card: Anki would import it without a word.
    """
    from deckmill.writers.lean import genanki
    from deckmill.writers.package import Model, Package

    notes = (options.notes or Notes.of(deck, options.root, options.checked)).part(deck)
    models = {
        key: Model(type_, _time(options, f"{NOTE_TYPE}{key}"))
        for key, type_ in note_types().items()
    }
    decks = {
        name: genanki.Deck(_deck_id(deck, name), f"{deck.title}::{name}", description)
        for name, description in _DESCRIPTIONS.items()
    }
    version = plain(options.version)
    for due, content in enumerate(notes.contents, 1):
        time = _time(options, content.id)
        note = _note(deck, content, models[content.type], version, due, time)
        decks[content.subdeck].add_note(note)
    parent = genanki.Deck(_deck_id(deck, ""), deck.title, _description(deck, options.version))
    used = [subdeck for subdeck in decks.values() if subdeck.notes]
    Package([parent, *used], notes.media).write_to_file(path, max(1, options.time))


APKG = Writer("apkg", ".apkg", write)


def _note(
    deck: Deck, content: NoteContent, model: Model, version: str, due: int, time: int
) -> Note:
    from deckmill.writers.package import Note

    ords = content.ords(model.note_type)
    if not ords:
        raise ValueError(f"{content.id}: this note would have no card")
    fields = {**content.fields, "Version": version}
    return Note(
        model,
        [fields.get(field.name, "") for field in model.note_type.fields],
        sort_field=content.title,
        tags=content.tags,
        guid=guid(deck.id, content.id),
        due=due,
        time=time,
        ords=ords,
    )


def _time(options: Options, key: str) -> int:
    # A note of the time 0 makes Anki's database check fail.
    return max(1, options.times.get(key, options.time))


def _deck_id(deck: Deck, subdeck: str) -> int:
    """A number of 13 digits, like those that Anki makes from the clock, and always the same."""
    digest = hashlib.sha256(f"{deck.id}\n::{subdeck}".encode()).digest()
    return 10**12 + int.from_bytes(digest[:8], "big") % 10**12


def _description(deck: Deck, version: str) -> str:
    """What Anki shows under the deck's name. It replaces what learners wrote there."""
    facts = [", ".join(deck.authors), deck.license, version]
    lines = [deck.description, " · ".join(fact for fact in facts if fact)]
    return "<br>".join(escape(line, quote=False) for line in lines if line)
