"""The fonts that a page carries: what it uses, no more, and nothing of the build's moment."""

from __future__ import annotations

import io
import re
from base64 import b64decode

import pytest
from fontTools.ttLib import TTFont

from deckmill.writers import fonts

RULE = re.compile(
    r'@font-face\{font-family:"([^"]+)";font-weight:(\d+);(font-style:italic;)?'
    r"src:url\(data:font/woff2;base64,([^)]+)\)\}"
)


def faces(page: str) -> dict[str, TTFont]:
    """The fonts of a page by family, weight and an ``i`` for italic."""
    rules = RULE.findall(fonts.stylesheet(page))
    return {
        f"{family} {weight}{'i' if slanted else ''}": TTFont(io.BytesIO(b64decode(data)))
        for family, weight, slanted, data in rules
    }


def letters(font: TTFont) -> set[str]:
    return set(map(chr, font.getBestCmap()))


def test_a_plain_page_carries_three_weights_of_text() -> None:
    made = faces("<p>Plain.</p>")
    assert list(made) == ["Sheet Sans 400", "Sheet Sans 600", "Sheet Sans 700"]


@pytest.mark.parametrize(
    ("page", "extra"),
    [
        ("<em>so</em>", "Sheet Sans 400i"),
        ("<code>f()</code>", "Sheet Code 400"),
        ("<math><mi>x</mi></math>", "Sheet Math 400"),
        ("<p>a ⊙ b</p>", "Sheet Math 400"),  # the text font has no such glyph
    ],
)
def test_other_faces_come_only_where_they_are_used(page: str, extra: str) -> None:
    assert list(faces(page))[3:] == [extra]


def test_text_fonts_hold_the_pages_letters_and_what_can_be_typed() -> None:
    held = letters(faces("<p>Ελλάδα, Łódź &amp; café</p>")["Sheet Sans 400"])
    assert set("ΕλάδŁóźé") <= held
    assert set(map(chr, range(0x20, 0x7F))) <= held
    assert held.isdisjoint("жßñ")


def test_a_maths_font_holds_what_browsers_make_of_the_letters() -> None:
    page = (
        "<math><mi>x</mi><mo>-</mo><mi>h</mi><mi>α</mi><mi>sin</mi><msqrt><mn>2</mn></msqrt></math>"
    )
    held = letters(faces(page)["Sheet Math 400"])
    assert set("𝑥ℎ𝛼√−2") <= held
    assert set("sin") <= held
    assert "𝑍" not in held


def test_a_maths_font_stretches_brackets_and_roots() -> None:
    page = "<math><mo>(</mo><mi>x</mi><mo>)</mo></math>"
    font = faces(page)["Sheet Math 400"]
    variants = font["MATH"].table.MathVariants
    stretched = set(variants.VertGlyphCoverage.glyphs)
    assert {font.getBestCmap()[ord(sign)] for sign in "()√"} <= stretched


def test_root_signs_of_every_size_are_equally_wide() -> None:
    font = faces("<math><msqrt><mi>x</mi></msqrt></math>")["Sheet Math 400"]
    sign = font.getBestCmap()[0x221A]
    variants = font["MATH"].table.MathVariants
    at = variants.VertGlyphCoverage.glyphs.index(sign)
    sizes = variants.VertGlyphConstruction[at].MathGlyphVariantRecord
    assert len(sizes) > 2
    assert {font["hmtx"][size.VariantGlyph][0] for size in sizes} == {font["hmtx"][sign][0]}


@pytest.mark.parametrize("face", [*fonts.TEXT, fonts.CODE, fonts.MATHS], ids=lambda f: f.file)
def test_every_file_is_static_truetype_under_a_name_of_its_own(face: fonts.Face) -> None:
    font = TTFont(io.BytesIO(fonts._subset(face.file, frozenset("ax"))))
    assert "glyf" in font
    assert not {"CFF ", "CFF2", "fvar"} & set(font.keys())
    names = font["name"]
    assert names.getDebugName(1) == face.family
    for number in (1, 3, 4, 6, 16):
        assert not re.search("source|stix", names.getDebugName(number) or "", re.I)
    assert "Copyright" in names.getDebugName(0) or "©" in names.getDebugName(0)
    assert "Open Font License" in names.getDebugName(13)


def test_a_subset_does_not_know_when_it_was_made() -> None:
    file = fonts.MATHS.file
    first = fonts._subset(file, frozenset("xy√"))
    fonts._subset.cache_clear()
    assert fonts._subset(file, frozenset("√yx")) == first
    assert TTFont(io.BytesIO(first))["head"].modified == fonts.open_font(file)["head"].modified


@pytest.mark.parametrize(
    ("letter", "shown"),
    [
        ("a", "𝑎"),
        ("h", "ℎ"),
        ("Z", "𝑍"),
        ("ω", "𝜔"),
        ("Γ", "𝛤"),
        ("∂", "𝜕"),
        ("1", "1"),
        ("ä", "ä"),
    ],
)
def test_italic_letters(letter: str, shown: str) -> None:
    assert fonts.italic(letter) == shown
