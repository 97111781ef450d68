"""The output folder: whole files, all or none, and a state that does not lie."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import EPOCH, TINY, command, environment, files_below
from deckmill import listing, output, project
from deckmill.errors import Refused
from deckmill.selection import Selection
from deckmill.writers import Writer

NAMES = ["tiny-sounds.apkg", "tiny-sounds.html", "tiny-sounds.json", "tiny-sounds.schema.json"]
posix = pytest.mark.skipif(os.name == "nt", reason="needs fork and signals")


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the tiny deck that a test may change."""
    return Path(shutil.copytree(TINY, tmp_path / "content"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def save(out: Path, **files: str) -> None:
    """Write a set of files the way a build does."""
    with output.locked(out), output.staged(out) as stage:
        for name, text in files.items():
            (stage / name).write_text(text)
        output.write_state(stage, out, "deck", "print 1")


def edit(root: Path, old: str, new: str, name: str = "pitch/octave-doubles.md") -> None:
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), "utf-8")


def left_behind(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.is_dir()]


def identity(out: Path) -> dict[str, tuple[int, int]]:
    """What tells whether a file was written again."""
    return {name: ((out / name).stat().st_ino, (out / name).stat().st_mtime_ns) for name in NAMES}


def written(built: project.Built) -> list[str]:
    return [path.name for path in built.written]


# A set of files


def test_a_set_is_moved_in_when_it_is_complete(out: Path) -> None:
    with output.locked(out), output.staged(out) as stage:
        (stage / "a").write_text("1")
        assert not (out / "a").exists()
    assert (out / "a").read_text() == "1"
    assert not left_behind(out)


def test_what_raises_leaves_the_old_set_and_no_stage(out: Path) -> None:
    save(out, a="old", b="old")
    with pytest.raises(RuntimeError), output.locked(out), output.staged(out) as stage:
        (stage / "a").write_text("new")
        raise RuntimeError
    assert (out / "a").read_text() == (out / "b").read_text() == "old"
    assert not left_behind(out)


def test_folders_made_for_a_build_that_fails_are_removed_again(tmp_path: Path) -> None:
    out = tmp_path / "one" / "two" / "three"
    (tmp_path / "one").mkdir()
    with pytest.raises(RuntimeError), output.locked(out), output.staged(out) as stage:
        (stage / "a").write_text("new")
        raise RuntimeError
    assert list((tmp_path / "one").iterdir()) == []


def test_a_folder_that_was_there_stays_when_a_build_fails(out: Path) -> None:
    out.mkdir()
    with pytest.raises(RuntimeError), output.locked(out):
        raise RuntimeError
    assert out.is_dir()


def test_a_folder_in_the_place_of_a_file_stops_the_whole_set(out: Path) -> None:
    save(out, a="old", b="old")
    (out / "b").unlink()
    (out / "b").mkdir()
    with pytest.raises(IsADirectoryError):
        save(out, a="new", b="new")
    assert (out / "a").read_text() == "old"
    assert left_behind(out) == ["b"]


def test_the_files_of_others_stay(out: Path) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "old-deck.apkg").write_text("mine")
    save(out, a="1")
    assert (out / "notes.txt").read_text() == (out / "old-deck.apkg").read_text() == "mine"


# What a killed build leaves


def test_a_move_cut_short_is_finished_by_the_next(out: Path) -> None:
    save(out, a="old", b="old", c="old")
    ready = out / ".deckmill.ready-x"
    ready.mkdir()
    (out / "a").write_text("new")  # moved before the kill
    (ready / "b").write_text("new")
    (ready / "c").write_text("new")
    with output.locked(out):
        assert [(out / name).read_text() for name in "abc"] == ["new", "new", "new"]
    assert not left_behind(out)


def test_a_stage_that_never_got_ready_is_removed(out: Path) -> None:
    save(out, a="old")
    dead = out / ".deckmill.stage-x"
    dead.mkdir()
    (dead / "a").write_text("half")
    with output.locked(out):
        assert (out / "a").read_text() == "old"
    assert not left_behind(out)


@posix
def test_a_second_build_waits_for_the_first(out: Path) -> None:
    import fcntl

    def try_to_lock() -> None:
        with (out / ".deckmill.lock").open("ab") as other:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    with output.locked(out), pytest.raises(BlockingIOError):
        try_to_lock()
    try_to_lock()


# The state


def test_files_are_current_for_the_build_that_wrote_them_alone(out: Path) -> None:
    save(out, a="1", b="2")
    assert output.current(out, "deck", "print 1") == {"a", "b"}
    assert output.current(out, "deck", "print 2") == set()
    assert output.current(out, "another", "print 1") == set()


def test_an_altered_or_deleted_file_is_not_current(out: Path) -> None:
    save(out, a="1", b="2", c="3")
    (out / "a").write_text("other")
    (out / "b").unlink()
    assert output.current(out, "deck", "print 1") == {"c"}


def test_writing_some_files_forgets_nothing_of_the_others(out: Path) -> None:
    save(out, a="1", b="2")
    with output.locked(out), output.staged(out) as stage:
        (stage / "a").write_text("new")
        output.write_state(stage, out, "deck", "print 2")
    assert output.current(out, "deck", "print 1") == {"b"}
    assert output.current(out, "deck", "print 2") == {"a"}


@pytest.mark.parametrize(
    "state", ["", "{", "[]", "null", '{"files": 1}', '{"files": {"a": "x"}}', "\x00\xff"]
)
def test_a_state_that_cannot_be_read_is_no_state(out: Path, state: str) -> None:
    save(out, a="1")
    (out / ".deckmill-deck.json").write_text(state, "latin-1")
    assert output.current(out, "deck", "print 1") == set()


# Builds


def test_a_build_writes_every_output(root: Path, out: Path) -> None:
    built = project.build(root, out)
    assert sorted(files_below(out)) == NAMES
    assert sorted(written(built)) == NAMES == sorted(path.name for path in built.files)
    assert not left_behind(out)


def test_nothing_changed_rewrites_nothing(root: Path, out: Path) -> None:
    project.build(root, out)
    before = identity(out)
    os.utime(root / "deck.yaml", (1, 1))
    again = project.build(root, out)
    assert again.written == ()
    assert sorted(path.name for path in again.files) == NAMES
    assert identity(out) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("pitch/octave-doubles.md", "doubled", "doubled exactly"),
        ("deck.yaml", "Loudness", "Volume"),
        ("references.yaml", "Longmans", "Longman"),
        ("waves/plot.svg", "#b52", "#b51"),
    ],
)
def test_a_changed_source_is_built_again(
    root: Path, out: Path, name: str, old: str, new: str
) -> None:
    project.build(root, out)
    edit(root, old, new, name)
    assert sorted(written(project.build(root, out))) == NAMES


def test_a_changed_option_is_built_again(root: Path, out: Path) -> None:
    project.build(root, out)
    for options in (
        {"paper": "a4"}, {"paper": "letter"}, {"selection": Selection(topics=["pitch"])}, {},
    ):  # fmt: skip
        assert sorted(written(project.build(root, out, **options))) == NAMES  # type: ignore[arg-type]


def test_another_time_is_built_again(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(root, out)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + 1))
    assert sorted(written(project.build(root, out))) == NAMES


def test_changed_programs_build_again(
    root: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    (programs / "templates").mkdir(parents=True)
    (programs / "templates" / "sheet.css").write_text("p { margin: 0 }")
    monkeypatch.setattr(listing, "__file__", str(programs / "listing.py"))
    project.build(root, out)
    assert written(project.build(root, out)) == []
    (programs / "templates" / "sheet.css").write_text("p { margin: 10px }")
    assert sorted(written(project.build(root, out))) == NAMES


def test_other_libraries_build_again(
    root: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.syspath_prepend(libraries)
    project.build(root, out)
    assert written(project.build(root, out)) == []
    (libraries / "math_core-99.0.dist-info").mkdir()
    assert sorted(written(project.build(root, out))) == NAMES


def test_what_lies_beside_a_program_is_no_library(
    root: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)  # as python -m does with the current folder
    project.build(root, out)
    (tmp_path / "notes.txt").touch()
    assert written(project.build(root, out)) == []


@pytest.mark.parametrize("damage", ["deleted", "altered"])
def test_a_damaged_output_is_built_again_and_it_alone(root: Path, out: Path, damage: str) -> None:
    project.build(root, out)
    before, file = files_below(out), out / "tiny-sounds.html"
    if damage == "deleted":
        file.unlink()
    else:
        file.write_text("a note of mine")
    assert written(project.build(root, out)) == ["tiny-sounds.html"]
    assert files_below(out) == before


def test_some_outputs_after_all_are_current(root: Path, out: Path) -> None:
    project.build(root, out)
    assert written(project.build(root, out, only=["html"])) == []
    assert written(project.build(root, out)) == []


def test_some_outputs_of_a_changed_source_leave_the_others_stale(root: Path, out: Path) -> None:
    project.build(root, out)
    edit(root, "doubled", "doubled exactly")
    assert written(project.build(root, out, only=["html"])) == ["tiny-sounds.html"]
    assert set(written(project.build(root, out))) == set(NAMES) - {"tiny-sounds.html"}
    assert written(project.build(root, out)) == []


def test_some_outputs_first_leave_the_rest_to_be_built(root: Path, out: Path) -> None:
    project.build(root, out, only=["apkg"])
    assert list(files_below(out)) == ["tiny-sounds.apkg"]
    assert set(written(project.build(root, out))) == set(NAMES) - {"tiny-sounds.apkg"}


def test_a_source_saved_during_the_build_is_built_the_next_time(root: Path, out: Path) -> None:
    def save_when_all_is_read(done: int, total: int) -> None:
        if done == total:
            edit(root, "doubled", "doubled exactly")

    project.build(root, out, progress=save_when_all_is_read)
    assert b"doubled exactly" not in (out / "tiny-sounds.json").read_bytes()
    assert sorted(written(project.build(root, out))) == NAMES
    assert b"doubled exactly" in (out / "tiny-sounds.json").read_bytes()


def test_outputs_inside_the_content_folder_are_no_sources(root: Path) -> None:
    project.build(root, root / "dist")
    assert project.build(root, root / "dist").written == ()


def test_content_with_errors_writes_nothing(root: Path, out: Path) -> None:
    edit(root, "level: core", "level: cor")
    assert project.build(root, out).written == ()
    assert not out.exists()


def test_an_unknown_selection_writes_nothing(root: Path, out: Path) -> None:
    with pytest.raises(Refused):
        project.build(root, out, selection=Selection(topics=["nowhere"]))
    assert not out.exists()


def test_a_failing_writer_leaves_the_old_set_and_no_stage(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(root, out)
    before = identity(out)
    edit(root, "doubled", "doubled exactly")

    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    good = project.WRITERS
    monkeypatch.setattr(project, "WRITERS", (*good, Writer("json", ".broken", full_disk)))
    with pytest.raises(OSError, match="no space"):
        project.build(root, out)
    assert identity(out) == before
    assert not left_behind(out)
    monkeypatch.setattr(project, "WRITERS", good)
    assert sorted(written(project.build(root, out))) == NAMES


# Kills


def killed_at_move(root: Path, out: Path, number: int) -> bool:
    """Build in a child that is killed before its move of this number; whether it came to it."""
    child = os.fork()
    if child == 0:  # pragma: no cover
        try:
            moves = iter(range(100))
            move = Path.replace

            def dying(path: Path, target: Path) -> Path:
                if next(moves) == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return move(path, target)

            Path.replace = dying  # type: ignore[method-assign, assignment]
            project.build(root, out)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture
def old_and_new(root: Path, tmp_path: Path) -> Iterator[tuple[dict[str, bytes], dict[str, bytes]]]:
    """The tiny deck's outputs before and after a change that ``root`` has then got."""
    project.build(root, tmp_path / "old")
    edit(root, "doubled", "doubled exactly")
    project.build(root, tmp_path / "new")
    yield files_below(tmp_path / "old"), files_below(tmp_path / "new")


Sets = tuple[dict[str, bytes], dict[str, bytes]]


@posix
def test_a_kill_between_two_moves_is_repaired_by_the_next_build(
    root: Path, tmp_path: Path, old_and_new: Sets
) -> None:
    old, new = old_and_new
    mixed = 0
    for number in range(10):
        out = Path(shutil.copytree(tmp_path / "old", tmp_path / f"out-{number}"))
        if not killed_at_move(root, out, number):
            break
        found = {name: content for name, content in files_below(out).items() if "/" not in name}
        assert all(content in (old[name], new[name]) for name, content in found.items())
        mixed += found not in (old, new)
        project.build(root, out)
        assert files_below(out) == new
        assert not left_behind(out)
    assert number == len(NAMES) + 1, "every move was tried, that of the state included"
    assert mixed, "at least one kill came between two outputs"


@posix
@pytest.mark.slow
def test_kills_at_any_moment_leave_whole_files(
    root: Path, tmp_path: Path, old_and_new: Sets
) -> None:
    old, new = old_and_new
    started = time.monotonic()
    subprocess.run(build_command(root, tmp_path / "whole"), env=environment(), check=True)
    duration = time.monotonic() - started
    chance = random.Random(7)
    for number in range(6):
        out = Path(shutil.copytree(tmp_path / "old", tmp_path / f"out-{number}"))
        child = subprocess.Popen(build_command(root, out), env=environment())
        try:
            child.wait(duration * chance.uniform(0.3, 1.1))
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        found = {name: content for name, content in files_below(out).items() if "/" not in name}
        assert found.keys() == old.keys()
        assert all(content in (old[name], new[name]) for name, content in found.items())
        project.build(root, out)
        assert files_below(out) == new
        assert not left_behind(out)


def build_command(root: Path, out: Path) -> list[str]:
    return command("build", "-q", "--content", root, "--out", out)


def test_the_state_names_the_outputs_and_nothing_else(root: Path, out: Path) -> None:
    project.build(root, out)
    state = json.loads((out / ".deckmill-tiny-sounds.json").read_text("utf-8"))
    assert sorted(state["files"]) == NAMES
