"""Whether version control could give files back as they are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection
from pathlib import Path


def uncommitted(root: Path, names: Collection[str]) -> list[str] | None:
    """Those of the files below ``root`` that git could not give back as they are now.

    Nothing (``None``) where no git looks after the folder, or none is installed.
    """
    prefix = _git(root, "rev-parse", "--show-prefix")
    if prefix is None:
        return None
    status = _git(
        root, "--no-optional-locks", "status", "--porcelain=v1", "-z", "--untracked-files=all",
        "--ignored=matching", "--", ".",
    )  # fmt: skip
    if status is None:
        return None
    below = os.fsdecode(prefix.removesuffix(b"\n"))
    changed = frozenset(_paths(status))
    # Of a folder that is ignored as a whole, git names the folder alone.
    folders = tuple(path for path in changed if path.endswith("/"))
    return [name for name in names if below + name in changed or (below + name).startswith(folders)]


def _paths(status: bytes) -> list[str]:
    """The paths of ``git status -z``: ``XY path``, and after a rename the old path by itself."""
    paths = []
    fields = iter(os.fsdecode(status).split("\0"))
    for field in fields:
        if field:
            paths.append(field[3:])
            if set("RC") & set(field[:2]):
                next(fields, None)
    return paths


def _git(root: Path, *args: str) -> bytes | None:
    command = ["git", "-C", os.fspath(root), *args]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
