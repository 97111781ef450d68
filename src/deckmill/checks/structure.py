"""Sizes that an output depends on (family S)."""

from __future__ import annotations

from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.model import HOLE, Math, Rich, text_of
from deckmill.reader import Reading
from deckmill.scaffold import PLACEHOLDERS
from deckmill.tex import TexError, mathml

CHEAT_LINE_LIMIT = 150


def printed_length(rich: Rich) -> int:
    """Characters as printed: a formula counts its symbols."""
    length = len(text_of(HOLE.sub("", rich.html)))
    for hole in rich.holes:
        length += symbol_count(hole) if isinstance(hole, Math) else len(getattr(hole, "text", ""))
    return length


def symbol_count(math: Math) -> int:
    """How many symbols of a formula are printed; none where it cannot be set."""
    try:
        return len(text_of(mathml(math.tex, math.display)))
    except TexError:
        return 0


def placeholders(reading: Reading) -> Iterator[Finding]:
    """What ``new`` wrote was replaced; a template's card would keep its slug for ever."""
    for entry in reading.deck.entries:
        left = [rich for rich in entry.rich() if rich.markdown in PLACEHOLDERS]
        if left:
            places = f"in {len(left)} places" if len(left) > 1 else "here"
            message = f"the text that `new` wrote still stands {places}"
            help = "write your own, or remove the section"
            yield Finding("S120", message, left[0].span, help)


def cheat_line_length(reading: Reading) -> Iterator[Finding]:
    """The cheat-sheet line has at most 150 characters as printed."""
    for entry in reading.deck.entries:
        if entry.cheat_sheet is None:
            continue
        length = printed_length(entry.cheat_sheet)
        if length > CHEAT_LINE_LIMIT:
            message = f"the cheat line has {length} characters as printed"
            help = f"say it in {CHEAT_LINE_LIMIT}"
            yield Finding("S113", message, entry.cheat_sheet.span, help)
