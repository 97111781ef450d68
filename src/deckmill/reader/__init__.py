"""The reader: a content folder in, a deck and findings out.

Nothing raises for bad content; OSError is for a disk that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from deckmill.findings import Finding
from deckmill.model import LEVELS, Deck, Entry, Level, Setting, Topic
from deckmill.reader.deck import Bibliography, DeckHead, read_deck_file, read_references
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
class Head:
    """A deck without its entries, and what was found beside them.

    ``references_known`` says whether the bibliography was readable; ``media`` names every picture
    and sound in the folder, shown or not.
    """

    deck: Deck
    findings: list[Finding]
    file: DeckHead
    references_known: bool
    media: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave: the deck, the findings, and what could not be told.

    ``unread`` holds the ids of entries that could not be read at all, so that references to them
    are no findings of their own; the rest is as in ``Head``.
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
    head = read_head(folder)
    findings = list(head.findings)
    places = Places(head.file)
    entries: list[Entry] = []
    unread: set[str] = set()
    for reading in _read_files(folder, head.file.macros, memory or Memory(), progress):
        findings += places.findings(reading.source)
        findings += of_known_macros(reading.findings, head.file)
        if reading.entry is not None:
            entries.append(reading.entry)
        else:
            unread.add(PurePosixPath(reading.source.path).stem)
    entries.sort(key=in_deck_order(head.deck))
    deck = replace(head.deck, entries=tuple(entries))
    return Reading(deck, findings, frozenset(unread), head.references_known, head.media)


def read_head(
    folder: Folder, references_of: Callable[[Folder], Bibliography] = read_references
) -> Head:
    """Everything of a content folder but its entries; raises OSError.

    ``references_of`` reads the bibliography, or knows it from before.
    """
    head, findings = read_deck_file(folder)
    references, references_known, found = references_of(folder)
    findings += found
    findings += strays(folder.root, head.file.topics)
    file = head.file
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
        spans=head.spans,
    )
    return Head(deck, findings, head, references_known, folder.named(PICTURES | SOUNDS))


class Placed(Protocol):
    """An entry, as far as its place in the deck goes."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def level(self) -> Level | None: ...


def in_deck_order(deck: Deck) -> Callable[[Placed], tuple[int, int, str]]:
    """A key by which entries stand in the order of topics, then of level, then of id."""
    order = {topic.id: i for i, topic in enumerate(deck.topics)}
    levels = {level: i for i, level in enumerate((*LEVELS, None))}
    return lambda entry: (order.get(entry.topic, len(order)), levels[entry.level], entry.id)


def of_known_macros(findings: Iterable[Finding], head: DeckHead) -> list[Finding]:
    """The findings of a file, but for those of macros where deck.yaml could not tell them."""
    return [f for f in findings if head.macros_known or f.code not in _OF_MACROS]


class EntryReader:
    """Reads entries of one deck, file by file."""

    def __init__(self, folder: Folder, macros: Mapping[str, str]) -> None:
        self.looker = Looker(finder(folder.root))
        self._renderer = Renderer(Macros(macros), self.looker)

    def read(self, name: str, data: bytes) -> FileReading:
        """What the file ``name`` gives, its bytes being ``data``."""
        source, findings = decoded(data, name)
        if findings and not source.text:
            return FileReading(source, None, tuple(findings))
        path = PurePosixPath(name)
        topic = path.parts[0] if len(path.parts) > 1 else ""
        entry, found = read_entry(source, topic, path.stem, self._renderer)
        return FileReading(source, entry, (*findings, *found))


def _read_files(
    folder: Folder, macros: Mapping[str, str], memory: Memory, progress: Progress | None
) -> Iterator[FileReading]:
    """Every entry's file, in order."""
    names = folder.entries()
    memory.begin(macros, names)
    reader = EntryReader(folder, macros)
    for done, name in enumerate(names, 1):
        data = folder.data(name)
        reading = memory.known(name, data, reader.looker.find)
        if reading is None:
            reading = reader.read(name, data)
            memory.keep(name, data, reader.looker.taken(), reading)
        yield reading
        if progress is not None:
            progress(done, len(names))


class Places:
    """Tells of entries' files that lie where none should; of a folder, once."""

    def __init__(self, head: DeckHead) -> None:
        self._head = head
        self._strange: set[str] = set()

    def findings(self, source: Source) -> list[Finding]:
        folder, *rest = source.path.split("/")
        topics = self._head.file.topics
        if len(rest) != 1:
            where = "too deep" if rest else "at the top"
            help = f"move it to <topic>/{source.path.rpartition('/')[2]}"
            message = f"this file lies {where}, where no entry is"
            return [Finding("F115", message, source.span(0), help)]
        if folder in topics or folder in self._strange or not self._head.topics_known:
            return []
        self._strange.add(folder)
        if folder == "media":
            help = f"move it to <topic>/{rest[0]}"
            return [Finding("F115", "entries do not lie in media", source.span(0), help)]
        near = nearest(folder, topics, 0.75)
        help = f"did you mean '{near}', or else " if near else ""
        help += f"add '{folder}' to the topics in deck.yaml"
        return [Finding("F108", f"the folder '{folder}' is no topic", source.span(0), help)]
