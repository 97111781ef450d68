"""About how wide a piece of MathML gets, from the widths of the font's characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from deckmill.typeset import metrics

OPENING, CLOSING, BARS = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉"), frozenset("|‖")
RELATIONS = frozenset("=∣∥≠≈≃≅≡∼∝<>≤≥≪≫⩽⩾≺≻∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦⟶⟵⟹⟸⟺≔≜≐⊥⊢⊨")
SUMS = frozenset("+−-±∓⊕⊖")
LARGE = frozenset("∑∏∐∫∮⋃⋂⨁⨂")
NO_SPACE = OPENING | CLOSING | BARS | frozenset("′″‴!/\u2061\u2062\u2063…⋯⋮^ˆ~˜¯‾→˙¨⏞⏟_")
_EM = re.compile(r"(-?[\d.]+)em")

Nodes = Sequence[ET.Element]


def width(node: ET.Element, display: bool = True) -> float:
    """About how wide a piece of MathML gets, in em of its own size."""
    tag = node.tag
    if tag in {"mi", "mn", "mtext", "ms"}:
        return _text_width(node)
    if tag == "mo":
        return _operator_width(node, display)
    if tag == "mspace":
        return em(node.get("width"))
    if tag == "mfrac":
        inner = display and node.get("displaystyle") != "false"
        return 0.2 + max(width(part, False) for part in node) * (1 if inner else 0.7)
    if tag == "mtable":
        return _table_width(node)
    parts = list(node)
    if tag in {"msub", "msup", "msubsup"}:
        return width(parts[0], display) + _scripts(parts[1:])
    if tag in {"munder", "mover", "munderover"}:
        if not display and parts[0].tag == "mo":
            return width(parts[0], display) + _scripts(parts[1:])
        accent = node.get("accent") or node.get("accentunder")
        return max(width(parts[0], display), 0 if accent else _scripts(parts[1:]))
    if tag == "mroot":
        return 0.8 + width(parts[0], display)
    return (0.8 if tag == "msqrt" else 0) + sum(width(part, display) for part in parts)


def _scripts(parts: Nodes) -> float:
    return 0.7 * max(width(part, False) for part in parts)


def _text_width(node: ET.Element) -> float:
    text = node.text or ""
    if node.tag == "mi" and len(text) == 1 and node.get("mathvariant") != "normal":
        text = metrics.italic(text)
    known = metrics.advances()
    # A variation selector chooses the shape of the letter before it.
    return sum(known.get(letter, 0.6) for letter in text if letter != "\ufe00")


def _operator_width(node: ET.Element, display: bool) -> float:
    sign = (node.text or "").replace("-", "−")
    own = _text_width(node)
    if sign in LARGE:
        own *= 1.25 if display else 1
        spaces = (0.17, 0.17)
    elif sign in {",", ";"}:
        spaces = (0.0, 0.17)
    elif sign in NO_SPACE:
        spaces = (0.0, 0.0)
    elif sign in RELATIONS:
        spaces = (0.28, 0.28)
    else:
        spaces = (0.22, 0.22)
    stretched = sign in OPENING | CLOSING and node.get("stretchy") != "false"
    left, right = node.get("lspace"), node.get("rspace")
    return (
        own * (1.4 if stretched else 1)  # Chromium reserves the width of the tallest
        + (spaces[0] if left is None else em(left))
        + (spaces[1] if right is None else em(right))
    )


def _table_width(node: ET.Element) -> float:
    rows = [list(row) for row in node]
    columns = max((len(row) for row in rows), default=0)
    display = node.get("displaystyle") == "true"
    total = 0.0
    for column in range(columns):
        cells = [row[column] for row in rows if column < len(row)]
        total += max(width(cell, display) for cell in cells)
    return total + (0 if display else 0.7 * (columns - 1))


def em(value: str | None) -> float:
    """A length of MathML, in em."""
    found = _EM.match(value or "")
    return float(found[1]) if found else 0.0
