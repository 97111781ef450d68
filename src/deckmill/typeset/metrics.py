"""What the fonts of the sheet say, above all how wide the characters of formulas are."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MATHS = "SheetMath-400"
"""The file of the font of formulas."""

_GREEK = {"ϴ": 0x1D6F3, "∇": 0x1D6FB, "∂": 0x1D715, "ϵ": 0x1D716, "ϑ": 0x1D717, "ϰ": 0x1D718}
_GREEK |= {"ϕ": 0x1D719, "ϱ": 0x1D71A, "ϖ": 0x1D71B}
_SPECIAL = _GREEK | {"h": 0x210E, "ı": 0x1D6A4, "ȷ": 0x1D6A5}


@lru_cache(256)
def italic(letter: str) -> str:
    """The mathematical italic that a browser shows for a lone letter in ``<mi>``."""
    if letter in _SPECIAL:
        return chr(_SPECIAL[letter])
    for first, last, target in (
        ("A", "Z", 0x1D434),
        ("a", "z", 0x1D44E),
        ("Α", "Ω", 0x1D6E2),
        ("α", "ω", 0x1D6FC),
    ):
        if first <= letter <= last:
            return chr(target + ord(letter) - ord(first))
    return letter


def open_font(file: str) -> Any:
    """A font file of the package, for fontTools."""
    from fontTools.ttLib import TTFont

    path = _asset(f"{file}.ttf")
    # The time of change would be that of the build otherwise.
    return TTFont(io.BytesIO(path.read_bytes()), lazy=True, recalcTimestamp=False)


@cache
def advances() -> dict[str, float]:
    """The width of every character of the font of formulas, in em."""
    # To open the font itself would take a hundred times as long.
    units, *runs = _asset(f"{MATHS}.advances.txt").read_text("ascii").splitlines()
    em = int(units)
    widths: dict[str, float] = {}
    for run in runs:
        first, *own = run.split()
        for code, width in enumerate(own, int(first, 16)):
            widths[chr(code)] = int(width) / em
    return widths


def _asset(name: str) -> Traversable:
    return resources.files("deckmill").joinpath(f"assets/fonts/{name}")
