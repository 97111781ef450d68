"""Ids of decks, entries and cards: what can be one, and the nearest that a text could be."""

from __future__ import annotations

import re
import unicodedata

from deckmill.lazy import lazy_pattern

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
MAX_ID = 100
_ID = lazy_pattern(ID_PATTERN[1:-1])
_ACCENT = lazy_pattern("[\u0300-\u036f]")
_APOSTROPHE = lazy_pattern(r"(?<=\w)['’](?=\w)")
# Latin letters that no accent makes of another.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def is_id(text: str) -> bool:
    """Whether a text can be the id of a deck, an entry or a card."""
    return len(text) <= MAX_ID and _ID.fullmatch(text) is not None


def kebab(text: str) -> str:
    """The nearest id to a text; empty where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", text).lower().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]+", "-", _ACCENT.sub("", plain)).strip("-")
