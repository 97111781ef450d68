"""What the checks ask of the same entry and the same text again and again, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

MOST = 256
"""Things that are remembered at a time: more than an entry has pieces of text."""


def kept(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """``make``, which remembers what it made of the frozen things that it was last asked about.

    Things are told apart by identity: equal texts are of two places, and to hash one goes deep.
    """
    known: dict[int, tuple[Thing, Made]] = {}

    def remembered(thing: Thing) -> Made:
        found = known.get(id(thing))
        if found is None:
            if len(known) >= MOST:
                known.clear()
            # As long as the thing is held here, nothing else has its id.
            found = known[id(thing)] = thing, make(thing)
        return found[1]

    remembered.__doc__ = make.__doc__
    return remembered
