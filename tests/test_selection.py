"""A part of a deck: by topic, level or tag."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands import TINY
from deckmill import checks
from deckmill.errors import Refused
from deckmill.model import Deck
from deckmill.outline import Survey
from deckmill.reader import read
from deckmill.selection import Selection, select


@pytest.fixture(scope="module")
def deck() -> Deck:
    return read(TINY).deck


@pytest.fixture(scope="module")
def survey() -> Survey:
    return checks.surveyed(read(TINY))


def ids(deck: Deck) -> set[str]:
    return {entry.id for entry in deck.entries}


def test_no_selection_is_the_whole_deck(deck: Deck) -> None:
    assert select(deck, Selection()) is deck
    assert not Selection()


def test_by_topic(deck: Deck) -> None:
    part = select(deck, Selection(topics=["loudness"]))
    assert ids(part) == {"decibel-sum", "rms-level", "mean-of-zero"}


def test_by_level_leaves_out_what_has_none(deck: Deck) -> None:
    part = select(deck, Selection(levels=["core"]))
    assert ids(part) == {"octave-doubles", "decibel-sum", "rms-level"}
    assert "note-names" not in ids(select(deck, Selection(levels=["core", "advanced"])))


def test_names_of_one_sort_add_up(deck: Deck) -> None:
    part = select(deck, Selection(tags=["temperament", "names"]))
    assert ids(part) == {"semitone-ratio", "note-names"}


def test_sorts_narrow_each_other(deck: Deck) -> None:
    part = select(deck, Selection(["loudness"], ["core"], ["numpy"]))
    assert ids(part) == {"rms-level"}


def test_a_part_is_otherwise_the_same_deck_in_the_same_order(deck: Deck) -> None:
    part = select(deck, Selection(tags=["intervals", "numpy"]))
    kept = [entry for entry in deck.entries if entry.id in ids(part)]
    assert list(part.entries) == kept
    assert replace(part, entries=deck.entries) == deck


@pytest.mark.parametrize(
    ("selection", "message", "known"),
    [
        (Selection(topics=["pich"]), "no topic 'pich'", ("pitch", "loudness")),
        (Selection(levels=["easy"]), "no level 'easy'", ("core", "intermediate", "advanced")),
        (Selection(tags=["pitch"]), "no tag 'pitch'", None),
        (Selection(topics=["pitch", "x"]), "no topic 'x'", ("pitch", "loudness")),
    ],
)
def test_unknown_names_are_refused_with_those_that_are_known(
    deck: Deck, selection: Selection, message: str, known: tuple[str, ...] | None
) -> None:
    with pytest.raises(Refused, match=message) as refused:
        select(deck, selection)
    if known is None:
        known = ("decibel", "intervals", "names", "numpy", "temperament")
    assert refused.value.known == known


def test_a_part_without_entries_is_refused(deck: Deck) -> None:
    with pytest.raises(Refused, match="no entry is of topic loudness and level advanced"):
        select(deck, Selection(topics=["loudness"], levels=["advanced"]))


def test_the_tags_of_the_whole_deck_are_known_in_a_part(deck: Deck) -> None:
    with pytest.raises(Refused, match="topic loudness and tag names"):
        select(deck, Selection(topics=["loudness"], tags=["names"]))


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(topics=["loudness"]),
        Selection(levels=["core", "advanced"]),
        Selection(["pitch"], tags=["names", "intervals"]),
    ],
)
def test_a_survey_has_the_same_parts(deck: Deck, survey: Survey, selection: Selection) -> None:
    part = select(survey, selection)
    assert [each.id for each in part.outlines] == [e.id for e in select(deck, selection).entries]
    assert replace(part, outlines=survey.outlines) == survey


def test_a_part_of_a_survey_without_entries_is_refused(survey: Survey) -> None:
    with pytest.raises(Refused, match="no entry is of topic loudness and level advanced"):
        select(survey, Selection(topics=["loudness"], levels=["advanced"]))
