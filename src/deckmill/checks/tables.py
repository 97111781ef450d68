"""Tables on a small screen (family S)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, pieces
from deckmill.checks.structure import symbol_count
from deckmill.checks.text import THING, masked
from deckmill.findings import Finding
from deckmill.model import HOLE, Code, Hole, Math, Rich, text_of
from deckmill.reader import Reading
from deckmill.reader.blocks import is_table_rule
from deckmill.source import Span

_TABLE = re.compile(r"<table>(.*?)</table>", re.S)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.S)
_BREAK = re.compile(r"<br>|\s+")
_PADDING = 3  # letters that a cell's edges take


def narrow_tables(reading: Reading) -> Iterator[Finding]:
    """A table fits a phone: its cells may break between words, and nowhere else."""
    most = reading.deck.limits.table_width
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            if "<table>" not in rich.html:
                continue
            for table, span in zip(_TABLE.findall(rich.html), _spans(rich), strict=False):
                width = _width(table, rich)
                if width > most:
                    message = f"this table is about {width} letters wide, and a phone shows {most}"
                    help = "take fewer columns or shorter words, or make a list of it"
                    yield Finding("S221", message, span, help)


def _spans(rich: Rich) -> Iterator[Span]:
    """The headings of the tables."""
    at, heading = 0, Span(rich.span.source, rich.span.start, rich.span.start)
    for line in masked(rich).split("\n"):
        bare = line.lstrip(" >")
        if "|" in bare and is_table_rule(bare):
            yield heading
        start = at + len(line) - len(bare)
        heading = rich.span.sub(start, at + len(line.rstrip()))
        at += len(line) + 1


def _width(table: str, rich: Rich) -> int:
    """The sum of what the widest word of each column takes, in letters."""
    widest: dict[int, int] = {}
    for row in _ROW.findall(table):
        for column, cell in enumerate(_CELL.findall(row)):
            words = _BREAK.split(cell)
            wide = max(_letters(word, rich) for word in words)
            widest[column] = max(widest.get(column, 0), wide)
    return sum(widest.values()) + _PADDING * len(widest)


def _letters(word: str, rich: Rich) -> int:
    bare = text_of(word)
    return len(HOLE.sub(lambda m: THING * _hole(rich.holes[int(m[1])]), bare))


def _hole(hole: Hole) -> int:
    match hole:
        case Math():
            return symbol_count(hole)
        case Code():
            return max(map(len, hole.text.split()), default=0)
        case _:
            return 0
