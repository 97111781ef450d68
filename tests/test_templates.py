"""Compiled templates are kept, and nothing that is kept is trusted blindly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from deckmill.writers import templates

NAME = "page.html.j2"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that they are kept in."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def fresh() -> Environment:
    """An environment as another run has it."""
    return templates.environment.__wrapped__()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refuse(*_: object) -> None:
    raise AssertionError("compiled again")


def test_the_next_run_need_not_compile(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh().get_template(NAME)
    assert len(files(kept)) == 1
    again = fresh()
    monkeypatch.setattr(again, "compile", refuse)
    assert again.get_template(NAME).name == NAME


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, None])
def test_what_is_damaged_is_compiled_anew(kept: Path, damage: bytes | None) -> None:
    fresh().get_template(NAME)
    (file,) = files(kept)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert fresh().get_template(NAME).name == NAME
    assert file.read_bytes() == whole


def test_another_text_is_another_template() -> None:
    compiled = templates.Compiled()
    assert compiled.get_source_checksum("a") != compiled.get_source_checksum("b")


def test_nothing_is_kept_where_python_keeps_nothing(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    fresh().get_template(NAME)
    assert files(kept) == []


def test_a_folder_that_cannot_be_written_is_no_failure(kept: Path) -> None:
    kept.joinpath(*templates.FOLDER.parts[1:-1]).mkdir(parents=True)
    kept.joinpath(*templates.FOLDER.parts[1:]).write_text("a file, where a folder is wanted")
    assert fresh().get_template(NAME).name == NAME
