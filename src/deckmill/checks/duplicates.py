"""What is asked or said twice in a deck (families C and S).

Of each entry its outline holds the texts to compare; they meet where the deck is surveyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

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
    signature: bytes = b""

    @property
    def span(self) -> Span:
        return self.outline.at(self.place)

    def __str__(self) -> str:
        return f"{self.outline.path}:{self.span.line}"


_Pair: TypeAlias = tuple[_Text, _Text]

# What an entry's outline holds


def asked(entry: Entry) -> Iterator[tuple[str, Place, bool, bytes]]:
    """What an entry and its cards show before they are answered; blank texts are left out."""
    for text, piece, is_cloze in _fronts(entry):
        if text:
            yield text, _at(piece), is_cloze, similar.signature(text)


def ways_back(entry: Entry) -> Iterator[tuple[str, Place]]:
    """What an entry's reversed cards show when they are asked the other way round."""
    for card in _distinct(live(entry)):
        if isinstance(card, Basic) and card.reversed:
            text = compared(card.back)
            if text:
                yield text, _at(card.back)


def cheat_line(entry: Entry) -> tuple[str, Place, bytes] | None:
    """An entry's line on the sheet."""
    line = entry.cheat_sheet
    if line is None:
        return None
    text = compared(line)
    return (text, _at(line), similar.signature(text)) if text else None


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
    """No two cards or questions show the same before they are answered."""
    help = "ask for what sets them apart, or remove one of them"
    first: dict[str, _Text] = {}
    for front, _ in _asked(survey):
        other = first.setdefault(front.text, front)
        if other is not front:
            yield Finding("C214", f"{other} asks the same", front.span, help)


def near_fronts(alike: Alike) -> Iterator[Finding]:
    """No two cards or questions show nearly the same before they are answered."""
    help = "ask for what sets them apart, or make one of the two"
    for one, two in alike.fronts:
        yield Finding("C215", f"{one} asks nearly the same", two.span, help)


def near_cheat_lines(alike: Alike) -> Iterator[Finding]:
    """No two lines of the sheet say the same, or nearly the same."""
    help = "say what is particular to this entry"
    for one, two in alike.cheat_lines:
        yield Finding("S210", f"the line in {one} says nearly the same", two.span, help)


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


def _learned(survey: Survey) -> Iterator[Outline]:
    """The entries with something to compare, and the first of each id: of a copy F113 tells."""
    seen: set[str] = set()
    for outline in survey.outlines:
        facts = outline.facts
        if not facts.retired and not facts.unwritten and facts.id.lower() not in seen:
            seen.add(facts.id.lower())
            yield outline


def _asked(survey: Survey) -> Iterator[tuple[_Text, bool]]:
    """Everything that is asked, and whether it is a sentence with a gap."""
    for outline in _learned(survey):
        for text, place, is_cloze, signature in outline.asked:
            yield _Text(text, outline, place, signature), is_cloze


class Alike(NamedTuple):
    """Texts of a deck that are nearly the same, in pairs: what is asked, and lines of the sheet."""

    fronts: Sequence[_Pair]
    cheat_lines: Sequence[_Pair]


def alike(survey: Survey) -> Alike:
    """Look for texts that are nearly the same, which takes longer than all else of a deck.

    Not among the entries that the survey knows to be ``apart``.
    """
    # A sentence with a gap and a question about it are two ways to learn a thing.
    unique: dict[bool, dict[str, _Text]] = {False: {}, True: {}}
    seen: set[str] = set()
    for front, is_cloze in _asked(survey):
        if front.text not in seen:
            seen.add(front.text)
            unique[is_cloze][front.text] = front
    lines = [
        _Text(text, outline, place, signature)
        for outline in _learned(survey)
        for text, place, signature in filter(None, [outline.facts.cheat_line])
    ]
    fronts = [pair for texts in unique.values() for pair in _near([*texts.values()], survey)]
    return Alike(fronts, _near(lines, survey))


def apart(survey: Survey, alike: Alike) -> bool:
    """Whether no two texts of the deck are nearly the same, and all of them were compared."""
    ids = {outline.id.lower() for outline in survey.outlines}
    return not any(alike) and len(ids) == len(survey.outlines)


def _near(texts: Sequence[_Text], survey: Survey) -> list[_Pair]:
    """Pairs of near-equal texts, the second being the one to tell.

    Of many that are alike each but the first is told once.
    """
    known = (at for at, text in enumerate(texts) if text.outline.path in survey.apart)
    found = similar.near(
        [text.text for text in texts],
        [text.signature for text in texts],
        survey.deck.limits.similarity,
        frozenset(known),
    )
    kinds: dict[int, list[int]] = {}
    for one, other in found:
        kinds.setdefault(one, []).append(other)
    pairs: list[_Pair] = []
    for one, others in kinds.items():
        first = min(one, *others)
        for other in others:
            pair = (first, one) if other == first else (one, other)
            pairs.append((texts[pair[0]], texts[pair[1]]))
    return pairs
