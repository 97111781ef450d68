"""What the rest of a deck needs to know of an entry, small enough that all fit into memory at once.

An entry is read, checked and rendered by itself, in whatever process, or not at all where nothing
of it has changed. What crosses entries (ids, links, twins, releases) works on outlines. An outline
reads like the entry, as far as it goes; its facts are plain tuples, for ``marshal``, and places in
the file are pairs of offsets, of which spans are made only when something is found there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple, TypeAlias

from deckmill.findings import Finding
from deckmill.model import Deck, Excuse, Kind, Level, Need
from deckmill.source import Source, Span

Place: TypeAlias = tuple[int, int]
"""Start and end in the file."""


class Facts(NamedTuple):
    """An outline without its source. Texts and places of what an entry holds, in its order."""

    id: str
    topic: str
    kind: Kind
    level: Level | None
    question: Place
    title: str
    """Plain text: the short name, or else the question."""
    caption: str
    """HTML by which another entry's card names this one."""
    short: str
    tags: tuple[str, ...]
    as_of: str
    retired: str
    unread: tuple[str, ...]
    places: tuple[str, bytes]
    """Where each front-matter key's value and each section's heading stands: their names, a line
    each, and their places, packed."""
    sources: tuple[tuple[str, ...], bytes]
    """Keys and locators in turn; their places, packed."""
    needs: tuple[tuple[str, Place], ...]
    excuse: tuple[tuple[str, str, Place], ...]
    """Code, reason, place."""
    links: tuple[tuple[str, Place, bool], ...]
    """Target, place, and whether a learner still sees it."""
    media: tuple[str, ...]
    """The paths of the pictures and sounds that it shows, each once."""
    cards: tuple[str, bytes, bytes]
    """Their full ids, a line each; their places, packed; whether each is retired itself."""
    pieces: bytes
    """The places of every piece of rich text, in reading order, packed."""
    asked: tuple[tuple[str, ...], bytes, bytes, tuple[bytes, ...]]
    """What is shown before an answer: compared texts; their places, packed; whether each is a
    cloze; signatures by which equals meet. Nothing of what is retired or still a template."""
    ways_back: tuple[tuple[str, Place], ...]
    """The compared answers of reversed cards."""
    cheat_line: tuple[str, Place, bytes] | None
    spelt: tuple[tuple[str, Place], ...]
    """Words that British and American English spell differently."""
    unwritten: bool
    """Whether some of it is as ``new`` wrote it."""
    proof: str
    """The hash of what a proof of its facts depends on; empty where there is nothing to run."""
    states: str
    """Of each note a line: id, type, digest, whether it is retired, the number of its cards."""


_PAIR = Struct("=II")


def packed_places(places: Iterable[Place]) -> bytes:
    """Places in a tenth of the room: a deck has many."""
    return b"".join(_PAIR.pack(*place) for place in places)


def unpacked_places(data: bytes) -> Iterator[Place]:
    """The places that were packed."""
    return _PAIR.iter_unpack(data)


class CardOutline(NamedTuple):
    """What the rest of a deck needs to know of a card."""

    id: str
    span: Span
    retired: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of an entry."""

    source: Source
    facts: Facts

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def id(self) -> str:
        return self.facts.id

    @property
    def topic(self) -> str:
        return self.facts.topic

    @property
    def kind(self) -> Kind:
        return self.facts.kind

    @property
    def level(self) -> Level | None:
        return self.facts.level

    @property
    def tags(self) -> tuple[str, ...]:
        return self.facts.tags

    @property
    def retired(self) -> str:
        return self.facts.retired

    @property
    def on_sheet(self) -> bool:
        return self.kind != "cards" and not self.retired

    @property
    def span(self) -> Span:
        return self.at(self.facts.question)

    @property
    def cited(self) -> Iterator[tuple[str, str, Place]]:
        """Key, locator and place of each source."""
        words, places = self.facts.sources
        return zip(words[::2], words[1::2], unpacked_places(places), strict=True)

    @property
    def states(self) -> Iterator[tuple[str, str, str, bool, int]]:
        """Of each note full id, type and digest, whether it is retired, the number of its cards.

        The digest is empty where it depends on other entries.
        """
        for line in self.facts.states.splitlines():
            id, type_, digest, retired, cards = line.split(" ")
            yield id, type_, digest, retired == "1", int(cards)

    @property
    def needs(self) -> Iterator[Need]:
        return (Need(id, self.at(at)) for id, at in self.facts.needs)

    @property
    def excuse(self) -> dict[str, Excuse]:
        return {code: Excuse(reason, self.at(at)) for code, reason, at in self.facts.excuse}

    @property
    def cards(self) -> Iterator[CardOutline]:
        ids, places, retired = self.facts.cards
        for id, at, flag in zip(ids.split("\n"), unpacked_places(places), retired, strict=False):
            yield CardOutline(id, self.at(at), bool(flag))

    @property
    def asked(self) -> Iterator[tuple[str, Place, bool, bytes]]:
        """Text, place, whether it is a cloze, and signature of what is shown before an answer."""
        texts, places, clozes, signatures = self.facts.asked
        return zip(texts, unpacked_places(places), map(bool, clozes), signatures, strict=True)

    def at(self, place: Place) -> Span:
        """The span of a place."""
        return Span(self.source, *place)

    def where(self, key: str) -> Span:
        """The span of a front-matter key or section; the question's where there is none."""
        names, places = self.facts.places
        known = dict(zip(names.split("\n"), unpacked_places(places), strict=False))
        return self.at(known.get(key, self.facts.question))


@dataclass(frozen=True, slots=True)
class Survey:
    """A deck as the checks of a whole deck see it.

    ``deck`` has no entries; ``outlines`` stand in the deck's order. ``findings`` are those of
    reading, and those about single entries. ``unread`` holds the ids of entries that could not be
    read at all, so that references to them are no findings of their own; ``references_known`` says
    whether the bibliography was readable. ``apart`` are files of which an earlier run found that no
    two texts in them all are alike. ``media`` names every picture and sound in the folder,
    shown or not.
    """

    deck: Deck
    outlines: tuple[Outline, ...]
    findings: list[Finding]
    unread: frozenset[str] = frozenset()
    references_known: bool = True
    media: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
