"""A command once more, with nothing changed since: its answer of then, within milliseconds.

An answer is kept with the stamps and hashes of every file that it came from and that it made. It is
given again only where all of them prove to be the same, and the program, too, and whatever of its
surroundings changes what it says. Only the standard library is imported here, and little of it.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from zlib import crc32

from deckmill.listing import Stamp, listing, program, settled

FOLDER = "answers-1"
"""The number is raised with every change of what an answer holds."""
MOST = 200
"""Answers that are kept; of more the older half goes."""
_SURROUNDINGS = (
    *("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "SOURCE_DATE_EPOCH", "TZ"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"),
)


class Files(NamedTuple):
    """Files below ``folder`` by name, each with its stamp, if that proves anything, and its hash.

    What lies in the folder ``skip`` does not count; nor, unless they are ``all`` that is there, do
    other files.
    """

    folder: str
    files: Mapping[str, tuple[Stamp | None, bytes]]
    skip: str = ""
    all: bool = False


class Answer(NamedTuple):
    """What a command said, and the files that it came from and that it made."""

    out: str
    err: str
    status: int
    sources: Files
    outputs: Files


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
        sources, outputs = _proven(answer.sources), _proven(answer.outputs)
        if sources is None or outputs is None:
            return None
        if (sources, outputs) != (answer.sources, answer.outputs):
            # Touched, but the same: the next time its stamp says so.
            keep(arguments, answer._replace(sources=sources, outputs=outputs))
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return answer


def keep(arguments: list[str], answer: Answer) -> None:
    """Keep an answer for the next time; in vain where the cache cannot be written."""
    key = _key(arguments)
    plain: Any = (*answer[:3], *(tuple(files) for files in answer[3:]))
    data = marshal.dumps((key, time.time_ns(), plain))
    file = _file(key)
    folder = os.path.dirname(file)  # noqa: PTH120
    with contextlib.suppress(OSError):
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        beside = f"{file}.{os.getpid()}"
        with open(beside, "wb") as stream:  # noqa: PTH123
            stream.write(crc32(data).to_bytes(4, "big") + data)
        os.replace(beside, file)  # noqa: PTH105
        _forget(folder)


def proving(files: Mapping[str, tuple[Stamp, bytes]]) -> dict[str, tuple[Stamp | None, bytes]]:
    """The files with the stamps that prove something already: not those of this very moment."""
    sure = settled({name: stamp for name, (stamp, _) in files.items()}, time.time_ns())
    return {name: (sure.get(name), digest) for name, (_, digest) in files.items()}


def _proven(files: Files) -> Files | None:
    """The files with their stamps of now, where each is what it was."""
    now = listing(files.folder, files.skip) if files.files else {}
    if files.all and now.keys() != files.files.keys():
        return None
    fresh: dict[str, tuple[Stamp | None, bytes]] = {}
    for name, (stamp, digest) in files.files.items():
        known = now.get(name)
        if known is None:
            return None
        if known != stamp:
            from hashlib import file_digest

            with open(f"{files.folder}/{name}", "rb") as stream:  # noqa: PTH123
                if file_digest(stream, "sha256").digest() != digest:
                    return None
            fresh[name] = proving({name: (known, digest)})[name]
        else:
            fresh[name] = (stamp, digest)
    return files._replace(files=fresh)


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
