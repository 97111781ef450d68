"""The benchmark is honest: its decks are clean, both sides do the same, and its sums are right."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import deckmill
import measure
import naive
from entries import cards_of
from generate import edit, generate
from measure import Failed, Run, paired, run
from pages import page
from plots import HEIGHT, LOOKS, memory_plot, time_plot
from scenarios import CHANGED, EMPTY, HELP, NAIVE, ONE, TWO, UNCHANGED, Measured
from table import MAIN, Row, exponent, rows, show, spread

NOTES = 60


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "content"
    generate(NOTES, folder)
    return folder


def files(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.*")}


class TestGenerator:
    def test_the_same_seed_gives_the_same_deck(self, deck: Path, tmp_path: Path) -> None:
        generate(NOTES, tmp_path / "again")
        generate(NOTES, tmp_path / "other", seed=2)
        assert files(tmp_path / "again") == files(deck)
        assert files(tmp_path / "other").keys() != files(deck).keys()

    def test_no_check_finds_anything(self, deck: Path) -> None:
        checked = deckmill.check(deck)
        assert [(finding.code, finding.message) for finding in checked.findings] == []

    def test_a_larger_deck_starts_with_the_smaller_one(self, deck: Path, tmp_path: Path) -> None:
        generate(3 * NOTES, tmp_path / "larger")
        entries = {path: text for path, text in files(deck).items() if path.endswith(".md")}
        cut_short = set(entries.items()) - set(files(tmp_path / "larger").items())
        assert len(cut_short) <= 2

    @pytest.mark.parametrize("notes", [3, 4, 8, 20, 61, 1000])
    def test_it_has_as_many_notes_as_were_asked_for(self, notes: int) -> None:
        cards = cards_of(notes, seed=1)
        assert sum(1 + count for count in cards) == notes
        assert all(2 <= count <= 6 for count in cards)

    def test_it_overwrites_nothing(self, deck: Path) -> None:
        with pytest.raises(FileExistsError):
            generate(NOTES, deck)

    def test_an_edit_changes_one_answer_and_leaves_it_clean(self, tmp_path: Path) -> None:
        generate(20, tmp_path)
        before, turns = files(tmp_path), range(3)
        for turn in turns:
            changed = edit(tmp_path, turn)
            now = files(tmp_path)
            (path,) = [path for path in now if now[path] != before[path]]
            assert tmp_path / path == changed
            assert _without_answer(now[path]) == _without_answer(before[path])
            before = now
        assert list(deckmill.check(tmp_path).findings) == []


def _without_answer(text: str) -> str:
    return re.sub(r"## Short answer\n.*\n", "", text)


@pytest.fixture(scope="module")
def outputs(deck: Path) -> tuple[Path, Path]:
    """Where naive wrote its outputs, and where we wrote ours."""
    theirs, ours = deck.parent / "naive", deck.parent / "ours"
    naive.main(deck, theirs)
    assert deckmill.build(deck, ours).ok
    return theirs, ours


class TestNaive:
    def test_it_makes_the_same_notes_and_cards(self, outputs: tuple[Path, Path]) -> None:
        (theirs, cards), (ours, our_cards) = map(notes, outputs)
        assert len(ours) == NOTES
        assert theirs.keys() == ours.keys()
        assert cards == our_cards

    def test_its_fields_say_the_same(self, outputs: tuple[Path, Path]) -> None:
        (theirs, _), (ours, _) = map(notes, outputs)
        for id, fields in ours.items():
            shown = {name: visible(text) for name, text in fields.items() if name != "Version"}
            same = {name: visible(theirs[id].get(name, "")) for name in shown}
            assert same == shown

    def test_its_export_holds_the_same_texts(self, outputs: tuple[Path, Path]) -> None:
        theirs, ours = (json.loads(one(folder, "json").read_text()) for folder in outputs)
        assert texts(theirs["entries"]) == texts(ours["entries"])
        assert len(theirs["references"]) == len(ours["references"])

    def test_its_sheet_holds_the_same_entries(self, outputs: tuple[Path, Path]) -> None:
        theirs, ours = (one(folder, "html").read_text() for folder in outputs)
        ids = set(re.findall(r'<article id="([^"]+)"', theirs))
        assert len(ids) == len(cards_of(NOTES, seed=1))
        assert all(f'id="{id}"' in ours for id in ids)
        assert "<math" in theirs


def one(folder: Path, ending: str) -> Path:
    (file,) = folder.glob(f"generated-{NOTES}.{ending}")
    return file


def notes(folder: Path) -> tuple[dict[str, dict[str, str]], int]:
    """The fields of each note of a package by its id, and the number of cards."""
    with zipfile.ZipFile(one(folder, "apkg")) as package:
        file = Path(package.extract("collection.anki2", folder))
    database = sqlite3.connect(file)
    try:
        models = json.loads(database.execute("select models from col").fetchone()[0])
        found = {}
        for model, fields, tags in database.execute("select mid, flds, tags from notes"):
            names = [field["name"] for field in models[str(model)]["flds"]]
            note = dict(zip(names, fields.split("\x1f"), strict=True))
            found[note["Id"]] = {**note, "tags": " ".join(sorted(tags.split()))}
        return found, database.execute("select count(*) from cards").fetchone()[0]
    finally:
        database.close()


def visible(html: str) -> str:
    """What a learner sees, without spaces: blocks are set apart in other ways."""
    return "".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def texts(entries: list[dict[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """By entry every Markdown text in it, with the number of formulas in its HTML."""

    def inside(value: Any) -> Iterator[tuple[str, int]]:
        if isinstance(value, Mapping):
            if value.get("markdown"):
                yield value["markdown"], value["html"].count("<math")
            for part in value.values():
                yield from inside(part)
        elif isinstance(value, list):
            for part in value:
                yield from inside(part)

    return {entry["id"]: sorted(inside(entry)) for entry in entries}


class TestMeasuring:
    def test_a_command_that_fails_is_no_measurement(self) -> None:
        with pytest.raises(Failed, match="status 3: no such deck"):
            run([sys.executable, "-c", "import sys; print('no such deck'); sys.exit(3)"], {})

    def test_a_command_that_takes_too_long_is_stopped(self) -> None:
        with pytest.raises(Failed, match="over 0 s"):
            run([sys.executable, "-c", "input() if 0 else print(sum(iter(int, 1)))"], {}, limit=0.2)

    def test_memory_is_told_in_mebibytes(self) -> None:
        peak = run([sys.executable, "-c", "bytearray(400 << 20)"], {}).peak
        assert 400 <= peak < 4_000

    @pytest.mark.skipif(not measure.can_sample(), reason="the system tells no set sizes")
    def test_children_count_for_memory(self) -> None:
        holding = "data = bytearray(60 << 20); print(len(data), flush=True); input()"
        both = f"import subprocess, sys; {holding.replace('input()', 'subprocess.run')}"
        both += f"([sys.executable, '-c', {holding!r}])"
        pipe = subprocess.PIPE
        with subprocess.Popen([sys.executable, "-c", both], stdin=pipe, stdout=pipe) as process:
            assert process.stdin and process.stdout
            process.stdout.readline()
            process.stdout.readline()
            sizes = list(map(measure.proportional, measure.tree(process.pid)))
            process.stdin.write(b"\n")
        assert len(sizes) == 2
        assert all(size > 60 * 1024 for size in sizes)

    def test_variants_take_turns(self) -> None:
        order: list[str] = []

        def variant(name: str, wall: float) -> Run:
            order.append(name)
            return Run(wall, 0, 0)

        found = paired(2, {"a": lambda: variant("a", 1), "b": lambda: variant("b", 2)})
        assert order == ["a", "b", "a", "b"]
        assert [run.wall for run in found["b"]] == [2, 2]


def measured(sizes: tuple[int, ...] = (20, 1_000, 10_000, 100_000)) -> Measured:
    """As if naive took 4 ms a note, we 1 ms in one process and 0.6 of wall time in two."""
    found = Measured()
    for size in sizes:
        seconds = {NAIVE: 4.0, ONE: 1.0, TWO: 0.6, CHANGED: 0.02, UNCHANGED: 0.01}
        found.times[size] = {
            name: [Run(each * size / 1000, each * size / 1000, 30)] * 3
            for name, each in seconds.items()
        }
        memory = {NAIVE: 30 + size / 100, ONE: 50.0, TWO: 60 * size**0.05}
        found.memory[size] = {**memory, CHANGED: 40.0, UNCHANGED: 12.0}
        found.packages[size] = 20 * size, 100 * size
    found.start = {EMPTY: [Run(0.02, 0.02, 9)], HELP: [Run(0.07, 0.07, 20)]}
    return found


class TestTable:
    def test_growth_is_the_power_of_the_size(self) -> None:
        assert exponent({10: 30, 100: 300}) == pytest.approx(1)
        assert exponent({n: 7 * n**0.3 for n in (20, 1_000, 50_000)}) == pytest.approx(0.3)
        assert exponent(dict.fromkeys((1, 2, 3), 5.0)) == pytest.approx(0)
        assert exponent({10: 30}) is None

    def test_spread_is_the_range_over_the_median(self) -> None:
        assert spread([10, 9, 12]) == pytest.approx(0.3)

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (0.0123, "0.012"),
            (0.5, "0.50"),
            (1.25, "1.2"),
            (42.4, "42"),
            (1234.5, "1,234"),
            (0, "0"),
        ],
    )
    def test_two_digits_are_shown(self, value: float, shown: str) -> None:
        assert show(value) == shown

    def test_goals_are_compared_with_what_was_measured(self) -> None:
        found = {row.what: row for row in rows(measured())}
        one = found[f"cold build, {MAIN:,} cards, of naive's CPU, one process"]
        assert (one.value, one.met) == (0.25, True)
        assert (
            found[f"cold build, {MAIN:,} cards, of naive's wall time, two processes"].value == 0.15
        )
        assert found[f"size of the .apkg, {MAIN:,} cards, of genanki's"].met is False
        grown = found["growth exponent of memory, 1,000 to 100,000 cards"]
        assert grown.value == pytest.approx(0.05)
        assert found["`deckmill --help`, CPU over an empty Python"].value == pytest.approx(50)

    def test_a_ratio_is_that_of_each_round(self) -> None:
        found = measured((MAIN,))
        found.times[MAIN][NAIVE] = [Run(1, cpu, 0) for cpu in (10, 20, 40)]
        found.times[MAIN][ONE] = [Run(1, cpu, 0) for cpu in (9, 10, 20)]
        assert rows(found)[1].value == 0.5

    def test_what_was_not_measured_is_neither_met_nor_missed(self) -> None:
        assert all(row.met is None for row in rows(Measured()))
        smaller = {row.what: row.met for row in rows(measured((20, 1_000)))}
        assert smaller["nothing changed, 1,000 cards, memory"] is None
        assert smaller["20 cards, cold, of naive's CPU"] is True
        short = {row.what: row for row in rows(measured((1_000, 10_000)))}
        growth = short["growth exponent of time, 1,000 to 10,000 cards"]
        assert growth.value is not None and growth.met is None

    def test_a_row_says_what_it_means(self) -> None:
        assert Row("time", 1.5, 2.04, " s", "CPU 3").cells() == (
            "time", "≤ 1.5 s", "**2.0 s** (CPU 3)", "no",
        )  # fmt: skip


LABELS = {look.label for look in LOOKS.values()}


class TestPages:
    @pytest.mark.parametrize("plot", [time_plot, memory_plot])
    def test_a_plot_names_every_line_apart(self, plot: Any) -> None:
        words = ElementTree.fromstring(plot(measured())).iter("{http://www.w3.org/2000/svg}text")
        heights = sorted(float(word.get("y", 0)) for word in words if word.text in LABELS)
        assert len(heights) == len(LABELS)
        assert all(below - above >= 30 for above, below in pairwise(heights))
        assert heights[0] > 0 and heights[-1] < HEIGHT

    def test_the_page_holds_goals_and_runs(self) -> None:
        found = measured()
        text = page(found, rows(found), rounds=3)
        assert "| `deckmill --help`, CPU over an empty Python | ≤ 60 ms | **50 ms** | yes |" in text
        assert "| 10,000 | naive | 40 ± 0% | 40 ± 0% | 130 |" in text
