"""What the cheat sheet says around its entries: numbered sections and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from deckmill.model import Deck, Reference
from deckmill.outline import Outline
from deckmill.writers.citations import citation_text, citation_url


@dataclass(frozen=True, slots=True)
class Section:
    """A topic that has entries, ``size`` of them from the number ``first``."""

    id: str
    number: int
    title: str
    first: int
    size: int

    @property
    def range(self) -> str:
        last = self.first + self.size - 1
        return str(self.first) if self.first == last else f"{self.first}–{last}"


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    number: int
    text: str
    url: str


def sections_of(deck: Deck, entries: Iterable[Outline]) -> Iterator[Section]:
    """The sections of a sheet with these entries, which stand in the deck's order."""
    titles = {topic.id: topic.title for topic in deck.topics}
    first = 1
    for place, (topic, of_topic) in enumerate(groupby(entries, lambda one: one.topic), 1):
        size = sum(1 for _ in of_topic)
        yield Section(topic, place, titles[topic], first, size)
        first += size


def numbers_of(entries: Sequence[Outline]) -> dict[str, int]:
    """The numbers of the sources, by their keys: in the order in which entries first cite them."""
    keys = dict.fromkeys(key for entry in entries for key, _, _ in entry.cited)
    return {key: number for number, key in enumerate(keys, 1)}


def source_of(key: str, number: int, reference: Reference | None) -> Source:
    """A source as the list at the end prints it."""
    if reference is None:
        return Source(key, number, key, "")
    return Source(key, number, citation_text(reference), citation_url(reference))
