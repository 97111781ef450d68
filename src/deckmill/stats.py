"""What a deck holds, and what is thin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from deckmill.model import KINDS, LEVELS, Deck, Entry


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a deck; ``thin`` pairs an entry's id with what it lacks."""

    entries: int
    cards: int
    retired: int
    topics: dict[str, tuple[int, int]]
    levels: dict[str, int]
    kinds: dict[str, int]
    card_types: dict[str, int]
    sources: int
    thin: list[tuple[str, str]]


def stats(deck: Deck) -> Stats:
    """Count the deck; topics map to (entries, cards)."""
    cards = [card for entry in deck.entries for card in entry.cards]
    topics = {topic.id: (0, 0) for topic in deck.topics}
    for entry in deck.entries:
        count, small = topics.get(entry.topic, (0, 0))
        topics[entry.topic] = (count + 1, small + len(entry.cards))
    levels = Counter(entry.level for entry in deck.entries)
    kinds = Counter(entry.kind for entry in deck.entries)
    types = Counter(type(card).__name__.lower() for card in cards)
    return Stats(
        entries=len(deck.entries),
        cards=len(cards),
        retired=sum(bool(e.retired) for e in deck.entries) + sum(c.retired for c in cards),
        topics=topics,
        levels={level: levels[level] for level in LEVELS},
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        card_types={name: types[name] for name in ("basic", "cloze", "choice")},
        sources=len({citation.key for entry in deck.entries for citation in entry.sources}),
        thin=[(entry.id, lack) for entry in deck.entries for lack in _lacks(entry)],
    )


def _lacks(entry: Entry) -> list[str]:
    if entry.kind == "cards":
        return []
    wanted = {
        "no cards": entry.cards,
        "no sources": entry.sources,
        "no explanation": entry.explanation,
        "no pitfalls": entry.pitfalls,
        "no follow-ups": entry.follow_ups,
        "no checks": entry.checks,
    }
    return [lack for lack, value in wanted.items() if not value]
