"""The rules, as data: a table or two a family.

A code never changes its meaning. Its letter is its family; in the first hundred stands what is
broken, in the second what is worse than it could be: how a card is learned, how a text is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from deckmill.rules.rule import Rule, Severity

__all__ = ["FAMILIES", "RULES", "Rule", "Severity", "starting"]

FAMILIES: dict[str, str] = {
    "F": "front matter, deck.yaml and references.yaml",
    "S": "structure",
    "M": "maths",
    "L": "links and media",
    "C": "cards",
    "K": "code",
    "P": "prose",
    "R": "release",
}
_ORDER = list(FAMILIES)


class _Rules(Mapping[str, Rule]):
    """The tables, read when a rule is first asked for: where nothing is found, none is."""

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        from deckmill.rules import (
            cards,
            code,
            deck_files,
            entries,
            front_matter,
            learning,
            links,
            maths,
            origins,
            prose,
            recall,
            release,
            sections,
            structure,
            works,
        )

        tables = (
            front_matter, origins, deck_files, works, structure, sections, entries, maths, links,
            cards, learning, recall, code, prose, release,
        )  # fmt: skip
        rules = (rule for table in tables for rule in table.RULES)
        order = sorted(rules, key=lambda rule: (_ORDER.index(rule.code[0]), rule.code))
        return {rule.code: rule for rule in order}

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


RULES: Mapping[str, Rule] = _Rules()
"""Every rule by its code, family by family."""


def starting(start: str) -> list[Rule]:
    """The rules whose codes start so: one, a hundred (``C2``) or a family."""
    return [rule for code, rule in RULES.items() if code.startswith(start)]
