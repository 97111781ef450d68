"""The cheat sheet: one HTML file with everything in it, for paper first and for the screen.

What it looks like, and why, is in the templates (``sheet*``, ``page*``).
"""

from __future__ import annotations

from pathlib import Path

from deckmill.model import Deck
from deckmill.writers.base import Options, Writer
from deckmill.writers.imprint import Imprint
from deckmill.writers.page import page
from deckmill.writers.sheet_content import sheet_of


def write(deck: Deck, path: Path, options: Options) -> None:
    """Write the sheet of ``deck``; the same deck and options give the same bytes."""
    path.write_text(render(deck, options), encoding="utf-8", newline="\n")


def render(deck: Deck, options: Options) -> str:
    """The whole HTML file."""
    imprint = Imprint.of(deck, options, "cheat sheet")
    return page("sheet", imprint, options.paper, sheet=sheet_of(deck, options))


SHEET = Writer("html", ".html", write)
