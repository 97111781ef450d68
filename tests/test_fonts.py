"""The fonts that a page carries: what it uses, no more, and nothing of the build's moment."""

from __future__ import annotations

import io
import re
import runpy
import subprocess
import sys
from base64 import b64decode
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont

from conftest import PROJECT
from deckmill.typeset.metrics import italic, open_font
from deckmill.writers import fonts

RULE = re.compile(
    r'@font-face\{font-family:"([^"]+)";font-weight:(\d+);(font-style:italic;)?'
    r"src:url\(data:font/woff2;base64,([^)]+)\)\}"
)


def faces(page: str) -> dict[str, TTFont]:
    """The fonts of a page by family, weight and an ``i`` for italic."""
    rules = RULE.findall(fonts.stylesheet(fonts.Shown.of(page)))
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


PAGES = {  # within the ready cuts, from the smallest on, and outside them
    "prose": ("<p>A is 2 × b – “c”</p>", "Ais2×b–“c”"),
    "latin": ("<p>Ελλάδα, Łódź &amp; café</p>", "ΕλάδŁóźé"),
    "its own": ("<p>Ж, ß</p>", "Жß"),
}


@pytest.mark.parametrize(("page", "wanted"), PAGES.values(), ids=PAGES)
def test_text_fonts_hold_the_pages_letters_and_what_can_be_typed(page: str, wanted: str) -> None:
    for weight in ("400", "600", "700"):
        held = letters(faces(page)[f"Sheet Sans {weight}"])
        assert set(wanted) | set(map(chr, range(0x20, 0x7F))) <= held


def test_a_page_outside_the_ready_cuts_gets_its_own_and_no_more() -> None:
    assert letters(faces("<p>Ж</p>")["Sheet Sans 400"]) == fonts.ALWAYS | {"Ж"}


FORMULAS = {
    "formulas": ("<mi>x</mi><mo>-</mo><mi>h</mi><mi>α</mi><mi>sin</mi>", "𝑥ℎ𝛼√−2sin"),
    "alphabets": ("<mi>𝐱</mi><mi>𝒢</mi><mi>𝜽</mi>", "𝐱𝒢𝜽√2"),
    "commands": ("<mi>𝔤</mi><mo>⊛</mo>", "𝔤⊛√2"),
    "its own": ("<mi>𝕩</mi><mo>⦿</mo><mi>𝙭</mi>", "𝕩⦿𝙭√2"),
}


@pytest.mark.parametrize(("formula", "wanted"), FORMULAS.values(), ids=FORMULAS)
def test_a_maths_font_holds_what_browsers_make_of_the_letters(formula: str, wanted: str) -> None:
    page = f"<math>{formula}<msqrt><mn>2</mn></msqrt></math>"
    assert set(wanted) <= letters(faces(page)["Sheet Math 400"])


@pytest.mark.parametrize("cut", ["prose", "latin", "formulas", "alphabets", "commands"])
def test_a_page_that_a_ready_cut_holds_loads_no_tools(cut: str) -> None:
    shown, _ = {**PAGES, **FORMULAS}[cut]
    page = shown if cut in PAGES else f"<math>{shown}</math>"
    script = f"""if True:
        import sys
        from deckmill.writers import fonts
        fonts.stylesheet(fonts.Shown.of({page!r}))
        print(*sorted({{"brotli", "fontTools"}} & sys.modules.keys()))
    """
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"


def test_what_pieces_show_is_what_the_page_shows() -> None:
    pieces = [
        "<p>a <em>b</em></p>",
        "<p><code>x → y</code></p>",
        "<p><math><mi>ω</mi></math> é</p>",
    ]
    parts = [fonts.Shown.of(piece) for piece in pieces]
    assert fonts.stylesheet(*parts) == fonts.stylesheet(fonts.Shown.of("".join(pieces)))


@pytest.mark.slow
def test_the_ready_cuts_are_what_the_tool_makes() -> None:
    tool = runpy.run_path(str(PROJECT / "tools" / "cut_fonts.py"))
    made, folder = tool["cuts"](), tool["FONTS"]
    again = "tools/cut_fonts.py makes others: run it, look at a sheet, commit"
    assert (folder / "coverage.txt").read_text("ascii") == tool["coverage"](made), again
    names = {f"{file}.{cut}.woff2" for file, sets in made.items() for cut in sets}
    assert {path.name for path in (folder / "ready").iterdir()} == names, again
    for file, sets in made.items():
        for cut, wanted in sets.items():
            ours = tables((folder / "ready" / f"{file}.{cut}.woff2").read_bytes())
            assert ours == tables(fonts.cut(file, wanted)), again


def tables(font: bytes) -> dict[str, bytes]:
    """What a font holds, however it was packed."""
    opened = TTFont(io.BytesIO(font))
    return {tag: opened.getTableData(tag) for tag in opened.reader.tables}


def test_a_ready_cut_is_larger_than_the_one_before_it() -> None:
    for face in (*fonts.TEXT, fonts.CODE, fonts.MATHS):
        held = [fonts.characters(name) for name in (*fonts.ready(face.file), face.file)]
        assert all(smaller < larger for smaller, larger in pairwise(held))


@pytest.mark.parametrize("letter", ["x", "𝐱", "𝔤", "𝙭"])
def test_a_maths_font_stretches_brackets_and_roots(letter: str) -> None:
    font = faces(f"<math><mo>(</mo><mi>{letter}</mi><mo>)</mo></math>")["Sheet Math 400"]
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
    font = TTFont(io.BytesIO(fonts.cut(face.file, frozenset("ax"))))
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
    first = fonts.cut(file, frozenset("xy√"))
    fonts.cut.cache_clear()
    assert fonts.cut(file, frozenset("√yx")) == first
    assert TTFont(io.BytesIO(first))["head"].modified == open_font(file)["head"].modified


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
    assert italic(letter) == shown
