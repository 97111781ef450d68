"""Numbers that an entry states, and which of them its checks compute (family K)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.checks.scope import live, questions
from deckmill.checks.text import masked
from deckmill.findings import Finding
from deckmill.model import Card, Choice, Entry, Math, Rich, card_rich
from deckmill.reader import Reading
from deckmill.source import Span
from deckmill.spelling import did_you_mean

SMALL = 12
"""Up to here an integer counts things in the text at hand, which its reader can count again."""

_NUMBER = re.compile(
    r"(?<![\w.,^_-])(?<![\w.,^_]\{)(?<!\d[−–])"
    r"(?P<number>\d{1,3}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>[ \u00a0\u202f]?\\?%|(?:st|nd|rd|th|D|d)\b|[ \u00a0-]?bits?\b)?"
    r"(?![\w]|[.,]\d|\{,\}\d)"
)
_PERCENT = re.compile(r"[ \u00a0]per ?cent", re.I)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
# Behind these a number is a name, not a claim.
_NAMED = re.compile(
    r"(?i:\b(?:sections?|sec\.|figures?|figs?\.|equations?|eqs?\.|tables?|chapters?|ch\.|appendix|"
    r"pages?|pp?\.|steps?|parts?|rules?|theorems?|lemmas?|versions?))"
    r"[ \u00a0]?(?:\d+(?:,| and|–)[ ]?)*\Z"
)
# A literal of Python; a comment is none.
_LITERAL = re.compile(
    r"#[^\n]*|(?P<quote>\"\"\"|'''|[\"'])(?P<text>(?:\\.|(?!(?P=quote)).)*?)(?P=quote)"
    r"|(?<![\w.])(?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)",
    re.S,
)
_NEAR = 80  # characters before a number in which its name stands
_SUBSCRIPT = re.compile(r"[_^](?:\{[^{}]*|\w*)\Z")


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
        printed, unit = match["number"], match["unit"] or ""
        before = text[max(0, match.start() - _NEAR) : match.start()]
        value = _value(printed)
        counts = value <= SMALL and value == int(value) and "." not in printed and "%" not in unit
        names = (unit and "%" not in unit) or _YEAR.match(printed) or _NAMED.search(before)
        if not counts and not names and not _SUBSCRIPT.search(before):
            percent = "%" in unit or _PERCENT.match(text, match.end()) is not None
            yield Claim(span.sub(*match.span("number")), percent)


def uncovered(entry: Entry) -> Iterator[Claim]:
    """The claims that no check of the entry computes: neither in their place nor by their value."""
    known = held(entry)
    for claim in claims(entry):
        if not known.covers(claim, claim.span.text):
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
        start, source = claim.span.start, claim.span.source.text
        text = f"{source[:start]}{printed}{source[claim.span.end :]}"
        end = start + len(printed)
        for known in self.texts:
            first = text.find(known, max(end - len(known), 0), start + len(known))
            if 0 <= first <= start and end <= first + len(known):
                return True
        return False


def held(entry: Entry) -> Held:
    """What an entry's checks hold."""
    texts: set[str] = set()
    numbers = {entry.answer.value} if entry.answer else set()
    for code in entry.checks.code if entry.checks else ():
        # Python's own parser would take most of the time of a whole check.
        for match in _LITERAL.finditer(code.text):
            if match["text"]:
                texts.add(match["text"])
            elif match["number"]:
                numbers.add(float(match["number"].replace("_", "")))
    texts = {text for text in texts if _NUMBER.search(text)}
    numbers |= {_value(match["number"]) for text in texts for match in _NUMBER.finditer(text)}
    return Held(frozenset(texts), frozenset(numbers))


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
