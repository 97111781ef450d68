"""Paragraphs, lists, quotes and tables: lines of text with holes to a tree of blocks.

Python-Markdown's own block parser reads lists by a fixed indentation and quotes by recursion. This
one goes line by line through the open quotes and items, as CommonMark describes it, with three
differences: two spaces nest an item whatever its marker, indentation is never code, and a table
ends at a line without a bar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from deckmill.lazy import lazy_pattern
from deckmill.reader.tree import BLOCK, Block, ReadInline

MAX_DEPTH = 20
NEST = 2

_ITEM = lazy_pattern(r"(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+(?=[^ ])|[ ]*$)")
_BREAK = lazy_pattern(r"([-*_])[ ]*(?:\1[ ]*){2,}$")
_TABLE_RULE = lazy_pattern(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_ALIGNED = {(True, True): "center", (True, False): "left", (False, True): "right"}


@dataclass(frozen=True, slots=True)
class Tree:
    """The blocks of a text; ``too_deep`` is the offset of a line past MAX_DEPTH."""

    blocks: list[Block]
    too_deep: int | None

    def html(self, inline: ReadInline) -> str:
        """The blocks as HTML; ``inline`` reads what their texts hold."""
        return "".join([block.html(inline) for block in self.blocks]).strip("\n")


@dataclass(frozen=True, slots=True)
class _Open:
    """A quote or an item whose lines may go on. ``owner`` is the block that holds its blocks."""

    owner: Block
    items: Block | None = None
    """The list, where this is an item."""
    nest: int = 0
    """The least indentation of a line that belongs to the item."""
    content: int = 0
    """Where the item's text starts: so much indentation is not the line's own."""

    def rest(self, line: str) -> str | None:
        """What is left of a line that goes on in this container; nothing where it does not."""
        bare = line.lstrip(" ")
        if self.items is None:
            return bare[1:].removeprefix(" ") if bare.startswith(">") else None
        indent = len(line) - len(bare)
        if bare and indent < self.nest:
            return None
        return line[min(indent, self.content) :]

    def is_sibling(self, line: str) -> bool:
        """Whether a line that is indented by less than the item's text is the next item."""
        bare = line.lstrip(" ")
        item = _ITEM.match(bare) if len(line) - len(bare) < self.content else None
        return item is not None and not _may_interrupt(item, bare)


def _may_interrupt(item: re.Match[str], bare: str) -> bool:
    """Whether a list may follow a paragraph at once: not one that reads as text wrapped."""
    return item.end() < len(bare) and item["number"] in (None, "1")


def parse(text: str) -> Tree:
    """The blocks of a text. Paragraphs, and cells, hold raw inline text."""
    parser = _Parser()
    lines = text.expandtabs(4).split("\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        parser.following = lines[number + 1] if number < last else ""
        parser.line(line, number)
    parser.end()
    deep = parser.too_deep
    too_deep = None if deep is None else sum(len(line) + 1 for line in text.split("\n")[:deep])
    return Tree(parser.root.inside, too_deep)


class _Parser:
    def __init__(self) -> None:
        self.root = Block("div")
        self.open: list[_Open] = []
        self.paragraph: tuple[Block, list[str]] | None = None
        self.table: _Table | None = None
        self.blank: int | None = None  # in how many quotes the line before was blank
        self.too_deep: int | None = None
        self.following = ""  # the line after this one

    def line(self, line: str, number: int) -> None:
        rest, depth = self._continued(line) if self.open else (line, 0)
        if not rest.strip():
            self._close(depth)
            self._end_paragraph()
            self.table = None
            self.blank = self._quotes(depth)
            return
        opened = depth
        while (inner := self._opened(rest, depth)) is not None:
            if depth == MAX_DEPTH:
                self.too_deep = number if self.too_deep is None else self.too_deep
                break
            rest, depth = inner, depth + 1
        lazy = opened == depth < len(self.open) and self.paragraph is not None
        self._leaf(rest.lstrip(" "), depth, lazy=lazy)
        self.blank = None

    def end(self) -> None:
        self._close(0)
        self._end_paragraph()

    def _close(self, depth: int) -> None:
        """Close every container past ``depth``, and the paragraph in it."""
        if depth < len(self.open):
            self._end_paragraph()
            self.table = None
            del self.open[depth:]

    def _continued(self, line: str) -> tuple[str, int]:
        """What of a line is left behind the containers that it goes on in, and their number."""
        for depth, container in enumerate(self.open):
            rest = container.rest(line)
            innermost = depth == len(self.open) - 1
            if rest is None or (innermost and container.is_sibling(line)):
                return line, depth
            line = rest
        return line, len(self.open)

    def _quotes(self, depth: int) -> int:
        return sum(container.items is None for container in self.open[:depth])

    def _opened(self, line: str, depth: int) -> str | None:
        """Open the quote or the item that starts here, and give the rest of the line."""
        bare = line.lstrip(" ")
        sign = bare[:1]
        if sign == ">":
            if depth < MAX_DEPTH:
                self._close(depth)
                self.open.append(_Open(self._add("blockquote")))
            return bare[1:].removeprefix(" ")
        if not (sign in ("-", "*", "+") or sign.isdecimal()) or _BREAK.match(bare):
            return None
        item = _ITEM.match(bare)
        interrupts = self.paragraph is not None and depth == len(self.open)
        if item is None or (interrupts and not _may_interrupt(item, bare)):
            return None
        if item.end() == len(bare) and not self.following.startswith(" "):
            return None  # a marker alone is text: an answer may well be "576."
        if depth < MAX_DEPTH:
            self._close(depth)
            indent = len(line) - len(bare)
            gap = len(item["gap"]) if item.end() < len(bare) else 1
            items = self._list(item)
            content = indent + item.end("marker") + gap
            self.open.append(_Open(items.add("li"), items, min(indent + NEST, content), content))
        return bare[item.end() :]

    def _list(self, item: re.Match[str]) -> Block:
        """The list that an item goes on, or a new one."""
        owner = self.open[-1].owner if self.open else self.root
        last = owner.inside[-1] if owner.inside else None
        if last is not None and last.marker == item["marker"][-1]:
            self._end_paragraph()
            if self.blank == self._quotes(len(self.open)):
                last.loose = True
            return last
        items = self._add("ol" if item["number"] else "ul")
        if item["number"] and int(item["number"]) != 1:
            items.attributes = f' start="{int(item["number"])}"'
        items.marker = item["marker"][-1]
        return items

    def _add(self, tag: str) -> Block:
        """A new block in the innermost container."""
        self._end_paragraph()
        self.table = None
        if not self.open:
            return self.root.add(tag)
        owner, items = self.open[-1].owner, self.open[-1].items
        if items is not None and owner.inside and self.blank == self._quotes(len(self.open)):
            items.loose = True
        return owner.add(tag)

    def _leaf(self, text: str, depth: int, *, lazy: bool) -> None:
        if text[:1] in ("-", "*", "_") and _BREAK.match(text):
            self._close(depth)
            self._add("hr")
        elif text.startswith(BLOCK):
            self._close(depth)
            self._add("p").text = text.rstrip(" ")
        elif lazy and self.paragraph is not None:
            self.paragraph[1].append(text)
        elif text:
            self._close(depth)
            self._text(text)

    def _text(self, text: str) -> None:
        if self.table is not None and "|" in text:
            self.table.row(text)
        elif self.paragraph is not None:
            self._paragraph_line(text, *self.paragraph)
        else:
            self.paragraph = (self._add("p"), [text])

    def _paragraph_line(self, text: str, paragraph: Block, lines: list[str]) -> None:
        """One more line of a paragraph; a table's rule makes a heading of the line above."""
        rule = "|" in text and "|" in lines[-1] and _TABLE_RULE.match(text)
        if not rule or len(cells(text)) != len(cells(lines[-1])):
            lines.append(text)
            return
        heading = lines.pop()
        table = self._add("table")
        if not lines:
            (self.open[-1].owner if self.open else self.root).inside.remove(paragraph)
        self.table = _Table(table, heading, text)

    def _end_paragraph(self) -> None:
        if self.paragraph is not None:
            block, lines = self.paragraph
            block.text = "\n".join(map(_breakable, lines)).rstrip()
            self.paragraph = None


def _breakable(line: str) -> str:
    """A line that another follows: two spaces at its end, and no more, break it."""
    return line.rstrip() + ("  " if line.endswith("  ") else "")


class _Table:
    def __init__(self, table: Block, heading: str, rule: str) -> None:
        self.table = table
        self.body: Block | None = None
        sides = [(cell.startswith(":"), cell.endswith(":")) for cell in cells(rule)]
        self.aligned = [_ALIGNED.get(side) for side in sides]
        self._row(table.add("thead"), "th", heading)

    def row(self, line: str) -> None:
        if self.body is None:
            self.body = self.table.add("tbody")
        self._row(self.body, "td", line)

    def _row(self, parent: Block, tag: str, line: str) -> None:
        row = parent.add("tr")
        texts = cells(line)
        texts += [""] * (len(self.aligned) - len(texts))
        for i, text in enumerate(texts):
            cell = row.add(tag, text)
            # A row may be longer than its heading: what stands there is shown, not lost.
            aligned = self.aligned[i] if i < len(self.aligned) else None
            if aligned:
                cell.attributes = f' style="text-align: {aligned};"'


def cells(line: str) -> list[str]:
    """The cells of a table's row. Bars in code and maths, and escaped ones, are in holes here."""
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def is_table_rule(line: str) -> bool:
    """Whether a line parts a table's heading from its rows."""
    return "-" in line and _TABLE_RULE.match(line) is not None
