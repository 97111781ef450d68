"""New entries: what each kind is given to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckmill.model import KINDS, LEVELS, Entry, Kind, Level
from deckmill.reader import read
from deckmill.scaffold import new_entry
from support import DECK, found, write


def entry(root: Path, kind: Kind, level: Level = "core") -> Entry:
    text = new_entry("fresh-one", kind, level)
    write(root, {"deck.yaml": DECK, "one/fresh-one.md": text})
    (entry,) = read(root).deck.entries
    return entry


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_as_what_it_is_with_its_placeholders_found(
    tmp_path: Path, kind: Kind
) -> None:
    fresh = entry(tmp_path, kind)
    assert (fresh.id, fresh.kind, fresh.topic) == ("fresh-one", kind, "one")
    assert [finding.code for finding in found(tmp_path)] == ["S120"]
    assert len(fresh.cards) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_kept(tmp_path: Path, level: Level) -> None:
    assert entry(tmp_path, "open", level).level == level


def test_a_page_of_cards_has_no_level_and_a_title(tmp_path: Path) -> None:
    fresh = entry(tmp_path, "cards")
    assert fresh.level is None
    assert fresh.question.text == "Fresh one"
    assert fresh.short_answer is None


@pytest.mark.parametrize(
    ("kind", "has"),
    [
        ("open", {"formula"}),
        ("derivation", {"formula", "checks"}),
        ("numeric", {"formula", "checks", "answer"}),
        ("code", {"code", "checks"}),
        ("bug", {"code", "checks"}),
        ("choice", {"options", "checks"}),
        ("cards", set()),
    ],
)
def test_a_kind_has_the_sections_that_it_needs(tmp_path: Path, kind: Kind, has: set[str]) -> None:
    fresh = entry(tmp_path, kind)
    special = ("formula", "code", "options", "answer", "checks")
    assert {name for name in special if getattr(fresh, name)} == has


def test_every_question_has_what_makes_it_more_than_a_question(tmp_path: Path) -> None:
    for kind in KINDS:
        fresh = entry(tmp_path, kind)
        for name in ("short_answer", "cheat_sheet", "explanation", "pitfalls", "follow_ups"):
            assert bool(getattr(fresh, name)) is (kind != "cards")
