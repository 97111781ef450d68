"""deck.lock: what it remembers, what it refuses, and how two of them merge."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deckmill.ledger import GONE, Ledger, Record, State, parse, read_ledger
from deckmill.source import Source

A, B = State("question", "a1"), State("basic", "b1")
LOCK = """\
deckmill-lock 1 demo

notetype:basic notetype aa.bb 100 1.0.0

slope question a1 100 1.0.0

slope/max basic b1 200 1.1.0-beta.1 retired
"""


def ledger(text: str = LOCK) -> Ledger:
    parsed, findings = parse(Source("deck.lock", text))
    assert not findings
    return parsed


def problems(text: str) -> list[str]:
    """Each finding as ``line: message``."""
    _, findings = parse(Source("deck.lock", text))
    assert all(finding.code == "R101" and finding.help for finding in findings)
    return [f"{finding.span.line}: {finding.message}" for finding in findings]


def test_it_is_written_as_it_was_read() -> None:
    assert str(ledger()) == LOCK


def test_it_knows_the_last_release_by_precedence() -> None:
    assert ledger().release == "1.1.0-beta.1"
    assert ledger(LOCK.replace("1.1.0-beta.1", "0.9.0")).release == "1.0.0"
    assert Ledger("demo").release is None


def test_an_unchanged_note_keeps_its_time_and_a_changed_one_gets_a_later_one() -> None:
    states = {"slope": A, "slope/max": B, "new": A}
    times = ledger().times(states, now=150)
    assert times == {"slope": 100, "slope/max": 201, "new": 150}
    assert ledger().times(states, now=500)["slope/max"] == 500


def test_changed_and_missing() -> None:
    states = {"notetype:basic": State("notetype", "aa.bb"), "slope": State("question", "a2")}
    assert ledger().changed(states) == ["slope"]
    assert [record.id for record in ledger().missing(states)] == ["slope/max"]


def test_a_release_touches_what_changed_alone() -> None:
    states = {"slope": A, "slope/max": State("basic", "b2"), "other": B}
    after = ledger().released(states, "1.1.0", now=900)
    assert str(after.records["slope"]) == "slope question a1 100 1.0.0"
    assert str(after.records["slope/max"]) == "slope/max basic b2 900 1.1.0"
    assert str(after.records["other"]) == "other basic b1 900 1.1.0"
    assert ledger(str(after)).release == "1.1.0"


def test_what_is_given_up_is_remembered() -> None:
    after = ledger().released({"slope": A}, "2.0.0", now=900, gone=["slope/max"])
    assert after.records["slope/max"] == Record("slope/max", State(GONE, "b1"), 900, "2.0.0")
    assert not [record.id for record in after.missing({"slope": A}) if "/" in record.id]


def test_no_file_is_no_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == (None, [])


def test_line_ends_of_windows(tmp_path: Path) -> None:
    (tmp_path / "deck.lock").write_bytes(LOCK.replace("\n", "\r\n").encode())
    read, findings = read_ledger(tmp_path)
    assert not findings
    assert read is not None
    assert str(read) == LOCK


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("deckmill-lock 1 demo", "deckmill-lock 2 demo",
         ["1: the first line is not 'deckmill-lock 1 <deck id>'"]),
        ("slope question a1 100 1.0.0", "slope question a1 100",
         ["5: this line is no record of a note"]),
        ("slope question a1 100 1.0.0", "slope question a1 -5 1.0.0",
         ["5: this line is no record of a note"]),
        ("slope question a1 100 1.0.0", "slope question a1 100 one",
         ["5: this line is no record of a note"]),
        ("slope/max basic b1", "slope basic b1", ["7: the id 'slope' stands twice"]),
        ("slope question a1 100 1.0.0\n",
         "<<<<<<< HEAD\nslope question a1 100 1.0.0\n=======\n>>>>>>> theirs\n",
         ["5: a merge was left unfinished here"]),
    ],
)  # fmt: skip
def test_what_it_refuses(old: str, new: str, expected: list[str]) -> None:
    assert old in LOCK
    assert problems(LOCK.replace(old, new)) == expected


def test_a_damaged_line_leaves_the_others() -> None:
    parsed, findings = parse(Source("deck.lock", LOCK.replace("question a1", "?")))
    assert len(findings) == 1
    assert set(parsed.records) == {"notetype:basic", "slope/max"}


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=check)
    return done.stdout


def two_releases(folder: Path, ours: str, theirs: str) -> str:
    """deck.lock after a merge of two branches, each of which released over LOCK."""
    lock = folder / "deck.lock"
    git(folder, "init", "-q", "-b", "main")
    lock.write_text(LOCK + "\ntail question cc 100 1.0.0\n", "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    git(folder, "checkout", "-qb", "theirs")
    for branch, change in (("theirs", theirs), ("main", ours)):
        git(folder, "checkout", "-q", branch)
        old, new = change.split(" => ")
        lock.write_text(lock.read_text("utf-8").replace(old, new), "utf-8")
        git(folder, "commit", "-qam", branch)
    git(folder, "merge", "-q", "theirs", check=False)
    return lock.read_text("utf-8")


def test_git_merges_releases_of_neighbouring_notes(tmp_path: Path) -> None:
    merged = two_releases(
        tmp_path,
        "basic b1 200 1.1.0-beta.1 => basic b2 250 1.1.1",
        "tail question cc 100 1.0.0 => tail question dd 300 1.2.0",
    )
    parsed = ledger(merged)
    assert parsed.records["slope/max"].time == 250
    assert parsed.records["tail"].time == 300


def test_a_merge_of_one_note_is_explained(tmp_path: Path) -> None:
    merged = two_releases(
        tmp_path,
        "question a1 100 1.0.0 => question a2 250 1.1.1",
        "question a1 100 1.0.0 => question a3 300 1.2.0",
    )
    _, findings = parse(Source("deck.lock", merged))
    assert any("keep the line with the later time" in (f.help or "") for f in findings)
