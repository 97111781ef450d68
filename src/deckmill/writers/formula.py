"""Formulas that fit a narrow column.

A sheet's column holds about eighteen em. A wider formula comes in pieces, and the browser breaks it
between them only where it must. What stays too wide for paper is set smaller there.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from deckmill.model import Math
from deckmill.tex import mathml
from deckmill.typeset import breaks
from deckmill.typeset.breaks import COLUMN, INDENT, PHONE
from deckmill.typeset.widths import RELATIONS, SUMS, Nodes, width


def key_formula(math: Math) -> str:
    """A display formula in its box."""
    html = mathml(math.tex, math.display)
    root = breaks.parse(html)
    rows = breaks.rows(root)
    if width(root) <= (PHONE if len(rows) == 1 else COLUMN):
        return f'<div class="f">{html}</div>'
    cut = [breaks.statements(row) for row in rows]
    widest = max(width(breaks.row(piece)) for row in cut for pieces in row for piece in pieces)
    room = COLUMN - INDENT
    smaller = "" if widest <= room else f" z{max(6, int(10 * room / widest))}"
    lines = (
        "".join(f'<span class="st">{_html(pieces, True)}</span>' for pieces in row) for row in cut
    )
    return f'<div class="f w{smaller}">{"".join(f"<div>{line}</div>" for line in lines)}</div>'


def inline_formula(math: Math) -> str:
    """A formula in a line of text; a long one may break."""
    html = mathml(math.tex, math.display)
    if len(html) < 200:
        return html
    root = breaks.parse(html)
    if width(root) <= PHONE:
        return html
    pieces = [piece for statement in breaks.statements(list(root)) for piece in statement]
    return f'<span class="w">{_html(pieces, math.display)}</span>'


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
