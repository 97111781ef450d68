"""Formulas that fit a narrow column.

MathML does not break lines, and a sheet's column holds about eighteen em. A wider formula is cut
where a mathematician would break it (between statements, at relations, at sums), and the browser
uses those places only where it must. What stays too wide for paper is set smaller there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from xml.etree import ElementTree as ET

from deckmill.model import Math
from deckmill.tex import mathml
from deckmill.writers import fonts

COLUMN = 18.3
"""Em that a key formula has on paper (A4, the narrower of the two)."""
PHONE = 15.0
"""Em that it has on a screen of 360 pixels."""
INDENT = 0.8
"""Em by which a broken formula's further lines are set in; ``.st`` in the style sheet."""

OPENING, CLOSING, BARS = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉"), frozenset("|‖")
RELATIONS = frozenset("=∣∥≠≈≃≅≡∼∝<>≤≥≪≫⩽⩾≺≻∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦⟶⟵⟹⟸⟺≔≜≐⊥⊢⊨")
SUMS = frozenset("+−-±∓⊕⊖")
LARGE = frozenset("∑∏∐∫∮⋃⋂⨁⨂")
NO_SPACE = OPENING | CLOSING | BARS | frozenset("′″‴!/\u2061\u2062\u2063…⋯⋮^ˆ~˜¯‾→˙¨⏞⏟_")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)\w+;")
_EM = re.compile(r"(-?[\d.]+)em")

Nodes = Sequence[ET.Element]


def key_formula(math: Math) -> str:
    """A display formula in its box."""
    html = mathml(math.tex, math.display)
    root = _parse(html)
    rows = _rows(root)
    if width(root) <= (PHONE if len(rows) == 1 else COLUMN):
        return f'<div class="f">{html}</div>'
    cut = [[_pieces(statement) for statement in _statements(row)] for row in rows]
    widest = max(width(_row(piece)) for row in cut for pieces in row for piece in pieces)
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
    root = _parse(html)
    if width(root) <= PHONE:
        return html
    pieces = [piece for statement in _statements(list(root)) for piece in _pieces(statement)]
    return f'<span class="w">{_html(pieces, math.display)}</span>'


def _parse(mathml: str) -> ET.Element:
    return ET.fromstring(_ENTITY.sub(lambda m: unescape(m[0]), mathml))


def _row(nodes: Nodes) -> ET.Element:
    row = ET.Element("mrow")
    row.extend(nodes)
    return row


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


# --- where to break -------------------------------------------------------------------------


def _rows(root: ET.Element) -> list[Nodes]:
    """The rows of an ``aligned``; any other formula is one row."""
    nodes = list(root)
    if len(nodes) == 1 and nodes[0].tag == "mtable":
        return [[node for cell in row for node in cell] for row in nodes[0]]
    return [nodes]


def _statements(nodes: Nodes) -> list[Nodes]:
    """What wide spaces and commas set apart."""
    parts: list[list[ET.Element]] = [[]]
    for node, depth in _depths(nodes):
        if node.tag == "mspace" and depth == 0 and _em(node.get("width")) >= 1:
            parts.append([])
        else:
            parts[-1].append(node)
            if depth == 0 and node.tag == "mo" and node.text in {",", ";"}:
                parts.append([])
    return [part for part in parts if part]


def _pieces(nodes: Nodes) -> list[Nodes]:
    """A statement cut before its relations; a part still too wide is cut at its sums, too."""
    if width(_row(nodes)) <= PHONE - INDENT:
        return [nodes]
    pieces = []
    for part in _cut(nodes, RELATIONS):
        pieces += _cut(part, SUMS) if width(_row(part)) > PHONE - INDENT else [part]
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


# --- how wide -------------------------------------------------------------------------------


def width(node: ET.Element, display: bool = True) -> float:
    """About how wide a piece of MathML gets, in em of its own size."""
    tag = node.tag
    if tag in {"mi", "mn", "mtext", "ms"}:
        return _text_width(node)
    if tag == "mo":
        return _operator_width(node, display)
    if tag == "mspace":
        return _em(node.get("width"))
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
        text = fonts.italic(text)
    known = fonts.advances(fonts.MATHS.file)
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
        + (spaces[0] if left is None else _em(left))
        + (spaces[1] if right is None else _em(right))
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


def _em(value: str | None) -> float:
    found = _EM.match(value or "")
    return float(found[1]) if found else 0.0
