"""A book of a deck that is in memory as a whole: for small ones, and for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from deckmill.model import Deck, Entry
from deckmill.outline import Outline
from deckmill.writers.apkg import APKG
from deckmill.writers.base import Book, Piece, Setting, Writer
from deckmill.writers.notes import caption
from deckmill.writers.states import States, states_of

MakeOutline: TypeAlias = Callable[[Entry, str, States], Outline]
"""Gives an entry's outline, with its caption and its notes' states."""


def book_of(
    deck: Deck,
    root: Path,
    outline_of: MakeOutline,
    writers: Sequence[Writer],
    part: Sequence[str] | None = None,
) -> Book:
    """The book of a deck whose media lie below ``root``, or of those of its entries in ``part``.

    Pieces are made where they are asked for.
    """
    setting = Setting(replace(deck, entries=()), root)
    makers = {writer.name: writer.pieces(setting) for writer in writers if writer.pieces}
    name = caption(setting)
    outlines = [
        outline_of(entry, name(entry), states_of(makers[APKG.name](entry)))
        for entry in deck.entries
    ]
    chosen = [entry for entry in deck.entries if part is None or entry.id in part]
    ids = {entry.id for entry in chosen}

    def pieces(writer: str) -> Iterator[Piece]:
        return map(makers[writer], chosen)

    return Book(
        setting.deck,
        [outline for outline in outlines if outline.id in ids],
        {outline.id: outline for outline in outlines},
        pieces,
        lambda: replace(deck, entries=tuple(chosen)),
    )
