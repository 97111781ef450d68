"""Near-equal texts: whatever is skipped, the pairs are those of comparing each with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from math import sqrt
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckmill.checks import similar
from deckmill.checks.similar import near, signature

WORDS = "why what does is the a of in matrix gradient kernel loss norm sky blue prism 7 π".split()

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
thresholds = st.one_of(st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0]), st.floats(0, 1))


@st.composite
def decks(draw: st.DrawFn) -> list[str]:
    """Any texts, sentences, and more of them with a few slips each."""
    texts = draw(st.lists(st.one_of(st.text("ab c", max_size=30), st.text(), sentences)))
    for text in draw(st.lists(st.sampled_from(texts), max_size=20)) if texts else []:
        letters = list(text)
        for at in draw(st.lists(st.integers(0, len(text)), max_size=3)):
            letters[at : at + draw(st.integers(0, 2))] = draw(st.text("abé ", max_size=2))
        texts.append("".join(letters))
    return draw(st.permutations(texts))


def grams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def alike(one: Set[str], other: Set[str], threshold: float) -> bool:
    return len(one & other) > threshold * sqrt(len(one) * len(other))


def one_by_one(texts: Sequence[str], threshold: float) -> list[tuple[int, int]]:
    """What ``near`` promises, by comparing each with each."""
    sets = [grams(text) for text in texts]
    order = sorted((i for i in range(len(texts)) if texts[i]), key=lambda i: (len(sets[i]), i))
    alone: list[int] = []
    pairs = []
    for i in order:
        twin = next((j for j in alone if alike(sets[i], sets[j], threshold)), None)
        if twin is None:
            alone.append(i)
        else:
            pairs.append((twin, i))
    return pairs


def pairs(
    texts: Sequence[str], threshold: float, apart: Set[int] = frozenset()
) -> list[tuple[int, int]]:
    return list(near(texts, [signature(text) for text in texts], threshold, apart))


# So few texts to a block that some fill many; so few codes that most 3-grams share one.
blocks = st.sampled_from([1, 3, similar._BLOCK])
codes = st.sampled_from([similar._code, lambda gram: ord(gram[1]) & 15])


@given(decks(), thresholds, blocks, codes)
def test_near_finds_what_comparing_each_with_each_finds(
    texts: list[str], threshold: float, block: int, code: Callable[[str], int]
) -> None:
    with patch.object(similar, "_BLOCK", block), patch.object(similar, "_code", code):
        assert pairs(texts, threshold) == one_by_one(texts, threshold)


@given(decks(), thresholds, codes, st.data())
def test_what_is_known_to_be_apart_changes_nothing(
    texts: list[str], threshold: float, code: Callable[[str], int], data: st.DataObject
) -> None:
    known = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1)) if texts else st.just(set())))
    seconds = {known[two] for _, two in one_by_one([texts[i] for i in known], threshold)}
    few = data.draw(st.sampled_from([2, similar._FEW]))
    with patch.object(similar, "_FEW", few), patch.object(similar, "_code", code):
        assert pairs(texts, threshold, {*known} - seconds) == one_by_one(texts, threshold)


def test_from_few_grams_to_many() -> None:
    texts = ["why is the sky blue", "what is a prism", "why is the sky so blue", "", "a", "a"]
    assert pairs(texts, 0.8) == [(4, 5), (0, 2)]


def test_equal_texts_are_told_once() -> None:
    assert pairs(["what is a prism"] * 100, 0.85) == [(0, i) for i in range(1, 100)]


def test_alikeness_is_not_handed_on() -> None:
    """What is alike to the second of a pair alone is alone; without the first it was the second."""
    texts = ["what is the loss", "what is the log loss", "what is a wise log loss"]
    assert pairs(texts, 0.7) == [(0, 1)]
    assert pairs(texts[1:], 0.7) == [(0, 1)]
    assert pairs(texts, 0.7, {0, 2}) == [(0, 1)]
    assert pairs(texts, 0.7, {1}) == [(0, 1)]


@pytest.mark.parametrize("apart", [set(), {0}, {1}])
def test_a_text_within_a_longer_one(apart: set[int]) -> None:
    texts = ["momentum in gradient descent", "momentum in gradient descent, by Polyak"]
    assert pairs(texts, 0.82, apart) == [(0, 1)]


def signs(number: int) -> str:
    """A word that shares no letter with another."""
    return "".join(map(chr, range(0x4E00 + 8 * number, 0x4E00 + 8 * number + 8)))


@pytest.mark.parametrize(
    ("texts", "most"),
    [
        # Where the sentence is one and the word in it another, no two are looked at ...
        ([f"what does the word {signs(i)} mean here" for i in range(256)], 0),
        # ... and of copies each is looked at once.
        ([f"what is the gradient of the loss {'?' * (i % 5)}" for i in range(256)], 255),
    ],
)
def test_hardly_any_are_compared(texts: list[str], most: int) -> None:
    with patch.object(similar._Compared, "_alike", autospec=True, return_value=True) as compared:
        assert len(pairs(texts, 0.85)) == most
    assert compared.call_count == most
