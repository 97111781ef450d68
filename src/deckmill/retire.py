"""Marking an entry or a card as retired, in its source file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from deckmill.atomic import replace_text
from deckmill.model import Deck

_MARKS = re.compile(r"\{([^{}]*)\}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Retired:
    """What was done: the file, and whether the id was retired before."""

    file: Path
    already: bool


def retire(root: Path, deck: Deck, full_id: str, date: str) -> Retired | None:
    """Mark an entry (``retired: <date>``) or a card (``.retired``); nothing where none has the id.

    Raises OSError.
    """
    entry = next((e for e in deck.entries if e.id == full_id.partition("/")[0]), None)
    if entry is None:
        return None
    path = root / entry.span.source.path
    if "/" not in full_id:
        if not entry.retired:
            text = path.read_bytes().decode("utf-8")
            replace_text(path, _with_key(text, date))
        return Retired(path, bool(entry.retired))
    card = next((card for card in entry.cards if card.id == full_id), None)
    if card is None:
        return None
    if not card.retired:
        text = path.read_bytes().decode("utf-8")
        replace_text(path, _with_class(text, card.span.line))
    return Retired(path, card.retired)


def _with_key(text: str, date: str) -> str:
    """The text with the key as the last of its front matter, where that ends in a plain line."""
    end = "\r\n" if "\r\n" in text else "\n"
    closing = re.compile(r"^---[ \t]*\r?$", re.M).search(text, text.index("---") + 3)
    if closing is None:
        return text
    return f"{text[: closing.start()]}retired: {date}{end}{text[closing.start() :]}"


def _with_class(text: str, line: int) -> str:
    """The text with ``.retired`` on the card's heading in a line (from 1)."""
    parts = re.split(r"(\r\n|\r|\n)", text)  # lines and their ends in turn
    at = 2 * (line - 1)
    parts[at] = _MARKS.sub(r"{\1 .retired}", parts[at])
    return "".join(parts)
