"""An entry's outline: the question, its sections, and the cards and follow-ups in them."""

from __future__ import annotations

from lsprotocol.types import DocumentSymbol, SymbolKind

from deckmill.lsp.positions import Positions
from deckmill.reader.front_matter import split_front_matter
from deckmill.reader.sections import cut
from deckmill.source import Source, Span


def outline(source: Source, positions: Positions) -> list[DocumentSymbol]:
    """The symbols of an entry's text."""
    parts = split_front_matter(source)
    body = cut(source, parts[2] if parts else 0)
    if body.question is None:
        return []
    end = len(source.text)

    def symbol(name: Span, stop: int, kind: SymbolKind) -> DocumentSymbol:
        whole = Span(source, name.start, max(stop, name.end))
        return DocumentSymbol(
            name.text or "?", kind, positions.range(whole), positions.range(name), children=[]
        )

    question = symbol(body.question, end, SymbolKind.Class)
    for section in body.sections.values():
        stop = max([section.body.end, *(part.body.end for part in section.parts)])
        child = symbol(section.name, stop, SymbolKind.Field)
        child.children = [
            symbol(part.name, part.body.end, SymbolKind.Method) for part in section.parts
        ]
        question.children = [*(question.children or ()), child]
    return [question]
