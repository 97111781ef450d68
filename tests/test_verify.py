"""``verify`` in the real Anki: the real deck through three releases, and packages that do harm."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import run

pytestmark = pytest.mark.anki
pytest.importorskip("anki.collection")

START = 1_764_000_000
DAY = 86_400


@pytest.fixture(scope="module")
def releases(content: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three releases of the real deck, each with a reworded, a new and a retired note."""
    folder = tmp_path_factory.mktemp("releases")
    copy = folder / "content"
    shutil.copytree(content, copy)
    (copy / "deck.lock").unlink(missing_ok=True)
    packages = []
    entries = sorted(copy.glob("*/*.md"))
    for number in (1, 2, 3):
        entry = entries[number]
        text = entry.read_text("utf-8").replace("## Short answer\n", "## Short answer\nAnew. ")
        card = f"\n### What is new in release {number}? {{#new-{number}}}\nThis.\n\n## Checks\n"
        entry.write_text(text.replace("\n## Checks\n", card), "utf-8")
        retired = entries[-number]
        retired.write_text(
            retired.read_text("utf-8").replace("\n---\n", "\nretired: 2026-01-01\n---\n", 1),
            "utf-8",
        )
        out = folder / str(number)
        epoch = {"SOURCE_DATE_EPOCH": str(START + number * DAY)}
        arguments = ("--content", copy, "--out", out, "--no-prove")
        result = run("release", f"{number}.0.0", *arguments, env=epoch)
        assert result.exit_code == 0, result.output
        packages.append(next(out.glob("*.apkg")))
    return packages


def verdict(new: Path, old: Path | None = None, status: int = 0) -> dict[str, object]:
    options = ["--from", old] if old else []
    result = run("verify", new, *options, "--format", "json")
    assert result.exit_code == status, result.output
    return dict(json.loads(result.stdout))


def test_a_first_import(releases: list[Path]) -> None:
    found = verdict(releases[0])
    assert found["sound"] is True
    assert found["imported"] == {
        "new": found["notes"], "updated": 0, "duplicate": 0, "conflicting": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"), [(1, 2), (2, 3), (1, 3), (2, 2)], ids=["1-2", "2-3", "1-3", "2-2"]
)
def test_an_update_loses_nothing(releases: list[Path], old: int, new: int) -> None:
    found = verdict(releases[new - 1], releases[old - 1])
    update, imported = found["update"], found["imported"]
    assert isinstance(update, dict)
    assert isinstance(imported, dict)
    assert found["problems"] == []
    assert update["cards"] == update["cards with their scheduling"]
    assert update["learner's edits kept"] > 0
    assert imported["new"] == new - old
    assert imported["updated"] == update["changed notes"]
    assert (imported["updated"] > 0) == (new > old)


def test_a_part_first_and_the_whole_later(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was not yet released is dated by its build; the two are to be of one release.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(time.time())))
    for name, options in (("part", ("--topic", "cnn")), ("whole", ())):
        result = run("build", "--content", content, "--out", tmp_path / name, *options)
        assert result.exit_code == 0, result.output
    part, whole = (next((tmp_path / name).glob("*.apkg")) for name in ("part", "whole"))
    found = verdict(whole, part)
    assert found["problems"] == []
    imported, update = found["imported"], found["update"]
    assert isinstance(imported, dict)
    assert isinstance(update, dict)
    assert imported["duplicate"] == update["unchanged notes"] > 0
    assert imported["new"] == int(str(found["notes"])) - imported["duplicate"]


def altered(package: Path, path: Path, sql: str) -> Path:
    """The package with its collection changed."""
    database = path.with_suffix(".db")
    with zipfile.ZipFile(package) as source:
        database.write_bytes(source.read("collection.anki2"))
        with sqlite3.connect(database) as connection:
            connection.executescript(sql)
        connection.close()
        with zipfile.ZipFile(path, "w") as target:
            target.write(database, "collection.anki2")
            for name in source.namelist():
                if name != "collection.anki2":
                    target.writestr(name, source.read(name))
    return path


@pytest.fixture
def harm(releases: list[Path], tmp_path: Path) -> Callable[[str], str]:
    """What is said of the second release, changed by some SQL, after the first."""

    def told(sql: str) -> str:
        package = altered(releases[1], tmp_path / "altered.apkg", sql)
        return json.dumps(verdict(package, releases[0], status=1)["problems"])

    return told


def test_one_time_for_all_notes_is_found(harm: Callable[[str], str]) -> None:
    assert "dated anew without a change" in harm(f"update notes set mod = {START + 9 * DAY}")


def test_the_same_time_for_ever_is_found(harm: Callable[[str], str]) -> None:
    said = harm(f"update notes set mod = {START + DAY}")
    assert "changed without a later time, so the update never arrives" in said


def test_another_guid_is_found(harm: Callable[[str], str]) -> None:
    assert "is there 2 times" in harm("update notes set guid = guid || 'x'")


def test_broken_cards_are_found(releases: list[Path], tmp_path: Path) -> None:
    broken = "update notes set flds = replace(flds, '\\(', '[latex]')"
    package = altered(releases[0], tmp_path / "altered.apkg", broken)
    said = json.dumps(verdict(package, status=1)["problems"])
    assert "has a LaTeX picture" in said
    assert "has a formula that is not closed" in said


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.apkg").write_bytes(b"no zip")
    result = run("verify", tmp_path / "x.apkg")
    assert result.exit_code == 2
    assert "Anki refuses" in result.output
