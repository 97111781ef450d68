"""British and American spelling: a deck keeps to one of the two (family P)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from deckmill.checks.text import masked
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Rich
from deckmill.outline import Place, Survey

BRITISH, AMERICAN, ISE, IZE = "British", "American", "-ise", "-ize"
_OXFORD = "ise"
"""The section of words that British English writes with -ise or, as Oxford does, with -ize."""
_BRITISH_LANDS = frozenset(("gb", "uk", "au", "nz", "ie", "za", "in"))
_PREFIXES = ("re", "un", "de", "non", "over", "under", "pre", "mis", "sub", "multi")
_PREFIX = lazy_pattern(rf"(?:{'|'.join(_PREFIXES)})(?=.{{4}})")
_WORD = lazy_pattern(r"(?<![\w.@#/\\])[A-Za-z]{4,}(?![\w(=/@]|\.\w)")
_QUOTED = lazy_pattern(r'"[^"\n]*"|“[^“”\n]*”')
_SENTENCE = lazy_pattern(r"(?:\A|\n|[.?!:]\s)[^\w]*\Z")
_LETTERS = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalpha() else 32 for c in range(256))
"""Letters in lower case, and a space for all else."""
_BEFORE = 12  # characters that tell whether a sentence starts


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a word is spelt on one side, and on the other."""

    side: str
    other: str


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


def one_variety(survey: Survey) -> Iterator[Finding]:
    """Every word is spelt as the deck's language, or else as most of the deck, spells it."""
    language, *parts = survey.deck.language.lower().split("-")
    spelt = [
        (word, place, spelling, outline)
        for outline in survey.outlines
        for word, place in outline.facts.spelt
        for spelling in filter(None, [_spelling(word.lower())])
    ]
    if language != "en" or not spelt:
        return
    wanted = _wanted(parts, [spelling.side for _, _, spelling, _ in spelt])
    seen: set[tuple[str, str]] = set()
    for word, place, spelling, outline in spelt:
        if spelling.side not in wanted or (outline.path, word.lower()) in seen:
            continue
        seen.add((outline.path, word.lower()))
        message = f"'{word}' is {wanted[spelling.side]}"
        other = spelling.other.capitalize() if word[0].isupper() else spelling.other
        yield Finding("P220", message, outline.at(place), f"write '{other}'")


def _wanted(parts: Sequence[str], sides: Sequence[str]) -> dict[str, str]:
    """The sides that are not wanted, and what is said of a word that is on one of them."""
    counts = Counter(sides)
    first = {side: i for i, side in enumerate(dict.fromkeys(sides))}

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


def spelt(pieces: Iterable[Rich]) -> Iterator[tuple[str, Place]]:
    """Every word of the list in some texts, in either spelling; names and quotations aside."""
    for rich in pieces:
        written = rich.span.text.encode("ascii", "replace").translate(_LETTERS).split()
        suspects = _told_apart().intersection(written)
        if not suspects:
            continue  # most texts, which so need no closer look
        text = masked(rich)
        if '"' in text or "“" in text:
            text = _QUOTED.sub(lambda m: " " * len(m[0]), text)
        start = rich.span.start
        for match in _WORD.finditer(text):
            word = match[0].lower()
            if word.encode() in suspects and _spelling(word) and not _is_name(text, match):
                yield match[0], (start + match.start(), start + match.end())


@cache
def _told_apart() -> frozenset[bytes]:
    """Every word of the list, and what may be made of it by a prefix."""
    words = tuple(map(str.encode, spellings()))
    return frozenset(
        before + word for before in (b"", *map(str.encode, _PREFIXES)) for word in words
    )


def _spelling(word: str) -> Spelling | None:
    known = spellings()
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
