"""Decks in memory as the books that writers take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from deckmill.checks.outlines import outline_of
from deckmill.model import Deck, Entry
from deckmill.outline import Outline
from deckmill.writers import WRITERS
from deckmill.writers.base import Book, Options, Writer
from deckmill.writers.book import book_of
from deckmill.writers.states import States


def book(deck: Deck, root: Path, part: Sequence[str] | None = None) -> Book:
    """The book of a deck, or of the entries of it that are named."""

    def outline(entry: Entry, caption: str, states: States) -> Outline:
        return outline_of(entry, deck, caption, "", states)

    return book_of(deck, root, outline, WRITERS, part)


def write(writer: Writer, deck: Deck, path: Path, options: Options) -> None:
    """Write a whole deck."""
    writer.write(book(deck, options.root), path, options)


def text(writer: Writer, deck: Deck, options: Options) -> str:
    """What a writer makes of a whole deck."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "out")
        write(writer, deck, path, options)
        return path.read_text("utf-8")
