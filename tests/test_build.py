"""Determinism: the same source, lock and SOURCE_DATE_EPOCH give the same bytes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from commands import EPOCH, TINY, files_below, process
from deckmill import project

TEXTS = ("*.md", "*.yaml")


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def build(root: Path, out: Path) -> dict[str, bytes]:
    assert project.build(root, out).written
    return files_below(out)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tiny deck's outputs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return build(TINY, tmp_path_factory.mktemp("dist"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "a folder with another name"))


def test_two_builds_are_equal(tiny: dict[str, bytes], tmp_path: Path) -> None:
    assert build(TINY, tmp_path / "dist") == tiny


def test_line_ends_and_byte_order_marks_do_not_matter(
    tiny: dict[str, bytes], copy: Path, tmp_path: Path
) -> None:
    changed = 0
    for pattern in TEXTS:
        for path in copy.rglob(pattern):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
            changed += 1
    assert changed == 9
    assert build(copy, tmp_path / "dist") == tiny


def test_times_and_places_of_files_do_not_matter(
    tiny: dict[str, bytes], copy: Path, tmp_path: Path
) -> None:
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert build(copy, tmp_path / "elsewhere" / "dist") == tiny


def test_the_order_of_a_folder_does_not_matter(
    tiny: dict[str, bytes], copy: Path, tmp_path: Path
) -> None:
    names = sorted(path.relative_to(copy) for path in copy.rglob("*.md"))
    texts = {name: (copy / name).read_bytes() for name in names}
    for name in names:
        (copy / name).unlink()
    for name in reversed(names):
        (copy / name).write_bytes(texts[name])
    assert build(copy, tmp_path / "dist") == tiny


def test_a_relative_path_gives_the_same(
    tiny: dict[str, bytes], copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy / "pitch")
    assert build(Path(".."), tmp_path / "dist") == tiny


def test_time_zone_and_language_of_the_machine_do_not_matter(
    tiny: dict[str, bytes], tmp_path: Path
) -> None:
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}
    options = ["--content", TINY, "--out", tmp_path / "dist"]
    assert process("build", "-q", *options, **settings).returncode == 0
    assert files_below(tmp_path / "dist") == tiny


@pytest.mark.slow
@pytest.mark.parametrize("deck", ["tiny", "real"])
def test_hash_seeds_and_the_working_folder_do_not_matter(
    deck: str, content: Path, tmp_path: Path
) -> None:
    root = TINY if deck == "tiny" else content
    outputs = []
    for seed in ("0", "1", "4294967295"):
        (tmp_path / seed).mkdir()
        ran = process(
            "build", "--content", root, "--out", "dist", cwd=tmp_path / seed, PYTHONHASHSEED=seed
        )
        assert ran.returncode == 0, ran.stderr
        outputs.append(files_below(tmp_path / seed / "dist"))
    assert len(outputs[0]) == 4
    assert outputs[0] == outputs[1] == outputs[2]


def test_outputs_hold_no_path_of_this_machine(tiny: dict[str, bytes]) -> None:
    for name, data in tiny.items():
        assert os.fsencode(TINY.parent) not in data, name


def test_without_the_variable_only_the_time_differs(
    tiny: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr(project.time, "time", lambda: float(EPOCH) + 0.7)
    assert build(TINY, tmp_path / "dist") == tiny
