"""The Anki package: one note for a question, one for each of its cards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from deckmill.anki.notetypes import note_types
from deckmill.ledger import NOTE_TYPE
from deckmill.model import Deck, Entry
from deckmill.writers.base import Book, MakePiece, Options, Piece, Setting, Writer
from deckmill.writers.fields import plain
from deckmill.writers.notes import notes
from deckmill.writers.packed import CHECKED, NAME, PackedNotes, captions_of, needs_html, packed
from deckmill.writers.states import state

if TYPE_CHECKING:
    from deckmill.writers.package import Row

QUESTIONS, CARDS = "Questions", "Cards"
_DESCRIPTIONS = {
    QUESTIONS: "One question a card: answer aloud, then turn it.",
    CARDS: "Small cards: one fact each.",
}


def pieces(setting: Setting) -> MakePiece:
    """Gives an entry's notes, packed, each with the digest that the ledger knows it by.

    Raises OSError for a picture that cannot be read.
    """
    make, deck_id = notes(setting), setting.deck.id

    def piece(entry: Entry) -> Piece:
        needs = tuple(need.id for need in entry.needs)
        made = []
        media: dict[str, str] = {}
        for content in make(entry):
            now = state(content)
            digest = "" if needs and content.type == "question" else now.digest
            made.append(tuple(packed(deck_id, content, digest, retired=now.retired)))
            media |= content.media
        return needs, tuple(made), media

    return piece


def write(book: Book, path: Path, options: Options) -> None:
    """Write the package to ``path``.

    Raises ValueError for a note that would have no card: Anki would import it without a word.
    """
    from tempfile import TemporaryDirectory

    from deckmill.writers.lean import genanki
    from deckmill.writers.package import Collection, Model, write_package

    deck, wanted = book.deck, _wanted(book)
    decks = {
        name: genanki.Deck(_deck_id(deck, name), f"{deck.title}::{name}", description)
        for name, description in _DESCRIPTIONS.items()
        if wanted[name]
    }
    parent = genanki.Deck(_deck_id(deck, ""), deck.title, _description(deck, options.version))
    media: dict[str, str] = {}
    used: dict[str, None] = {}
    with TemporaryDirectory(dir=path.parent) as folder:
        with Collection(Path(folder, "collection.anki2")) as collection:
            collection.add(_rows(book, options, wanted, media, used))
            for key in used:
                type_ = note_types()[key]
                model = Model(type_, _time(options, f"{NOTE_TYPE}{key}"))
                decks[_subdeck(key)].add_model(model)
            collection.describe([parent, *decks.values()], max(1, options.time))
        files = {name: options.root / file for name, file in media.items()}
        write_package(path, collection.file, files)


APKG = Writer(NAME, ".apkg", write, pieces)


def _rows(
    book: Book,
    options: Options,
    wanted: dict[str, int],
    media: dict[str, str],
    used: dict[str, None],
) -> Iterator[Row]:
    """The notes, as rows; notes which ``media`` and note types were ``used``."""
    from deckmill.writers.package import Row

    # Ids are times in milliseconds: those before the build, so that none lies in the future.
    first = max(1, max(1, options.time) * 1000 - sum(wanted.values()))
    ids = {QUESTIONS: first, CARDS: first + wanted[QUESTIONS]}
    deck_ids = {name: _deck_id(book.deck, name) for name in ids}
    models = {key: type_.id for key, type_ in note_types().items()}
    captions = captions_of(book)
    version = plain(options.version)
    due = count(1)
    for outline, piece in zip(book.outlines, book.pieces(NAME), strict=True):
        entry = PackedNotes.of(piece)
        media |= entry.media
        open_ = {
            "Version": version,
            "Checked": CHECKED if outline.id in options.checked else "",
            "Needs": needs_html(entry.needs, captions) if entry.needs else "",
        }
        for note in entry.notes:
            if not note.ords:
                raise ValueError(f"{note.id}: this note would have no card")
            name = _subdeck(note.type)
            used.setdefault(note.type)
            yield Row(
                id=ids[name],
                guid=note.guid,
                model=models[note.type],
                time=_time(options, note.id),
                tags=note.tags,
                fields=note.filled(open_),
                sort=note.title,
                deck=deck_ids[name],
                due=next(due),
                ords=note.ords,
            )
            ids[name] += 1 + len(note.ords)


def _wanted(book: Book) -> dict[str, int]:
    """How many ids the notes and cards of each subdeck take."""
    wanted = dict.fromkeys(_DESCRIPTIONS, 0)
    for outline in book.outlines:
        for _, type_, _, _, cards in outline.states:
            wanted[_subdeck(type_)] += 1 + cards
    return wanted


def _subdeck(type_: str) -> str:
    return QUESTIONS if type_ == "question" else CARDS


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
