"""Rich text as a page that is one file shows it: MathML, highlighted code, pictures inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

from deckmill.lazy import lazy_pattern
from deckmill.model import (
    HOLE,
    HOLE_CLOSE,
    HOLE_OPEN,
    Code,
    Hole,
    Math,
    Media,
    Rich,
    replace_entry_links,
)
from deckmill.writers.formula import inline_formula
from deckmill.writers.html import code_html, unwrapped

MIME = {"jpg": "image/jpeg", "svg": "image/svg+xml"}
_LINK = lazy_pattern(r"</?a\b[^>]*>")
# A formula and what touches it, but for what stands before a hyphen.
_GLUED = lazy_pattern(
    f"(?:[^\\s<>{HOLE_OPEN}{HOLE_CLOSE}-]|{HOLE.pattern})*{HOLE.pattern}"
    f"(?:[^\\s<>{HOLE_OPEN}{HOLE_CLOSE}]|{HOLE.pattern})*"
)
_CLOZE = lazy_pattern(r"\{\{c\d+::|\}\}|::")


class Prose:
    """Fills rich text for one page.

    ``link`` renders a link to an entry from its id and the HTML of its words; ``display`` a formula
    in a line of its own; ``code`` both inline code and fences.
    """

    def __init__(
        self,
        root: Path,
        link: Callable[[str, str], str],
        display: Callable[[Math], str] = inline_formula,
        code: Callable[[Code], str] = code_html,
    ) -> None:
        self._root = root
        self._link = link
        self._display = display
        self._code = code

    def blocks(self, rich: Rich | None, code: Callable[[Code], str] | None = None) -> str:
        """Paragraphs, lists, tables; ``code`` renders code another way."""
        if rich is None:
            return ""

        def render(hole: Hole) -> str:
            match hole:
                case Math(display=True):
                    return self._display(hole)
                case Math():
                    return inline_formula(hole)
                case Code():
                    return (code or self._code)(hole)
                case Media():
                    return self._media(hole)

        html = replace_entry_links(_glued(rich).fill(render), self._link)
        return html.replace("<table>", '<div class="tbl"><table>').replace(
            "</table>", "</table></div>"
        )

    def inline(self, rich: Rich | None) -> str:
        """What may stand inside a line: without a paragraph around it."""
        return unwrapped(self.blocks(rich))

    def name(self, rich: Rich) -> str:
        """The same where it only names a thing: without links and pictures."""

        def render(hole: Hole) -> str:
            match hole:
                case Math():
                    return inline_formula(replace(hole, display=False))
                case Code():
                    return code_html(replace(hole, block=False))
                case Media():
                    return escape(hole.label)

        return unwrapped(_LINK.sub("", _glued(rich).fill(render)))

    def cloze(self, rich: Rich) -> str:
        """A text with its deletions filled in and marked; hints are left out."""
        return self.blocks(replace(rich, html=_filled_in(rich.html)))

    def _media(self, media: Media) -> str:
        if media.sound:
            return escape(media.label)
        ending = media.path.rpartition(".")[2].lower()
        data = b64encode((self._root / media.path).read_bytes()).decode()
        mime = MIME.get(ending, f"image/{ending}")
        return f'<img src="data:{mime};base64,{data}" alt="{escape(media.label)}">'


def _glued(rich: Rich) -> Rich:
    """The piece with each formula in a line kept together with what touches it."""
    if not rich.holes:
        return rich

    def glue(found: re.Match[str]) -> str:
        holes = [rich.holes[int(number)] for number in HOLE.findall(found[0])]
        formulas = [isinstance(hole, Math) and not hole.display for hole in holes]
        blocks = any(
            (isinstance(hole, Math) and hole.display) or (isinstance(hole, Code) and hole.block)
            for hole in holes
        )
        alone = len(holes) == 1 and HOLE.fullmatch(found[0])
        if alone or blocks or not any(formulas):
            return found[0]
        return f'<span class="nb">{found[0]}</span>'

    return replace(rich, html=_GLUED.sub(glue, rich.html))


def _filled_in(html: str) -> str:
    """HTML whose deletions are marked as ``b``; text that only looks like one stays."""
    made: list[str] = []
    hints: list[bool] = []
    at = 0
    for token in _CLOZE.finditer(html):
        if not any(hints):
            made.append(html[at : token.start()])
        at = token.end()
        if token[0].startswith("{"):
            hints.append(False)
            made.append('<b class="gap">')
        elif not hints:
            made.append(token[0])
        elif token[0] == "::":
            hints[-1] = True
        else:
            hints.pop()
            made.append("</b>")
    made.append(html[at:])
    return "".join(made)
