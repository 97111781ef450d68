"""Deletions in a card's body: ``{{c1::answer::hint}}``, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Math, Rich
from deckmill.reader.fragment import Fragment

MAX_CLOZE = 500
_OPEN = lazy_pattern(r"\{\{c([1-9]\d*)::")
_NEAR = lazy_pattern(
    r"\{\{\s*[cC][lI]?\d*\s*(?::{1,2}|;{1,2}|\|)|(?<!\{)\{[cC]\d+::?|\{\{\s*[cC]\d+\s*(?=\}\})"
    r"|\{\{\s*\d+\s*::|(?:\[\[|\(\()\s*[cC]\d+\s*::?"
)
# A near miss that can have meant only one thing: its number is there.
_CERTAIN = lazy_pattern(r"(?:\{\{|\[\[|\(\()\s*[cC]?([1-9]\d*)\s*(?:::?|;;|\|)\Z")
_BRACES = lazy_pattern(r"\{\{(?!\s*[cC]?[lI]?\d*\s*[:;|]|\s*[cC]\d+\s*\})[^{}\n]*\}\}")
_TOKEN = lazy_pattern(r"\{\{c[1-9]\d*::|\}\}")
_NESTED = lazy_pattern(r"\{\{c\d+::[^{}]*\}\}")
# Deletions, and the tags around them; <br>, <hr> and <img> hold nothing.
_PARTS = lazy_pattern(r"\{\{c[1-9]\d*::|\}\}|</?(?!br\b|hr\b|img\b)([a-z][a-z0-9]*)[^>]*>")


def looks_like_one(html: str) -> bool:
    """Whether a text has a deletion, or what was meant as one."""
    return _is_marked(html) and bool(_OPEN.search(html) or _NEAR.search(html))


def _is_marked(text: str) -> bool:
    """Whether a text has what no deletion, and nothing meant as one, can be without."""
    return "{" in text or "}}" in text or "[[" in text or "((" in text


def deletions(fragment: Fragment) -> tuple[bool, list[Finding]]:
    """Whether a body has deletions, or near misses of them, and what is wrong with those."""
    text = fragment.text
    findings = [*_in_formulas(fragment)]
    if not _is_marked(text):
        return bool(findings), findings
    findings = [*_near(fragment), *findings]
    meant = bool(findings)
    stack: list[re.Match[str]] = []
    plain = {match.end() for match in _BRACES.finditer(text)}
    for token in _TOKEN.finditer(text):
        if token[0] != "}}":
            number = int(token[0][3:-2])
            if number > MAX_CLOZE:
                message = f"deletion {number} is over {MAX_CLOZE}"
                help = f"use a number up to {MAX_CLOZE}"
                findings.append(_finding(fragment, message, *token.span(), help))
            stack.append(token)
            meant = True
        elif stack:
            opened = stack.pop()
            findings += _closed(fragment, opened, token, outermost=not stack)
        elif token.end() not in plain and not findings:
            help = "remove it, or write {{c1:: where the deletion starts"
            findings.append(_doubt(fragment, "}} closes no deletion", *token.span(), help))
    for opened in stack:
        help = "end it with }}"
        findings.append(_finding(fragment, "this deletion is never closed", *opened.span(), help))
    for braces in _BRACES.finditer(text):
        help = f"write {{{{c1::{braces[0][2:-2].strip()}}}}}, or put code into backticks"
        findings.append(_doubt(fragment, "these braces hide nothing", *braces.span(), help))
    return meant, findings


def parted(body: Rich) -> Iterator[Finding]:
    """A deletion that is not whole in one element, where Anki would cut it; or none that shows."""
    depth = 0
    opened: list[int] = []
    shown = False
    for token in _PARTS.finditer(body.html):
        apart = False
        if token[0].startswith("{{"):
            opened.append(depth)
            shown = True
        elif token[0] == "}}":
            apart = bool(opened) and opened.pop() != depth
        elif token[0].startswith("</"):
            depth -= 1
            apart = bool(opened) and opened[-1] > depth
        else:
            depth += 1
        if apart:
            help = "close it in the cell, the item or the emphasis where it opens"
            message = "a deletion ends in another element than it starts"
            yield Finding("C109", message, body.span, help)
            return
    if not shown:
        message = "no deletion of this card is shown"
        yield Finding("C109", message, body.span, "write it into the text")


def _near(fragment: Fragment) -> Iterator[Finding]:
    for match in _NEAR.finditer(fragment.text):
        if _OPEN.match(fragment.text, match.start()):
            continue
        certain = _CERTAIN.match(match[0])
        right = f"{{{{c{certain[1]}::" if certain else ""
        span = fragment.place(*match.span())
        # The other end may be as wrong as this one, unless it is the usual one.
        safe = right and match[0].startswith("{{")
        message = f"'{match[0]}' does not open a deletion"
        help = f"write {right or '{{c1::'}answer}}}}"
        yield Finding("C109", message, span, help, (Edit(span, right),) if safe else ())


def _in_formulas(fragment: Fragment) -> Iterator[Finding]:
    for thing in fragment.lifted:
        if isinstance(thing, Math) and _OPEN.search(thing.tex):
            help = "put the deletion around the whole formula: {{c1::$…$}}"
            yield Finding("C109", "a deletion cannot stand inside a formula", thing.span, help)


def _closed(
    fragment: Fragment, opened: re.Match[str], closed: re.Match[str], *, outermost: bool
) -> Iterator[Finding]:
    """What is wrong inside a deletion that is whole."""
    text = fragment.text
    inside = _NESTED.sub("x", text[opened.end() : closed.start()])
    answer, *hints = inside.split("::")
    whole = opened.start(), closed.end()
    if not answer.strip():
        help = "write what is to be hidden"
        yield _finding(fragment, "this deletion is empty", *whole, help)
    elif len(hints) > 1:
        message = f"what is hidden ends at the first ::, here after '{answer.strip()}'"
        help = "put code such as `std::vector` into backticks; one :: parts answer and hint"
        yield _doubt(fragment, message, *whole, help)
    elif hints and not hints[0].strip():
        yield _doubt(fragment, "this deletion has an empty hint", *whole, "leave out the second ::")
    elif outermost and text.startswith("}", closed.end()):
        at = closed.end()
        help = "remove one, or write \\} for a brace of the text"
        yield _doubt(fragment, "a third brace, which the deletion does not take", at, at + 1, help)


def _finding(fragment: Fragment, message: str, start: int, end: int, help: str) -> Finding:
    return Finding("C109", message, fragment.place(start, end), help)


def _doubt(fragment: Fragment, message: str, start: int, end: int, help: str) -> Finding:
    return Finding("C114", message, fragment.place(start, end), help)
