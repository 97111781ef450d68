"""deckmill: one Markdown source, many outputs: an Anki deck, a cheat sheet, a JSON export, …

The public API::

    from pathlib import Path
    import deckmill

    checked = deckmill.check(Path("content"))      # .deck, .findings
    deckmill.build(Path("content"), Path("dist"))
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes longer to import than a build that finds no change
if TYPE_CHECKING:
    from typing import Any

    from deckmill.findings import Finding
    from deckmill.model import Deck
    from deckmill.project import build, check
    from deckmill.reader import read

__version__ = "0.1.0"
__all__ = ["Deck", "Finding", "build", "check", "read"]

_HOMES = {
    "Deck": "deckmill.model",
    "Finding": "deckmill.findings",
    "build": "deckmill.project",
    "check": "deckmill.project",
    "read": "deckmill.reader",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: the command line must start fast.
    if name not in _HOMES:
        raise AttributeError(f"module 'deckmill' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
