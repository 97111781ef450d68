"""A part of a deck: by topic, level or tag. Identities stay those of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from deckmill.errors import Refused
from deckmill.model import LEVELS, Deck, Entry
from deckmill.outline import Outline, Survey

_Whole = TypeVar("_Whole", Deck, Survey)
_Part = TypeVar("_Part", Entry, Outline)


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries of any of the topics, and any of the levels, and any of the tags; empty is all."""

    topics: Sequence[str] = ()
    levels: Sequence[str] = ()
    tags: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.levels or self.tags)


def select(whole: _Whole, selection: Selection) -> _Whole:
    """The deck with the selected entries alone; raises Refused where there are none.

    What was found of the others stays among the findings of a survey.
    """
    if not selection:
        return whole
    if isinstance(whole, Survey):
        return replace(whole, outlines=_selected(whole.outlines, whole.deck, selection))
    return replace(whole, entries=_selected(whole.entries, whole, selection))


def _selected(entries: tuple[_Part, ...], deck: Deck, selection: Selection) -> tuple[_Part, ...]:
    known: list[tuple[str, Sequence[str], Sequence[str]]] = [
        ("topic", selection.topics, [topic.id for topic in deck.topics]),
        ("level", selection.levels, LEVELS),
        ("tag", selection.tags, sorted({tag for entry in entries for tag in entry.tags})),
    ]
    for name, asked, names in known:
        for word in asked:
            if word not in names:
                raise Refused(f"no {name} '{word}'", word, names)
    selected = tuple(
        entry
        for entry in entries
        if (not selection.topics or entry.topic in selection.topics)
        and (not selection.levels or entry.level in selection.levels)
        and (not selection.tags or set(selection.tags) & set(entry.tags))
    )
    if not selected:
        asked_for = [f"{name} {' or '.join(asked)}" for name, asked, _ in known if asked]
        raise Refused(f"no entry is of {' and '.join(asked_for)}")
    return selected
