"""How a question is answered: of entries (family S) and of cards (family C)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, live, questions
from deckmill.checks.text import is_english, plain, words
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.limits import Limits
from deckmill.model import Basic, Rich
from deckmill.reader import Reading

_POINTING = re.compile(
    r"(?:it|its|this|that['’]s|that(?=\s+(?:is|was|means|depends|happens|would|depend)\b)"
    r"|they|their|these|those|he|she|his|her|the\s+(?:former|latter))\b",
    re.IGNORECASE,
)
# "It is known that …", "it takes two passes to …": such a word points at nothing before it.
_EXPLETIVE = lazy_pattern(
    r"it\s+(?:is|was|has\s+been|can\s+be|may\s+be)\s+(?:\w+ly\s+)?(?:believed|best|better|cheaper"
    r"|common|customary|easier|easy|enough|hard|harder|impossible|known|likely|necessary|possible"
    r"|safe|safer|said|shown|tempting|thought|true|unlikely|usual)\b[^.,:;]*?\b(?:that|to|when)\b"
    r"|it\s+(?:costs|helps|needs|pays|takes)\s[^.,:;]*?\bto\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:yes|no|true|false|it\s+(?:is|does|can)(?:n['’]t|\s+not)?)\W*\Z", re.I)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_LETTERS = 5  # shorter words are mostly those that every sentence needs
_FEW = 3  # one or two in common are the subject, and of three, one that is new may be the answer
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_NAME = re.compile(r"\d|[A-Z].*[A-Z]")


def short_answer_length(reading: Reading) -> Iterator[Finding]:
    """A short answer takes thirty seconds to say."""
    limits = reading.deck.limits
    for entry in questions(reading.deck):
        if entry.short_answer is not None:
            yield from _between(
                "S204", entry.short_answer, "short answer",
                limits.short_answer_min, limits.short_answer_max,
            )  # fmt: skip


def short_answer_alone(reading: Reading) -> Iterator[Finding]:
    """A short answer says what it is about."""
    if not is_english(reading.deck):
        return
    for entry in questions(reading.deck):
        answer = entry.short_answer
        if entry.kind == "choice":
            continue  # the option that is right stands above it
        text = plain(answer) if answer is not None else ""
        word = _POINTING.match(text)
        if answer is None or word is None or _EXPLETIVE.match(text):
            continue
        at = answer.span.text.find(word[0])
        span = answer.span.sub(at, at + len(word[0])) if at >= 0 else answer.span
        help = f"name what '{word[0]}' is: heard without the question, nobody could tell"
        yield Finding("S205", "this answer does not stand alone", span, help)


def explanation_length(reading: Reading) -> Iterator[Finding]:
    """An explanation takes two minutes to say."""
    limits = reading.deck.limits
    for entry in questions(reading.deck):
        if entry.explanation is not None:
            yield from _between(
                "S206", entry.explanation, "explanation",
                limits.explanation_min, limits.explanation_max,
            )  # fmt: skip


def card_answers(reading: Reading) -> Iterator[Finding]:
    """A card's answer can be recalled whole, and the question does not give it away."""
    limits = reading.deck.limits
    for entry in linted(reading.deck):
        for card in live(entry):
            if isinstance(card, Basic):
                yield from _card_answer(card, limits)


def bare_follow_ups(reading: Reading) -> Iterator[Finding]:
    """A follow-up is answered by more than yes or no."""
    if not is_english(reading.deck):
        return
    for entry in questions(reading.deck):
        for follow_up in entry.follow_ups:
            if _BARE.match(plain(follow_up.answer)):
                help = "say why, in a sentence"
                yield Finding("S212", "this answers yes or no alone", follow_up.answer.span, help)


def _card_answer(card: Basic, limits: Limits) -> Iterator[Finding]:
    count = len(words(card.back))
    if count > limits.card_answer_max:
        help = f"say it in {limits.card_answer_words} words, or make several cards of it"
        yield Finding("C205", f"this answer has {count} words", card.back.span, help)
    elif count > limits.card_answer_words:
        help = f"say it in {limits.card_answer_words} words, or make two cards of it"
        yield Finding("C204", f"this answer has {count} words", card.back.span, help)
    told, telling = _leak(card)
    whole = told == telling == _FEW
    if told > limits.answer_leak * telling and (whole or telling > _FEW):
        message = f"the question says {told} of the answer's {telling} telling words"
        help = "ask without them"
        yield Finding("C213", message, card.front.span, help)


def _leak(card: Basic) -> tuple[int, int]:
    """How many of the words that make the answer stand in the question, and how many there are."""
    # A question that offers what to choose from says the answer, of course.
    if card.reversed or _OR.search(plain(card.front)):
        return 0, 0
    answer = _telling(card.back)
    return len(answer & _telling(card.front)), len(answer)


def _telling(rich: Rich) -> set[str]:
    """The long words of a text, and its names, numbers, formulas and code."""
    found = {
        word.lower()
        for word in _WORD.findall(plain(rich))
        if len(word) >= _LETTERS or _NAME.search(word)
    }
    return found.union(f"${math.tex}$" for math in rich.math).union(c.text for c in rich.code)


def _between(code: str, rich: Rich, name: str, least: int, most: int) -> Iterator[Finding]:
    count = len(words(rich))
    counted = f"{count} word{'s' if count != 1 else ''}"
    if count < least:
        help = f"say more: {least} to {most} words"
        yield Finding(code, f"the {name} has {counted}", rich.span, help)
    elif count > most:
        help = f"say it in {least} to {most} words"
        yield Finding(code, f"the {name} has {counted}", rich.span, help)
