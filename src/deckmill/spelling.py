"""What was meant: the nearest of the names that are known."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.6  # the share of letters in common; of three, two may have changed places


def nearest(word: str, known: Iterable[str], alike: float = _ALIKE) -> str | None:
    """The known name that a word is most like; nothing where none is near, whatever the case."""
    from difflib import get_close_matches  # needed where something is misspelt

    names = list(known)
    near = get_close_matches(word, names, 1, alike)
    if not near:
        lower = {name.lower(): name for name in reversed(names)}
        near = [lower[name] for name in get_close_matches(word.lower(), list(lower), 1, alike)]
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str], alike: float = _ALIKE) -> str | None:
    """``did you mean 'core'?``, where something near is known."""
    near = nearest(word, known, alike)
    return f"did you mean '{near}'?" if near else None
