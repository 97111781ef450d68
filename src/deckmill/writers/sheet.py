"""The cheat sheet: one HTML file with everything in it, for paper first and for the screen.

What it looks like, and why, is in the templates (``sheet*``, ``page*``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from deckmill.outline import Outline
from deckmill.writers.base import Book, MakePiece, Options, Setting, Writer
from deckmill.writers.imprint import Imprint
from deckmill.writers.page import HOLE, Page, Part
from deckmill.writers.sheet_content import Section, numbers_of, sections_of, source_of
from deckmill.writers.sheet_places import Sheet


def pieces(setting: Setting) -> MakePiece:
    """Gives what the sheet shows of an entry; nothing of one that does not stand on it.

    Raises OSError for a picture that cannot be read.
    """
    # Where all pieces are remembered nobody has to typeset.
    from deckmill.writers import sheet_items

    return sheet_items.pieces(setting)


def write(book: Book, path: Path, options: Options) -> None:
    """Write the sheet of a deck; the same deck and options give the same bytes."""
    entries = [outline for outline in book.outlines if outline.on_sheet]
    numbers, references = numbers_of(entries), book.deck.references
    sections = tuple(sections_of(book.deck, entries))
    page = Page(
        "sheet",
        Imprint.of(book.deck, options, "cheat sheet"),
        options.paper,
        sections=sections,
        sources=[source_of(key, number, references.get(key)) for key, number in numbers.items()],
        checked=any(entry.id in options.checked for entry in entries),
    )
    sheet = Sheet(frozenset(entry.id for entry in entries), numbers, options.checked)
    page.write(path, _body(page.body().split(HOLE), sections, _items(book, entries, sheet)))


SHEET = Writer("html", ".html", write, pieces)


def _items(book: Book, entries: Sequence[Outline], sheet: Sheet) -> Iterator[Part]:
    made = (piece for piece in book.pieces(SHEET.name) if piece is not None)
    for number, (entry, piece) in enumerate(zip(entries, made, strict=True), 1):
        yield sheet.part(entry, number, piece)


def _body(
    frame: Sequence[str], sections: Sequence[Section], items: Iterator[Part]
) -> Iterator[Part]:
    """The items of each section in their place, between the pieces of the ``frame``."""
    yield Part.of(frame[0])
    for section, after in zip(sections, frame[1:], strict=True):
        yield from islice(items, section.size)
        yield Part.of(after)
