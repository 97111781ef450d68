"""The sheet's fonts, cut down to the characters that a page uses.

A page carries its fonts: page breaks must not depend on the reader's machine, and without a maths
font no browser stretches brackets and roots. ``tools/make_fonts.py`` made the files.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from deckmill.model import text_of
from deckmill.typeset import metrics
from deckmill.typeset.metrics import characters, italic, open_font

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a reader may type into the search field, and the dashes and dots of the page itself.
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\u00a0·–—…’“”")
ROOT = "\u221a"
_MATH = re.compile(r"<math\b.*?</math>", re.S)
_CODE = re.compile(r"<code>.*?</code>", re.S)


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a family: ``wanted`` in a page says whether the page needs it at all."""

    file: str
    family: str
    weight: int = 400
    italic: bool = False
    wanted: str = ""


TEXT = (
    Face("SheetSans-400", "Sheet Sans"),
    Face("SheetSans-600", "Sheet Sans", 600),
    Face("SheetSans-700", "Sheet Sans", 700),
    Face("SheetSans-400i", "Sheet Sans", italic=True, wanted="<em>"),
)
CODE = Face("SheetCode-400", "Sheet Code", wanted="<code>")
MATHS = Face(metrics.MATHS, "Sheet Math")


def stylesheet(page: str) -> str:
    """``@font-face`` rules, files included, for what the HTML ``page`` shows."""
    formulas = "".join(_MATH.findall(page))
    prose = _MATH.sub(" ", page)
    code = _shown("".join(_CODE.findall(prose)))
    text = _shown(prose) | ALWAYS
    maths = _shown(formulas)
    if maths:
        # A subset without the root sign leaves Chromium without the tables to draw one.
        maths |= {italic(letter) for letter in maths} | {ROOT, "\u2212"}
    # The maths font helps out where the text font has no glyph: arrows, relations, operators.
    maths |= text - characters(TEXT[0].file)
    rules = [_rule(face, text) for face in TEXT if face.wanted in page]
    if code:
        rules.append(_rule(CODE, code))
    if maths & characters(MATHS.file):
        rules.append(_rule(MATHS, maths))
    return "\n".join(rules)


def _shown(html: str) -> frozenset[str]:
    return frozenset(text_of(html)) - {"\n", "\t"}


def _rule(face: Face, wanted: Iterable[str]) -> str:
    data = b64encode(_subset(face.file, frozenset(wanted) & characters(face.file))).decode()
    kind = "woff2" if find_spec("brotli") else "woff"
    style = "font-style:italic;" if face.italic else ""
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};{style}'
        f"src:url(data:font/{kind};base64,{data})}}"
    )


@cache
def _subset(file: str, wanted: frozenset[str]) -> bytes:
    """A font file as WOFF2 with only these characters; the same bytes every time."""
    from fontTools import subset

    font = open_font(file)
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.glyph_names = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in wanted])
    subsetter.subset(font)
    # Brotli, which WOFF2 needs, exists for CPython only.
    font.flavor = "woff2" if find_spec("brotli") else "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
