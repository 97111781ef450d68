"""Running the command line in tests: in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

import deckmill
from deckmill.cli import main

TINY = Path(__file__).parent / "tiny"
EPOCH = "1764000000"
SOURCES = Path(deckmill.__file__).parents[1]


def run(*args: str | Path, env: Mapping[str, str] | None = None) -> Result:
    """Run a command here; what is no exit status is a traceback, and fails the test."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def command(*args: str | Path) -> list[str]:
    """The command line that starts deckmill in a process of its own."""
    return [sys.executable, "-m", "deckmill", *map(str, args)]


def environment(**changes: str) -> dict[str, str]:
    """This environment, with the sources under test to import from."""
    return {**os.environ, "PYTHONPATH": str(SOURCES), **changes}


def process(
    *args: str | Path, cwd: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; ``changes`` are for its environment."""
    return subprocess.run(
        command(*args), cwd=cwd, env=environment(**changes), capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, but for deckmill's own hidden ones."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".deckmill")
    }
