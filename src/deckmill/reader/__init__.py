"""The reader: a content folder in, a deck and findings out.

Nothing raises for bad content; OSError is for a disk that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deckmill.findings import Finding
from deckmill.model import LEVELS, Deck, Entry, Setting, Topic
from deckmill.reader.deck import DeckHead, read_deck_file, read_references
from deckmill.reader.entries import read_entry
from deckmill.reader.files import entry_files, read_source
from deckmill.reader.markdown import Renderer
from deckmill.reader.media import finder
from deckmill.source import Source
from deckmill.spelling import did_you_mean
from deckmill.tex import Macros

__all__ = ["Progress", "Reading", "read"]

Progress = Callable[[int, int], None]
# What a formula is accused of where nobody knows the macros that it may use.
_OF_MACROS = frozenset(("M101", "M102"))


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
    renderer = Renderer(Macros(head.macros), finder(root))
    entries: list[Entry] = []
    unread: set[str] = set()
    strange: set[str] = set()
    files = list(entry_files(root))
    for done, path in enumerate(files, 1):
        source, found = read_source(path, path.relative_to(root).as_posix())
        found += _place(source, head, strange)
        entry, more = _entry(source, renderer, nothing_to_read=bool(found) and not source.text)
        found += more
        findings += found if head.macros_known else [f for f in found if f.code not in _OF_MACROS]
        if entry is not None:
            entries.append(entry)
        else:
            unread.add(path.stem)
        if progress is not None:
            progress(done, len(files))
    file = head.file
    order = {topic: i for i, topic in enumerate(file.topics)}
    levels = [*LEVELS, None]
    entries.sort(key=lambda e: (order.get(e.topic, len(order)), levels.index(e.level), e.id))
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
        rules={code: Setting(level, head.settings[code]) for code, level in file.rules.items()},
        limits=file.limits,
        references=references,
        entries=tuple(entries),
        spans=head.spans,
    )
    return Reading(deck, findings, frozenset(unread), references_known)


def _place(source: Source, head: DeckHead, strange: set[str]) -> list[Finding]:
    """What is wrong with the place of an entry's file; a folder is ``strange`` once."""
    folder, *rest = source.path.split("/")
    topics = head.file.topics
    if len(rest) != 1:
        where = "too deep" if rest else "at the top"
        help = f"move it to <topic>/{source.path.rpartition('/')[2]}"
        message = f"this file lies {where}, where no entry is"
        return [Finding("F115", message, source.span(0), help)]
    if folder in topics or folder in strange or not head.topics_known:
        return []
    strange.add(folder)
    if folder == "media":
        help = f"move it to <topic>/{rest[0]}"
        return [Finding("F115", "entries do not lie in media", source.span(0), help)]
    near = did_you_mean(folder, topics)
    help = f"{near[:-1]}, or else " if near else ""
    help += f"add '{folder}' to the topics in deck.yaml"
    return [Finding("F108", f"the folder '{folder}' is no topic", source.span(0), help)]


def _entry(
    source: Source, renderer: Renderer, *, nothing_to_read: bool
) -> tuple[Entry | None, list[Finding]]:
    if nothing_to_read:
        return None, []
    folder, _, name = source.path.rpartition("/")
    return read_entry(source, folder.partition("/")[0], name[: -len(".md")], renderer)
