"""The output folder: every file whole at every instant, the set changed all or none.

A build writes into a stage, a folder inside the output folder, so that moves are renames on one
file system. Renaming the stage to *ready* says that its set is complete; then its files are moved
in. The next build finishes a move that was cut short, and removes a stage that never got ready.
A state file tells which build wrote which file.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deckmill.listing import file_digest

# An id holds no dot, so these names are never those of a state file.
_STAGE = ".deckmill.stage-"
_READY = ".deckmill.ready-"
_LOCK = ".deckmill.lock"
_STATE = ".deckmill-{id}.json"


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """The folder ``out``, made where it is missing, for this process alone.

    Another build waits. What a killed one left is put right first. Where the body raises, folders
    that were made for it are removed again. Raises OSError.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _lock(out / _LOCK):
            _recover(out)
            yield
    except BaseException:
        with contextlib.suppress(OSError):
            if made:
                (out / _LOCK).unlink(missing_ok=True)
            for folder in made:
                folder.rmdir()
        raise


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder to write a set of files into; they are moved into ``out`` at the end.

    Where the body raises, nothing is moved and ``out`` stays as it was. Raises OSError. Needs
    ``locked``.
    """
    stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=out))
    try:
        yield stage
        for file in stage.iterdir():
            _make_durable(file)
            if (out / file.name).is_dir():
                raise IsADirectoryError(
                    errno.EISDIR, os.strerror(errno.EISDIR), str(out / file.name)
                )
        ready = stage.rename(out / stage.name.replace(_STAGE, _READY, 1))
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _move_in(ready, out)


def current(out: Path, deck_id: str, fingerprint: str) -> frozenset[str]:
    """The names of the files in ``out`` that are, untouched, what this fingerprint gives."""
    return frozenset(
        name
        for name, (of_build, content) in _read_state(out, deck_id).items()
        if of_build == fingerprint
        and (out / name).is_file()
        and file_digest(out / name).hex() == content
    )


def write_state(stage: Path, out: Path, deck_id: str, fingerprint: str) -> None:
    """Note in the stage which build its files are of, beside what is known of the others."""
    files = _read_state(out, deck_id)
    files |= {file.name: (fingerprint, file_digest(file).hex()) for file in stage.iterdir()}
    state = {
        name: {"fingerprint": of_build, "sha256": content}
        for name, (of_build, content) in sorted(files.items())
    }
    text = json.dumps({"files": state}, indent=1) + "\n"
    (stage / _STATE.format(id=deck_id)).write_text(text, encoding="utf-8", newline="\n")


def digests(out: Path, deck_id: str) -> dict[str, bytes]:
    """The SHA-256 of each file of ``out``, as it was written."""
    files = _read_state(out, deck_id)
    return {name: bytes.fromhex(content) for name, (_, content) in files.items()}


def _read_state(out: Path, deck_id: str) -> dict[str, tuple[str, str]]:
    """File name to fingerprint and digest; empty where there is no state that can be read."""
    try:
        text = (out / _STATE.format(id=deck_id)).read_text(encoding="utf-8")
        files = json.loads(text)["files"]
        return {name: (file["fingerprint"], file["sha256"]) for name, file in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _recover(out: Path) -> None:
    """Finish the moves of a build that was killed between two of them; remove dead stages."""
    for stage in out.glob(f"{_STAGE}*"):
        shutil.rmtree(stage, ignore_errors=True)
    for ready in sorted(out.glob(f"{_READY}*")):
        _move_in(ready, out)


def _move_in(ready: Path, out: Path) -> None:
    for file in sorted(ready.iterdir()):
        file.replace(out / file.name)
    ready.rmdir()


def _make_durable(file: Path) -> None:
    """Have the bytes on the disk before a rename says that they are."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a lock, which the system frees when its process ends, however that happens."""
    with contextlib.ExitStack() as stack:
        # Some network drives cannot lock, and in a read-only folder there is nothing to guard.
        with contextlib.suppress(OSError):
            stream = stack.enter_context(path.open("ab"))
            _take(stream)
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)
