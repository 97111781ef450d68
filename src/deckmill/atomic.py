"""Writing files so that each is, at every instant, the old one or the new one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Put ``text`` (UTF-8, line ends as they are) at ``path``; permissions stay. Raises OSError."""
    replace_files({path: text.encode()})


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Put all of the files at their paths; permissions stay. Raises OSError.

    None is replaced before every one of them lies whole beside the old one, so what a full disk
    or a folder that cannot be written refuses, it refuses for all.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            handle, name = tempfile.mkstemp(
                prefix=f".{path.name}.", suffix=".part", dir=path.parent
            )
            drafts[path] = Path(name)
            _fill(handle, drafts[path], path, data)
        for path, draft in drafts.items():
            draft.replace(path)
    except BaseException:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink()
        raise


def _fill(handle: int, draft: Path, path: Path, data: bytes) -> None:
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if path.exists():
        shutil.copymode(path, draft)
    else:
        draft.chmod(0o666 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
