"""What every writer gets, and what a writer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckmill.model import Deck
from deckmill.writers.notes import Notes


@dataclass(frozen=True, slots=True)
class Options:
    """How to build.

    ``root`` is the content folder, where media lie. ``version`` is what outputs show. ``time`` is
    the build's, in seconds since 1970; ``times`` gives a note's own time of change by its full id,
    for notes that changed at another one. ``paper`` is ``"a4"``, ``"letter"`` or nothing (the
    reader's printer decides). ``notes`` are those of the whole deck, where they are made already: a
    part's notes are what they are in the whole. ``checked`` are the ids of the entries whose facts
    were proven as they are.
    """

    root: Path
    version: str
    time: int
    times: Mapping[str, int] = field(default_factory=dict)
    paper: str | None = None
    notes: Notes | None = None
    checked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: ``<deck id><suffix>`` is written by ``write(deck, path, options)``.

    One that is no ``default`` is made only where it is asked for by name.
    """

    name: str
    suffix: str
    write: Callable[[Deck, Path, Options], None]
    default: bool = True
