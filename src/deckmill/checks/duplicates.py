"""What is asked or said twice in a deck (families C and S)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from deckmill.checks.scope import linted, live
from deckmill.checks.similar import near
from deckmill.checks.text import compared
from deckmill.findings import Finding
from deckmill.model import Basic, Card, Choice, Cloze, Deck, Entry
from deckmill.reader import Reading
from deckmill.source import Span

_Named = TypeVar("_Named", Entry, Card)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to compare and where it stands."""

    text: str
    span: Span
    is_cloze: bool = False


def fronts(reading: Reading) -> Iterator[Finding]:
    """No two cards or questions show the same, or nearly the same, before they are answered."""
    first: dict[str, _Text] = {}
    unique: list[_Text] = []
    for front in filter(lambda front: front.text, _fronts(reading.deck)):
        other = first.setdefault(front.text, front)
        if other is front:
            unique.append(front)
            continue
        help = "ask for what sets them apart, or remove one of them"
        message = f"{_place(other)} asks the same"
        yield Finding("C214", message, front.span, help)
    threshold = reading.deck.limits.similarity
    help = "ask for what sets them apart, or make one of the two"
    # A sentence with a gap and a question about it are two ways to learn a thing.
    for is_cloze in (False, True):
        alike = [front for front in unique if front.is_cloze is is_cloze]
        for one, other in _near(alike, threshold):
            yield Finding("C215", f"{_place(one)} asks nearly the same", other.span, help)


def ways_back(reading: Reading) -> Iterator[Finding]:
    """No two reversed cards show the same when they are asked the other way round."""
    first: dict[str, _Text] = {}
    for entry in _distinct(linted(reading.deck)):
        for card in _distinct(live(entry)):
            if isinstance(card, Basic) and card.reversed:
                back = _Text(compared(card.back), card.back.span)
                other = first.setdefault(back.text, back)
                if back.text and other is not back:
                    message = f"{_place(other)} has the same answer: one way back for both"
                    help = "say in each answer what sets it apart, or leave out .reversed"
                    yield Finding("C217", message, back.span, help)


def cheat_lines(reading: Reading) -> Iterator[Finding]:
    """No two lines of the sheet say the same, or nearly the same."""
    lines = [
        _Text(compared(entry.cheat_sheet), entry.cheat_sheet.span)
        for entry in _distinct(linted(reading.deck))
        if entry.cheat_sheet is not None
    ]
    help = "say what is particular to this entry"
    for one, other in _near(lines, reading.deck.limits.similarity):
        yield Finding("S210", f"the line in {_place(one)} says nearly the same", other.span, help)


def _near(texts: Sequence[_Text], threshold: float) -> Iterator[tuple[_Text, _Text]]:
    """Pairs of near-equal texts, the second being the one to tell.

    Of many that are alike each but the first is told once.
    """
    kinds: dict[int, list[int]] = {}
    for known, alike in near([text.text for text in texts], threshold):
        kinds.setdefault(known, []).append(alike)
    for known, others in kinds.items():
        first = min(known, *others)
        for other in others:
            pair = (first, known) if other == first else (known, other)
            yield texts[pair[0]], texts[pair[1]]


def _fronts(deck: Deck) -> Iterator[_Text]:
    for entry in _distinct(linted(deck)):
        if entry.kind != "cards":
            yield _Text(_question(entry), entry.question.span)
        for card in _distinct(live(entry)):
            if isinstance(card, Cloze):
                yield _Text(_front(card), card.text.span, is_cloze=True)
            else:
                yield _Text(_front(card), card.front.span)


def _distinct(items: Iterable[_Named]) -> Iterator[_Named]:
    """The first of each id: of a copy whose id was left as it was, C102 or F113 tells."""
    seen: set[str] = set()
    for item in items:
        if item.id.lower() not in seen:
            seen.add(item.id.lower())
            yield item


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


def _place(text: _Text) -> str:
    return f"{text.span.source.path}:{text.span.line}"
