"""The output folder: every file whole at every instant, the set changed all or none.

A build writes into a staging folder beside its outputs, in the output folder itself so that moves
are renames on one file system. When the set is complete a journal is written and the files are
moved in. The next build finishes a move that was cut short, and removes what a dead one left.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_STAGE = ".deckmill-stage-"
_JOURNAL = "complete.json"
_STATE = ".deckmill-{id}.json"


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder to write a set of files into; they are moved into ``out`` at the end.

    Where the body raises, nothing is moved and ``out`` stays as it was. Raises OSError.
    """
    made = _make(out)
    try:
        recover(out)
        stage = Path(tempfile.mkdtemp(prefix=f"{_STAGE}{os.getpid()}-", dir=out))
        try:
            yield stage
            _move_in(stage, out)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except BaseException:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def recover(out: Path) -> None:
    """Finish the moves of a build that was killed between two of them, remove dead stages."""
    for stage in sorted(out.glob(f"{_STAGE}*")):
        pid = stage.name.removeprefix(_STAGE).partition("-")[0]
        if pid.isdigit() and _alive(int(pid)):
            continue
        if (stage / _JOURNAL).is_file():
            _finish(stage, out)
        shutil.rmtree(stage, ignore_errors=True)


def _make(out: Path) -> list[Path]:
    """Make the folder; those that were missing, innermost first."""
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    return missing


def _move_in(stage: Path, out: Path) -> None:
    names = sorted(path.name for path in stage.iterdir())
    for name in names:
        with (stage / name).open("rb") as stream:
            os.fsync(stream.fileno())
    draft = stage / f"{_JOURNAL}.part"
    draft.write_text(json.dumps(names), encoding="utf-8")
    draft.replace(stage / _JOURNAL)
    _finish(stage, out)


def _finish(stage: Path, out: Path) -> None:
    for name in json.loads((stage / _JOURNAL).read_text(encoding="utf-8")):
        file, target = stage / name, out / name
        if file.exists():
            file.replace(target)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return True
    if os.name == "nt":
        # Signal 0 would end a process there; a day is longer than any build.
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unchanged(out: Path, deck_id: str, fingerprint: str) -> bool:
    """Whether ``out`` holds, untouched, what a build of this fingerprint wrote."""
    try:
        state = json.loads((out / _STATE.format(id=deck_id)).read_text(encoding="utf-8"))
        return state["fingerprint"] == fingerprint and all(
            digest(out / name) == known for name, known in state["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write_state(stage: Path, deck_id: str, fingerprint: str) -> None:
    """Note what the stage holds, for the next build's ``unchanged``."""
    files = {path.name: digest(path) for path in sorted(stage.iterdir())}
    state = {"fingerprint": fingerprint, "files": files}
    target = stage / _STATE.format(id=deck_id)
    target.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
