"""What a proof-reader marks: a word twice, a bracket or a quotation mark alone (family P)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, islice
from operator import eq

from deckmill.checks.scope import linted, pieces
from deckmill.checks.text import fold, is_english, masked, own
from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Rich
from deckmill.reader import Reading

_DOUBLED = lazy_pattern(
    r"(?<![\w'’.-])(?P<word>[A-Za-z]{2,}|a)(?P<gap>[ \t]*\n?[ \t]*(?<=\s))(?P<again>(?i:(?P=word)))"
    r"(?![\w'’-])"
)
# "the fact that that is so", "it had had", "what it is is unclear"; "more and more" is no double.
_DOUBLES = frozenset("that had is so no very many much long far bye log".split())

_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_BRACKETS = {"(": ")", "[": "]"}
_CLOSING = {close: open for open, close in _BRACKETS.items()}
# Brackets that stand alone by right: escaped ones, those of addresses, smileys, half-open
# intervals; and, where nothing is open, "a)" and "2]".
# (What starts with a set of signs is looked for faster than what starts with alternatives.)
_ALONE = re.compile(
    r"[\\h:;(\[\]](?:"
    r"(?<=\\)."
    r"|(?<=h)ttps?://(?:[^\s()\[\]]|\([^\s()]*\)?)*"
    r"|(?<=[:;])(?<!\S.)-?[()\[\]](?!\w)"
    r"|(?<=[(\[\]])\s*[^\s()\[\],;]+\s*[,;]\s*[^\s()\[\],;]+\s*[)\]\[]"
    r")"
)
_MARK_WIDTH = 5
_MARKER = re.compile(r"(?<!\w)(?:[A-Za-z]|\d{1,3}|[ivx]{2,4})\Z")
_BRACKET = re.compile(r"[()\[\]]")
_CURLY = lazy_pattern("[“”]")
_STRAIGHT = lazy_pattern(r'(?<!\\)"')
_INCHES = lazy_pattern(r'\d"')
_APART = bytes(i if i < 0x80 and chr(i).isalpha() else ord(" ") for i in range(0x100))
_QUOTE = re.compile('["“”]')


def doubled_words(reading: Reading) -> Iterator[Finding]:
    """No word stands twice in a row."""
    if not is_english(reading.deck):
        return
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            # Most texts have none, and need no closer look.
            text = rich.span.text
            if not (_may_double(text) and _DOUBLED.search(text)):
                continue
            for match in _DOUBLED.finditer(own(rich)):
                word, again = match["word"], match["again"]
                # A capital makes a name of it, such as Duran Duran.
                if word.lower() in _DOUBLES or again[0].isupper():
                    continue
                span = rich.span.sub(*match.span("again"))
                mended = rich.span.sub(match.end("word"), match.end("again"))
                as_shown = mended.text == match["gap"] + again
                fix = (Edit(mended, ""),) if as_shown else ()
                yield Finding("P221", f"'{again}' stands twice", span, "remove one of the two", fix)


def _may_double(text: str) -> bool:
    """Whether a word stands behind itself, whatever is between the two."""
    words = fold(text).translate(_APART).split()
    twice = compress(words, map(eq, words, islice(words, 1, None)))
    return any(len(word) > 1 or word == b"a" for word in twice)


def brackets_in_pairs(reading: Reading) -> Iterator[Finding]:
    """Every bracket of a paragraph has its partner there."""
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            for start, text in _blocks(rich, _BRACKET):
                at = _unpaired(_ALONE.sub(_spaces, text))
                if at is not None:
                    sign = text[at]
                    span = rich.span.sub(start + at, start + at + 1)
                    partner = _BRACKETS.get(sign) or _CLOSING[sign]
                    does = "is never closed" if sign in _BRACKETS else "closes nothing"
                    help = f"write the {partner}, or remove this {sign}"
                    yield Finding("P222", f"{sign} {does} in this paragraph", span, help)


def _blocks(rich: Rich, sign: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The paragraphs, and lists without blank lines, that have a sign, with their offsets."""
    if not sign.search(rich.span.text):
        return
    text, start = masked(rich), 0
    for gap in _GAP.finditer(text):
        block = text[start : gap.start()]
        if sign.search(block):
            yield start, block
        start = gap.end()
    if sign.search(text, start):
        yield start, text[start:]


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unpaired(text: str) -> int | None:
    """Where the first bracket without partner stands."""
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        sign = match[0]
        if sign in _BRACKETS:
            opened.append(match.start())
        elif opened and text[opened[-1]] == _CLOSING[sign]:
            opened.pop()
        elif opened:
            # Of "(a]" the one that was opened is at fault where the other one closes something.
            return opened[-1] if any(text[i] == _CLOSING[sign] for i in opened) else match.start()
        elif not _MARKER.search(text[max(0, match.start() - _MARK_WIDTH) : match.start()]):
            return match.start()
    return opened[0] if opened else None


def quotes_in_pairs(reading: Reading) -> Iterator[Finding]:
    """Every quotation mark of a paragraph has its partner there."""
    english = is_english(reading.deck)
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            for start, text in _blocks(rich, _QUOTE):
                at = _lone_straight(text)
                if at is None and english:
                    at = _lone_curly(text)
                if at is not None:
                    span = rich.span.sub(start + at, start + at + 1)
                    message = f"{text[at]} has no partner in this paragraph"
                    help = "write the other quotation mark, or remove this one"
                    yield Finding("P223", message, span, help)


def _lone_straight(text: str) -> int | None:
    """The straight quotation mark without partner; inches are none."""
    marks = [match.start() for match in _STRAIGHT.finditer(text)]
    if len(marks) % 2 == 0 or _INCHES.search(text):
        return None
    for before, at in zip([None, *marks], marks, strict=False):
        if before is not None and _opens(text, before) and _opens(text, at):
            return before
    return marks[-1]


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark stands as an opening one does: before a word, behind a space."""
    return text[at + 1 : at + 2].strip() != "" and text[max(0, at - 1) : at].strip("([—–-") in (
        "",
        " ",
        "\n",
    )


def _lone_curly(text: str) -> int | None:
    """The curly quotation mark without partner."""
    opened: int | None = None
    for match in _CURLY.finditer(text):
        if match[0] == "“":
            if opened is not None:
                return opened
            opened = match.start()
        elif opened is None:
            return match.start()
        else:
            opened = None
    return opened
