"""``check --watch``: real changes of real files, and what is said after each."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import deckmill.watch
from commands import command, environment, run
from deckmill import project
from deckmill.errors import Refused
from deckmill.watch import matters
from support import ENTRY, GOOD, write

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
PATIENCE = 60
BROKEN = ENTRY.replace("level: core", "level: cor")


class Watcher:
    """A ``check --watch`` in a process of its own, read line by line."""

    def __init__(self, root: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            command("check", "--watch", "--content", root.name, *options), cwd=root.parent,
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8",
        )  # fmt: skip
        # What never comes ends the process, and with it the reading.
        self.guard = threading.Timer(PATIENCE, self.process.kill)
        self.guard.start()

    def until(self, line: str) -> str:
        """All that is said before ``line``."""
        assert self.process.stdout is not None
        said = ""
        for got in self.process.stdout:
            if got.rstrip("\n") == line:
                return said
            said += got
        raise AssertionError(f"'{line}' never came, but: {said}")

    def round(self) -> str:
        return self.until("watching content; Ctrl-C ends")

    def interrupt(self) -> tuple[int, str]:
        """The exit status after Ctrl-C, and what is still said."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate()
        return self.process.returncode, said

    def close(self) -> None:
        self.guard.cancel()
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "content", GOOD)


@pytest.fixture
def watchers() -> Iterator[list[Watcher]]:
    started: list[Watcher] = []
    yield started
    for watcher in started:
        watcher.close()


@posix
def test_every_change_is_checked_until_ctrl_c(root: Path, watchers: list[Watcher]) -> None:
    watchers.append(watcher := Watcher(root))
    assert watcher.round() == "1 entry and 1 card: nothing to mend.\n"
    write(root, {"one/plain.md": BROKEN})
    assert "error[F103]: unknown level 'cor'" in watcher.round()
    write(root, {"one/plain.md": ENTRY})
    assert watcher.round() == "1 entry and 1 card: nothing to mend.\n"
    shutil.move(root / "one", root / "three")
    assert "F108" in watcher.round()
    shutil.move(root / "three", root / "one")
    assert watcher.round() == "1 entry and 1 card: nothing to mend.\n"
    (root / "two").mkdir()
    write(root, {"two/second.md": ENTRY.replace("id: plain", "id: second")})
    rounds = ""
    while "2 entries and 2 cards" not in rounds:  # a new folder may be seen before its file
        rounds = watcher.round()
    assert watcher.interrupt() == (0, "")


@posix
def test_programs_get_an_array_a_round(root: Path, watchers: list[Watcher]) -> None:
    watchers.append(watcher := Watcher(root, "--format", "json"))
    assert watcher.until("[]") == ""
    write(root, {"one/plain.md": BROKEN})
    (finding,) = json.loads(watcher.until("]") + "]")
    assert finding["code"] == "F103"
    assert watcher.interrupt() == (0, "")


@posix
def test_the_folder_may_go(root: Path, watchers: list[Watcher]) -> None:
    watchers.append(watcher := Watcher(root))
    watcher.round()
    root.rename(root.parent / "gone")
    gone = "deckmill: content is not there; name the content folder with --content DIR"
    watcher.until(gone)
    assert watcher.process.wait() == 2


def test_what_cannot_be_checked_now_may_be_next_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, faults = project.check, [Refused("no entries"), OSError("no disk")]

    def faulty(*args: object, **options: object) -> project.Checked:
        if faults:
            raise faults.pop(0)
        return check(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(project, "check", faulty)
    monkeypatch.setattr(deckmill.watch, "turns", lambda root: iter([None] * 3))
    result = run("check", "--watch", "--content", root)
    assert result.exit_code == 0
    assert result.stderr == "deckmill: no entries\ndeckmill: no disk\n"
    watching = f"watching {root}; Ctrl-C ends\n"
    assert result.stdout == f"{watching * 2}1 entry and 1 card: nothing to mend.\n{watching}"


def test_quiet_tells_findings_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deckmill.watch, "turns", lambda root: iter([None]))
    result = run("check", "--watch", "-q", "--content", root)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("one/plain.md", True),
        ("one", True),
        ("", True),
        ("deck.yaml", True),
        ("media/cat.png", True),
        ("one/dist", True),
        ("one/.plain.md.swp", False),
        (".git/index", False),
        ("one/plain.md~", False),
        ("one/#plain.md#", False),
        ("one/.#plain.md", False),
        ("one/4913", False),
        ("dist/tiny.apkg", False),
    ],
)
def test_what_counts_as_a_change(name: str, counts: bool, root: Path) -> None:
    assert matters(root / name, root) is counts


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_watching_mends_nothing(option: str, root: Path) -> None:
    result = run("check", "--watch", option, "--content", root)
    assert (result.exit_code, "leave out --fix" in result.stderr) == (2, True)


def test_without_watchfiles(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("check", "--watch", "--content", root)
    assert result.exit_code == 2
    assert result.stderr == "deckmill: --watch needs watchfiles: pip install 'deckmill[watch]'\n"
