"""What a writer is, and what every writer gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from deckmill.model import Deck, Entry
from deckmill.outline import Outline


@dataclass(frozen=True, slots=True)
class Setting:
    """All that a piece may depend on besides its entry: ``deck`` has no entries.

    ``root`` is the content folder, where media lie.
    """

    deck: Deck
    root: Path


Piece: TypeAlias = Any
"""What a writer makes of one entry, of types that ``marshal`` knows: remembered, or sent here by
another process. Places where it depends on other entries, on the release or on the time stay open.
"""
MakePiece: TypeAlias = Callable[[Entry], Piece]


@dataclass(frozen=True, slots=True)
class Book:
    """A deck to be written, or a part of one, which no writer holds whole.

    ``deck`` has no entries. ``outlines`` stand in the deck's order, and ``pieces(name)`` gives what
    the writer of this name made of each, in the same order, one at a time. ``whole()`` reads the
    deck with its entries, for the writers that make no pieces. ``of_all`` are the outlines of the
    whole deck by id, also of entries that this part leaves out: identities and captions do not
    change with the part.
    """

    deck: Deck
    outlines: Sequence[Outline]
    of_all: Mapping[str, Outline]
    pieces: Callable[[str], Iterator[Piece]]
    whole: Callable[[], Deck]


@dataclass(frozen=True, slots=True)
class Options:
    """How to build.

    ``root`` is the content folder, where media lie. ``version`` is what outputs show. ``time`` is
    the build's, in seconds since 1970; ``times`` gives a note's own time of change by its full id,
    for notes that changed at another one. ``paper`` is ``"a4"``, ``"letter"`` or nothing (the
    reader's printer decides). ``checked`` are the ids of the entries whose facts were
    proven as they are.
    """

    root: Path
    version: str
    time: int
    times: Mapping[str, int] = field(default_factory=dict)
    paper: str | None = None
    checked: frozenset[str] = frozenset()


Write: TypeAlias = Callable[[Book, Path, Options], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: ``<deck id><suffix>`` is written by ``write(book, path, options)``.

    ``pieces(setting)`` gives what makes a piece of an entry, once for many entries; nothing where
    the writer takes the whole deck, or none of it. ``shares`` names another writer whose pieces it
    takes. One that is no ``default`` is made only where it is asked for by name.
    """

    name: str
    suffix: str
    write: Write
    pieces: Callable[[Setting], MakePiece] | None = None
    shares: str = ""
    default: bool = True

    @property
    def needs_pieces(self) -> bool:
        """Whether it takes pieces, its own or another writer's."""
        return self.pieces is not None or self.shares != ""
