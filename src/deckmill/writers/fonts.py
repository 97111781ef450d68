"""The sheet's fonts, cut down to the characters that a page uses.

A page carries its fonts: page breaks must not depend on the reader's machine, and without a maths
font no browser stretches brackets and roots. ``tools/make_fonts.py`` made the files, and
``tools/cut_fonts.py`` the ready ones, with which most pages do: to cut fonts takes a second.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from functools import cache, reduce
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from deckmill.lazy import lazy_pattern
from deckmill.model import text_of
from deckmill.typeset import metrics
from deckmill.typeset.metrics import italic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

# What a reader may type into the search field, and the dashes and dots of the page itself.
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\u00a0·–—…’“”")
ROOT = "\u221a"
_MATH = lazy_pattern(r"<math\b.*?</math>", re.S)
_CODE = lazy_pattern(r"<code>.*?</code>", re.S)


class Face(NamedTuple):
    """One file of a family."""

    file: str
    family: str
    weight: int = 400
    italic: bool = False


TEXT = (
    Face("SheetSans-400", "Sheet Sans"),
    Face("SheetSans-600", "Sheet Sans", 600),
    Face("SheetSans-700", "Sheet Sans", 700),
    Face("SheetSans-400i", "Sheet Sans", italic=True),
)
CODE = Face("SheetCode-400", "Sheet Code")
MATHS = Face(metrics.MATHS, "Sheet Math")


class Shown(NamedTuple):
    """The characters that a piece of a page shows: in text, code included, in code, in formulas."""

    text: frozenset[str] = frozenset()
    code: frozenset[str] = frozenset()
    formulas: frozenset[str] = frozenset()
    emphasis: bool = False

    @classmethod
    def of(cls, html: str) -> Shown:
        """What whole elements of HTML show."""
        formulas = "".join(_MATH.findall(html))
        prose = _MATH.sub(" ", html) if formulas else html
        code = "".join(_CODE.findall(prose))
        return cls(shown(prose), shown(code), shown(formulas), "<em>" in html)

    def __or__(self, other: Shown) -> Shown:
        return Shown(
            self.text | other.text,
            self.code | other.code,
            self.formulas | other.formulas,
            self.emphasis or other.emphasis,
        )


def stylesheet(*pieces: Shown) -> str:
    """``@font-face`` rules, files included, for what the pieces of a page show."""
    page = reduce(Shown.__or__, pieces, Shown())
    text, maths = page.text | ALWAYS, page.formulas
    if maths:
        # A subset without the root sign leaves Chromium without the tables to draw one.
        maths |= {italic(letter) for letter in maths} | {ROOT, "\u2212"}
    # The maths font helps out where the text font has no glyph: arrows, relations, operators.
    maths |= text - characters(TEXT[0].file)
    rules = [_rule(face, text) for face in TEXT if page.emphasis or not face.italic]
    if page.code:
        rules.append(_rule(CODE, page.code))
    if maths & characters(MATHS.file):
        rules.append(_rule(MATHS, maths))
    return "\n".join(rules)


def shown(html: str) -> frozenset[str]:
    """The characters of the text in HTML."""
    return frozenset(text_of(html)) - {"\n", "\t"}


def characters(name: str) -> frozenset[str]:
    """Every character that a font file has, or one of its ready cuts (``SheetMath-400.formulas``).

    Raises KeyError for what is neither.
    """
    return _characters(_coverage()[name])


def ready(file: str) -> list[str]:
    """The names of a font's ready cuts, smallest first."""
    return [name for name in _coverage() if name.startswith(f"{file}.")]


@cache
def _coverage() -> dict[str, str]:
    lines = _fonts().joinpath("coverage.txt").read_text("ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)


@cache
def _characters(ranges: str) -> frozenset[str]:
    """Ranges as in CSS's ``unicode-range``; the weights of a family have the same."""
    ends = [[int(end, 16) for end in range_.split("-")] for range_ in ranges.split(" ")]
    return frozenset(chr(code) for end in ends for code in range(end[0], end[-1] + 1))


def _rule(face: Face, wanted: Iterable[str]) -> str:
    kind, data = _embedded(face.file, characters(face.file).intersection(wanted))
    style = "font-style:italic;" if face.italic else ""
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};{style}'
        f"src:url(data:font/{kind};base64,{b64encode(data).decode()})}}"
    )


def _embedded(file: str, wanted: frozenset[str]) -> tuple[str, bytes]:
    """The format and the bytes of a font that has these characters, ready or made for them."""
    for name in ready(file):
        if wanted <= characters(name):
            return "woff2", _fonts().joinpath(f"ready/{name}.woff2").read_bytes()
    return _flavor(), cut(file, wanted)


def _fonts() -> Traversable:
    return resources.files("deckmill").joinpath("assets/fonts")


def _flavor() -> str:
    # Brotli, which WOFF2 needs, exists for CPython only.
    return "woff2" if find_spec("brotli") else "woff"


@cache
def cut(file: str, wanted: frozenset[str]) -> bytes:
    """A font file with only these characters; the same bytes every time."""
    from fontTools import subset

    font = metrics.open_font(file)
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.glyph_names = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in wanted])
    subsetter.subset(font)
    font.flavor = _flavor()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
