"""Fixtures that every test file shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROJECT = TESTS.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen", action="store_true", help="write golden files and cases anew")
    parser.addoption(
        "--histories", type=int, default=int(os.environ.get("DECKMILL_HISTORIES", "5")),
        help="how many random histories to drive the real Anki through",
    )  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees what an earlier run has remembered, nor leaves anything in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DECKMILL_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def regen(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew instead of compared."""
    return bool(request.config.getoption("--regen"))


@pytest.fixture
def golden(regen: bool) -> Callable[[str, str], None]:
    """Compare a text with ``tests/golden/<name>``, or write it there under ``--regen``."""

    def compare(name: str, text: str) -> None:
        path = TESTS / "golden" / name
        if regen:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no golden file {name}; write it with pytest --regen"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def content() -> Path:
    """The real deck's content folder."""
    return PROJECT / "content"
