"""The reader: a content folder in, a deck and findings out.

Nothing raises for bad content; OSError is for a disk that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deckmill.findings import Finding
from deckmill.model import LEVELS, Deck, Entry, Setting, Topic
from deckmill.reader.deck import DeckHead, read_deck_file, read_references
from deckmill.reader.entries import read_entry
from deckmill.reader.files import Folder, decoded
from deckmill.reader.markdown import PICTURES, SOUNDS, Renderer
from deckmill.reader.media import finder
from deckmill.reader.memory import FileReading, Looker, Memory
from deckmill.reader.strays import strays
from deckmill.source import Source
from deckmill.spelling import nearest
from deckmill.tex import Macros

__all__ = ["Memory", "Progress", "Reading", "read"]

Progress = Callable[[int, int], None]
# What a formula is accused of where nobody knows the macros that it may use.
_OF_MACROS = frozenset(("M101", "M102"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave: the deck, the findings, and what could not be told.

    ``unread`` holds the ids of entries that could not be read at all, so that references to them
    are no findings of their own; ``references_known`` says whether the bibliography was readable.
    ``media`` names every picture and sound in the folder, shown or not.
    """

    deck: Deck
    findings: list[Finding]
    unread: frozenset[str]
    references_known: bool
    media: frozenset[str] = frozenset()


def read(
    root: Path,
    progress: Progress | None = None,
    *,
    memory: Memory | None = None,
    texts: Mapping[str, str] | None = None,
) -> Reading:
    """Read the content folder ``root``; raises OSError where a file cannot be read.

    ``progress(done, total)`` is called after each entry file. ``memory`` keeps what was read for
    the next time. ``texts`` are read in place of the files of their names: what an editor has open
    and not saved.
    """
    folder = Folder(root, texts or {})
    head, findings = read_deck_file(folder)
    references, references_known, found = read_references(folder)
    findings += found
    findings += strays(root, head.file.topics)
    files = _read_files(folder, head.macros, memory or Memory(), progress)
    entries: list[Entry] = []
    unread: set[str] = set()
    strange: set[str] = set()
    for reading in files:
        found = [*_place(reading.source, head, strange), *reading.findings]
        findings += found if head.macros_known else [f for f in found if f.code not in _OF_MACROS]
        if reading.entry is not None:
            entries.append(reading.entry)
        else:
            unread.add(PurePosixPath(reading.source.path).stem)
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
        acronyms=tuple(file.acronyms),
        references=references,
        entries=tuple(entries),
        spans=head.spans,
    )
    media = folder.named(PICTURES | SOUNDS)
    return Reading(deck, findings, frozenset(unread), references_known, media)


def _read_files(
    folder: Folder, macros: Mapping[str, str], memory: Memory, progress: Progress | None
) -> Iterator[FileReading]:
    """Every entry's file, in order."""
    names = folder.entries()
    memory.begin(macros, names)
    find = Looker(finder(folder.root))
    renderer = Renderer(Macros(macros), find)
    for done, name in enumerate(names, 1):
        data = folder.data(name)
        reading = memory.known(name, data, find.find)
        if reading is None:
            reading = _read_file(name, data, renderer)
            memory.keep(name, data, find.taken(), reading)
        yield reading
        if progress is not None:
            progress(done, len(names))


def _read_file(name: str, data: bytes, renderer: Renderer) -> FileReading:
    source, findings = decoded(data, name)
    if findings and not source.text:
        return FileReading(source, None, tuple(findings))
    path = PurePosixPath(name)
    topic = path.parts[0] if len(path.parts) > 1 else ""
    entry, found = read_entry(source, topic, path.stem, renderer)
    return FileReading(source, entry, (*findings, *found))


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
    near = nearest(folder, topics, 0.75)
    help = f"did you mean '{near}', or else " if near else ""
    help += f"add '{folder}' to the topics in deck.yaml"
    return [Finding("F108", f"the folder '{folder}' is no topic", source.span(0), help)]
