"""Where a wide formula may break, and where it must not."""

from __future__ import annotations

import pytest

from deckmill.model import Math
from deckmill.source import Source
from deckmill.tex import mathml
from deckmill.writers.formula import inline_formula, key_formula
from sheets import parse

LONG = r"\operatorname{reconstruction}(x)"


def math(tex: str, *, display: bool = True) -> Math:
    return Math(tex, display, Source("a.md", tex).span(0))


def pieces(tex: str) -> list[list[list[str]]]:
    """The rows of a key formula, their statements, and the pieces of each, as plain text."""
    box = parse(key_formula(math(tex))).one("div", class_="f")
    if "w" not in box.attributes["class"].split():
        return [[[box.text]]]
    rows = [row for row in box.children if not isinstance(row, str)]
    return [
        [[piece.text for piece in statement.all("math")] for statement in row.all(class_="st")]
        for row in rows
    ]


def test_a_formula_that_fits_is_one_piece_of_mathml() -> None:
    fits = math("E = mc^2")
    assert key_formula(fits) == f'<div class="f">{mathml(fits.tex, fits.display)}</div>'


@pytest.mark.parametrize(
    ("tex", "statements"),
    [
        # Wide spaces and commas part statements; the space itself is the style sheet's.
        (rf"a = {LONG}, \qquad b = {LONG}", [["a=R,"], ["b=R"]]),
        (rf"a = {LONG}, b = {LONG}", [["a=R,"], ["b=R"]]),
        (rf"a = {LONG} \quad\text{{if }} b = {LONG}", [["a=R"], ["if b=R"]]),
        # A statement that is too wide breaks before its relations.
        (rf"a = {LONG} \le {LONG} = c", [["a", "=R", "≤R", "=c"]]),
        # A part that is still too wide breaks at its sums, not at its signs.
        (rf"a = -{LONG} + {LONG} - b", [["a", "=-R", "+R", "-b"]]),
        # Nothing breaks inside brackets, bars, fractions or roots.
        (rf"a = f(x = {LONG}, y + {LONG})", [["a", "=f(x=R,y+R)"]]),
        (rf"\lVert a = {LONG} + b\rVert = {LONG}", [["‖a=R+b‖", "=R"]]),
        (rf"|a + {LONG}| = {LONG}", [["|a+R|", "=R"]]),
        (rf"\left( a = {LONG}\right) = {LONG}", [["(a=R)", "=R"]]),
        (rf"\sqrt{{a + {LONG} + {LONG}}} = b", [["a+R+R", "=b"]]),
        (rf"D(q \Vert {LONG}) + {LONG} = b", [["D(q‖R)", "+R", "=b"]]),
        (rf"\lVert a\rVert_2 + {LONG} + {LONG} = b", [["‖a‖2", "+R", "+R", "=b"]]),
        (
            rf"\lVert\lVert a\rVert + {LONG}\rVert + {LONG} = b",
            [["‖‖a‖+R‖", "+R", "=b"]],
        ),
        # A condition bar is a relation and opens nothing.
        (rf"p(x \mid {LONG}) = {LONG}", [["p(x∣R)", "=R"]]),
    ],
)
def test_wide_formulas_break_where_a_mathematician_would(
    tex: str, statements: list[list[str]]
) -> None:
    (row,) = pieces(tex)
    plain = [[_short(piece) for piece in statement] for statement in row]
    assert plain == statements


def _short(text: str) -> str:
    text = text.replace("\u2061", "").replace("−", "-").replace("\u00a0", " ")
    return text.replace("reconstruction(x)", "R").strip()


def test_rows_of_an_aligned_block_stay_rows() -> None:
    tex = rf"\begin{{aligned}} a &= {LONG} + {LONG} + b \\ c &= d \end{{aligned}}"
    rows = pieces(tex)
    assert [[_short("".join(statement)) for statement in row] for row in rows] == [
        ["a=R+R+b"],
        ["c=d"],
    ]


def test_an_operator_at_the_start_of_a_piece_keeps_its_spaces() -> None:
    html = key_formula(math(rf"a = {LONG} + {LONG} + {LONG}"))
    for piece in parse(html).all("math")[1:]:
        assert piece.all("mo")[0].attributes["form"] == "infix"


def test_what_cannot_break_is_set_smaller_on_paper_only_by_a_class() -> None:
    wide = rf"\frac{{{LONG} + {LONG} + {LONG}}}{{2}}"
    box = parse(key_formula(math(wide))).one("div", class_="f")
    assert any(name in box.attributes["class"].split() for name in ("z9", "z8", "z7", "z6"))
    assert "style" not in box.attributes


def test_a_long_formula_in_a_line_may_break_and_a_short_one_is_left() -> None:
    short = math(r"x \in \mathbb{R}", display=False)
    assert inline_formula(short) == mathml(short.tex, short.display)
    html = inline_formula(math(rf"a = {LONG} \le {LONG}", display=False))
    assert [_short(piece.text) for piece in parse(html).all("math")] == ["a", "=R", "≤R"]
    assert "displaystyle" not in html
