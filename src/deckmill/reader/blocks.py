"""Lines, fences and lists: the block structure that deckmill itself must see.

Headings are only headings outside fences, and maths is only maths outside code. Fences of both
kinds count, indented, quoted and in lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What may stand before a fence: quote marks, list markers, indentation.
_PREFIX = r"(?P<prefix>[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+|>)*[ \t]*)"
_OPEN = re.compile(_PREFIX + r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(?P<info>[^\n]*?)[ \t]*$", re.M)
_QUOTES = re.compile(r"[ \t]*>[ ]?")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block. Offsets count in the text it was found in.

    ``start`` is the start of its first line, ``mark`` that of its fence characters, ``end`` the end
    of its last line without the line end. ``inner`` is the code as shown.
    """

    start: int
    mark: int
    end: int
    inner_start: int
    prefix: str
    info: str
    text: str
    closed: bool


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
    """Every line with its offset, without its line end."""
    end = len(text) if end is None else end
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, text[at:stop]
        at = stop + 1


def fences(text: str, recover: re.Pattern[str] | None = None) -> list[Fence]:
    """Every fence in order.

    One that is never closed ends where its container does, or before the next line that
    ``recover`` matches, so that one forgotten line does not swallow the rest of a file.
    """
    found: list[Fence] = []
    at = 0
    while match := _OPEN.search(text, at):
        fence = _fence(text, match, recover)
        found.append(fence)
        at = fence.end + 1
        if at > len(text):
            break
    return found


def _fence(text: str, match: re.Match[str], recover: re.Pattern[str] | None) -> Fence:
    prefix, mark = match["prefix"], match["fence"]
    quotes = prefix.count(">")
    indent = len(re.sub(r"[^ ]", " ", _after_quotes(prefix, quotes).expandtabs(4)))
    close = re.compile(r"[ \t]*" + re.escape(mark[0]) + "{" + str(len(mark)) + r",}[ \t]*$")
    shown: list[str] = []
    inner_start = min(match.end() + 1, len(text))
    end, closed = match.end(), False
    for at, line in lines(text, match.end() + 1):
        bare = _strip_quotes(line, quotes)
        if bare is None or (recover is not None and recover.match(line)):
            break
        end = at + len(line)
        if close.match(bare):
            closed = True
            break
        shown.append(_dedent(bare, indent))
    return Fence(
        match.start(), match.start("fence"), end, inner_start, prefix, match["info"],
        "\n".join(shown), closed,
    )


def _after_quotes(prefix: str, quotes: int) -> str:
    for _ in range(quotes):
        prefix = prefix[prefix.index(">") + 1 :]
        prefix = prefix.removeprefix(" ")
    return prefix


def _strip_quotes(line: str, quotes: int) -> str | None:
    """The line without its quote marks, or nothing where the quote has ended."""
    for _ in range(quotes):
        match = _QUOTES.match(line)
        if match is None:
            return None
        line = line[match.end() :]
    return line


def _dedent(line: str, indent: int) -> str:
    """The line without up to ``indent`` columns of leading space."""
    i = column = 0
    while i < len(line) and column < indent and line[i] in " \t":
        column += 4 - column % 4 if line[i] == "\t" else 1
        i += 1
    return line[i:]


_ITEM = re.compile(r"(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+|$)")
_BREAK = re.compile(r"([-*_])[ ]*(?:\1[ ]*){2,}$")
_TABLE_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?$")
_MAX_QUOTES = 20


def settle(text: str) -> str:
    """Rewrite lists, quotes and tables so that Python-Markdown reads what CommonMark would.

    Items nest by where their text starts and are written with two spaces a level; a list or a table
    may follow a paragraph without a blank line; a list of another type starts a new list.
    """
    return "\n".join(_settled(text.expandtabs(4).split("\n"), 0))


@dataclass(frozen=True, slots=True)
class _Item:
    content: int  # the column where its text starts
    ordered: bool


def _settled(source: list[str], quoted: int) -> Iterator[str]:
    open_items: list[_Item] = []
    blank = True
    apart = False  # a paragraph of its own stands in the open item
    i = 0
    while i < len(source):
        line = source[i].lstrip()
        indent = len(source[i]) - len(source[i].lstrip())
        i += 1
        if not line.strip():
            blank = True
            yield ""
            continue
        if line.startswith(">") and quoted < _MAX_QUOTES:
            _close(open_items, indent)
            if not blank and open_items:
                yield ""
            inside = [line]
            while i < len(source) and source[i].lstrip().startswith(">"):
                inside.append(source[i].lstrip())
                i += 1
            margin = "  " * len(open_items)
            for inner in _settled([one[1:].removeprefix(" ") for one in inside], quoted + 1):
                yield f"{margin}> {inner}"
            blank = False
            continue
        item = None if _BREAK.match(line) else _ITEM.match(line)
        if item is None or not (blank or open_items or item["number"] in (None, "1")):
            if blank:
                _close(open_items, indent)
                apart = bool(open_items)
            elif i < len(source) and "|" in line and _is_table_rule(source[i]):
                yield ""
            yield "  " * len(open_items) + line
        else:
            sibling = _close(open_items, indent)
            ordered = item["number"] is not None
            changed = ordered != sibling.ordered if sibling else not open_items
            if not blank and (changed or apart):
                yield ""
            apart = False
            marker = f"{item['number']}." if ordered else "-"
            yield "  " * len(open_items) + marker + " " + line[item.end() :]
            gap = len(item["gap"]) if len(item["gap"]) <= 4 else 1
            open_items.append(_Item(indent + item.end("marker") + max(gap, 1), ordered))
        blank = False


def _close(items: list[_Item], indent: int) -> _Item | None:
    """Close the items that a line at ``indent`` does not belong to; the last one is its sibling."""
    last = None
    while items and indent < items[-1].content:
        last = items.pop()
    return last


def _is_table_rule(line: str) -> bool:
    line = line.strip()
    return "|" in line and "-" in line and _TABLE_RULE.match(line) is not None
