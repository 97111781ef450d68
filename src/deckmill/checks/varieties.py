"""British and American spelling: a deck keeps to one of the two (family P)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from deckmill.checks.scope import linted, pieces
from deckmill.checks.text import masked
from deckmill.findings import Finding
from deckmill.model import Deck
from deckmill.reader import Reading
from deckmill.source import Span

BRITISH, AMERICAN, ISE, IZE = "British", "American", "-ise", "-ize"
_OXFORD = "ise"
"""The section of words that British English writes with -ise or, as Oxford does, with -ize."""
_BRITISH_LANDS = frozenset(("gb", "uk", "au", "nz", "ie", "za", "in"))
_PREFIX = re.compile(r"(?:re|un|de|non|over|under|pre|mis|sub|multi)(?=.{4})")
_WORD = re.compile(r"(?<![\w.@#/\\])[A-Za-z]{4,}(?![\w(=/@]|\.\w)")
_QUOTED = re.compile(r'"[^"\n]*"|“[^“”\n]*”')
_SENTENCE = re.compile(r"(?:\A|\n|[.?!:]\s)[^\w]*\Z")
_BEFORE = 12  # characters that tell whether a sentence starts


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a word is spelt on one side, and on the other."""

    side: str
    other: str


@dataclass(frozen=True, slots=True)
class _Place:
    word: str
    spelling: Spelling
    span: Span


@cache
def spellings() -> dict[str, Spelling]:
    """Every word of the list, in both spellings."""
    text = resources.files("deckmill").joinpath("assets/british-american.txt").read_text("utf-8")
    known: dict[str, Spelling] = {}
    sides = (BRITISH, AMERICAN)
    for line in text.splitlines():
        if line.startswith("["):
            sides = (ISE, IZE) if line == f"[{_OXFORD}]" else (BRITISH, AMERICAN)
        elif line and not line.startswith("#"):
            british, american, *endings = line.split()
            for ending in endings:
                pair = [stem + ending.strip("-") for stem in (british, american)]
                known[pair[0]] = Spelling(sides[0], pair[1])
                known[pair[1]] = Spelling(sides[1], pair[0])
    return known


def one_variety(reading: Reading) -> Iterator[Finding]:
    """Every word is spelt as the deck's language, or else as most of the deck, spells it."""
    language, *parts = reading.deck.language.lower().split("-")
    if language != "en":
        return
    places = list(_places(reading.deck))
    wanted = _wanted(parts, places)
    seen: set[tuple[str, str]] = set()
    for place in places:
        side = place.spelling.side
        key = (place.span.source.path, place.word.lower())
        if side not in wanted or key in seen:
            continue
        seen.add(key)
        message = f"'{place.word}' is {wanted[side]}"
        other = place.spelling.other
        other = other.capitalize() if place.word[0].isupper() else other
        yield Finding("P220", message, place.span, f"write '{other}'")


def _wanted(parts: Sequence[str], places: list[_Place]) -> dict[str, str]:
    """The sides that are not wanted, and what is said of a word that is on one of them."""
    counts = Counter(place.spelling.side for place in places)
    first: dict[str, int] = {}
    for place in places:
        first.setdefault(place.spelling.side, len(first))

    def rarer(one: str, two: str) -> str:
        return min(one, two, key=lambda side: (counts[side], -first.get(side, -1)))

    said = {
        BRITISH: "British spelling, and this deck is written in American",
        AMERICAN: "American spelling, and this deck is written in British",
        ISE: "spelt with -ise, and this deck writes -ize",
        IZE: "spelt with -ize, and this deck writes -ise",
    }
    if "us" in parts:
        unwanted = [BRITISH, ISE]
    elif _BRITISH_LANDS.intersection(parts):
        unwanted = [AMERICAN, ISE if "oxendict" in parts else rarer(ISE, IZE)]
    elif not parts:
        side = rarer(BRITISH, AMERICAN)
        # American English has no -ise; without a word of either side nothing is known.
        american = side == BRITISH and counts[AMERICAN] > 0
        unwanted = [side, ISE if american else rarer(ISE, IZE)]
    else:
        unwanted = []
    return {side: said[side] for side in unwanted}


def _places(deck: Deck) -> Iterator[_Place]:
    """Every word of the list in the deck, in either spelling; names and quotations aside."""
    known = spellings()
    for entry in linted(deck):
        for rich in pieces(entry):
            written = _WORD.finditer(rich.span.text)
            if not any(_spelling(match[0].lower(), known) for match in written):
                continue  # most texts, which so need no closer look
            text = masked(rich)
            if '"' in text or "“" in text:
                text = _QUOTED.sub(lambda m: " " * len(m[0]), text)
            for match in _WORD.finditer(text):
                word = match[0].lower()
                spelling = _spelling(word, known)
                if spelling is not None and not _is_name(text, match):
                    yield _Place(match[0], spelling, rich.span.sub(*match.span()))


def _spelling(word: str, known: dict[str, Spelling]) -> Spelling | None:
    if word in known:
        return known[word]
    prefix = _PREFIX.match(word)
    found = known.get(word[prefix.end() :]) if prefix else None
    return Spelling(found.side, prefix[0] + found.other) if prefix and found else None


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a word is part of a name: a capital that starts no sentence."""
    if match[0].islower():
        return False
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    starts = match.start() == 0 or _SENTENCE.search(before) is not None
    following = text[match.end() : match.end() + 2].strip()
    return not starts or match[0][1:] != match[0][1:].lower() or following[:1].isupper()
