"""Entries checked one by one, and a deck by their outlines: as all of it at once."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckmill import checks
from deckmill.checks import varieties
from deckmill.checks.outlines import outline_of
from deckmill.checks.text import masked
from deckmill.findings import in_order
from deckmill.model import Deck, Link
from deckmill.outline import Facts, Outline, Survey
from deckmill.reader import Reading, read
from deckmill.source import Source
from rule_examples import good_deck
from support import GOOD, Case, patched, read_cases, rendered, write
from test_reader_properties import FIXED, entry_of, mutated

DAY = date(2026, 11, 25)
CASES = [
    pytest.param(case, deck, id=case.title)
    for file, deck in (("findings.md", GOOD), ("linter.md", good_deck()))
    for case in read_cases(file)
]


def remembered(outline: Outline) -> Outline:
    """An outline as it comes back from where only plain values are kept."""
    return Outline(outline.source, Facts._make(marshal.loads(marshal.dumps(tuple(outline.facts)))))


def one_by_one(reading: Reading) -> Survey:
    """The survey of a deck whose entries never met."""
    deck = replace(reading.deck, entries=())
    findings = list(reading.findings)
    for entry in reading.deck.entries:
        (found,) = checks.of_entries([entry], deck)
        findings += found
    return Survey(
        deck,
        tuple(remembered(outline_of(entry, deck)) for entry in reading.deck.entries),
        findings,
        reading.unread,
        reading.references_known,
        reading.media,
    )


def hold_both_ways(root: Path) -> None:
    reading = read(root)
    found = checks.of_deck(one_by_one(reading), today=DAY)
    assert in_order(found) == in_order(checks.run(reading, today=DAY))


@pytest.mark.parametrize(("case", "deck"), CASES)
def test_both_ways_find_the_same(
    case: Case, deck: Mapping[str, str | bytes], tmp_path: Path
) -> None:
    hold_both_ways(write(tmp_path, patched(case, deck)))


def test_both_ways_find_the_same_in_the_real_deck(content: Path) -> None:
    hold_both_ways(content)


@FIXED
@given(mutated())
def test_what_is_known_of_any_entry_can_be_remembered(text: str) -> None:
    entry = entry_of(text)[1]
    if entry is not None:
        outline = outline_of(entry, Deck("tiny", "Tiny", entry.span))
        again = remembered(outline)
        assert again.facts == outline.facts
        assert list(again.needs) == list(entry.needs)
        links = [Link(target, again.at(place)) for target, place, _ in again.facts.links]
        assert links == [link for rich in entry.rich() for link in rich.links]
        assert again.excuse == entry.excuse
        assert [again.where(name) for name in entry.spans] == list(entry.spans.values())


def test_no_text_is_asked_for_where_nothing_is_found(tmp_path: Path) -> None:
    def asked(path: str) -> str:
        raise AssertionError("asked for a text")

    survey = one_by_one(read(write(tmp_path, good_deck())))
    unread = tuple(Outline(Source(o.path, asked), o.facts) for o in survey.outlines)
    assert checks.of_deck(replace(survey, outlines=unread), today=DAY) == []


# The quick look for words that are spelt in two ways

PIECES = st.sampled_from(
    "colour Colors recolored re-colour undercolour normalise NORMALIZE organization modelling "
    'favourite.txt café $x$ `color` {{c1::grey}} " “ ” é İ K _ - . , 1 aa '.split(" ")
) | st.text(max_size=3)


@given(st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=12).map(" ".join))
def test_the_quick_look_misses_no_word(text: str) -> None:
    rich, _ = rendered(text)
    seen = masked(rich)
    words = {match[0].lower() for match in varieties._WORD.finditer(seen)}
    suspected = {word for word in words if varieties._spelling(word)}
    written = text.encode("ascii", "replace").translate(varieties._LETTERS).split()
    assert {word.encode() for word in suspected} <= varieties._told_apart().intersection(written)
