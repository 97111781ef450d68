"""Slips in the lines of a text: bullets, tables, options and fences that Markdown does not see.

Like ``reader.slips`` it looks at a fragment with its holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Code
from deckmill.reader.blocks import cells, is_table_rule
from deckmill.reader.fences import lines
from deckmill.reader.fragment import Fragment
from deckmill.spelling import did_you_mean

_MARGIN = " \t>"
# What a line starts with that is looked at closely; digits, too.
_SIGNS = frozenset("|•◦▪‣●∙·–—-*+")
_DOT = lazy_pattern(r"[•◦▪‣●∙·]")
_DASH = lazy_pattern(r"[–—](?=[ \t])")
_TIGHT = lazy_pattern(r"[-*+](?=[^\W\d_])|\d{1,2}[.)](?=[^\W\d_])")
_STAR_END = lazy_pattern(r"(?<=\S)\*")
_ITEM = lazy_pattern(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_OPTION = lazy_pattern(r"^[ \t>]*[-*+][ \t]+\[[ xX]\][ \t]", re.M)
_QUOTES = lazy_pattern(r"^[ \t]*(?:'''|\"\"\")\w*[ \t]*$", re.M)
_TWO_TICKS = lazy_pattern(r"``\w*\n")

Line = tuple[int, str]
"""Where the text of a line starts, behind quote marks, and the text."""


def line_slips(fragment: Fragment) -> Iterator[Finding]:
    """What was most likely meant as a list, a table, an option or a fence."""
    bare = [line.lstrip(_MARGIN) for line in fragment.text.split("\n")]
    if any(text[:1] in _SIGNS or text[:1].isdecimal() for text in bare):
        for paragraph in _paragraphs(fragment.text):
            yield from _bullets(fragment, paragraph)
            yield from _tables(fragment, paragraph)
    option = _OPTION.search(fragment.text) if "]" in fragment.text else None
    if option:
        help = "options come first under a card's heading or `## Options`; else write a plain list"
        span = fragment.place(option.end() - 4, option.end() - 1)
        yield Finding("S122", "a box of an option, where none belongs", span, help)
    yield from _fences(fragment)


def _paragraphs(text: str) -> Iterator[list[Line]]:
    rows = []
    for at, line in lines(text):
        bare = line.lstrip(_MARGIN)
        rows.append((at + len(line) - len(bare), bare))
    for blank, group in groupby(rows, key=lambda row: not row[1]):
        if not blank:
            yield list(group)


def _bullets(fragment: Fragment, paragraph: list[Line]) -> Iterator[Finding]:
    """The first line of a paragraph that was meant as an item; a single dash is a dash."""
    dashes = sum(_DASH.match(text) is not None for _, text in paragraph)
    items = sum(bool(_TIGHT.match(text) or _ITEM.match(text)) for _, text in paragraph)
    starred = max(
        (n for n, (_, text) in enumerate(paragraph) if _STAR_END.search(text)), default=-1
    )
    for number, (at, text) in enumerate(paragraph):
        tight = _TIGHT.match(text)
        emphasis = tight and tight[0] == "*" and number < starred
        if tight and not emphasis and _is_item(text, tight, items):
            span = fragment.place(at, at + tight.end())
            help = f"write `{tight[0]} ` with a space behind it"
            yield Finding("P104", "this is no item of a list", span, help)
            return
        mark = _DOT.match(text) or (_DASH.match(text) if dashes > 1 else None)
        if mark:
            help = "write `- ` at the start of each item"
            message = f"'{mark[0]}' makes no list"
            yield Finding("P104", message, fragment.place(at, at + 1), help)
            return


def _is_item(text: str, tight: re.Match[str], items: int) -> bool:
    """Whether a mark without its space starts an item, and no emphasis and no negative term."""
    if tight[0] == "*":
        return text.find("*", 1) < 0
    return items > 1 or (tight[0] in "-+" and text[1].isupper())


def _tables(fragment: Fragment, paragraph: list[Line]) -> Iterator[Finding]:
    """Rows in bars that are no table, or not all of one width; the first fault of each table."""
    for barred, group in groupby(paragraph, key=lambda row: row[1].startswith("|")):
        rows = list(group)
        if not barred or len(rows) < 2:
            continue
        width = len(cells(rows[0][1]))
        wanted = "|" + "---|" * width
        at, second = rows[1]
        if not is_table_rule(second):
            span = fragment.place(rows[0][0], rows[0][0] + len(rows[0][1].rstrip()))
            help = f"write {wanted} under the heading row"
            yield Finding("S121", "this table has no rule under its heading", span, help)
            continue
        if len(cells(second)) != width:
            message = f"the rule has {_counted(len(cells(second)))}, the heading {width}"
            span = fragment.place(at, at + len(second.rstrip()))
            yield Finding("S121", message, span, f"write {wanted}")
            continue
        for at, row in rows[2:]:
            if len(cells(row)) != width:
                message = f"this row has {_counted(len(cells(row)))}, the heading {width}"
                help = "give every row as many cells; \\| is a bar inside one"
                span = fragment.place(at, at + len(row.rstrip()))
                yield Finding("S121", message, span, help)
                break


def _counted(number: int) -> str:
    return f"{number} cell{'s' if number != 1 else ''}"


def _fences(fragment: Fragment) -> Iterator[Finding]:
    help = "start and end code with a line of three backticks: ```"
    for code in fragment.lifted:
        if not isinstance(code, Code):
            continue
        if not code.block and _TWO_TICKS.match(code.span.text):
            end = code.span.text.index("\n")
            yield Finding("K105", "two backticks are no fence", code.span.sub(0, end), help)
        elif code.block and code.language and code.language not in _languages():
            at = code.span.text.index(code.language)
            span = code.span.sub(at, at + len(code.language))
            message = f"unknown language '{code.language}'"
            yield Finding("K104", message, span, _cure(code.language))
    quoted = "'''" in fragment.text or '"""' in fragment.text
    quotes = _QUOTES.search(fragment.text) if quoted else None
    if quotes:
        span = fragment.place(quotes.start(), quotes.end())
        yield Finding("K105", "quotation marks are no fence", span, help)


_MEANT = {"plaintext": "text", "txt": "text", "plain": "text", "none": "text", "pseudocode": "text",
          "pseudo": "text", "math": "$$ around the formula", "latex": "tex"}  # fmt: skip


def _cure(language: str) -> str:
    bare = language.strip("{}.").lower()
    meant = bare if bare in _languages() else _MEANT.get(bare)
    if meant:
        return f"write {meant}"
    return did_you_mean(bare, _languages()) or "write text, or a language that Pygments knows"


@cache
def _languages() -> frozenset[str]:
    """The names of the languages that Pygments can colour, as every output does."""
    from pygments.lexers import get_all_lexers

    return frozenset(alias for lexer in get_all_lexers(plugins=False) for alias in lexer[1])
