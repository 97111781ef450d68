"""What was meant: the nearest of the names that are known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a word is most like; nothing where none is near."""
    return next(iter(get_close_matches(word, list(known), 1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """``did you mean 'core'?``, where something near is known."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else None
