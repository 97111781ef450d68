"""Python-Markdown's inline patterns, and ours in place of some of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import escape
from typing import Any

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.treeprocessors import InlineProcessor as Reader

_REPLACED = (
    "backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference",
    "short_image_ref", "autolink", "automail", "html", "entity", "linebreak",
)  # fmt: skip
# A link's or picture's text, whose brackets are in balance; addresses are in holes already, which
# leaves less to do than Python-Markdown's own patterns do, and in linear time.
_TO = r"\((\x0e\d+\x0f)\)"
_FLAT = r"\[[^\[\]]*\]"
_TEXT = rf"((?:[^\[\]]|!{_FLAT}\(\x0e\d+\x0f\)|\[(?:[^\[\]]|{_FLAT})*\](?!\(\x0e))*)"


class _Link(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element("a", href=m[2])
        element.text = m[1]
        return element, m.start(0), m.end(0)


class _Image(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        return etree.Element("img", src=m[2], alt=m[1]), m.start(0), m.end(0)


class _Break(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        return etree.Element("br"), m.start(0), m.end(0)


class _Tag(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element(m[1])
        element.text = m[2]
        return element, m.start(0), m.end(0)


class Patterns:
    """The one Markdown instance of a reading."""

    def __init__(self) -> None:
        md = Markdown()
        for name in _REPLACED:
            md.inlinePatterns.deregister(name)
        # In the order in which they are tried, each with the signs that it cannot be without.
        self._signs: list[tuple[tuple[str, ...], Pattern]] = [
            (("](",), _Link(rf"(?<!!)\[{_TEXT}\]{_TO}", md)),
            (("](",), _Image(rf"!\[{_TEXT}\]{_TO}", md)),
            (("  \n",), _Break("  \n", md)),
            (("<br",), _Break("<br ?/?>", md)),
        ]
        # A pattern is not tried again on what it holds: one for each tag, twice, lets them nest.
        for tag in 2 * ("kbd", "sub", "sup"):
            pattern = rf"<({tag})>((?:(?!<{tag}>).)+?)</{tag}>"
            self._signs.append(((f"<{tag}>",), _Tag(pattern, md)))
        self._signs += [(("*", "_"), emphasis) for emphasis in md.inlinePatterns]
        self._reader = Reader(md)

    @property
    def all(self) -> list[Pattern]:
        """Every pattern, in the order in which they are tried."""
        return [pattern for _, pattern in self._signs]

    def html(self, text: str) -> str:
        """The HTML of inline text; raises RecursionError where emphasis stands too deep."""
        can_match = [
            pattern for signs, pattern in self._signs if any(sign in text for sign in signs)
        ]
        return self.html_by(can_match, text)

    def html_by(self, patterns: list[Pattern], text: str) -> str:
        """The HTML of inline text with some of the patterns alone."""
        root = etree.Element("div")
        line = etree.SubElement(root, "p")
        line.text = text
        self._reader.inlinePatterns = patterns  # type: ignore[assignment]
        self._reader.run(root)
        return _inside(line)


def _inside(element: etree.Element) -> str:
    """What an element holds. Python-Markdown's own serializer takes "&lt;" for an entity."""
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        tail = escape(child.tail or "", quote=False)
        if child.tag == "br":
            pieces.append("<br>\n" + (tail if tail.strip() else ""))
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.items())
        end = "" if child.tag == "img" else f"</{child.tag}>"
        pieces.append(f"<{child.tag}{attributes}>{_inside(child)}{end}{tail}")
    return "".join(pieces)
