"""Counts of a deck, and what is thin."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commands import TINY, run
from deckmill.reader import read
from deckmill.stats import Stats, Thin, TopicStats, as_text, stats
from support import DECK, ENTRY, write


@pytest.fixture(scope="module")
def tiny() -> Stats:
    return stats(read(TINY).deck)


def test_totals(tiny: Stats) -> None:
    assert (tiny.entries, tiny.cards, tiny.sources) == (7, 10, 2)


def test_retired_entries_and_retired_cards_are_counted(tiny: Stats) -> None:
    assert tiny.retired == 2


def test_tables_add_up(tiny: Stats) -> None:
    assert sum(tiny.kinds.values()) == tiny.entries
    assert sum(tiny.card_types.values()) == tiny.cards
    assert sum(topic.entries for topic in tiny.topics.values()) == tiny.entries
    assert sum(topic.cards for topic in tiny.topics.values()) == tiny.cards


def test_an_entry_without_a_level_is_at_none(tiny: Stats) -> None:
    assert tiny.levels == {"core": 3, "intermediate": 2, "advanced": 1}


def test_topics_stand_in_the_order_of_the_deck(tiny: Stats) -> None:
    assert list(tiny.topics) == ["pitch", "loudness"]
    assert tiny.topics["loudness"] == TopicStats(entries=3, cards=3)


def test_tags_stand_by_how_often_and_then_by_name(tiny: Stats) -> None:
    assert list(tiny.tags) == ["intervals", "decibel", "numpy", "names", "temperament"]


def test_an_empty_topic_is_counted(tmp_path: Path) -> None:
    write(tmp_path, {"deck.yaml": DECK, "one/plain.md": ENTRY})
    assert stats(read(tmp_path).deck).topics["two"] == TopicStats(0, 0)


def test_what_an_entry_lacks_is_named(tiny: Stats) -> None:
    assert Thin("octave-doubles", ("checks",)) in tiny.thin
    assert Thin("cents-add", ("explanation", "pitfalls", "follow-ups")) in tiny.thin


def test_pages_of_cards_and_retired_entries_are_not_thin(tiny: Stats) -> None:
    assert {"note-names", "rms-level"} & {thin.entry for thin in tiny.thin} == set()


def test_as_text(tiny: Stats, golden: Callable[[str, str], None]) -> None:
    golden("tiny/stats.txt", as_text(tiny, verbose=True) + "\n")


def test_tags_are_shown_on_demand(tiny: Stats) -> None:
    assert "temperament" not in as_text(tiny)


def test_many_tags_are_wrapped_behind_a_dot(tiny: Stats) -> None:
    tags = {f"tag-number-{number}": number for number in range(50)}
    lines = as_text(replace(tiny, tags=tags), verbose=True).splitlines()
    row = lines[3 : lines.index("source  2 cited")]
    assert len(row) > 5
    assert max(map(len, row)) <= 100
    assert all(line.endswith(" ·") for line in row[:-1])
    assert " ".join(" ".join(row).split()).startswith("tag tag-number-0 0 · tag-number-1 1 · ")


def test_for_programs() -> None:
    result = run("stats", "--format", "json", "--content", TINY)
    assert (result.exit_code, result.stderr) == (0, "")
    counted = json.loads(result.stdout)
    assert counted["topics"]["pitch"] == {"entries": 4, "cards": 7}
    assert {"entry": "octave-doubles", "lacks": ["checks"]} in counted["thin"]


def test_of_a_part() -> None:
    result = run("stats", "--format", "json", "--content", TINY, "--topic", "loudness")
    assert json.loads(result.stdout)["entries"] == 3


def test_quiet_is_what_is_thin_alone() -> None:
    result = run("stats", "-q", "--content", TINY)
    assert result.stdout.splitlines()[:2] == ["thin:", "  octave-doubles: no checks"]
    result = run("stats", "-q", "--content", TINY, "--tag", "names")
    assert (result.exit_code, result.output) == (0, "")
