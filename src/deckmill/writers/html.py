"""HTML that outputs share: highlighted code, a paragraph without its element."""

from __future__ import annotations

from functools import cache
from html import escape

from deckmill.model import Code


def code_html(code: Code) -> str:
    """Inline code, or a fence with Pygments' classes (``highlight.css`` gives the colours)."""
    if not code.block:
        return f"<code>{escape(code.text, quote=False)}</code>"
    return f"<pre><code>{_highlight(code.text, code.language)}</code></pre>"


def unwrapped(html: str) -> str:
    """What may stand inside a line: of a single paragraph its content, all else as it is."""
    single = html.strip()
    if single.startswith("<p>") and single.endswith("</p>"):
        inner = single[3:-4]
        if "<p>" not in inner and "</p>" not in inner:
            return inner
    return html


@cache
def _lexer(language: str):  # type: ignore[no-untyped-def]
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _formatter():  # type: ignore[no-untyped-def]
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)


def _highlight(text: str, language: str) -> str:
    lexer = _lexer(language) if language else None
    if lexer is None:
        return escape(text, quote=False)
    from pygments import highlight

    return str(highlight(text, lexer, _formatter())).rstrip("\n")
