"""A part of a deck: by topic, level or tag. Identities stay those of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deckmill.model import LEVELS, Deck


class NothingSelected(Exception):
    """A name that selects nothing; ``known`` are those that would."""

    def __init__(self, message: str, word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.word = word
        self.known = sorted(known)


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries of any of the topics, and any of the levels, and any of the tags; empty is all."""

    topics: Sequence[str] = ()
    levels: Sequence[str] = ()
    tags: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.levels or self.tags)


def select(deck: Deck, selection: Selection) -> Deck:
    """The deck with the selected entries alone; raises NothingSelected."""
    if not selection:
        return deck
    known = {
        "topic": ({topic.id for topic in deck.topics}, selection.topics),
        "level": (set(LEVELS), selection.levels),
        "tag": ({tag for entry in deck.entries for tag in entry.tags}, selection.tags),
    }
    for name, (words, asked) in known.items():
        for word in asked:
            if word not in words:
                raise NothingSelected(f"no {name} '{word}'", word, words)
    entries = tuple(
        entry
        for entry in deck.entries
        if (not selection.topics or entry.topic in selection.topics)
        and (not selection.levels or entry.level in selection.levels)
        and (not selection.tags or set(selection.tags) & set(entry.tags))
    )
    if not entries:
        raise NothingSelected("no entry is of this topic, level and tag at once")
    return replace(deck, entries=entries)
