"""Where a wide formula breaks: between statements, at relations, at sums.

MathML does not break lines, so a formula that is too wide for a column is cut where a mathematician
would break it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree as ET

from deckmill.tex import mathml
from deckmill.typeset.widths import BARS, CLOSING, OPENING, RELATIONS, SUMS, Nodes, em, width

COLUMN = 18.3
"""Em that a key formula has on paper (A4, the narrower of the two)."""
PHONE = 15.0
"""Em that it has on a screen of 360 pixels."""
INDENT = 0.8
"""Em by which a broken formula's further lines are set in; ``.st`` in the style sheet."""

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)\w+;")


def parse(mathml: str) -> ET.Element:
    """MathML as a tree."""
    return ET.fromstring(_ENTITY.sub(lambda m: unescape(m[0]), mathml))


def row(nodes: Nodes) -> ET.Element:
    """Nodes as one."""
    row = ET.Element("mrow")
    row.extend(nodes)
    return row


@lru_cache(1024)
def widest(tex: str, display: bool) -> float:
    """How wide, in em, the widest piece of a formula is where it breaks as it may."""
    root = parse(mathml(tex, display))
    whole = width(root, display)
    if whole <= PHONE:
        return whole
    cut = [piece for line in rows(root) for part in statements(line) for piece in part]
    return max((width(row(piece), display) for piece in cut), default=0)


def rows(root: ET.Element) -> list[Nodes]:
    """The rows of an ``aligned``; any other formula is one row."""
    nodes = list(root)
    if len(nodes) == 1 and nodes[0].tag == "mtable":
        return [[node for cell in row for node in cell] for row in nodes[0]]
    return [nodes]


def statements(nodes: Nodes) -> list[list[Nodes]]:
    """What wide spaces and commas set apart, each as the pieces between which it may break."""
    parts: list[list[ET.Element]] = [[]]
    for node, depth in _depths(nodes):
        if node.tag == "mspace" and depth == 0 and em(node.get("width")) >= 1:
            parts.append([])
        else:
            parts[-1].append(node)
            if depth == 0 and node.tag == "mo" and node.text in {",", ";"}:
                parts.append([])
    return [_pieces(part) for part in parts if part]


def _pieces(nodes: Nodes) -> list[Nodes]:
    """A statement cut before its relations; a part still too wide is cut at its sums, too."""
    if width(row(nodes)) <= PHONE - INDENT:
        return [nodes]
    pieces = []
    for part in _cut(nodes, RELATIONS):
        pieces += _cut(part, SUMS) if width(row(part)) > PHONE - INDENT else [part]
    return pieces


def _cut(nodes: Nodes, operators: frozenset[str]) -> list[Nodes]:
    parts: list[list[ET.Element]] = [[]]
    before: ET.Element | None = None
    for node, depth in _depths(nodes):
        operand = before is not None and (before.tag != "mo" or before.text in CLOSING | BARS)
        if operand and depth == 0 and node.tag == "mo" and node.text in operators:
            parts.append([])
        parts[-1].append(node)
        before = node
    return [part for part in parts if part]


def _depths(nodes: Nodes) -> Iterator[tuple[ET.Element, int]]:
    """Each node with the number of brackets and bars open around it."""
    opened: list[str] = []
    for node in nodes:
        yield node, len(opened)
        core = node[0] if node.tag in {"msub", "msup", "msubsup"} else node
        sign = core.text or ""
        if core.tag != "mo":
            continue
        form = core.get("form") or ("postfix" if sign in opened else "prefix")
        if sign in OPENING or (sign in BARS and form == "prefix"):
            opened.append(sign)
        elif sign in BARS:
            while opened and opened.pop() != sign:
                pass
        elif sign in CLOSING:
            # A lone bar, as in (q‖p), ends with its bracket.
            while opened and opened.pop() in BARS:
                pass
