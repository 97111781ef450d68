"""How an entry is cut into pieces: its lists and its cards (families S and C)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from deckmill.checks.kept import kept
from deckmill.checks.scope import linted, live, questions
from deckmill.checks.text import masked
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Basic, Entry, Rich
from deckmill.reader import Reading
from deckmill.source import Span

_LIST_TAG = re.compile(r"<(/?)(ul|ol|li)\b[^>]*>")
_MARKER = lazy_pattern(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+(?=\S)", re.M)
_NUMBER = lazy_pattern(r"(\d+)[.)][ \t]+\Z")
_OTHER_MARKER = lazy_pattern(
    r"^(?P<before>[-*+])[ ].*\S.*\n(?!(?P=before))(?P<sign>[-*+])[ ]+\Z", re.M
)
_LINE = 2000  # more than a line mostly has
_WIDTH = 20  # more than a marker and its spaces take


def lists(reading: Reading) -> Iterator[Finding]:
    """A list has more than one item, and not more than can be kept in mind."""
    limits = reading.deck.limits
    for entry in linted(reading.deck):
        for rich in _sections(entry):
            most = limits.list_items
            yield from _listed("S208", rich, most, f"keep {most}, or tell them in groups")
            # One symbol in a formula needs one line that says what it is.
            if rich is not entry.formula:
                yield from _lone(rich)
        for card in live(entry):
            if isinstance(card, Basic):
                help = "ask for them one by one, a card each"
                yield from _listed("C206", card.back, limits.card_list_items, help)
                yield from _lone(card.back)


def number_of_cards(reading: Reading) -> Iterator[Finding]:
    """A question has cards that carry what it teaches, and not a whole deck of them."""
    limits = reading.deck.limits
    for entry in questions(reading.deck):
        cards = live(entry)
        heading = entry.where("Cards")
        if len(cards) < limits.cards_min and "Cards" not in entry.unread:
            counted = f"{len(cards)} card{'s' if len(cards) != 1 else ''}"
            message = f"this entry has {counted if cards else 'no cards'}"
            help = f"add cards under ## Cards, {limits.cards_min} to {limits.cards_max} in all"
            yield Finding("S209", message, heading, help)
        elif len(cards) > limits.cards_max:
            message = f"this entry has {len(cards)} cards"
            help = f"keep the best {limits.cards_max}, or make two entries of it"
            yield Finding("S209", message, heading, help)


def _sections(entry: Entry) -> Iterator[Rich]:
    texts = (entry.short_answer, entry.explanation, entry.formula, entry.pitfalls)
    yield from (rich for rich in texts if rich is not None)
    yield from (follow_up.answer for follow_up in entry.follow_ups)


def _listed(code: str, rich: Rich, most: int, help: str) -> Iterator[Finding]:
    for items in _lists(rich):
        if len(items) > most:
            place = _places(rich)[items[most]]
            yield Finding(code, f"this list has {len(items)} items", place, help)


def _lone(rich: Rich) -> Iterator[Finding]:
    for items in _lists(rich):
        if len(items) != 1:
            continue
        span = _places(rich)[items[0]]
        number = _NUMBER.search(span.source.text[max(span.start - _WIDTH, 0) : span.start])
        other = _OTHER_MARKER.search(span.source.text[max(span.start - _LINE, 0) : span.start])
        if other:
            sign = other["sign"]
            message = f"'{sign}' starts another list than the '{other['before']}' above"
            help = f"write {other['before']} here, too"
            yield Finding("S207", message, span, help)
        elif number is None or number[1] == "1":
            yield Finding("S207", "this list has one item", span, "write it as a sentence")
        else:
            help = f"write {number[1]}\\. where it is a number and no item"
            yield Finding("S207", f"'{number[0].strip()}' starts a list of one item", span, help)


@kept
def _lists(rich: Rich) -> list[list[int]]:
    """The lists of a text, each as the numbers of its items, without those of lists in them."""
    found: list[list[int]] = []
    if "<li" not in rich.html:
        return found
    number = count()
    open_lists: list[list[int]] = []
    for closing, tag in _LIST_TAG.findall(rich.html):
        if tag == "li":
            if not closing:
                open_lists[-1].append(next(number))
        elif closing:
            open_lists.pop()
        else:
            open_lists.append([])
            found.append(open_lists[-1])
    return found


def _places(rich: Rich) -> list[Span]:
    """Where each item stands; the whole text where no line can be told to be one."""
    markers = list(_MARKER.finditer(masked(rich)))
    items = rich.html.count("<li")
    if len(markers) != items:
        return [rich.span] * items
    lines = (rich.span.source.span(rich.span.start + marker.end()) for marker in markers)
    return [Span(line.source, line.start, min(line.end, rich.span.end)) for line in lines]
