"""How an entry is cut into pieces: its lists and its cards (families S and C)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.checks.scope import linted, live, questions
from deckmill.checks.text import masked
from deckmill.findings import Finding
from deckmill.model import Basic, Entry, Rich
from deckmill.reader import Reading
from deckmill.source import Span

_LIST_TAG = re.compile(r"<(/?)(ul|ol|li)\b[^>]*>")
_MARKER = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+(?=\S)", re.M)
_NUMBER = re.compile(r"(\d+)[.)][ \t]+\Z")
_NUMBER_WIDTH = 20
_LINE_END = re.compile(r"\n|\Z")


@dataclass(slots=True)
class _List:
    first: int
    """Which item of its text the first one is."""
    size: int = 0
    last: int = 0


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
        if len(cards) < limits.cards_min:
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
    for found in _lists(rich):
        if found.size > most:
            span = _item(rich, found.last)
            yield Finding(code, f"this list has {found.size} items", span, help)


def _lone(rich: Rich) -> Iterator[Finding]:
    for found in _lists(rich):
        if found.size != 1:
            continue
        span = _item(rich, found.first)
        number = _NUMBER.search(span.source.text[: span.start][-_NUMBER_WIDTH:])
        if number is None or number[1] == "1":
            yield Finding("S207", "this list has one item", span, "write it as a sentence")
        else:
            help = f"write {number[1]}\\. where it is a number and no item"
            yield Finding("S207", f"'{number[0].strip()}' starts a list of one item", span, help)


def _lists(rich: Rich) -> list[_List]:
    """The lists of a text with their own items, without those of lists in them."""
    found: list[_List] = []
    if "<li" not in rich.html:
        return found
    open_lists: list[_List] = []
    items = 0
    for closing, tag in _LIST_TAG.findall(rich.html):
        if tag == "li":
            if not closing:
                open_lists[-1].size += 1
                open_lists[-1].last = items
                items += 1
        elif closing:
            open_lists.pop()
        else:
            open_lists.append(_List(items))
            found.append(open_lists[-1])
    return found


def _item(rich: Rich, number: int) -> Span:
    """Where an item stands; the whole text where its markers cannot be told from other lines."""
    text = masked(rich)
    markers = list(_MARKER.finditer(text))
    if len(markers) != rich.html.count("<li"):
        return rich.span
    start = markers[number].end()
    end = _LINE_END.search(text, start)
    return rich.span.sub(start, end.start() if end else len(text))
