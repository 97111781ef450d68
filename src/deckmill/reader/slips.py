"""Slips inside a text: marks of other dialects, and marks that lack their partner.

All of it is text here, so nothing is broken but what the author meant. It is looked for in a
fragment with its holes: what stands in code, formulas and addresses is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.ids import kebab
from deckmill.lazy import lazy_pattern
from deckmill.reader.copied import marks_of_others, shown_formulas
from deckmill.reader.fragment import Fragment
from deckmill.tex import known_commands

# Elements that people write into Markdown. Not <s>, which is a token of language models.
_ELEMENTS = (
    "a|abbr|article|aside|b|big|blockquote|body|button|center|cite|code|dd|del|details|div|dl|dt"
    "|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input"
    "|ins|li|link|main|mark|nav|ol|p|pre|script|section|small|span|strike|strong|style|summary"
    "|svg|table|tbody|td|th|thead|tr|tt|u|ul|video"
)
_TAG = lazy_pattern(r"<[!/A-Za-z]")  # most of what follows is none: a < b
_HTML = lazy_pattern(
    rf"<!--|(?<!\w)</?(?:{_ELEMENTS})(?:\s[^<>]*)?/?>|(?<=\w)</(?:{_ELEMENTS})>", re.I
)
_INSTEAD = {
    "b": "**bold**", "strong": "**bold**", "i": "*italic*", "em": "*italic*", "code": "`code`",
    "tt": "`code`", "pre": "a fence of three backticks", "img": "![what it shows](media/file.png)",
    "a": "[text](https://…)", "ul": "`- ` at the start of each item", "table": "| cells |",
    "li": "`- ` at the start of each item", "ol": "`1. ` at the start of each item",
    "p": "a blank line between paragraphs", "hr": "a line ---", "blockquote": "`> ` before lines",
}  # fmt: skip
_WIKI = lazy_pattern(r"!?\[\[(?![cC]\d)[^\W\d_][^\[\],\n]*\]\]")
_TURNED = lazy_pattern(
    r"\([^()\n]+\)\[(?:https?:|mailto:|www\.|#|[\w./-]+\.\w{2,4}(?=\]))[^\[\]\n]*\]"
)
# A link that lacks one of its brackets; those of its address are the lifter's to find.
_ADDRESS = (
    r"(?:#[\w-]+|https?://[^\s()]+|[\w./%-]+\."
    r"(?:svg|png|jpe?g|gif|webp|avif|mp3|ogg|opus|wav|m4a|flac))"
)
_HALF = lazy_pattern(rf"\[[^\[\]()\n]+\({_ADDRESS}\)|\][ ]?{_ADDRESS}\)|\][ ]\({_ADDRESS}\)")
_COMMAND = lazy_pattern(r"(?<![\w:\\/])\\([A-Za-z]{2,})(\{)?")
_PARAGRAPH = lazy_pattern(r"(?:(?!\n[ \t>]*\n|\n[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]).)+", re.S)
_TICKS = lazy_pattern(r"`+")
_STRONG = lazy_pattern(r"(?<!\*)\*\*(?!\*)")
_STAR = lazy_pattern(r"(?<!\*)\*(?!\*)")
_STARTS = lazy_pattern(r"(?<![\w\x0f])\*(?=[^\W_]|\x0e)")
_ENDS = lazy_pattern(r"(?<=\S)\*")
# Behind a word of some length: A* and p* are names.
_ENDS_WORD = lazy_pattern(r"(?<=[^\W\d_]{3})\*(?!\w)")


def slips(fragment: Fragment) -> Iterator[Finding]:
    """What was most likely meant otherwise than it is shown; at most one of a sort a paragraph."""
    text = fragment.text
    if "<" in text:
        yield from _html(fragment)
    if "[" in text or "]" in text:
        yield from _links(fragment)
    yield from marks_of_others(fragment)
    told = [*shown_formulas(fragment)]
    yield from told
    if "\\" in text:
        yield from _tex(fragment, told)


def unpaired(fragment: Fragment, html: str) -> Iterator[Finding]:
    """Marks of code and emphasis without their partner, which ``html`` shows as they are."""
    ticks, stars = "`" in html, "*" in html
    if not ticks and not stars:
        return
    is_open = False  # emphasis that does not end in its paragraph: its end stands in another one
    for paragraph in _PARAGRAPH.finditer(fragment.text):
        start, end = paragraph.span()
        tick = _TICKS.search(fragment.text, start, end) if ticks else None
        if tick:
            help = f"end the code with {tick[0]}, or write \\` for the character"
            yield _partner(fragment, tick, help)
        star = _open_star(fragment.text, start, end) if stars else None
        was_open, is_open = is_open, star is not None and not is_open
        if star and not (was_open and _ENDS_WORD.match(fragment.text, star.start())):
            help = f"end the emphasis with {star[0]}, or write \\* for the character"
            yield _partner(fragment, star, help)


def _partner(fragment: Fragment, mark: re.Match[str], help: str) -> Finding:
    return Finding("P103", f"{mark[0]} has no partner", fragment.place(*mark.span()), help)


def _open_star(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first ``**`` or ``*`` of a paragraph that none closes; nothing where all are closed.

    A star at the start of a line is a bullet without its space, which is another slip.
    """
    strong = [*_STRONG.finditer(text, start, end)]
    if len(strong) % 2:
        return next((m for m in strong[::-1] if text[m.end() : m.end() + 1].strip()), strong[-1])
    opened: re.Match[str] | None = None
    for star in _STAR.finditer(text, start, end):
        if opened and _ENDS.match(text, star.start()):
            opened = None
        elif _STARTS.match(text, star.start()):
            if opened:
                break
            opened = star
        elif _ENDS_WORD.match(text, star.start()):
            return star
    if opened is None:
        return None
    line = text.rfind("\n", 0, opened.start()) + 1
    return opened if text[line : opened.start()].strip(" >") else None


def _html(fragment: Fragment) -> Iterator[Finding]:
    tag = _HTML.search(fragment.text) if _TAG.search(fragment.text) else None
    if tag is None:
        return
    if tag[0] == "<!--":
        line = fragment.text[tag.start() :].partition("\n")[0]
        end = tag.start() + line.find("-->") + 3 if "-->" in line else tag.end()
        help = "remove it: whoever learns the card would read it"
        message = "a comment is shown as text"
        yield Finding("P102", message, fragment.place(tag.start(), end), help)
        return
    name = tag[0].strip("</>").split()[0].lower()
    help = f"write {_INSTEAD[name]}" if name in _INSTEAD else "remove the tags"
    if not _INSTEAD.get(name, "").startswith("`"):
        help += "; code stands in backticks"
    yield Finding("P102", "raw HTML is shown as text", fragment.place(*tag.span()), help)


def _links(fragment: Fragment) -> Iterator[Finding]:
    for match in _WIKI.finditer(fragment.text):
        page, _, shown = match[0].strip("![]").partition("|")
        inside = page.partition("#")[0]
        id = kebab(inside.rpartition("/")[2].removesuffix(".md"))
        help = f"write [{shown or inside}](#{id or 'id'})"
        if match[0].startswith("!"):
            help = f"write ![what it shows](media/{inside.rpartition('/')[2]})"
        message = "double brackets are shown as text"
        yield Finding("L114", message, fragment.place(*match.span()), help)
    for match in _TURNED.finditer(fragment.text):
        help = "write [text](address): the text in brackets, the address in parentheses"
        yield Finding(
            "L114", "this link is the wrong way round", fragment.place(*match.span()), help
        )

    for match in _HALF.finditer(fragment.text):
        help = "write [text](address), with both brackets and both parentheses"
        yield Finding("L114", "this is no link yet", fragment.place(*match.span()), help)


def _tex(fragment: Fragment, others: list[Finding]) -> Iterator[Finding]:
    """TeX in the text; not beside a dollar that has a finding, which is the same slip."""
    told = {f.span.line for f in fragment.findings if f.code in ("M103", "M104", "M107")}
    told |= {finding.span.line for finding in others}
    reported = -1
    for match in _COMMAND.finditer(fragment.text):
        name, brace = match.groups()
        if not _is_tex(name, brace) or match.start() < reported:
            continue
        reported = _PARAGRAPH.match(fragment.text, match.start()).end()  # type: ignore[union-attr]
        span = fragment.place(match.start(), match.end() - bool(brace))
        if span.line in told:
            continue
        help = "put dollars around the formula: $…$"
        if name in ("begin", "end"):
            help = "put $$ before \\begin{…} and behind \\end{…}"
        yield Finding("M108", f"\\{name} stands outside a formula", span, help)


def _is_tex(name: str, brace: str | None) -> bool:
    """Whether a word behind a backslash is a command of TeX; short ones are so with a brace."""
    return name in known_commands() and (brace is not None or len(name) > 2)
