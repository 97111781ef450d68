"""Rich text as Anki's fields hold it.

A field is HTML in which Anki looks for markup of its own: maths, sounds, LaTeX, clozes. What an
author wrote as plain text or code must not be taken for it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

from deckmill.lazy import lazy_pattern
from deckmill.model import TAG, Code, Hole, Math, Media, Rich, replace_entry_links
from deckmill.writers.html import code_html, unwrapped

# An element without content: it parts characters for Anki's parsers and for MathJax (which reads
# across comments), shows nothing, and survives Anki's editor, which would resolve an entity.
BREAK = "<span></span>"
# What Anki takes for a sound, a LaTeX picture, an input box, or the start of a formula.
_MARKUP = lazy_pattern(r"\[(?=sound:|anki:|\[type:|(?i:latex|\$\$?)\])|\\(?=[(\[])")
_TEX_MARKUP = lazy_pattern(r"\[(?=sound:|anki:|\[type:|(?i:latex|\$\$?)\])")
_TEXT_MODE = lazy_pattern(r"\\(?:text\w*|mathrm|operatorname\*?|mbox)\{[^{}]*\}")
_CLOZE_MARKUP = lazy_pattern(r"\{(?=\{)|\}(?=\})|:(?=:)")
_SLUG = lazy_pattern(r"[^a-z0-9]+")
_MAX_STEM = 80


class Fields:
    """Fills fields; remembers which media they use.

    A name inside Anki holds a hash of the file's bytes: Anki never replaces a file it knows.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[str, str] = {}
        self._used: dict[str, str] = {}

    def take_used(self) -> dict[str, str]:
        """The media that were filled in since the last call: names inside Anki, and paths."""
        used = dict(sorted(self._used.items()))
        self._used.clear()
        return used

    def html(self, rich: Rich | None, code: Callable[[Code], str] = code_html) -> str:
        """A field of its own; nothing gives an empty one."""
        if rich is None:
            return ""

        def render(hole: Hole) -> str:
            match hole:
                case Math():
                    return _math(hole.tex, hole.display)
                case Code():
                    return quiet(code(hole))
                case Media():
                    return self._media(hole)

        return _filled(rich, quiet(rich.html), render)

    def inline(self, rich: Rich) -> str:
        """HTML that may stand inside a line: without a paragraph around it."""
        return unwrapped(self.html(rich))

    def caption(self, rich: Rich) -> str:
        """The same for places that only name a thing: in one line, without pictures and sounds."""

        def render(hole: Hole) -> str:
            match hole:
                case Math():
                    return _math(hole.tex, False)
                case Code():
                    return quiet(code_html(replace(hole, block=False)))
                case Media():
                    return plain(hole.label)

        return unwrapped(_filled(rich, quiet(rich.html), render))

    def cloze(self, rich: Rich) -> str:
        """A field with deletions: outside of code and maths braces and colons are Anki's."""

        def render(hole: Hole) -> str:
            match hole:
                case Math():
                    return _math(cloze_tex(hole.tex), hole.display)
                case Code():
                    return clozeless(quiet(code_html(hole)))
                case Media():
                    return self._media(hole)

        html = TAG.sub(lambda m: _entities(m[0], _CLOZE_MARKUP), quiet(rich.html))
        return _filled(rich, html, render)

    def _media(self, media: Media) -> str:
        name = self._names.get(media.path)
        if name is None:
            name = media_name(media.path, (self._root / media.path).read_bytes())
            self._names[media.path] = name
        self._used[name] = media.path
        if media.sound:
            return f"[sound:{name}]"
        return f'<img src="{name}" alt="{_attribute(media.label)}">'


def media_name(path: str, content: bytes) -> str:
    """``<slug>-<hash>.<ending>``: ASCII, so that no file system spells it differently."""
    file = Path(path)
    ascii_stem = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode()
    slug = _SLUG.sub("-", ascii_stem.lower()).strip("-")[:_MAX_STEM].rstrip("-") or "media"
    return f"{slug}-{hashlib.sha256(content).hexdigest()[:16]}{file.suffix.lower()}"


def plain(text: str) -> str:
    """Plain text as HTML, on one line."""
    return quiet(escape(" ".join(text.split()), quote=False))


def quiet(html: str) -> str:
    """HTML in which Anki finds no markup of its own."""
    return _parted(html, _MARKUP) if "[" in html or "\\" in html else html


def clozeless(html: str) -> str:
    """HTML in which Anki finds no cloze."""
    return _parted(html, _CLOZE_MARKUP)


def cloze_tex(tex: str) -> str:
    """TeX that means the same and neither ends a cloze nor starts a hint."""
    # In a text a relation would be printed as its name.
    worded = _TEXT_MODE.sub(lambda m: m[0].replace("::", "{:}{:}"), tex)
    coloned = worded.replace("::", r"\mathrel{:}\mathrel{:}")
    return re.sub(r"\}(?=\})", "} ", re.sub(r"\{(?=\{)", "{ ", coloned))


def _math(tex: str, display: bool) -> str:
    left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
    quieted = _TEX_MARKUP.sub("{[}", tex)
    return f"{left}{escape(quieted, quote=False)}{right}"


def _parted(html: str, markup: re.Pattern[str]) -> str:
    """``html`` with a break wherever its text, and an entity wherever a tag, has ``markup``."""
    if markup.search(html) is None:
        return html

    def part(match: re.Match[str]) -> str:
        if match[0].startswith("<"):
            return _entities(match[0], markup)
        return match[0] + BREAK

    return re.sub(f"{TAG.pattern}|{markup.pattern}", part, html)


def _entities(tag: str, markup: re.Pattern[str]) -> str:
    return markup.sub(lambda m: f"&#{ord(m[0])};", tag)


def _attribute(text: str) -> str:
    return re.sub(r"[\[\\{}:]", lambda m: f"&#{ord(m[0])};", escape(text))


def _filled(rich: Rich, html: str, render: Callable[[Hole], str]) -> str:
    """``html`` in the place of the piece's own, filled.

    Anki cannot jump from card to card: of a link to an entry only the words stay.
    """
    mended = rich if html == rich.html else replace(rich, html=html)
    return replace_entry_links(mended.fill(render), lambda _, inner: inner)
