"""Cures that would give a new identity to what learners have.

A file follows its id, and a card without a slug gets one: that is right for what was never
released. Where deck.lock knows a name that the deck has lost, it is to be written again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from deckmill.findings import Finding, Rename
from deckmill.lazy import lazy_pattern
from deckmill.ledger import GONE, Ledger
from deckmill.outline import Outline

NO_SLUG, TWICE = "C101", "C102"
_SLUG = lazy_pattern(r"#([a-z0-9-]+)")


def settled(
    findings: Iterable[Finding], outlines: Iterable[Outline], ledger: Ledger | None
) -> list[Finding]:
    """The findings, with the cures that are right for what ``ledger`` has."""
    found = list(findings)
    if ledger is None or not any(map(_names, found)):
        return found
    released = _Released(outlines, ledger)
    return [released.settled(finding) if _names(finding) else finding for finding in found]


def _names(finding: Finding) -> bool:
    """Whether the cure of a finding gives something a name."""
    return finding.code in (NO_SLUG, TWICE) or isinstance(finding.file_fix, Rename)


class _Released:
    """What learners have of each entry."""

    def __init__(self, outlines: Iterable[Outline], ledger: Ledger) -> None:
        self.entries = {outline.path: outline for outline in outlines}
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
        if entry is None:
            return finding
        help = None
        if isinstance(finding.file_fix, Rename):
            help = self._of_file(entry)
        elif finding.code == NO_SLUG and finding.mendable:
            help = self._of_card(entry, finding)
        elif finding.code == TWICE:
            help = self._lost(entry, "give one of the cards another slug")
        return replace(finding, help=help, fix=(), file_fix=None) if help else finding

    def _of_file(self, entry: Outline) -> str | None:
        name = entry.path.rpartition("/")[2].rpartition(".")[0]
        if name not in self.slugs or entry.id in self.slugs:
            return None
        return f"write id: {name}; learners have it by that id"

    def _of_card(self, entry: Outline, finding: Finding) -> str | None:
        lost = self._lost_slugs(entry)
        new = _SLUG.search(finding.fix[0].text)
        if new and new[1] in lost and new[1] in finding.fix[0].span.text:
            return None  # its author wrote it, and only its marks are mended
        if lost:
            return self._lost(entry, "a new one if it is new")
        if new and f"{entry.id}/{new[1]}" in self.given_up:
            return "write a slug that was never used: #…"
        return None

    def _lost(self, entry: Outline, otherwise: str) -> str | None:
        """To write a slug that learners have and the entry has lost; nothing where it has all."""
        known = ", ".join(f"#{slug}" for slug in self._lost_slugs(entry))
        cure = f"write the slug that learners have it by ({known}), or {otherwise}"
        return cure if known else None

    def _lost_slugs(self, entry: Outline) -> list[str]:
        here = {card.id.partition("/")[2] for card in entry.cards}
        return sorted(self.slugs.get(entry.id, set()) - here - {""})
