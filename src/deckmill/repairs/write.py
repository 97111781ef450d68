"""Writing what was mended: every file whole, and nothing that could not be got back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from deckmill.atomic import replace_files
from deckmill.errors import Refused
from deckmill.repairs.committed import uncommitted
from deckmill.repairs.plan import Mended

_NAMED = 3  # files that a message names; the others it counts


def write(root: Path, files: Sequence[Mended], *, force: bool = False) -> None:
    """Write the mended files below ``root``.

    Raises Refused, with nothing written, for files that have changed since they were read, that
    are links or read-only, and, without ``force``, for such as version control could not give
    back. Raises OSError.
    """
    if not files:
        return
    if not force:
        _can_be_given_back(root, files)
    for file in files:
        _is_as_it_was_read(root, file)
    replace_files({root / f.name: f.after for f in files if f.after != f.before})
    for file in files:
        if file.renamed:
            (root / file.name).rename(root / file.new_name)


def _can_be_given_back(root: Path, files: Sequence[Mended]) -> None:
    names = uncommitted(root, [file.name for file in files])
    if names is None:
        look = "look at the changes with --diff, and make them with --force"
        raise Refused(f"git does not keep {root}, so nothing could be taken back: {look}")
    if names:
        listed = ", ".join(str(root / name) for name in names[:_NAMED])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        have = "a file to be mended has" if len(names) == 1 else "files to be mended have"
        cure = "commit them first, or mend them with --force"
        cure = cure.replace("them", "it") if len(names) == 1 else cure
        raise Refused(f"{have} changes that are not committed: {listed}{more}; {cure}")


def _is_as_it_was_read(root: Path, file: Mended) -> None:
    path, new = root / file.name, root / file.new_name
    below = [path, *path.parents][: file.name.count("/") + 1]
    if any(part.is_symlink() for part in below):
        raise Refused(f"{path} is a link; mend the file that it leads to by hand")
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise Refused(f"{path} is read-only")
    if path.read_bytes() != file.before:
        raise Refused(f"{path} changed while it was being mended; try again")
    if file.renamed and new.exists() and not new.samefile(path):
        raise Refused(f"{path} cannot become {new.name}: that file is there")
