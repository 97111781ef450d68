"""Places as editors count them: lines from 0, columns in units that both sides agreed on.

A source counts characters; the protocol's default is UTF-16, in which an emoji is two.
"""

from __future__ import annotations

from lsprotocol.types import Position, Range
from pygls.workspace import PositionCodec

from deckmill.source import Source, Span


class Positions:
    """Offsets of a source to positions of an editor, and back."""

    def __init__(self, codec: PositionCodec) -> None:
        self._units = codec.client_num_units

    def position(self, source: Source, offset: int) -> Position:
        line, column = source.position(offset)
        return Position(line - 1, self._units(source.line(line)[: column - 1]))

    def range(self, span: Span) -> Range:
        return Range(self.position(span.source, span.start), self.position(span.source, span.end))

    def offset(self, source: Source, position: Position) -> int:
        """The offset of a position; what lies past the end of a line or of the text is its end."""
        start = source.offset(position.line + 1)
        units = 0
        for column, character in enumerate(source.line(position.line + 1)):
            if units >= position.character:
                return start + column
            units += self._units(character)
        return start + len(source.line(position.line + 1))
