"""The reader: a content folder in, a deck and findings out.

Nothing raises for bad content; OSError is for a disk that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deckmill.findings import Finding
from deckmill.model import LEVELS, Deck, Entry, Topic
from deckmill.reader.deck import DeckHead, read_deck_file, read_references
from deckmill.reader.entries import read_entry
from deckmill.reader.files import entry_files, read_source
from deckmill.reader.markdown import Renderer
from deckmill.reader.media import finder
from deckmill.reader.typed import did_you_mean
from deckmill.source import Source
from deckmill.tex import Macros

__all__ = ["Progress", "Reading", "read"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave: the deck, the findings, and what could not be told.

    ``unread`` holds the ids of entries that could not be read at all, so that references to them
    are no findings of their own; ``references_known`` says whether the bibliography was readable.
    """

    deck: Deck
    findings: list[Finding]
    unread: frozenset[str]
    references_known: bool


def read(root: Path, progress: Progress | None = None) -> Reading:
    """Read the content folder ``root``; raises OSError where a file cannot be read.

    ``progress(done, total)`` is called after each entry file.
    """
    head, findings = read_deck_file(root)
    references, references_known, found = read_references(root)
    findings += found
    renderer = Renderer(Macros(head.file.macros), finder(root))
    entries: list[Entry] = []
    unread: set[str] = set()
    files = list(entry_files(root))
    for done, path in enumerate(files, 1):
        entry, found = _entry(root, path, head, renderer)
        findings += found
        if entry is not None:
            entries.append(entry)
        else:
            unread.add(path.stem)
        if progress is not None:
            progress(done, len(files))
    file = head.file
    order = {topic: i for i, topic in enumerate(file.topics)}
    levels = {level: i for i, level in enumerate(LEVELS)}
    entries.sort(
        key=lambda e: (order.get(e.topic, len(order)), levels.get(e.level or "", 3), e.id)  # type: ignore[call-overload]
    )
    deck = Deck(
        id=file.id,
        title=file.title,
        span=head.span,
        description=file.description,
        language=file.language,
        license=file.license,
        authors=tuple(file.authors),
        topics=tuple(Topic(id, title) for id, title in file.topics.items()),
        macros=dict(file.macros),
        report_url=file.report_url or "",
        references=references,
        entries=tuple(entries),
        spans=head.spans,
    )
    return Reading(deck, findings, frozenset(unread), references_known)


def _entry(
    root: Path, path: Path, head: DeckHead, renderer: Renderer
) -> tuple[Entry | None, list[Finding]]:
    parts = path.relative_to(root).parts
    source, findings = read_source(path, "/".join(parts))
    topics = head.file.topics
    if len(parts) != 2:
        findings.append(_misplaced(source, parts))
    elif parts[0] not in topics and head.topics_known:
        help = did_you_mean(parts[0], topics) or f"add '{parts[0]}' to the topics in deck.yaml"
        message = f"the folder '{parts[0]}' is no topic"
        findings.append(Finding("F108", message, source.span(0), help))
    topic = parts[0] if len(parts) > 1 else ""
    entry, found = read_entry(source, topic, path.stem, renderer)
    return entry, findings + found


def _misplaced(source: Source, parts: tuple[str, ...]) -> Finding:
    where = "at the top" if len(parts) == 1 else "too deep"
    help = f"move it to <topic>/{parts[-1]}"
    return Finding("F115", f"this file lies {where}, where no entry is", source.span(0), help)
