"""Checks of a whole deck: pure functions from a reading to findings, a file a family.

The reader finds what is wrong inside one file; what needs the others stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deckmill import policy
from deckmill.checks import cards, code, entries, links, structure
from deckmill.findings import Finding
from deckmill.reader import Reading

Check = Callable[[Reading], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    entries.unique_ids,
    entries.known_sources,
    entries.known_needs,
    entries.needs_without_circles,
    structure.cheat_line_length,
    structure.placeholders,
    links.entry_links,
    cards.clozes_outside_cards,
    code.fence_words,
)


def run(reading: Reading) -> list[Finding]:
    """Every finding about a deck, the reader's included, as the deck's own rules have it."""
    findings = list(reading.findings)
    for check in CHECKS:
        findings += check(reading)
    return policy.applied(findings, reading.deck)
