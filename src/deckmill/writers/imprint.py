"""What a page says of itself: its edition, its licence, and which way its language runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def month(time: int, language: str) -> str:
    """The month of a time, in UTC: named in English, in figures for every other language."""
    date = datetime.fromtimestamp(time, UTC)
    if is_english(language):
        return f"{MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}-{date.month:02}"


def licence(spdx: str) -> str:
    """A licence as people write it: ``CC-BY-SA-4.0`` is CC BY-SA 4.0."""
    found = re.fullmatch(r"CC-([A-Z-]+)-([\d.]+)", spdx) or re.fullmatch(r"CC0-([\d.]+)", spdx)
    if found is None:
        return spdx
    return f"CC {found[1]} {found[2]}" if found.re.groups == 2 else f"CC0 {found[1]}"


def is_english(language: str) -> bool:
    return _primary(language) == "en"


def is_right_to_left(language: str) -> bool:
    return _primary(language) in RIGHT_TO_LEFT


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower())[0]
