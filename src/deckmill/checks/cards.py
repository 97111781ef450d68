"""Cards and clozes across an entry (family C)."""

from __future__ import annotations

from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Rich, card_rich
from deckmill.reader import Reading
from deckmill.source import Span

_CLOZE = lazy_pattern(r"\{\{c\d+::")


def clozes_outside_cards(reading: Reading) -> Iterator[Finding]:
    """A deletion works only in the body of a card."""
    for entry in reading.deck.entries:
        if "{{c" not in entry.span.source.text:
            continue
        of_cards = {id(rich) for card in entry.cards for rich in card_rich(card)}
        for rich in entry.rich():
            if id(rich) in of_cards or not _CLOZE.search(rich.html):
                continue
            span = next(_outside_holes(rich), rich.span)
            help = "move it to a card: a ### heading under ## Cards"
            yield Finding("C112", "a deletion outside a card", span, help)


def _outside_holes(rich: Rich) -> Iterator[Span]:
    """Where deletions open in the text, but for code and formulas."""
    for match in _CLOZE.finditer(rich.span.text):
        span = rich.span.sub(*match.span())
        if not any(hole.span.start <= span.start < hole.span.end for hole in rich.holes):
            yield span
