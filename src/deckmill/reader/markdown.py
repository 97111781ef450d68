"""Markdown to rich text: the one Markdown instance, and what goes in and comes out.

Python-Markdown does what stands inside a line: emphasis, links, pictures, breaks. Maths, code,
escapes and addresses are in holes before it starts, and the blocks are a tree already. Raw HTML is
text, but for ``<br> <kbd> <sub> <sup>``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

import markdown
from markdown.inlinepatterns import InlineProcessor

from deckmill.findings import Finding
from deckmill.model import HOLE, TAG, Code, Hole, Link, Math, Media, Rich
from deckmill.reader.blocks import BLOCK, MAX_DEPTH, parse
from deckmill.reader.fragment import Fragment, Lifted, Literal, Target
from deckmill.reader.lift import lift
from deckmill.reader.line_slips import line_slips
from deckmill.reader.slips import slips, unpaired
from deckmill.source import Span
from deckmill.tex import Macros

_UNUSED = (
    "backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference",
    "short_image_ref", "autolink", "automail", "html", "entity",
)  # fmt: skip
# A link's or picture's text, whose brackets are in balance; addresses are in holes already, which
# leaves less to do than Python-Markdown's own patterns do, and in linear time.
_TO = r"\((\x0e\d+\x0f)\)"
_FLAT = r"\[[^\[\]]*\]"
_TEXT = rf"((?:[^\[\]]|!{_FLAT}\(\x0e\d+\x0f\)|\[(?:[^\[\]]|{_FLAT})*\](?!\(\x0e))*)"
_BLOCK_HOLE = re.compile(rf"<p>{BLOCK}(\x0e\d+\x0f)</p>")
_PLACE = re.compile(
    r'<img\b(?P<image>[^>]*)>|<a href="(?P<to>\x0e\d+\x0f)">(?P<shown>.*?)</a>'
    r"|\x0e(?P<hole>\d+)\x0f",
    re.S,
)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\Z", re.S)
_EMPHASIS = re.compile(r"(\*{1,3}|\b_{1,3})(?=\S)([^*_]+?)(?<=\S)\1")
_BRACE = re.compile(r"[{}]")
_ENTRY_FILE = re.compile(r"(?:[\w./-]*/)?(?P<id>[a-z0-9-]+)\.md(?:#.*)?\Z")
# Of at least two letters: a single one is a disk, C:\\.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")

SOUNDS = frozenset("mp3 ogg opus wav m4a flac".split())
PICTURES = frozenset("png jpg jpeg gif svg webp avif".split())

FindMedia = Callable[[str, Span, bool], tuple[str, list[Finding]]]
"""Given a path as written, its span and whether a sound is meant: the clean path, findings."""


class _InlineTag(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        if m[1] == "br":
            return etree.Element("br"), m.start(0), m.end(0)
        element = etree.Element(m[1])
        element.text = m[2]
        return element, m.start(0), m.end(0)


class _Link(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element("a", href=m[2])
        element.text = m[1]
        return element, m.start(0), m.end(0)


class _Image(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        return etree.Element("img", src=m[2], alt=m[1]), m.start(0), m.end(0)


def _new_markdown() -> markdown.Markdown:
    md = markdown.Markdown()
    for name in _UNUSED:
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(_Link(rf"(?<!!)\[{_TEXT}\]{_TO}", md), "link", 160)
    md.inlinePatterns.register(_Image(rf"!\[{_TEXT}\]{_TO}", md), "image_link", 150)
    md.inlinePatterns.register(_InlineTag(r"<(br) ?/?>", md), "break", 95)
    # A pattern is not tried again on what it holds: one for each tag, twice, lets them nest.
    for depth in range(2):
        for tag in ("kbd", "sub", "sup"):
            pattern = rf"<({tag})>((?:(?!<{tag}>).)+?)</{tag}>"
            md.inlinePatterns.register(_InlineTag(pattern, md), f"{tag}{depth}", 94 - depth)
    return md


@dataclass(slots=True)
class Renderer:
    """Renders the fragments of one deck.

    ``find_media`` looks a path up in the content folder.
    """

    macros: Macros
    find_media: FindMedia
    _markdown: markdown.Markdown | None = None

    def blocks(self, span: Span) -> tuple[Rich, list[Finding]]:
        """Paragraphs, lists, tables, code: everything the format knows."""
        fragment = lift(span, self.macros)
        tree = parse(fragment.text)
        if tree.too_deep is not None:
            at = span.source.span(fragment.origin(tree.too_deep))
            message = f"lists and quotes stand more than {MAX_DEPTH} deep in each other"
            fragment.findings.append(Finding("S119", message, at, "say it with fewer levels"))
        fragment.findings += line_slips(fragment)
        html = _BLOCK_HOLE.sub(r"\1", self._html(tree.root, fragment, span))
        return self._rich(span, fragment, html)

    def inline(self, span: Span) -> tuple[Rich, list[Finding]]:
        """A heading or an option: inline text alone, whatever it starts with."""
        fragment = lift(span, self.macros)
        root = etree.Element("div")
        text = fragment.text.replace(BLOCK, "")
        etree.SubElement(root, "p").text = " ".join(line.strip() for line in text.split("\n"))
        html = self._html(root, fragment, span)
        return self._rich(span, fragment, html.removeprefix("<p>").removesuffix("</p>"))

    def paragraph(self, span: Span) -> tuple[Rich, list[Finding], bool]:
        """Like ``blocks``, without the paragraph's tags; and whether it was one paragraph."""
        rich, findings = self.blocks(span)
        paragraph = _PARAGRAPH.match(rich.html)
        if paragraph is None:
            return rich, findings, False
        single = not any(math.display for math in rich.math)
        return replace(rich, html=paragraph[1]), findings, single

    def _html(self, root: etree.Element, fragment: Fragment, span: Span) -> str:
        """The tree with its inline text read, as HTML without the outer ``div``."""
        if self._markdown is None:
            self._markdown = _new_markdown()
        try:
            for processor in self._markdown.treeprocessors:
                processor.run(root)
            # Python-Markdown's own serializer takes "&lt;" for an entity; this one escapes it.
            html = etree.tostring(root, encoding="unicode", method="html")
        except RecursionError:
            message = "emphasis stands too deep in emphasis"
            at = span.source.span(span.start)
            fragment.findings.append(Finding("S119", message, at, "say it with fewer levels"))
            self._markdown = None
            return ""
        return html.strip().removeprefix("<div>").removesuffix("</div>").strip("\n")

    def _rich(self, span: Span, fragment: Fragment, html: str) -> tuple[Rich, list[Finding]]:
        fragment.findings += [*slips(fragment), *unpaired(fragment, html)]
        filler = _Filler(fragment, self.find_media)
        html = filler.fill(html)
        rich = Rich(span.text.strip(), html, span, tuple(filler.holes), tuple(filler.links))
        return rich, fragment.findings + filler.findings


class _Filler:
    """Fills what only the reader lifted (escapes, addresses) and numbers the holes that stay."""

    def __init__(self, fragment: Fragment, find_media: FindMedia) -> None:
        self.lifted = fragment.lifted
        self.find_media = find_media
        self.holes: list[Hole] = []
        self.links: list[Link] = []
        self.findings: list[Finding] = []

    def fill(self, html: str) -> str:
        return _PLACE.sub(self._place, html)

    def _place(self, match: re.Match[str]) -> str:
        if match["image"] is not None:
            return self._image(dict(_ATTRIBUTE.findall(match["image"])))
        if match["to"]:
            target = self.lifted[int(match["to"][1:-1])]
            assert isinstance(target, Target)
            return self._link(target, match["shown"])
        thing = self.lifted[int(match["hole"])]
        if isinstance(thing, Math | Code):
            return self._keep(thing)
        if isinstance(thing, Target) and self._was_link(thing):
            help = "write [text](address), with both brackets and both parentheses"
            self.findings.append(Finding("L114", "no link has this address", thing.span, help))
        # An address left in the text was no link after all. A brace that was escaped must not make
        # a deletion with its neighbour.
        return _BRACE.sub(lambda m: f"&#{ord(m[0])};", escape(_written(thing), quote=False))

    def _was_link(self, target: Target) -> bool:
        """Whether an address in the text was meant as one, and no bracket escaped on purpose."""
        if any(isinstance(thing, Literal) and thing.text == "[" for thing in self.lifted):
            return False
        is_media = target.text.rpartition(".")[2].lower() in PICTURES | SOUNDS
        return is_media or target.text.startswith("#") or _SCHEME.match(target.text) is not None

    def _keep(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"\x0e{len(self.holes) - 1}\x0f"

    def _plain(self, text: str) -> str:
        """Text of an attribute: holes as they were written."""
        return HOLE.sub(lambda m: _written(self.lifted[int(m[1])]), unescape(text))

    def _image(self, attributes: dict[str, str]) -> str:
        target = self.lifted[int(attributes["src"][1:-1])]
        assert isinstance(target, Target)
        label = _EMPHASIS.sub(r"\2", self._plain(attributes.get("alt", "")))
        scheme = _SCHEME.match(target.text)
        if scheme or target.text.startswith("//"):
            help = "put the picture into the content folder"
            message = f"a picture from '{scheme[0] if scheme else '//'}' is not allowed"
            self.findings.append(Finding("L104", message, target.span, help))
            return escape(label, quote=False)
        path, findings = self.find_media(unquote(target.text), target.span, False)
        self.findings += findings
        if not label.strip():
            help = "write what the picture shows between the brackets: ![…](…)"
            self.findings.append(Finding("L112", "no alternative text", target.span, help))
        return self._keep(Media(path, False, label, target.span))

    def _link(self, target: Target, shown: str) -> str:
        address = target.text
        scheme = _SCHEME.match(address)
        if scheme and scheme[1].lower() in ("https", "http", "mailto"):
            self.links.append(Link(address, target.span))
            title = f' title="{escape(target.title)}"' if target.title else ""
            href = escape(address.replace(" ", "%20"))
            return f'<a href="{href}"{title}>{self.fill(shown)}</a>'
        if address.startswith("#") and len(address) > 1:
            self.links.append(Link(address, target.span))
            return f'<a href="{escape(address)}">{self.fill(shown)}</a>'
        ending = address.rpartition(".")[2].lower()
        if not scheme and ending in SOUNDS:
            path, findings = self.find_media(unquote(address), target.span, True)
            self.findings += findings
            label = self._plain(TAG.sub("", shown))
            return self._keep(Media(path, True, label, target.span))
        help = "links lead to https:, http: or mailto: addresses, or to #id of another entry"
        if scheme:
            message = f"links to '{scheme[1]}:' are not allowed"
        elif ending in PICTURES:
            message, help = "a link does not show a picture", "write ! before it: ![…](…)"
        elif address.lower().startswith("www."):
            message, help = "an address starts with https://", f"write https://{address}"
        elif file := _ENTRY_FILE.match(address):
            message, help = "a link leads to an entry, not to its file", f"write #{file['id']}"
        elif address:
            message = f"'{address}' is no address that a card can open"
        else:
            message = "this link has no address"
        self.findings.append(Finding("L101", message, target.span, help))
        return self.fill(shown)


def _written(thing: Lifted) -> str:
    """What was lifted, as text."""
    match thing:
        case Math():
            return f"${thing.tex}$"
        case Target():
            return thing.written
        case Code() | Literal():
            return thing.text
