"""The handbook: one HTML file with everything that a deck says, to read on a screen or on paper.

What it looks like, and why, is in the templates (``handbook*``, ``page*``).
"""

from __future__ import annotations

from pathlib import Path

from deckmill.model import Deck
from deckmill.writers.base import Options, Writer
from deckmill.writers.imprint import Imprint
from deckmill.writers.page import page


def write(deck: Deck, path: Path, options: Options) -> None:
    """Write the handbook of ``deck``; the same deck and options give the same bytes."""
    path.write_text(render(deck, options), encoding="utf-8", newline="\n")


def render(deck: Deck, options: Options) -> str:
    """The whole HTML file."""
    from deckmill.writers.handbook_content import handbook_of

    imprint = Imprint.of(deck, options, "handbook")
    return page("handbook", imprint, options.paper, book=handbook_of(deck, options))


HANDBOOK = Writer("handbook", "-handbook.html", write, default=False)
