"""Decks in memory as the books that writers take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from deckmill.checks.outlines import outline_of
from deckmill.model import Deck
from deckmill.prove.record import digest
from deckmill.writers import WRITERS
from deckmill.writers.apkg import APKG
from deckmill.writers.base import Book, Options, Piece, Setting, Writer
from deckmill.writers.notes import NoteContent, caption
from deckmill.writers.packed import CHECKED, PackedNotes, captions_of, needs_html
from deckmill.writers.states import states_of


def book(deck: Deck, root: Path, part: Sequence[str] | None = None) -> Book:
    """The book of a deck, or of the entries of it that are named."""
    setting = Setting(replace(deck, entries=()), root)
    makers = {writer.name: writer.pieces(setting) for writer in WRITERS if writer.pieces}
    name = caption(setting)
    outlines = [
        outline_of(entry, deck, name(entry), digest(entry), states_of(makers[APKG.name](entry)))
        for entry in deck.entries
    ]
    chosen = [entry for entry in deck.entries if part is None or entry.id in part]
    ids = {entry.id for entry in chosen}

    def pieces(writer: str) -> Iterator[Piece]:
        return map(makers[writer], chosen)

    return Book(
        setting.deck,
        [outline for outline in outlines if outline.id in ids],
        {outline.id: outline for outline in outlines},
        pieces,
        lambda: replace(deck, entries=tuple(chosen)),
    )


def contents_of(book: Book, checked: Collection[str] = ()) -> Iterator[NoteContent]:
    """Every note of a book as its pieces have it, once it is filled in."""
    captions = captions_of(book)
    for outline, piece in zip(book.outlines, book.pieces(APKG.name), strict=True):
        notes = PackedNotes.of(piece)
        proven = CHECKED if outline.id in checked else ""
        yield from notes.contents({"Needs": needs_html(notes.needs, captions), "Checked": proven})


def write(writer: Writer, deck: Deck, path: Path, options: Options) -> None:
    """Write a whole deck."""
    writer.write(book(deck, options.root), path, options)


def text(writer: Writer, deck: Deck, options: Options) -> str:
    """What a writer makes of a whole deck."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "out")
        write(writer, deck, path, options)
        return path.read_text("utf-8")
