"""Versions of a deck: SemVer 2.0.0 (semver.org), its grammar and its precedence."""

from __future__ import annotations

import re
from functools import total_ordering

_PART = r"(?:0|[1-9]\d*)"
_PRE = rf"(?:{_PART}|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_VERSION = re.compile(
    rf"({_PART})\.({_PART})\.({_PART})(?:-({_PRE}(?:\.{_PRE})*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?"
)


@total_ordering
class Version:
    """A version; compares by precedence, in which build metadata does not count."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for what is no SemVer 2 version."""
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' is no version; write one like 1.2.0 or 1.0.0-beta.1")
        self.text = text
        core = tuple(int(match[i]) for i in (1, 2, 3))
        # A pre-release comes before its release; numbers come before words.
        pre = tuple(
            (0, int(part), "") if part.isdigit() else (1, 0, part)
            for part in (match[4] or "").split(".")
            if part
        )
        self._key = (core, not pre, pre)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key == other._key

    def __lt__(self, other: Version) -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self.text
