"""A fragment: text with holes, and what was lifted out of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

from deckmill.findings import Finding
from deckmill.model import Code, Math
from deckmill.source import Source, Span


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters that are text whatever Markdown makes of them."""

    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a link or picture; ``written`` is what stood between its parentheses."""

    text: str
    title: str
    written: str
    span: Span


Lifted: TypeAlias = Math | Code | Literal | Target


@dataclass(slots=True)
class Fragment:
    """A fragment with holes, what was lifted out of it, and the findings made on the way."""

    source: Source
    text: str = ""
    lifted: list[Lifted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _at: list[int] = field(default_factory=lambda: [0])
    _from: list[int] = field(default_factory=lambda: [0])

    def origin(self, offset: int) -> int:
        """The offset in the source of an offset in ``text``."""
        i = bisect_right(self._at, offset) - 1
        return self._from[i] + offset - self._at[i]

    def place(self, start: int, end: int) -> Span:
        """The span in the source of a stretch of ``text``."""
        return Span(self.source, self.origin(start), self.origin(end - 1) + 1)

    def note(self, offset: int, origin: int) -> None:
        """From ``offset`` on, ``text`` comes from ``origin`` on in the source."""
        self._at.append(offset)
        self._from.append(origin)
