"""Numbers that an entry states, and which of them its checks compute (family K)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.checks.kept import kept
from deckmill.checks.scope import live, questions
from deckmill.checks.text import fold, has, masked
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Card, Choice, Entry, Math, Rich, card_rich
from deckmill.reader import Reading
from deckmill.source import Span
from deckmill.spelling import did_you_mean

SMALL = 12
"""Up to here an integer counts things in the text at hand, which its reader can count again."""

# What starts with a set of signs is looked for faster than what starts with a look behind.
_NUMBER = re.compile(
    r"(?P<number>[\d.](?<![\w.,^_-].)(?<![\w.,^_]\{.)(?<!\d[−–].)"
    r"(?:(?<=\d)(?:\d{0,2}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?|\d*(?:\.\d+)?)|(?<=\.)\d+))"
    r"(?P<unit>[ \u00a0\u202f]?\\?%|(?:st|nd|rd|th|D|d)\b|[ \u00a0-]?bits?\b)?"
    r"(?![\w]|[.,]\d|\{,\}\d)"
)
_DIGIT = re.compile(r"\d")
_PERCENT = lazy_pattern(r"[ \u00a0]per ?cent", re.I)
_YEAR = lazy_pattern(r"(?:1[5-9]|20)\d\d\Z")
# Behind these a number is a name, not a claim.
_NAMED = lazy_pattern(
    r"(?i:\b(?:sections?|sec\.|figures?|figs?\.|equations?|eqs?\.|tables?|chapters?|ch\.|appendix|"
    r"pages?|pp?\.|steps?|parts?|rules?|theorems?|lemmas?|versions?))"
    r"[ \u00a0]?(?:\d+(?:,| and|–)[ ]?)*\Z"
)
_NAMES = (
    *(b"sec", b"fig", b"eq", b"table", b"ch", b"appendix", b"page", b"p.", b"step", b"part"),
    *(b"rule", b"theorem", b"lemma", b"version"),
)
# A literal of Python; a comment is none. Its group says what it is.
_LITERAL = re.compile(
    r"[#\"'\d.](?:(?<=#)[^\n]*"
    r'|(?<=")(?:""(?P<doc>(?:\\.|(?!""").)*?)"""|(?P<text>(?:\\.|[^"])*?)")'
    r"|(?<=')(?:''(?P<doc_>(?:\\.|(?!''').)*?)'''|(?P<text_>(?:\\.|[^'])*?)')"
    r"|(?P<number>(?<![\w.].)(?:(?<=\d)[\d_]*\.?\d*|(?<=\.)\d+)(?:[eE][-+]?\d+)?))",
    re.S,
)
_NEAR = 80  # characters before a number in which its name stands
_SUBSCRIPT = lazy_pattern(r"[_^](?:\{[^{}]*|\w*)\Z")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that an entry states, and where; ``percent``: a check may hold it as a share."""

    span: Span
    percent: bool = False


def claims(entry: Entry) -> Iterator[Claim]:
    """The numbers that an entry states in what is learned of it, names and small counts aside."""
    learned: list[Rich | None] = [entry.short_answer, entry.cheat_sheet, entry.explanation]
    learned += [rich for card in live(entry) for rich in _true(card)]
    for rich in filter(None, learned):
        if not _DIGIT.search(rich.span.text):
            continue
        yield from _claims(masked(rich), rich.span)
        for hole in rich.holes:
            if isinstance(hole, Math):
                yield from _claims(hole.span.text, hole.span)


def _true(card: Card) -> list[Rich]:
    """What a card says, but for its wrong options."""
    wrong = [o.text for o in card.options if not o.correct] if isinstance(card, Choice) else []
    return [rich for rich in card_rich(card) if rich not in wrong]


def _claims(text: str, span: Span) -> Iterator[Claim]:
    for match in _NUMBER.finditer(text):
        printed, unit = match.groups(default="")
        if unit and "%" not in unit:
            continue  # "2nd", "8 bits"
        value = _value(printed)
        if value <= SMALL and value == int(value) and "." not in printed and not unit:
            continue
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if not (_YEAR.match(printed) or _SUBSCRIPT.search(before) or _named(before)):
            percent = unit != "" or _PERCENT.match(text, match.end()) is not None
            yield Claim(span.sub(*match.span("number")), percent)


def _named(before: str) -> bool:
    """Whether a number behind this text is a name."""
    return has(fold(before), _NAMES) and _NAMED.search(before) is not None


def uncovered(entry: Entry) -> Iterator[Claim]:
    """The claims that no check of the entry computes: neither in their place nor by their value."""
    for claim in claims(entry):
        if not held(entry).covers(claim, claim.span.text):
            yield claim


@dataclass(frozen=True, slots=True)
class Held:
    """What checks hold to compare with: texts with a number in them, and numbers."""

    texts: frozenset[str]
    numbers: frozenset[float]

    def covers(self, claim: Claim, printed: str) -> bool:
        """Whether a number that is printed in the place of a claim's is among them."""
        value = _value(printed)
        if value in self.numbers or (claim.percent and value / 100 in self.numbers):
            return True
        source, before, after = claim.span.source.text, claim.span.start, claim.span.end
        for known in self.texts:
            if printed in known:
                room = len(known)
                start = min(before, room)
                text = f"{source[before - start : before]}{printed}{source[after : after + room]}"
                end = start + len(printed)
                first = text.find(known, max(end - room, 0), start + room)
                if 0 <= first <= start and end <= first + room:
                    return True
        return False


@kept
def held(entry: Entry) -> Held:
    """What an entry's checks hold."""
    texts: set[str] = set()
    numbers = {entry.answer.value} if entry.answer else set()
    for code in entry.checks.code if entry.checks else ():
        # Python's own parser would take most of the time of a whole check.
        for match in _LITERAL.finditer(code.text):
            if match.lastgroup == "number":
                numbers.add(float(match[0].replace("_", "")))
            elif match.lastgroup and match[match.lastgroup]:
                texts.add(match[match.lastgroup])
    stated = {text: _NUMBER.findall(text) for text in texts}
    numbers.update(_value(number) for found in stated.values() for number, _ in found)
    return Held(frozenset(text for text in texts if stated[text]), frozenset(numbers))


def _value(printed: str) -> float:
    return float(printed.replace("{,}", "").replace(",", ""))


def unproven_numbers(reading: Reading) -> Iterator[Finding]:
    """Every number that an entry states is computed by a check, where the entry has checks."""
    for entry in questions(reading.deck):
        missed = list(uncovered(entry)) if entry.checks else []
        meant = _only_in_checks(entry) if missed else []
        for claim in missed:
            printed = claim.span.text
            message = f"no check computes {printed}"
            help = did_you_mean(printed, meant)
            help = help or f'add says("{printed}", …) to the checks, or say it without the number'
            yield Finding("K220", message, claim.span, help)


def _only_in_checks(entry: Entry) -> list[str]:
    """Numbers that the checks look for in the text, and that stand nowhere in it."""
    said = "\n".join(rich.span.text for rich in entry.rich())
    texts = [text for text in held(entry).texts if text not in said]
    return [match["number"] for text in texts for match in _NUMBER.finditer(text)]
