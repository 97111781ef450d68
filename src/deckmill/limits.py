"""How long, how many, how alike: the thresholds of the checks, which a deck may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple

# Where deck.yaml is read, pydantic knows a field by its metadata; see `schema`.


def _count(default: int, description: str) -> Any:
    return field(default=default, metadata={"description": description, "ge": 0})


def _share(default: float, description: str) -> Any:
    return field(default=default, metadata={"description": description, "ge": 0, "le": 1})


def _from_one(default: float, description: str) -> Any:
    return field(default=default, metadata={"description": description, "ge": 1})


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds; the defaults fit a deck of interview questions."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    question_words: int = _count(40, "Words of an entry's question, at most.")
    short_answer_min: int = _count(20, "Words of a short answer, at least.")
    short_answer_max: int = _count(80, "Words of a short answer, at most.")
    explanation_min: int = _count(80, "Words of an explanation, at least.")
    explanation_max: int = _count(320, "Words of an explanation, at most.")
    list_items: int = _count(6, "Items of a list in a section, at most.")
    cards_min: int = _count(2, "Cards of an entry, at least.")
    cards_max: int = _count(6, "Cards of an entry, at most.")
    card_question_words: int = _count(30, "Words of a card's question, at most.")
    card_answer_words: int = _count(25, "Words of a card's answer, better at most.")
    card_answer_max: int = _count(40, "Words of a card's answer, at most.")
    card_list_items: int = _count(3, "Items of a list in a card's answer, at most.")
    cloze_deletions: int = _count(3, "Deletions of a cloze card, at most.")
    cloze_deletion_words: int = _count(6, "Words of one deletion, at most.")
    cloze_words: int = _count(40, "Words of a cloze card's text, at most.")
    choice_length_ratio: float = _from_one(
        1.25, "The right option's length over the mean length, at most."
    )
    answer_leak: float = _share(
        0.6, "Share of the answer's long words that may stand in the question."
    )
    code_lines: int = _count(20, "Lines of shown code, at most.")
    code_columns: int = _count(76, "Columns of shown code, at most.")
    card_code_columns: int = _count(
        34, "Columns of code on a card, at most: so many show at 360 pixels."
    )
    table_width: int = _count(
        43,
        "Letters of the longest words of a table's columns, with three more for each"
        " column, at most: so many show at 360 pixels.",
    )
    formula_width: float = _from_one(
        17.5, "Em of a formula on the sheet between its breaks, at most: its column's width."
    )
    similarity: float = _share(
        0.85, "Cosine of two texts' character 3-grams over which they are near-equal."
    )


ORDERED = (
    ("short_answer_min", "short_answer_max"),
    ("explanation_min", "explanation_max"),
    ("cards_min", "cards_max"),
    ("card_answer_words", "card_answer_max"),
)
"""Limits of which the first is not over the second."""


class Limit(NamedTuple):
    """What a limit is where the deck does not set it, and what it says."""

    default: float
    description: str


_DEFAULTS = Limits()
LIMITS: Mapping[str, Limit] = {
    it.name: Limit(getattr(_DEFAULTS, it.name), it.metadata["description"]) for it in fields(Limits)
}
