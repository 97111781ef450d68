"""Code and how it is run (family K)."""

from __future__ import annotations

from collections.abc import Iterator

from deckmill.checks.scope import linted, live, pieces
from deckmill.findings import Finding
from deckmill.model import Code, Entry, Rich, card_rich
from deckmill.reader import Reading
from deckmill.source import Span
from deckmill.spelling import did_you_mean

_TAB = 4
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


def shown_code_size(reading: Reading) -> Iterator[Finding]:
    """Code that is shown has few lines, and lines that fit: a page, or on a card a phone."""
    limits = reading.deck.limits
    for entry in linted(reading.deck):
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
