"""A command once more, with nothing changed since: its answer of then, within milliseconds.

An answer is kept with the stamps and hashes of every file that it came from and that it made. It is
given again only where all of them prove to be the same, and the program, too, and whatever of its
surroundings changes what it says. Only the standard library is imported here, and little of it.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from zlib import crc32

from deckmill.listing import Stamp, file_digest, listing, program, settled

TYPE_CHECKING = False  # as in deckmill itself
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FOLDER = "answers-1"
"""The number is raised with every change of what an answer holds."""
MOST = 200
"""Answers that are kept; of more the older half goes."""
_SURROUNDINGS = (
    *("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "SOURCE_DATE_EPOCH", "TZ"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"),
)


class Files:
    """Files below ``folder`` by name, each with its stamp, if that proves anything, and its hash.

    What lies in the folder ``skip`` does not count; nor, unless they are ``all`` that is there, do
    other files.
    """

    __slots__ = ("all", "files", "folder", "skip")

    def __init__(
        self,
        folder: str,
        files: Mapping[str, tuple[Stamp | None, bytes]],
        skip: str = "",
        all: bool = False,
    ) -> None:
        self.folder = folder
        self.files = files
        self.skip = skip
        self.all = all

    def plain(self) -> Any:
        """What ``marshal`` knows of it."""
        return self.folder, dict(self.files), self.skip, self.all


class Answer:
    """What a command said, and the files that it came from and that it made."""

    __slots__ = ("err", "out", "outputs", "sources", "status")

    def __init__(self, out: str, err: str, status: int, sources: Files, outputs: Files) -> None:
        self.out = out
        self.err = err
        self.status = status
        self.sources = sources
        self.outputs = outputs

    def plain(self) -> Any:
        """What ``marshal`` knows of it."""
        return self.out, self.err, self.status, self.sources.plain(), self.outputs.plain()


def cache_folder() -> str:
    """Where this user's cache lies: what DECKMILL_CACHE names, or the system's place for caches."""
    home = os.path.expanduser("~")  # noqa: PTH111
    usual = os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
    if sys.platform == "win32":
        usual = os.environ.get("LOCALAPPDATA") or f"{home}/AppData/Local"
    elif sys.platform == "darwin":
        usual = f"{home}/Library/Caches"
    return os.environ.get("DECKMILL_CACHE") or f"{usual}/deckmill"


def again(arguments: list[str]) -> Answer | None:
    """The answer to these arguments, where it is still the same."""
    try:
        key = _key(arguments)
        with open(_file(key), "rb") as stream:  # noqa: PTH123
            data = stream.read()
        if int.from_bytes(data[:4], "big") != crc32(data[4:]):
            return None
        known, made, (out, err, status, sources, outputs) = marshal.loads(data[4:])
        answer = Answer(out, err, status, Files(*sources), Files(*outputs))
        if known != key or time.time_ns() < made:
            return None
        was = answer.sources.files, answer.outputs.files
        if not (_prove(answer.sources) and _prove(answer.outputs)):
            return None
        if (answer.sources.files, answer.outputs.files) != was:
            # Touched, but the same: the next time its stamp says so.
            keep(arguments, answer)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return answer


def keep(arguments: list[str], answer: Answer) -> None:
    """Keep an answer for the next time; in vain where the cache cannot be written."""
    key = _key(arguments)
    data = marshal.dumps((key, time.time_ns(), answer.plain()))
    file = _file(key)
    folder = os.path.dirname(file)  # noqa: PTH120
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        beside = f"{file}.{os.getpid()}"
        with open(beside, "wb") as stream:  # noqa: PTH123
            stream.write(crc32(data).to_bytes(4, "big") + data)
        os.replace(beside, file)  # noqa: PTH105
        _forget(folder)
    except OSError:
        return


def proving(files: Mapping[str, tuple[Stamp, bytes]]) -> dict[str, tuple[Stamp | None, bytes]]:
    """The files with the stamps that prove something already: not those of this very moment."""
    sure = settled({name: stamp for name, (stamp, _) in files.items()}, time.time_ns())
    return {name: (sure.get(name), digest) for name, (_, digest) in files.items()}


def _prove(files: Files) -> bool:
    """Whether each of the files is what it was; where so, their stamps become those of now."""
    now = listing(files.folder, files.skip) if files.files else {}
    if files.all and now.keys() != files.files.keys():
        return False
    fresh = dict(files.files)
    for name, (stamp, digest) in files.files.items():
        known = now.get(name)
        if known is None:
            return False
        if known != stamp:
            if file_digest(f"{files.folder}/{name}") != digest:
                return False
            fresh |= proving({name: (known, digest)})
    files.files = fresh
    return True


def _key(arguments: list[str]) -> Any:
    """Everything that an answer hangs on, but for the files that it comes from."""
    around = tuple((name, os.environ.get(name)) for name in _SURROUNDINGS)
    terminals = os.isatty(1), os.isatty(2)
    # Some rules ask what day it is.
    day = tuple(time.localtime()[:3])
    return tuple(arguments), os.getcwd(), around, terminals, day, program()  # noqa: PTH109


def _file(key: Any) -> str:
    # Of the arguments alone: what else has changed since will not come back.
    name = crc32(repr(key[:2]).encode("utf-8", "surrogateescape"))
    return f"{cache_folder()}/{FOLDER}/{name:08x}"


def _forget(folder: str) -> None:
    with os.scandir(folder) as entries:
        ages = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
    for _, path in ages[: MOST // 2] if len(ages) > MOST else ():
        os.unlink(path)  # noqa: PTH108
