"""When something under a content folder has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from deckmill.reader.files import is_hidden

_BEGIN = 100  # milliseconds until the first turn: by then the folder is being watched
_LEFTOVERS = ("~", ".tmp", ".part", ".swp")
_PROBE = "4913"  # vim writes and removes a file of this name before it saves another


def turns(root: Path) -> Iterator[None]:
    """One turn at once, and one after each change of ``root``, until somebody interrupts.

    What changes during a turn leads to another one. Raises ModuleNotFoundError without watchfiles.
    """
    from watchfiles import watch

    root = root.resolve()
    first = True
    for changes in watch(
        root,
        watch_filter=lambda _, path: matters(Path(path), root),
        rust_timeout=_BEGIN,
        yield_on_timeout=True,
    ):
        if changes or first:
            yield
        first = False


def matters(path: Path, root: Path) -> bool:
    """Whether a change of a file can change what a check says: not in ``dist``, and no leftover."""
    name = path.relative_to(root) if path.is_relative_to(root) else PurePath()
    if name.parts[:1] == ("dist",) or name.name == _PROBE:
        return False
    return not is_hidden(name) and not any(part.endswith(_LEFTOVERS) for part in name.parts)
