"""The handbook: one HTML file with everything that a deck says, to read on a screen or on paper.

What it looks like, and why, is in the templates (``handbook*``, ``page*``).
"""

from __future__ import annotations

from pathlib import Path

from deckmill.writers.base import Book, Options, Writer
from deckmill.writers.imprint import Imprint
from deckmill.writers.page import Page, Part


def write(book: Book, path: Path, options: Options) -> None:
    """Write the handbook of a deck; the same deck and options give the same bytes."""
    from deckmill.writers.handbook_content import handbook_of

    deck = book.whole()
    imprint = Imprint.of(deck, options, "handbook")
    page = Page("handbook", imprint, options.paper, book=handbook_of(deck, options))
    page.write(path, [Part.of(page.body())])


HANDBOOK = Writer("handbook", "-handbook.html", write, default=False)
