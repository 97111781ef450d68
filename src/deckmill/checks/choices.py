"""Options to choose from, of entries and cards (families C and S)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, live
from deckmill.checks.structure import printed_length
from deckmill.checks.text import fold, has, is_english, plain, words
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Choice, Deck, Option
from deckmill.reader import Reading

_REFERRING = lazy_pattern(
    r"\b(?:all|none|any|both|either|neither|two|some)\s+of\s+(?:the|these|those|them)\b"
    r"(?:\s+(?:above|others?|options|answers|statements))?\Z"
    r"|\b(?:all|none|any|both|either|neither|two|some)\s+of\s+(?:the\s+)?(?:above|others|options)\b"
    r"|\b(?:[Bb]oth|[Ee]ither|[Nn]either)\s+\(?[A-F]\)?\s+(?:and|or|nor)\s+\(?[A-F]\b"
    r"|\A\(?[A-F]\)?\s+(?:and|or)\s+\(?[A-F]\)?\W*\Z",
    re.IGNORECASE,
)
_TRACES = (b" of ", b"both", b"either", b" and ", b" or ")
_PHRASE = 3  # a name or a number is as long as it is
_TRUTH = re.compile(r"\btruth\s*\(")


def options_referring(reading: Reading) -> Iterator[Finding]:
    """Each option stands for itself, whatever the order in which a learner meets them."""
    if not is_english(reading.deck):
        return
    for options in _choices(reading.deck):
        for option in options:
            text = plain(option.text).rstrip(".")
            if has(fold(text), _TRACES) and _REFERRING.search(text):
                help = "write an option that is wrong, or right, by itself"
                span = option.text.span
                yield Finding("C211", "this option speaks of the others", span, help)


def right_option_length(reading: Reading) -> Iterator[Finding]:
    """The right option does not stand out by its length."""
    most = reading.deck.limits.choice_length_ratio
    for options in _choices(reading.deck):
        right = next((option for option in options if option.correct), None)
        if right is None or len(words(right.text)) < _PHRASE:
            continue
        lengths = [printed_length(option.text) for option in options]
        length, mean = printed_length(right.text), sum(lengths) / len(lengths)
        if length > most * mean and length == max(lengths):
            message = f"the right option has {length} characters, all have {mean:.0f} on average"
            help = "shorten it, or say as much in the wrong ones"
            yield Finding("C212", message, right.text.span, help)


def computed_keys(reading: Reading) -> Iterator[Finding]:
    """Which option is right is computed, not only claimed."""
    for entry in linted(reading.deck):
        if entry.kind != "choice" or entry.checks is None:
            continue  # S117 asks for the section
        if not any(_TRUTH.search(code.text) for code in entry.checks.code):
            help = "add truth(A=…, B=…, C=…, D=…) to the checks, each with what makes it so"
            message = "no check computes which option is right"
            yield Finding("S211", message, entry.where("Checks"), help)


def _choices(deck: Deck) -> Iterator[tuple[Option, ...]]:
    for entry in linted(deck):
        yield entry.options
        yield from (card.options for card in live(entry) if isinstance(card, Choice))
