"""What a deck holds, and what is thin."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.model import KINDS, LEVELS, Deck, Entry

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class TopicStats:
    entries: int
    cards: int


@dataclass(frozen=True, slots=True)
class Thin:
    """What an entry lacks."""

    entry: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a deck. Tables map names to counts, in the deck's order; tags by their count."""

    entries: int
    cards: int
    retired: int
    sources: int
    levels: dict[str, int]
    kinds: dict[str, int]
    card_types: dict[str, int]
    topics: dict[str, TopicStats]
    tags: dict[str, int]
    thin: tuple[Thin, ...]


def stats(deck: Deck) -> Stats:
    """Count the deck. Topics without entries count, too: they are the thinnest."""
    cards = [card for entry in deck.entries for card in entry.cards]
    levels = Counter(entry.level for entry in deck.entries)
    kinds = Counter(entry.kind for entry in deck.entries)
    types = Counter(type(card).__name__.lower() for card in cards)
    tags = Counter(tag for entry in deck.entries for tag in entry.tags)
    lacking = [Thin(entry.id, tuple(_lacks(entry))) for entry in deck.entries]
    return Stats(
        entries=len(deck.entries),
        cards=len(cards),
        retired=sum(bool(e.retired) for e in deck.entries) + sum(c.retired for c in cards),
        sources=len({citation.key for entry in deck.entries for citation in entry.sources}),
        levels={level: levels[level] for level in LEVELS},
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        card_types={name: types[name] for name in ("basic", "cloze", "choice")},
        topics={topic.id: _of_topic(deck, topic.id) for topic in deck.topics},
        tags=dict(sorted(tags.items(), key=lambda item: (-item[1], item[0]))),
        thin=tuple(thin for thin in lacking if thin.lacks),
    )


def _of_topic(deck: Deck, topic: str) -> TopicStats:
    entries = [entry for entry in deck.entries if entry.topic == topic]
    return TopicStats(len(entries), sum(len(entry.cards) for entry in entries))


def _lacks(entry: Entry) -> Iterator[str]:
    if entry.kind == "cards" or entry.retired:
        return
    wanted = {
        "cards": entry.cards,
        "sources": entry.sources,
        "explanation": entry.explanation,
        "pitfalls": entry.pitfalls,
        "follow-ups": entry.follow_ups,
        "checks": entry.checks,
    }
    yield from (name for name, value in wanted.items() if not value)


def as_text(counted: Stats, *, verbose: bool = False) -> str:
    """The counts as lines for a terminal; ``verbose`` adds the tags."""
    tables = {"level": counted.levels, "kind": counted.kinds, "card": counted.card_types}
    if verbose and counted.tags:
        tables["tag"] = counted.tags
    lines = [_row(name, table) for name, table in tables.items()]
    lines.append(f"{'source':8}{counted.sources} cited")
    if counted.retired:
        lines.append(f"{'retired':8}{counted.retired}")
    width = max(map(len, (*counted.topics, "topic"))) + 2
    lines += ["", f"{'topic':{width}}{'entries':>8}{'cards':>8}"]
    for topic, of_topic in counted.topics.items():
        lines.append(f"{topic:{width}}{of_topic.entries:8}{of_topic.cards:8}")
    lines += ["", as_thin_text(counted)] if counted.thin else []
    return "\n".join(lines)


def _row(name: str, table: dict[str, int]) -> str:
    # A line breaks behind a dot, not between a name and its count.
    glue = "\N{NO-BREAK SPACE}"
    cells = f"{glue}· ".join(f"{key}{glue}{count}" for key, count in table.items())
    text = textwrap.fill(
        cells,
        _WIDTH,
        initial_indent=f"{name:8}",
        subsequent_indent=" " * 8,
        break_on_hyphens=False,
    )
    return text.replace(glue, " ")


def as_thin_text(counted: Stats) -> str:
    """What is thin, a line an entry."""
    lines = [f"  {thin.entry}: no {', no '.join(thin.lacks)}" for thin in counted.thin]
    return "\n".join(["thin:", *lines])
