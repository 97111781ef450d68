"""An entry's body, cut into its question, its sections and their parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from deckmill.findings import Finding
from deckmill.source import Source, Span


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text under it; ``name`` is the heading's text."""

    name: Span
    body: Span


@dataclass(slots=True)
class Section:
    """A ``##`` section; ``parts`` are its ``###`` sub-sections, where it has such."""

    title: str
    name: Span
    body: Span
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """An entry's body, cut.

    ``whole`` is false where an unclosed fence hides the rest. ``known`` holds the sections that are
    there under a wrong name, too, and ``hidden`` those whose text a finding has explained away.
    ``adrift`` is true where text stands between the question and the first section.
    """

    question: Span | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    whole: bool = True
    adrift: bool = False


def trimmed(source: Source, start: int, end: int) -> Span:
    """The span without blank lines around it; leading spaces of its first line stay."""
    text = source.text[start:end]
    lead = len(text) - len(text.lstrip())
    first = text.rfind("\n", 0, lead) + 1 if lead < len(text) else len(text)
    return Span(source, start + first, max(start + len(text.rstrip()), start + first))
