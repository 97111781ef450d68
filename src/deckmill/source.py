"""Source texts and places in them.

Everything that was read keeps the offsets it came from; a line and a column are worked out only
when somebody is shown one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass


class Source:
    """A text file as the reader sees it: no byte-order mark, every line end a single ``\\n``.

    ``path`` is relative to the content folder, with ``/``. The text is given, or what gives it by
    the path: where an entry is known from before, only a finding in it asks for its text.
    """

    __slots__ = ("_starts", "_text", "path")

    def __init__(self, path: str, text: str | Callable[[str], str]) -> None:
        self.path = path
        self._text = text
        self._starts: list[int] | None = None

    @property
    def text(self) -> str:
        text = self._text
        if not isinstance(text, str):
            text = self._text = text(self.path)
        return text

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset; both count from 1, in characters."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int) -> int:
        """The offset of the start of a line (from 1); the end of the text past the last one."""
        starts = self._line_starts()
        return starts[line - 1] if line <= len(starts) else len(self.text)

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line end; empty past the last one."""
        starts = self._line_starts()
        if number > len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from ``start`` to ``end`` (default: the end of the line)."""
        if end is None:
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
        return Span(self, start, max(start, end))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0]
            at = self.text.find("\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self.text.find("\n", at + 1)
        return self._starts


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source; ``end`` is exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    def sub(self, start: int, end: int | None = None) -> Span:
        """A span inside this one; offsets count from its start."""
        stop = self.end if end is None else self.start + end
        return Span(self.source, self.start + start, stop)
