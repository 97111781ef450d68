"""Cures that would give a new identity to what learners have.

A file follows its id, and a card without a slug gets one: that is right for what was never
released. Where deck.lock knows a name that the deck has lost, it is to be written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from deckmill.findings import Finding, Rename
from deckmill.ledger import GONE, Ledger
from deckmill.model import Deck, Entry

NO_SLUG = "C101"
_SLUG = re.compile(r"#([a-z0-9-]+)")


def settled(findings: Iterable[Finding], deck: Deck, ledger: Ledger | None) -> list[Finding]:
    """The findings, with the cures that are right for what ``ledger`` has."""
    if ledger is None:
        return list(findings)
    released = _Released(deck, ledger)
    return [released.settled(finding) for finding in findings]


class _Released:
    """What learners have of each entry."""

    def __init__(self, deck: Deck, ledger: Ledger) -> None:
        self.entries = {entry.span.source.path: entry for entry in deck.entries}
        self.slugs: dict[str, set[str]] = {}
        self.given_up: set[str] = set()
        for id, record in ledger.records.items():
            entry, _, slug = id.partition("/")
            if record.state.type == GONE:
                self.given_up.add(id)
            else:
                self.slugs.setdefault(entry, set()).add(slug)

    def settled(self, finding: Finding) -> Finding:
        entry = self.entries.get(finding.span.source.path)
        if entry is None or not finding.mendable:
            return finding
        help = None
        if isinstance(finding.file_fix, Rename):
            help = self._of_file(entry)
        elif finding.code == NO_SLUG:
            help = self._of_card(entry, finding)
        return replace(finding, help=help, fix=(), file_fix=None) if help else finding

    def _of_file(self, entry: Entry) -> str | None:
        name = entry.span.source.path.rpartition("/")[2].rpartition(".")[0]
        if name not in self.slugs or entry.id in self.slugs:
            return None
        return f"write id: {name}; learners have it by that id"

    def _of_card(self, entry: Entry, finding: Finding) -> str | None:
        here = {card.id.partition("/")[2] for card in entry.cards}
        lost = sorted(self.slugs.get(entry.id, set()) - here - {""})
        new = _SLUG.search(finding.fix[0].text)
        if new and new[1] in lost and new[1] in finding.fix[0].span.text:
            return None  # its author wrote it, and only its marks are mended
        if lost:
            known = ", ".join(f"#{slug}" for slug in lost)
            return f"write the slug that learners have it by ({known}), or a new one if it is new"
        if new and f"{entry.id}/{new[1]}" in self.given_up:
            return "write a slug that was never used: #…"
        return None
