"""A command once more: its answer of then where nothing has changed, and only there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PROJECT
from deckmill import replay
from support import GOOD, PNG, write

AGAIN = """
import sys
before = set(sys.modules)
from deckmill.__main__ import main
try:
    main()
finally:
    names = {name.partition(".")[0] for name in set(sys.modules) - before}
    print(sorted(names - sys.stdlib_module_names), file=sys.stderr)
"""
OLD = 1_600_000_000 * 10**9


class Place:
    """A folder with a deck, and a cache of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = write(root / "content", {**GOOD, "media/s.png": PNG})
        self.settle()

    def settle(self) -> None:
        """Have all files be of long ago: their times prove something."""
        for path in self.root.rglob("*"):
            os.utime(path, ns=(OLD, OLD))

    def run(self, *arguments: str, **around: str) -> tuple[str, str, int, bool]:
        """What a command says, its exit status, and whether that was an answer of before."""
        done = subprocess.run(
            [sys.executable, "-c", AGAIN, *arguments],
            cwd=self.root,
            env={
                **os.environ,
                "DECKMILL_CACHE": str(self.root / "cache"),
                "PYTHONPATH": str(PROJECT / "src"),
                **around,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        *err, loaded = done.stderr.splitlines()
        return done.stdout, "\n".join(err), done.returncode, loaded == "['deckmill']"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_build_is_answered_without_its_work(place: Place) -> None:
    first = place.run("build")
    again = place.run("build")
    assert not first[3]
    assert again[3]
    assert again[:3] == (first[0].replace("1 card.", "1 card. Nothing changed."), "", 0)


def test_a_check_is_answered_without_its_work(place: Place) -> None:
    first = place.run("check", "--format", "json")
    assert place.run("check", "--format", "json") == (*first[:3], True)


def test_what_is_wrong_is_told_again(place: Place) -> None:
    write(place.content, {"one/plain.md": "# What?\n"})
    first = place.run()
    assert first[2] == 1
    assert place.run() == (*first[:3], True)


def edit(place: Place) -> None:
    path = place.content / "one/plain.md"
    path.write_text(path.read_text("utf-8").replace("Violet", "Purple"), "utf-8")


def edit_in_secret(place: Place) -> None:
    """An edit that keeps the size of a file and its time of change."""
    edit(place)
    os.utime(place.content / "one/plain.md", ns=(OLD, OLD))


CHANGES: tuple[Callable[[Place], object], ...] = (
    edit,
    edit_in_secret,
    lambda place: write(place.content, {"one/more.md": "# More?\n"}),
    lambda place: (place.content / "one/plain.md").unlink(),
    lambda place: write(place.content, {"references.yaml": "[]\n"}),
    lambda place: write(place.content, {"media/s.png": PNG + b"more"}),
    lambda place: write(place.content, {"deck.lock": "deckmill-lock 1 tiny\n"}),
    lambda place: (place.root / "dist/tiny.apkg").unlink(),
    lambda place: (place.root / "dist/tiny.json").write_text("{}"),
)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_seen(place: Place, change: Callable[[Place], object]) -> None:
    place.run("build")
    change(place)
    assert not place.run("build")[3]
    assert (place.root / "dist/tiny.json").read_text("utf-8") != "{}"


def test_what_was_only_touched_is_the_same(place: Place) -> None:
    place.run("build")
    (place.content / "one/plain.md").touch()
    assert place.run("build")[3]


@pytest.mark.parametrize(
    ("arguments", "around"),
    [
        (["build", "--paper", "a4"], {}),
        (["build", "-q"], {}),
        (["build"], {"SOURCE_DATE_EPOCH": "1767225600"}),
        (["build"], {"NO_COLOR": "1"}),
    ],
)
def test_asked_otherwise_is_another_question(
    place: Place, arguments: list[str], around: dict[str, str]
) -> None:
    place.run("build")
    assert not place.run(*arguments, **around)[3]


@pytest.mark.parametrize(
    "arguments", [["build", "--no-cache"], ["build", "-v"], ["check", "--report", "r.txt"]]
)
def test_what_is_to_be_done_is_done_each_time(place: Place, arguments: list[str]) -> None:
    place.run(*arguments)
    assert not place.run(*arguments)[3]


def test_a_damaged_answer_is_none(place: Place) -> None:
    place.run("build")
    (answer,) = (place.root / "cache" / replay.FOLDER).iterdir()
    data = bytearray(answer.read_bytes())
    data[len(data) // 2] ^= 1
    answer.write_bytes(data)
    assert not place.run("build")[3]
    assert place.run("build")[3]


def test_no_cache_to_write_is_no_matter(place: Place) -> None:
    (place.root / "cache").write_text("a file, where a folder should be")
    assert place.run("build")[2] == 0
    assert place.run("build")[2:] == (0, False)


def test_many_answers_are_not_kept_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECKMILL_CACHE", str(tmp_path))
    monkeypatch.setattr(replay, "MOST", 4)
    nothing = replay.Files("", {})
    for number in range(20):
        replay.keep([str(number)], replay.Answer("", "", 0, nothing, nothing))
    assert len(list((tmp_path / replay.FOLDER).iterdir())) <= replay.MOST
    assert replay.again(["19"]) is not None
    assert replay.again(["0"]) is None


def test_another_day_is_another_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECKMILL_CACHE", str(tmp_path))
    nothing = replay.Files("", {})
    replay.keep(["check"], replay.Answer("well", "", 0, nothing, nothing))
    assert replay.again(["check"]) is not None
    day = replay.time.localtime(replay.time.time() + 86400)
    monkeypatch.setattr(replay.time, "localtime", lambda: day)
    assert replay.again(["check"]) is None
