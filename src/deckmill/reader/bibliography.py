"""Works of a bibliography as plain values, which ``marshal`` knows, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deckmill.model import Reference
from deckmill.source import Source, Span


def packed_references(references: Mapping[str, Reference]) -> Any:
    """The works and where each of their values stands."""
    return [
        (work.id, work.csl, _place(work.span), {key: _place(at) for key, at in work.spans.items()})
        for work in references.values()
    ]


def unpacked_references(values: Any, source: Source) -> dict[str, Reference]:
    """The works in ``source`` that were packed."""
    return {
        id: Reference(
            id, csl, Span(source, *at), {key: Span(source, *p) for key, p in places.items()}
        )
        for id, csl, at, places in values
    }


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end
