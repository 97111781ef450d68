"""The rules, as data: a table or two a family.

A code never changes its meaning. Its letter is its family; in the first hundred stands what is
broken, in the second what is worse than it could be: how a card is learned, how a text is read.
"""

from __future__ import annotations

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

_TABLES = (
    front_matter, origins, deck_files, works, structure, sections, entries, maths, links, cards,
    learning, recall, code, prose, release,
)  # fmt: skip
_ORDER = list(FAMILIES)

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (rule for table in _TABLES for rule in table.RULES),
        key=lambda rule: (_ORDER.index(rule.code[0]), rule.code),
    )
}
"""Every rule by its code, family by family."""


def starting(start: str) -> list[Rule]:
    """The rules whose codes start so: one, a hundred (``C2``) or a family."""
    return [rule for code, rule in RULES.items() if code.startswith(start)]
