"""Code and how it is run (family K)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from deckmill.checks.scope import linted, live, pieces
from deckmill.findings import Finding
from deckmill.model import Code, Entry, Rich, card_rich
from deckmill.reader import Reading
from deckmill.source import Span
from deckmill.spelling import did_you_mean

_TAB = 4
# What Python says, and what is to be done about it.
_CURES = (
    ("invalid character", "write plain signs in code, and straight quotation marks"),
    ("was never closed", "close it"),
    ("unmatched", "remove it, or open it where it starts"),
    ("unterminated", "end the text with its quotation mark"),
    ("expected ':'", "write : at the end of the line"),
    ("expected an indented block", "indent what belongs to the line above"),
    ("indent", "indent the lines of a block alike"),
)
_FENCES = ("```", "~~~")
_SHOWN_WORDS = ("norun", "bug", "fix")


def fence_words(reading: Reading) -> Iterator[Finding]:
    """What stands behind ``python`` on a fence is a word that says how to run it."""
    for entry in reading.deck.entries:
        yield from _words(entry, entry.code, _SHOWN_WORDS, "norun, bug or fix")
        yield from _words(entry, entry.checks, (), "requires=<module>")


def _words(
    entry: Entry, rich: Rich | None, known: tuple[str, ...], shown: str
) -> Iterator[Finding]:
    for code in rich.code if rich else ():
        for word in code.info if code.is_python else ():
            if word in known or (not known and word.startswith("requires=")):
                continue
            help = did_you_mean(word, known) or f"known here: {shown}"
            text = code.span.text
            at = text.index(word, text.index(code.language) + len(code.language))
            span = code.span.sub(at, at + len(word))
            yield Finding("K101", f"unknown word '{word}' on a fence", span, help)


def readable_code(reading: Reading) -> Iterator[Finding]:
    """Code that is run is Python; it is read here, and never run."""
    for entry in reading.deck.entries:
        for rich in (entry.code, entry.checks):
            for code in rich.code if rich else ():
                if code.block and code.is_python and "norun" not in code.info:
                    yield from _syntax(code)


def _syntax(code: Code) -> Iterator[Finding]:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(code.text, "<code>", "exec", dont_inherit=True)
    except SyntaxError as error:
        lines = code.text.count("\n") + 1
        number = min(max(error.lineno or 1, 1), lines) - 1
        what = error.msg.partition(" (")[0]
        cures = (cure for said, cure in _CURES if said in error.msg)
        help = next(cures, "write it as Python has it")
        span = _line(code, number, max((error.offset or 1) - 1, 0))
        yield Finding("K106", f"Python cannot read this: {what}", span, help)
    except (ValueError, RecursionError, MemoryError):
        return  # `prove` tells of what no parser can take


def shown_code_size(reading: Reading) -> Iterator[Finding]:
    """Code that is shown has few lines, and lines that fit: a page, or on a card a phone."""
    limits = reading.deck.limits
    for entry in linted(reading.deck):
        if not any(fence in entry.span.source.text for fence in _FENCES):
            continue
        of_cards = {id(rich) for card in live(entry) for rich in card_rich(card)}
        for rich in pieces(entry):
            for code in rich.code:
                if not code.block:
                    continue
                yield from _long(code, limits.code_lines)
                if id(rich) in of_cards:
                    yield from _wide(code, "K203", limits.card_code_columns)
                else:
                    yield from _wide(code, "K202", limits.code_columns)


def _long(code: Code, most: int) -> Iterator[Finding]:
    lines = code.text.split("\n")
    if len(lines) > most:
        message = f"this code has {len(lines)} lines"
        help = f"show {most} at most: the ones that the question is about"
        yield Finding("K201", message, _line(code, most, 0), help)


def _wide(code: Code, rule: str, most: int) -> Iterator[Finding]:
    """One finding for a fence: a line that is too wide is seldom alone."""
    wide = [
        (number, width)
        for number, line in enumerate(code.text.split("\n"))
        if (width := len(line.expandtabs(_TAB))) > most
    ]
    if wide:
        number, width = wide[0]
        message = f"this line of code has {width} columns"
        if len(wide) > 1:
            most_of_all = max(width for _, width in wide)
            message = f"{len(wide)} lines of code, here the first, have up to {most_of_all} columns"
        where = "a phone shows" if rule == "K203" else "a page shows"
        help = f"break it: {where} {most}"
        yield Finding(rule, message, _line(code, number, most), help)


def _line(code: Code, number: int, column: int) -> Span:
    """A line of a fence, from 0 on, or what of it stands behind a column."""
    line = code.text.split("\n")[number]
    source, first = code.span.source, code.span.line
    shown = source.line(first + number + 1)
    indent = max(shown.find(line), 0)
    start = source.offset(first + number + 1) + indent
    return source.span(start + min(column, max(len(line) - 1, 0)), start + len(line))
