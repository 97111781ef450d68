"""What lies in a folder, and whether it is still the same. Only the standard library's lightest."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in deckmill itself
if TYPE_CHECKING:
    from collections.abc import Mapping

Stamp = tuple[int, int, int, int]
"""Size, time of change and of status change in nanoseconds, and number of a file."""
HIDDEN = (".", "#", "~$")
"""What the name of a hidden file, or of an editor's leftover, starts with."""
TICK, COARSE_TICK = 5 * 10**7, 2 * 10**9
"""Nanoseconds for which a file's times prove nothing: in a tick of them it may be written twice.
The coarse one is that of file systems that know no part of a second.
"""


def listing(root: str, skip: str = "") -> dict[str, Stamp]:
    """Every file below ``root`` that is not hidden, by its path from there, with ``/``.

    Links to folders are not followed, and the folder ``skip`` is left out. Raises OSError where
    ``root`` cannot be read.
    """
    found: dict[str, Stamp] = {}
    folders = [(root, "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            if not prefix:
                raise
            continue  # what cannot be looked into has no files for anybody
        for entry in entries:
            name = entry.name
            if name.startswith(HIDDEN) or name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.path != skip:
                    folders.append((entry.path, f"{prefix}{name}/"))
                continue
            try:
                if entry.is_file():
                    found[prefix + name] = stamp(entry.stat())
            except OSError:
                continue
    return found


def stamp(stat: os.stat_result) -> Stamp:
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def settled(stamps: Mapping[str, Stamp], now: int) -> dict[str, Stamp]:
    """The stamps that prove that a file is the same: those not of this very moment."""
    return {name: s for name, s in stamps.items() if s[1] < now - _tick(s)}


def _tick(stamp: Stamp) -> int:
    return TICK if stamp[1] % 10**9 else COARSE_TICK


def file_digest(path: str | os.PathLike[str]) -> bytes:
    """The SHA-256 of a file, of which not much is held; raises OSError."""
    import hashlib  # takes a while to load, and mostly the stamps tell

    with open(path, "rb") as stream:  # noqa: PTH123
        return hashlib.file_digest(stream, "sha256").digest()


_LIBRARIES = ("site-packages", "dist-packages")


def program() -> tuple[object, ...]:
    """What tells this program from another version of itself, and from another Python."""
    own = listing(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    # A package that is installed or removed changes the folder it lies in.
    folders = [
        (path, os.stat(path).st_mtime_ns)  # noqa: PTH116
        for path in sys.path
        if path.endswith(_LIBRARIES) and os.path.isdir(path)  # noqa: PTH112
    ]
    return sys.version, __file__, sorted(own.items()), folders
