"""Markdown to rich text: the one Markdown instance, and what goes in and comes out.

Raw HTML is text, but for ``<br> <kbd> <sub> <sup>``. Headings, indented code, reference links and
HTML blocks are switched off: the format has other means, or none, for them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

import markdown
from markdown.inlinepatterns import InlineProcessor

from deckmill.findings import Finding
from deckmill.model import HOLE, Code, Hole, Link, Math, Media, Rich
from deckmill.reader.blocks import settle
from deckmill.reader.lift import Fragment, Lifted, Literal, Target, lift
from deckmill.source import Span
from deckmill.tex import Macros

_UNUSED = {
    "preprocessors": ("html_block",),
    "parser.blockprocessors": ("code", "hashheader", "setextheader", "reference"),
    "inlinePatterns": (
        "backtick", "escape", "reference", "image_reference", "short_reference", "short_image_ref",
        "autolink", "automail", "html", "entity",
    ),
}  # fmt: skip
_BLOCK_HOLE = re.compile(r"<p>(\s*\x0e\d+\x0f\s*)</p>")
_LINK = re.compile(r'<a href="(\x0e\d+\x0f)"([^>]*)>(.*?)</a>', re.S)
_IMAGE = re.compile(r"<img\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PARAGRAPH = re.compile(r"<p>(.*)</p>\Z", re.S)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")

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


def _new_markdown() -> markdown.Markdown:
    md = markdown.Markdown(tab_length=2, extensions=["tables", "sane_lists"])
    for place, names in _UNUSED.items():
        registry: Any = md
        for part in place.split("."):
            registry = getattr(registry, part)
        for name in names:
            registry.deregister(name)
    md.inlinePatterns.register(_InlineTag(r"<(br) ?/?>", md), "break", 95)
    md.inlinePatterns.register(_InlineTag(r"<(kbd|sub|sup)>((?:(?!<\1>).)+?)</\1>", md), "tag", 94)
    md.serializer = _serialize  # type: ignore[assignment]
    return md


def _serialize(root: etree.Element) -> str:
    # Python-Markdown's own serializer takes "&lt;" in text for an entity; this one escapes it.
    return etree.tostring(root, encoding="unicode", method="html")


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
        html = self._convert(settle(fragment.text))
        return self._rich(span, fragment, _BLOCK_HOLE.sub(r"\1", html))

    def inline(self, span: Span) -> tuple[Rich, list[Finding]]:
        """A heading or an option: inline text alone, whatever it starts with."""
        fragment = lift(span, self.macros)
        fragment.lifted.append(Literal(""))
        guard = f"\x0e{len(fragment.lifted) - 1}\x0f"
        html = self._convert(guard + " ".join(fragment.text.split("\n")))
        paragraph = _PARAGRAPH.match(html)
        return self._rich(span, fragment, paragraph[1] if paragraph else html)

    def paragraph(self, span: Span) -> tuple[Rich, list[Finding], bool]:
        """Like ``blocks``, without the paragraph's tags; and whether it was one paragraph."""
        rich, findings = self.blocks(span)
        paragraph = _PARAGRAPH.match(rich.html)
        single = paragraph is not None and "<p>" not in paragraph[1]
        if paragraph is not None and single:
            rich = Rich(rich.markdown, paragraph[1], rich.span, rich.holes, rich.links)
        return rich, findings, single and not any(m.display for m in rich.math)

    def _convert(self, text: str) -> str:
        if self._markdown is None:
            self._markdown = _new_markdown()
        return self._markdown.reset().convert(text)

    def _rich(self, span: Span, fragment: Fragment, html: str) -> tuple[Rich, list[Finding]]:
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
        html = _IMAGE.sub(self._image, html)
        html = _LINK.sub(self._link, html)
        return HOLE.sub(self._text_hole, html)

    def _thing(self, hole: str) -> Lifted | None:
        match = HOLE.fullmatch(hole)
        return self.lifted[int(match[1])] if match else None

    def _text_hole(self, match: re.Match[str]) -> str:
        thing = self.lifted[int(match[1])]
        if isinstance(thing, Math | Code):
            return self._keep(thing)
        # An address left in the text was no link after all.
        return escape(thing.text, quote=False)

    def _keep(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"\x0e{len(self.holes) - 1}\x0f"

    def _plain(self, text: str) -> str:
        """Text of an attribute: holes as they were written."""

        def written(match: re.Match[str]) -> str:
            thing = self.lifted[int(match[1])]
            return f"${thing.tex}$" if isinstance(thing, Math) else thing.text

        return HOLE.sub(written, unescape(text))

    def _image(self, match: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        target = self._thing(attributes.get("src", ""))
        label = self._plain(attributes.get("alt", ""))
        if not isinstance(target, Target):
            return escape(label, quote=False)
        scheme = _SCHEME.match(target.text)
        if scheme or target.text.startswith("//"):
            help = "put the picture into the content folder"
            self.findings.append(Finding("L104", "this picture is remote", target.span, help))
            return escape(label, quote=False)
        path = unquote(target.text)
        path, findings = self.find_media(path, target.span, False)
        self.findings += findings
        if not label.strip():
            help = "write what the picture shows between the brackets: ![…](…)"
            self.findings.append(Finding("L112", "no alternative text", target.span, help))
        return self._keep(Media(path, False, label, target.span))

    def _link(self, match: re.Match[str]) -> str:
        target = self._thing(match[1])
        if not isinstance(target, Target):
            return match[3]
        address = target.text
        scheme = _SCHEME.match(address)
        if scheme and scheme[1].lower() in ("https", "http", "mailto"):
            self.links.append(Link(address, target.span))
            title = dict(_ATTRIBUTE.findall(match[2])).get("title")
            shown = f' title="{escape(self._plain(title))}"' if title else ""
            return f'<a href="{escape(address)}"{shown}>{match[3]}</a>'
        if address.startswith("#") and len(address) > 1:
            self.links.append(Link(address, target.span))
            return f'<a href="{escape(address)}">{match[3]}</a>'
        ending = address.rpartition(".")[2].lower()
        if not scheme and ending in SOUNDS:
            path, findings = self.find_media(unquote(address), target.span, True)
            self.findings += findings
            label = self._plain(re.sub(r"<[^>]*>", "", match[3]))
            return self._keep(Media(path, True, label, target.span))
        help = "links lead to https:, http: or mailto: addresses, or to #id of another entry"
        if scheme:
            message = f"links to '{scheme[1]}:' are not allowed"
        elif ending in PICTURES:
            message, help = "a link does not show a picture", "write ! before it: ![…](…)"
        else:
            message = f"'{address}' is no address that a card can open"
        self.findings.append(Finding("L101", message, target.span, help))
        return match[3]
