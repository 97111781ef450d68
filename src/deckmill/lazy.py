"""Regular expressions that are compiled where they are first used.

To compile one costs a start some 0.3 ms, and there are hundreds; most runs need few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Compiled:
    """Has its pattern's methods as its own."""


class _Written(_Compiled):
    """Turns to a compiled one when it is first asked for anything."""

    def __init__(self, text: str, flags: int) -> None:
        self._written = (text, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._written)
        names = [known for known in dir(compiled) if not known.startswith("__")]
        self.__dict__.update((known, getattr(compiled, known)) for known in names)
        # A class with this method is slow to look anything up in.
        self.__class__ = _Compiled  # type: ignore[assignment]
        return getattr(compiled, name)


def lazy_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile(text, flags)``, but not yet.

    What it gives has all that a pattern has (``search``, ``sub``, ``pattern`` …), as fast, and
    cannot stand for one as an argument of ``re``'s functions.
    """
    return cast("re.Pattern[str]", _Written(text, flags))
