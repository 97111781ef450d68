"""Fences: where code stands, so that nothing in it is taken for a heading or a formula.

Fences of both kinds count, indented, quoted and in lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.lazy import lazy_pattern

# What may stand before a fence: indentation, quote marks, list markers.
PREFIX = r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+|>)*"
_MARKS = re.compile(r"```|~~~")
_OPEN = lazy_pattern(
    rf"(?P<prefix>{PREFIX})(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[ \t]*(?P<info>[^\n]*)$", re.M
)
_QUOTE = lazy_pattern(r"[ \t]*>[ ]?")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block. Offsets count in the text it was found in.

    ``start`` is the start of its first line, ``mark`` that of its fence characters, ``end`` the end
    of its last line without the line end. ``text`` is the code as shown.
    """

    start: int
    mark: int
    end: int
    prefix: str
    info: str
    text: str
    closed: bool

    @property
    def is_end(self) -> bool:
        """Whether this is the end of code whose first line was forgotten."""
        return not (self.closed or self.info or self.text.strip())


def lines(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """Every line with its offset, without its line end."""
    at = start
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield at, text[at:stop]
        at = stop + 1


def fences(text: str, recover: re.Pattern[str] | None = None) -> list[Fence]:
    """Every fence in order.

    One that is never closed ends where its quote does, before a line that opens a fence of its
    own, or before the first line in it that ``recover`` matches, so that one forgotten line does
    not swallow the rest of a file.
    """
    found: list[Fence] = []
    at = 0 if "```" in text or "~~~" in text else -1
    while at >= 0 and (marks := _MARKS.search(text, at)):
        opening = _OPEN.match(text, text.rfind("\n", 0, marks.start()) + 1)
        end = marks.end()
        if opening:
            found.append(_fence(text, opening, recover))
            end = found[-1].end
        at = text.find("\n", end)
    return found


def _fence(text: str, match: re.Match[str], recover: re.Pattern[str] | None) -> Fence:
    prefix, mark = match["prefix"], match["fence"]
    quotes = prefix.count(">")
    inside = prefix.rpartition(">")[2].removeprefix(" ") if quotes else prefix
    indent = len(inside.expandtabs(_TAB))
    fence = rf"[ ]{{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*"
    close, opening = re.compile(fence + "$"), re.compile(fence + "[a-z]")
    shown: list[str] = []
    end, closed = match.end(), False
    recovered: tuple[int, int] | None = None  # the end, and how many lines are shown, before it
    for at, line in lines(text, match.end() + 1):
        bare = without_quotes(line, quotes) if quotes else line
        if bare is None or (mark in bare and opening.match(bare)):
            break
        if recovered is None and recover is not None and recover.match(line):
            recovered = end, len(shown)
        end = at + len(line)
        bare = _dedent(bare, indent) if indent else bare
        if mark in bare and close.match(bare):
            closed = True
            break
        shown.append(bare)
    if recovered and not closed:
        end = recovered[0]
        del shown[recovered[1] :]
    return Fence(
        match.start(), match.start("fence"), end, prefix, match["info"].rstrip(),
        "\n".join(shown), closed,
    )  # fmt: skip


def without_quotes(line: str, quotes: int) -> str | None:
    """The line without that many quote marks; nothing where it has fewer: the quote has ended."""
    for _ in range(quotes):
        match = _QUOTE.match(line)
        if match is None:
            return None
        line = line[match.end() :]
    return line


def _dedent(line: str, indent: int) -> str:
    """The line without up to ``indent`` columns of leading space."""
    i = column = 0
    while i < len(line) and column < indent and line[i] in " \t":
        column += _TAB - column % _TAB if line[i] == "\t" else 1
        i += 1
    return line[i:]
