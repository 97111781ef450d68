"""Paragraphs, lists, quotes and tables: lines of text with holes to a tree of HTML elements.

Python-Markdown's own block parser reads lists by a fixed indentation and quotes by recursion. This
one goes line by line through the open quotes and items, as CommonMark describes it, with three
differences: two spaces nest an item whatever its marker, indentation is never code, and a table
ends at a line without a bar.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from itertools import pairwise

# Marks a hole that is a block: a fence, or a display formula that has its lines to itself.
BLOCK = "\x10"
MAX_DEPTH = 20
NEST = 2

_ITEM = re.compile(r"(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+(?=[^ ])|[ ]*$)")
_BREAK = re.compile(r"([-*_])[ ]*(?:\1[ ]*){2,}$")
_TABLE_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_ALIGNED = {(True, True): "center", (True, False): "left", (False, True): "right"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A ``div`` that holds the blocks; ``too_deep`` is the offset of a line past MAX_DEPTH."""

    root: etree.Element
    too_deep: int | None


@dataclass(frozen=True, slots=True)
class _Open:
    """A quote or an item whose lines may go on. ``owner`` is the element that holds its blocks."""

    owner: etree.Element
    items: etree.Element | None = None
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
    at = 0
    for line, following in pairwise([*text.split("\n"), ""]):
        parser.following = following.expandtabs(4)
        parser.line(line.expandtabs(4), at)
        at += len(line) + 1
    parser.end()
    return Tree(_tightened(parser.root, parser.loose), parser.too_deep)


class _Parser:
    def __init__(self) -> None:
        self.root = etree.Element("div")
        self.open: list[_Open] = []
        self.paragraph: tuple[etree.Element, list[str]] | None = None
        self.table: _Table | None = None
        self.markers: dict[etree.Element, str] = {}
        self.loose: set[etree.Element] = set()
        self.blank: int | None = None  # in how many quotes the line before was blank
        self.too_deep: int | None = None
        self.following = ""  # the line after this one

    def line(self, line: str, at: int) -> None:
        rest, depth = self._continued(line)
        if not rest.strip():
            self._close(depth)
            self._end_paragraph()
            self.table = None
            self.blank = self._quotes(depth)
            return
        opened = depth
        while (inner := self._opened(rest, depth)) is not None:
            if depth == MAX_DEPTH:
                self.too_deep = at if self.too_deep is None else self.too_deep
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
        if bare.startswith(">"):
            if depth < MAX_DEPTH:
                self._close(depth)
                self.open.append(_Open(self._add("blockquote")))
            return bare[1:].removeprefix(" ")
        item = None if _BREAK.match(bare) else _ITEM.match(bare)
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
            owner = etree.SubElement(items, "li")
            content = indent + item.end("marker") + gap
            self.open.append(_Open(owner, items, min(indent + NEST, content), content))
        return bare[item.end() :]

    def _list(self, item: re.Match[str]) -> etree.Element:
        """The list that an item goes on, or a new one."""
        owner = self.open[-1].owner if self.open else self.root
        last = owner[-1] if len(owner) else None
        if last is not None and self.markers.get(last) == item["marker"][-1]:
            self._end_paragraph()
            if self.blank == self._quotes(len(self.open)):
                self.loose.add(last)
            return last
        items = self._add("ol" if item["number"] else "ul")
        if item["number"] and int(item["number"]) != 1:
            items.set("start", str(int(item["number"])))
        self.markers[items] = item["marker"][-1]
        return items

    def _add(self, tag: str) -> etree.Element:
        """A new block in the innermost container."""
        self._end_paragraph()
        self.table = None
        owner = self.open[-1].owner if self.open else self.root
        items = self.open[-1].items if self.open else None
        if items is not None and len(owner) and self.blank == self._quotes(len(self.open)):
            self.loose.add(items)
        return etree.SubElement(owner, tag)

    def _leaf(self, text: str, depth: int, *, lazy: bool) -> None:
        if _BREAK.match(text):
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

    def _paragraph_line(self, text: str, element: etree.Element, lines: list[str]) -> None:
        """One more line of a paragraph; a table's rule makes a heading of the line above."""
        rule = "|" in text and "|" in lines[-1] and _TABLE_RULE.match(text)
        if not rule or len(cells(text)) != len(cells(lines[-1])):
            lines.append(text)
            return
        heading = lines.pop()
        table = self._add("table")
        if not lines:
            (self.open[-1].owner if self.open else self.root).remove(element)
        self.table = _Table(table, heading, text)

    def _end_paragraph(self) -> None:
        if self.paragraph is not None:
            element, lines = self.paragraph
            element.text = "\n".join(map(_breakable, lines)).rstrip()
            self.paragraph = None


def _breakable(line: str) -> str:
    """A line that another follows: two spaces at its end, and no more, break it."""
    return line.rstrip() + ("  " if line.endswith("  ") else "")


class _Table:
    def __init__(self, table: etree.Element, heading: str, rule: str) -> None:
        self.table = table
        self.body: etree.Element | None = None
        sides = [(cell.startswith(":"), cell.endswith(":")) for cell in cells(rule)]
        self.aligned = [_ALIGNED.get(side) for side in sides]
        self._row(etree.SubElement(table, "thead"), "th", heading)

    def row(self, line: str) -> None:
        if self.body is None:
            self.body = etree.SubElement(self.table, "tbody")
        self._row(self.body, "td", line)

    def _row(self, parent: etree.Element, tag: str, line: str) -> None:
        row = etree.SubElement(parent, "tr")
        texts = cells(line)
        texts += [""] * (len(self.aligned) - len(texts))
        for i, text in enumerate(texts):
            cell = etree.SubElement(row, tag)
            cell.text = text
            # A row may be longer than its heading: what stands there is shown, not lost.
            aligned = self.aligned[i] if i < len(self.aligned) else None
            if aligned:
                cell.set("style", f"text-align: {aligned};")


def cells(line: str) -> list[str]:
    """The cells of a table's row. Bars in code and maths, and escaped ones, are in holes here."""
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def is_table_rule(line: str) -> bool:
    """Whether a line parts a table's heading from its rows."""
    return "-" in line and _TABLE_RULE.match(line) is not None


def _tightened(root: etree.Element, loose: set[etree.Element]) -> etree.Element:
    """Items of a list without blank lines hold their text without a paragraph."""
    for items in [*root.iter("ul"), *root.iter("ol")]:
        for item in items if items not in loose else ():
            previous: etree.Element | None = None
            for child in list(item):
                if child.tag != "p" or (child.text or "").startswith(BLOCK):
                    previous = child
                    continue
                item.remove(child)
                if previous is None:
                    item.text = (item.text or "") + (child.text or "")
                else:
                    previous.tail = (previous.tail or "") + (child.text or "")
    return root
