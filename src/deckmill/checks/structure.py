"""Sizes that an output depends on (family S)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, pieces, unwritten
from deckmill.checks.text import find
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE, Math, Rich, text_of
from deckmill.reader import Reading
from deckmill.tex import TexError, mathml

CHEAT_LINE_LIMIT = 150
TO_DO = frozenset(("TODO", "FIXME", "TBD", "XXX"))
# Three X are a number, too, and a mark of their own only where a note starts.
_TO_DO = lazy_pattern(r"\b(?:TODO|FIXME|TBD)\b|(?:^|(?<=[-*] ))XXX\b(?=:|\s*$)", re.M)


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
        left = unwritten(entry)
        if left:
            places = f"in {len(left)} places" if len(left) > 1 else "here"
            message = f"the text that `new` wrote still stands {places}"
            help = "write your own, or remove the section"
            yield Finding("S120", message, left[0].span, help)


def left_to_do(reading: Reading) -> Iterator[Finding]:
    """No note of an author's to themselves stands in what a learner reads."""
    for entry in linted(reading.deck):
        if not any(word in entry.span.source.text for word in TO_DO):
            continue
        found = [span for rich in pieces(entry) for span, _ in find(rich, _TO_DO)]
        if found:
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            help = "do it, or take it out: a learner would read it"
            yield Finding("S120", f"'{found[0].text}' still stands here{more}", found[0], help)


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
