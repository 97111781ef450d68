"""The rules, as data: a file a family.

A code never changes its meaning. Its letter is its family; in the first hundred stands what is
broken, in the second what is worse than it could be: how a card is learned, how a text is read.
"""

from __future__ import annotations

from deckmill.rules import cards, code, front_matter, links, maths, prose, release, structure
from deckmill.rules.rule import Rule, Severity

__all__ = ["FAMILIES", "RULES", "Rule", "Severity"]

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

RULES: dict[str, Rule] = {
    rule.code: rule
    for family in (front_matter, structure, maths, links, cards, code, prose, release)
    for rule in family.RULES
}
