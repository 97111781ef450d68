"""Rules explained, as text for a person, as a page of the docs and as data for programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from deckmill.rules import FAMILIES, Rule

_HIDDEN = ("Cc", "Cf", "Zs")
_TRAILING = re.compile(r" +$", re.M)
_PLACES = {"entry": "an entry", "content": "a content folder with these files"}


def place(rule: Rule) -> str:
    """Where the examples of a rule stand, and what else is so: ``an entry, where …``."""
    where = _PLACES.get(rule.file, rule.file)
    return f"{where}, where {rule.given}" if rule.given else where


def data(rule: Rule) -> dict[str, Any]:
    """A rule's fields, its family in words, and whether a deck may set its level."""
    return {**asdict(rule), "family": FAMILIES[rule.code[0]], "adjustable": rule.adjustable}


def by_family(rules: Iterable[Rule]) -> Mapping[str, list[Rule]]:
    """Rules in the order of their families, by their letters."""
    families: dict[str, list[Rule]] = {letter: [] for letter in FAMILIES}
    for rule in rules:
        families[rule.code[0]].append(rule)
    return {letter: members for letter, members in families.items() if members}


def visible(example: str) -> str:
    """An example in which characters that cannot be seen stand by their numbers."""
    shown = "".join(_visible(character) for character in example)
    return _TRAILING.sub(lambda spaces: "␠" * len(spaces[0]), shown)


def _visible(character: str) -> str:
    hidden = character not in " \n" and unicodedata.category(character) in _HIDDEN
    return f"⟨U+{ord(character):04X}⟩" if hidden else character
