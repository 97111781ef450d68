"""What ``import deckmill`` promises."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import deckmill
from commands import TINY, environment


def test_every_public_name_is_there() -> None:
    for name in deckmill.__all__:
        assert getattr(deckmill, name) is not None
    assert sorted(deckmill.__all__) == ["Deck", "Finding", "build", "check", "read"]


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        _ = deckmill.biuld  # type: ignore[attr-defined]


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", deckmill.__version__)


def test_what_the_docstring_shows_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert deckmill.__doc__
    _, _, example = deckmill.__doc__.partition("::\n")
    shutil.copytree(TINY, tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec("\n".join(line.strip() for line in example.splitlines()), names)
    checked = names["checked"]
    assert isinstance(checked.deck, deckmill.Deck)  # type: ignore[attr-defined]
    assert checked.findings == []  # type: ignore[attr-defined]
    assert (tmp_path / "dist" / "tiny-sounds.apkg").is_file()


def test_reading_gives_the_deck_and_findings() -> None:
    reading = deckmill.read(TINY)
    assert isinstance(reading.deck, deckmill.Deck)
    assert reading.deck.id == "tiny-sounds"
    assert reading.findings == []


def test_bad_content_is_findings_and_no_exception(tmp_path: Path) -> None:
    checked = deckmill.check(tmp_path)
    assert [type(finding) for finding in checked.findings] == [deckmill.Finding]
    assert checked.failed()
    built = deckmill.build(tmp_path, tmp_path / "dist")
    assert (built.files, built.written) == ((), ())
    assert not (tmp_path / "dist").exists()


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys; old = set(sys.modules); import deckmill; print(*set(sys.modules) - old)"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    ours = [name for name in ran.stdout.split() if name.startswith("deckmill")]
    assert ours == ["deckmill"]


def test_it_runs_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "deckmill", "--version"],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == f"deckmill {deckmill.__version__}\n"
