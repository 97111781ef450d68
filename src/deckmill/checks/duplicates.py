"""What is asked or said twice in a deck (families C and S).

Of each entry its outline holds the texts to compare; they meet where the deck is surveyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from deckmill.checks import similar
from deckmill.checks.scope import live
from deckmill.checks.text import compared
from deckmill.findings import Finding
from deckmill.model import Basic, Card, Choice, Cloze, Entry, Rich
from deckmill.outline import Outline, Place, Survey
from deckmill.source import Span


class _Text(NamedTuple):
    """A text to compare and where it stands."""

    text: str
    outline: Outline
    place: Place
    signatures: bytes = b""

    @property
    def span(self) -> Span:
        return self.outline.at(self.place)

    def __str__(self) -> str:
        return f"{self.outline.path}:{self.span.line}"


# What an entry's outline holds


def asked(entry: Entry, threshold: float) -> Iterator[tuple[str, Place, bool, bytes]]:
    """What an entry and its cards show before they are answered; blank texts are left out."""
    for text, piece, is_cloze in _fronts(entry):
        if text:
            yield text, _at(piece), is_cloze, similar.signatures(text, threshold)


def ways_back(entry: Entry) -> Iterator[tuple[str, Place]]:
    """What an entry's reversed cards show when they are asked the other way round."""
    for card in _distinct(live(entry)):
        if isinstance(card, Basic) and card.reversed:
            text = compared(card.back)
            if text:
                yield text, _at(card.back)


def cheat_line(entry: Entry, threshold: float) -> tuple[str, Place, bytes] | None:
    """An entry's line on the sheet."""
    line = entry.cheat_sheet
    if line is None:
        return None
    text = compared(line)
    return (text, _at(line), similar.signatures(text, threshold)) if text else None


def _fronts(entry: Entry) -> Iterator[tuple[str, Rich, bool]]:
    if entry.kind != "cards":
        yield _question(entry), entry.question, False
    for card in _distinct(live(entry)):
        is_cloze = isinstance(card, Cloze)
        yield _front(card), card.text if isinstance(card, Cloze) else card.front, is_cloze


def _distinct(cards: Iterable[Card]) -> Iterator[Card]:
    """The first of each id: of a copy whose id was left as it was, C102 tells."""
    seen: set[str] = set()
    for card in cards:
        if card.id.lower() not in seen:
            seen.add(card.id.lower())
            yield card


def _question(entry: Entry) -> str:
    """A question with what is shown beside it: options, or the code in which a bug is."""
    shown = [compared(option.text) for option in entry.options]
    if entry.kind == "bug" and entry.code is not None:
        shown += [code.text for code in entry.code.code if "bug" in code.info]
    return "\n".join((compared(entry.question), *sorted(shown)))


def _front(card: Card) -> str:
    match card:
        case Basic():
            return compared(card.front)
        case Cloze():
            return f"{compared(card.cue)}\n{compared(card.text)}"
        case Choice():
            options = sorted(compared(option.text) for option in card.options)
            return "\n".join((compared(card.front), *options))


def _at(rich: Rich) -> Place:
    return rich.span.start, rich.span.end


# What is found of them


def same_fronts(survey: Survey) -> Iterator[Finding]:
    """No two cards or questions show the same, or nearly the same, before they are answered."""
    first: dict[str, _Text] = {}
    # A sentence with a gap and a question about it are two ways to learn a thing.
    unique: dict[bool, list[_Text]] = {False: [], True: []}
    help = "ask for what sets them apart, or remove one of them"
    for outline in _learned(survey):
        for text, place, is_cloze, signatures in outline.facts.asked:
            front = _Text(text, outline, place, signatures)
            other = first.setdefault(text, front)
            if other is front:
                unique[is_cloze].append(front)
            else:
                yield Finding("C214", f"{other} asks the same", front.span, help)
    help = "ask for what sets them apart, or make one of the two"
    for alike in unique.values():
        for one, two in _near(alike, survey.deck.limits.similarity):
            yield Finding("C215", f"{one} asks nearly the same", two.span, help)


def same_ways_back(survey: Survey) -> Iterator[Finding]:
    """No two reversed cards show the same when they are asked the other way round."""
    first: dict[str, _Text] = {}
    for outline in _learned(survey):
        for text, place in outline.facts.ways_back:
            back = _Text(text, outline, place)
            other = first.setdefault(text, back)
            if other is not back:
                message = f"{other} has the same answer: one way back for both"
                help = "say in each answer what sets it apart, or leave out .reversed"
                yield Finding("C217", message, back.span, help)


def same_cheat_lines(survey: Survey) -> Iterator[Finding]:
    """No two lines of the sheet say the same, or nearly the same."""
    lines = [
        _Text(text, outline, place, signatures)
        for outline in _learned(survey)
        for text, place, signatures in filter(None, [outline.facts.cheat_line])
    ]
    help = "say what is particular to this entry"
    for one, two in _near(lines, survey.deck.limits.similarity):
        yield Finding("S210", f"the line in {one} says nearly the same", two.span, help)


def _learned(survey: Survey) -> Iterator[Outline]:
    """The entries with something to compare, and the first of each id: of a copy F113 tells."""
    seen: set[str] = set()
    for outline in survey.outlines:
        facts = outline.facts
        if not facts.retired and not facts.unwritten and facts.id.lower() not in seen:
            seen.add(facts.id.lower())
            yield outline


def _near(texts: Sequence[_Text], threshold: float) -> Iterator[tuple[_Text, _Text]]:
    """Pairs of near-equal texts, the second being the one to tell.

    Of many that are alike each but the first is told once.
    """
    kinds: dict[int, list[int]] = {}
    pairs = similar.near(
        [text.text for text in texts], [text.signatures for text in texts], threshold
    )
    for known, alike in pairs:
        kinds.setdefault(known, []).append(alike)
    for known, others in kinds.items():
        first = min(known, *others)
        for other in others:
            pair = (first, known) if other == first else (known, other)
            yield texts[pair[0]], texts[pair[1]]
