"""The real deck: complete, checked, sourced and in our own words."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import TESTS
from deckmill import project
from deckmill.checks.numbers import uncovered
from deckmill.model import Deck, Entry
from deckmill.project import Checked

SEEDS = range(1, 21)
PROVEN = {"numeric", "code", "bug", "choice", "derivation"}
SEED_WORDS = 8  # a run of this many words of the original article is a quotation
OWN_WORDS = 8  # and one of this many words of ourselves a repetition


@pytest.fixture(scope="module")
def checked(content: Path) -> Checked:
    return project.check(content)


@pytest.fixture(scope="module")
def deck(checked: Checked) -> Deck:
    return checked.deck


def test_there_is_nothing_to_mend(checked: Checked) -> None:
    assert [f"{f.span.source.path}: {f.message}" for f in checked.findings] == []


def test_the_deck_is_large_enough(deck: Deck) -> None:
    assert len(deck.entries) >= 96
    assert sum(len(entry.cards) for entry in deck.entries) >= 350
    assert {entry.topic for entry in deck.entries} == {topic.id for topic in deck.topics}
    assert sum(entry.checks is not None for entry in deck.entries) >= 0.6 * len(deck.entries)


def test_the_deck_has_drawings(deck: Deck) -> None:
    shown = {media.path for e in deck.entries for rich in e.rich() for media in rich.media}
    assert len(shown) >= 15


@pytest.mark.parametrize("seed", SEEDS)
def test_every_original_question_is_answered(deck: Deck, seed: int) -> None:
    assert [entry.id for entry in deck.entries if seed in entry.seed]


def test_no_entry_goes_back_to_a_question_that_is_none(deck: Deck) -> None:
    assert {seed for entry in deck.entries for seed in entry.seed} <= set(SEEDS)


def test_what_can_be_computed_is_checked(deck: Deck) -> None:
    assert [e.id for e in deck.entries if e.kind in PROVEN and e.checks is None] == []


def test_every_number_is_computed(deck: Deck) -> None:
    # `check` asks this of entries that have checks; of ours, of all.
    bound = [entry for entry in deck.entries if "K220" not in entry.excuse]
    assert [(e.id, claim.span.text) for e in bound for claim in uncovered(e)] == []


def test_every_entry_has_a_source_that_is_known(deck: Deck) -> None:
    for entry in deck.entries:
        assert entry.sources, entry.id
        assert {source.key for source in entry.sources} <= deck.references.keys()


def test_above_the_core_a_source_says_where_to_look(deck: Deck) -> None:
    for entry in deck.entries:
        if entry.level in ("intermediate", "advanced"):
            assert any(source.locator for source in entry.sources), entry.id


def test_every_question_has_cards_pitfalls_and_follow_ups(deck: Deck) -> None:
    for entry in deck.entries:
        if entry.kind != "cards":
            assert 2 <= len(entry.cards) <= 6, entry.id
            assert entry.explanation, entry.id
            assert entry.pitfalls, entry.id
            assert entry.follow_ups, entry.id


def runs(text: str, length: int) -> Iterator[str]:
    """Every run of ``length`` words of a text: letters a to z and digits, lower case."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))


def test_no_sentence_is_that_of_the_original_article(deck: Deck) -> None:
    known = set((TESTS / "data" / "seed-shingles.txt").read_text("ascii").split())
    assert len(known) > 1000
    for entry in deck.entries:
        for run in runs(entry.span.source.text, SEED_WORDS):
            digest = hashlib.sha256(run.encode()).hexdigest()[:16]
            assert digest not in known, f"{entry.id}: {run}"


def own_prose(entry: Entry) -> list[str]:
    """What an entry says, without code and formulas: its paragraphs, items and cells."""
    html = "<p>".join(rich.fill(lambda _: " … ") for rich in entry.rich())
    return re.split("<[^>]*>", re.sub("</?(?:strong|em|a|sub|sup|kbd)[^>]*>", "", html))


def test_no_two_entries_say_the_same_in_the_same_words(deck: Deck) -> None:
    where: dict[str, set[str]] = {}
    for entry in deck.entries:
        for block in own_prose(entry):
            for run in runs(block, OWN_WORDS):
                where.setdefault(run, set()).add(entry.id)
    assert {run: ids for run, ids in where.items() if len(ids) > 1} == {}


def test_no_card_is_asked_twice(deck: Deck) -> None:
    fronts = Counter(
        card.front.text.lower()
        for entry in deck.entries
        for card in entry.cards
        if hasattr(card, "front")
    )
    assert [front for front, count in fronts.items() if count > 1] == []
