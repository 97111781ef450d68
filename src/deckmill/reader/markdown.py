"""Markdown to rich text: lifted, cut into blocks, their lines read, and the holes filled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape, unescape
from urllib.parse import unquote

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE, HOLE_OPEN, TAG, Code, Hole, Link, Math, Media, Rich
from deckmill.reader.blocks import MAX_DEPTH, parse
from deckmill.reader.fragment import Fragment, Lifted, Literal, Target
from deckmill.reader.inline import Inline
from deckmill.reader.lift import lift
from deckmill.reader.line_slips import line_slips
from deckmill.reader.slips import slips, unpaired
from deckmill.reader.tree import BLOCK, ReadInline
from deckmill.source import Span
from deckmill.tex import Macros

_BLOCK_HOLE = lazy_pattern(rf"<p>{BLOCK}(\x0e\d+\x0f)</p>")
_PLACE = lazy_pattern(
    r'<img\b(?P<image>[^>]*)>|<a href="(?P<to>\x0e\d+\x0f)">(?P<shown>.*?)</a>'
    r"|\x0e(?P<hole>\d+)\x0f",
    re.S,
)
_ATTRIBUTE = lazy_pattern(r'([a-z]+)="([^"]*)"')
_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\Z", re.S)
_EMPHASIS = lazy_pattern(r"(\*{1,3}|\b_{1,3})(?=\S)([^*_]+?)(?<=\S)\1")
_BRACE = lazy_pattern(r"[{}]")
_ENTRY_FILE = lazy_pattern(r"(?:[\w./-]*/)?(?P<id>[a-z0-9-]+)\.md(?:#.*)?\Z")
# Of at least two letters: a single one is a disk, C:\\.
_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]+):")

SOUNDS = frozenset("mp3 ogg opus wav m4a flac".split())
PICTURES = frozenset("png jpg jpeg gif svg webp avif".split())

FindMedia = Callable[[str, Span, bool], tuple[str, list[Finding]]]
"""Given a path as written, its span and whether a sound is meant: the clean path, findings."""


@dataclass(slots=True)
class Renderer:
    """Renders the fragments of one deck.

    ``find_media`` looks a path up in the content folder.
    """

    macros: Macros
    find_media: FindMedia
    _inline: Inline = field(default_factory=Inline)

    def lift(self, span: Span) -> Fragment:
        """The fragment that ``span`` covers, for who looks into it before it is rendered."""
        return lift(span, self.macros)

    def blocks(self, span: Span, lifted: Fragment | None = None) -> tuple[Rich, list[Finding]]:
        """Paragraphs, lists, tables, code: everything the format knows."""
        fragment = lifted or lift(span, self.macros)
        tree = parse(fragment.text)
        if tree.too_deep is not None:
            at = span.source.span(fragment.origin(tree.too_deep))
            message = f"lists and quotes stand more than {MAX_DEPTH} deep in each other"
            fragment.findings.append(Finding("S119", message, at, "say it with fewer levels"))
        fragment.findings += line_slips(fragment)
        html = self._html(tree.html, fragment, span)
        if BLOCK in html:
            html = _BLOCK_HOLE.sub(r"\1", html)
        return self._rich(span, fragment, html)

    def inline(self, span: Span) -> tuple[Rich, list[Finding]]:
        """A heading or an option: inline text alone, whatever it starts with."""
        fragment = lift(span, self.macros)
        text = fragment.text.replace(BLOCK, "")
        text = " ".join([line.strip() for line in text.split("\n")])
        return self._rich(span, fragment, self._html(lambda read: read(text), fragment, span))

    def paragraph(self, span: Span) -> tuple[Rich, list[Finding], bool]:
        """Like ``blocks``, without the paragraph's tags; and whether it was one paragraph."""
        rich, findings = self.blocks(span)
        paragraph = _PARAGRAPH.match(rich.html)
        if paragraph is None:
            return rich, findings, False
        single = not any(math.display for math in rich.math)
        return replace(rich, html=paragraph[1]), findings, single

    def _html(self, make: Callable[[ReadInline], str], fragment: Fragment, span: Span) -> str:
        """The HTML that ``make`` makes with what reads inline text."""
        try:
            return make(self._inline.html)
        except RecursionError:
            message = "emphasis stands too deep in emphasis"
            at = span.source.span(span.start)
            fragment.findings.append(Finding("S119", message, at, "say it with fewer levels"))
            return ""

    def _rich(self, span: Span, fragment: Fragment, html: str) -> tuple[Rich, list[Finding]]:
        fragment.findings += [*slips(fragment), *unpaired(fragment, html)]
        markdown = span.text.strip()
        if HOLE_OPEN not in html:
            return Rich(markdown, html, span), fragment.findings
        filler = _Filler(fragment, self.find_media)
        html = filler.fill(html)
        rich = Rich(markdown, html, span, tuple(filler.holes), tuple(filler.links))
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
