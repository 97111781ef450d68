"""Cards and clozes across an entry (family C)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.model import card_rich
from deckmill.reader import Reading

_CLOZE = re.compile(r"\{\{c\d+::")


def clozes_outside_cards(reading: Reading) -> Iterator[Finding]:
    """A deletion works only in the body of a card."""
    for entry in reading.deck.entries:
        of_cards = {id(rich) for card in entry.cards for rich in card_rich(card)}
        for rich in entry.rich():
            match = None if id(rich) in of_cards else _CLOZE.search(rich.html)
            if match:
                at = max(rich.span.text.find(match[0]), 0)
                span = rich.span.sub(at, at + len(match[0]))
                help = "move it to a card: a ### heading under ## Cards"
                yield Finding("C112", "a deletion outside a card", span, help)
