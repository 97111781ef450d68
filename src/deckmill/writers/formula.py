"""Formulas that fit a narrow column.

A sheet's column holds about eighteen em. A wider formula comes in pieces, and the browser breaks it
between them only where it must. What stays too wide for paper is set smaller there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from deckmill.lazy import lazy_pattern
from deckmill.model import Math
from deckmill.tex import mathml
from deckmill.typeset import breaks
from deckmill.typeset.breaks import COLUMN, INDENT, PHONE
from deckmill.typeset.widths import RELATIONS, SUMS, Nodes, width

# Firefox takes these for large operators, as sums are.
_CIRCLED = lazy_pattern(r"<mo(?=[^>]*>[⊕⊖⊗⊘⊙]</mo>)")


@dataclass(frozen=True, slots=True)
class Display:
    """A display formula: one row that is whole, or ``broken`` into pieces that may part.

    ``rows`` are HTML; ``widest`` is what the widest piece takes, in em.
    """

    rows: tuple[str, ...]
    broken: bool
    widest: float


def display(math: Math) -> Display:
    """A display formula, broken where it is too wide for a column."""
    html = _mathml(math)
    root = breaks.parse(html)
    rows = breaks.rows(root)
    whole = width(root)
    if whole <= (PHONE if len(rows) == 1 else COLUMN):
        return Display((html,), False, whole)
    cut = [breaks.statements(row) for row in rows]
    widest = max(width(breaks.row(piece)) for row in cut for pieces in row for piece in pieces)
    lines = (
        "".join(f'<span class="st">{_html(pieces, True)}</span>' for pieces in row) for row in cut
    )
    return Display(tuple(lines), True, widest)


def key_formula(math: Math) -> str:
    """A display formula in its box on the sheet."""
    made = display(math)
    if not made.broken:
        return f'<div class="f">{made.rows[0]}</div>'
    room = COLUMN - INDENT
    smaller = "" if made.widest <= room else f" z{max(6, int(10 * room / made.widest))}"
    return f'<div class="f w{smaller}">{"".join(f"<div>{row}</div>" for row in made.rows)}</div>'


def inline_formula(math: Math) -> str:
    """A formula in a line of text; a long one may break."""
    html = _mathml(math)
    if len(html) < 200:
        return html
    root = breaks.parse(html)
    if width(root) <= PHONE:
        return html
    pieces = [piece for statement in breaks.statements(list(root)) for piece in statement]
    return f'<span class="w">{_html(pieces, math.display)}</span>'


def _mathml(math: Math) -> str:
    return _CIRCLED.sub('<mo largeop="false"', mathml(math.tex, math.display))


def _html(pieces: Sequence[Nodes], display: bool) -> str:
    made = []
    for piece in pieces:
        math = ET.Element("math", {"displaystyle": "true"} if display else {})
        math.extend(piece)
        if piece[0].tag == "mo" and piece[0].text in RELATIONS | SUMS:
            # At the start of a row an operator would count as a sign and lose its spaces.
            piece[0].set("form", "infix")
        made.append(ET.tostring(math, encoding="unicode"))
    return "<wbr>".join(made)
