"""proofs.lock: what was proven is not run again, and only what was proven is called checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import run
from deckmill.prove import record, runner
from deckmill.reader import read
from support import DECK, ENTRY, GOOD, write

CHECKED = ENTRY + "\n## Checks\n```python\nassert 1 < 2\n```\n"
WAITS = CHECKED.replace("id: plain", "id: waits").replace("```python", "```python requires=no_such")
PROSE = ENTRY.replace("id: plain", "id: prose")
LOCK = "proofs.lock"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {**GOOD, "one/plain.md": CHECKED, "two/waits.md": WAITS, "two/prose.md": PROSE}
    return write(tmp_path, files)


def prove(root: Path, *arguments: str) -> str:
    return run("prove", "--content", root, *arguments).output.splitlines()[-1]


def test_what_was_proven_is_not_run_again(root: Path) -> None:
    assert prove(root).startswith("2 entries proven, 1 without code")
    assert prove(root) == "0 entries proven, 2 unchanged since, 1 without code."
    assert prove(root, "--all").startswith("2 entries proven, 1 without code")
    assert prove(root, "plain") == "0 entries proven, 1 unchanged since."


def test_the_record_is_a_line_an_entry_and_says_what_was_missing(root: Path) -> None:
    prove(root)
    lines = (root / LOCK).read_text("utf-8").split("\n")
    assert lines[0] == record.FORMAT
    assert [line.split(" ")[0] for line in lines[1:] if line] == ["plain", "waits"]
    assert [line.split(" ")[2:] for line in lines[1:] if line] == [[], ["no_such"]]


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("Violet.", "Violet, by far.", True),
        ("1 < 2", "2 < 3", True),
        ("Air scatters", "The air scatters", True),
        ("level: core", "level: advanced", False),
        ("level: core", "level: core\ntags: [sky]", False),
    ],
)
def test_what_a_proof_depends_on(root: Path, old: str, new: str, again: bool) -> None:
    prove(root)
    write(root, {"one/plain.md": CHECKED.replace(old, new)})
    assert prove(root, "plain") == ("1 entry proven." if again else
                                    "0 entries proven, 1 unchanged since.")  # fmt: skip


def test_what_fails_is_proven_no_more(root: Path) -> None:
    prove(root)
    write(root, {"one/plain.md": CHECKED.replace("1 < 2", "2 < 1")})
    assert run("prove", "--content", root).exit_code == 1
    assert set(record.read_records(root)) == {"waits"}


def test_a_part_keeps_what_is_known_of_the_rest_and_the_whole_forgets_what_is_gone(
    root: Path,
) -> None:
    prove(root)
    (root / "two/waits.md").unlink()
    prove(root, "--topic", "one", "--all")
    assert set(record.read_records(root)) == {"plain", "waits"}
    prove(root)
    assert set(record.read_records(root)) == {"plain"}


def test_a_module_that_comes_is_a_reason_to_run_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove(root)
    records = record.read_records(root)
    entries = {entry.id: entry for entry in read(root).deck.entries}
    assert record.complete(records, entries["waits"])
    monkeypatch.setattr(record, "importable", lambda module: module == "no_such")
    assert not record.complete(records, entries["waits"])
    assert record.holds(records, entries["waits"])


@pytest.mark.parametrize(
    "text",
    ["", "something else\n", f"{record.FORMAT}\n<<<<<<< ours\nplain 12\n", "\udcff\ufffd"],
)
def test_a_record_that_cannot_be_read_proves_nothing(root: Path, text: str) -> None:
    (root / LOCK).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert record.read_records(root) == {}
    prove(root)
    assert set(record.read_records(root)) == {"plain", "waits"}


def test_a_record_that_would_not_change_is_not_written(root: Path) -> None:
    prove(root)
    before = (root / LOCK).stat().st_mtime_ns
    prove(root, "--all")
    assert (root / LOCK).stat().st_mtime_ns == before


def exported(root: Path, out: Path) -> dict[str, bool]:
    assert run("build", "--content", root, "--out", out, "--only", "json").exit_code == 0
    document = json.loads((out / "tiny.json").read_text("utf-8"))
    return {entry["id"]: entry["checked"] for entry in document["entries"]}


def test_a_build_calls_checked_what_was_proven_as_it_is(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert exported(root, out) == {"plain": False, "prose": False, "waits": False}
    prove(root)
    assert exported(root, out) == {"plain": True, "prose": False, "waits": True}
    write(root, {"one/plain.md": CHECKED.replace("Violet", "Blue")})
    assert exported(root, out) == {"plain": False, "prose": False, "waits": True}


def test_the_digest_knows_no_lines(root: Path) -> None:
    before = {entry.id: record.digest(entry) for entry in read(root).deck.entries}
    moved = CHECKED.replace("# Why", "\n\n# Why").replace("level: core", "level: core\n# moved")
    write(root, {"one/plain.md": moved, "deck.yaml": DECK})
    after = {entry.id: record.digest(entry) for entry in read(root).deck.entries}
    assert before == after
    assert runner.can_run(next(e for e in read(root).deck.entries if e.id == "plain"))
