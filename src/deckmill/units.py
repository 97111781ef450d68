"""Units: all that one entry's file gives by itself, made once and then remembered.

As a compiler makes an object file of each source and links them, a build makes a unit of each
entry's file: its outline, what was found in it, and a piece for each output. A unit depends on its
file, the pictures it shows, deck.yaml, references.yaml and this program, so its key is a hash of
these. Units are made by several processes, kept in the cache, and their pieces never all held.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeAlias

from deckmill import store
from deckmill.findings import Finding, unpacked
from deckmill.listing import Stamp, file_digest, program, settled
from deckmill.outline import Facts, Outline, Survey
from deckmill.reader import Head, Places, Progress, in_deck_order, of_known_macros, read_head
from deckmill.reader.bibliography import packed_references, unpacked_references
from deckmill.reader.deck import DECK_FILE, REFERENCES_FILE, Bibliography, read_references
from deckmill.reader.files import Folder, decoded
from deckmill.reader.media import finder
from deckmill.reader.memory import Look, holds
from deckmill.replay import cache_folder
from deckmill.source import Source
from deckmill.store import Store
from deckmill.unit import UnitMaker, digest_of, media_digests
from deckmill.workers import spread
from deckmill.writers.base import Piece

SMALL = 150_000
"""Bytes of sources up to which one process is done before others have started (measured)."""
FEW = 4
"""Files whose units are made together."""
_Unit: TypeAlias = tuple[Outline | None, list[Finding]]


class _Place(NamedTuple):
    """Where a unit is stored."""

    store: Store
    number: int


class _Stored(NamedTuple):
    """A unit that was made: who has it, under which number."""

    name: str
    digest: bytes
    process: int
    number: int


def _file_of(process: int, folder: Path) -> Path:
    return folder / f"{process}.sqlite"


class _Worker:
    """Makes units and stores them in a file of its process, so that nobody has to send them."""

    def __init__(
        self, root: Path, head: Head, writers: tuple[str, ...], config: bytes, folder: Path
    ) -> None:
        self._make = UnitMaker(root, head, writers)
        self._config = config
        self._store = Store(_file_of(os.getpid(), folder), shared=False)

    def __call__(self, names: Sequence[str]) -> list[_Stored]:
        stored = []
        for made in self._make(names):
            key = _key(self._config, made.name, made.digest)
            number = self._store.put(key, made.body, made.pieces)
            stored.append(_Stored(made.name, made.digest, os.getpid(), number))
        self._store.commit()
        return stored


@contextlib.contextmanager
def shelf(root: Path, jobs: int, *, use_cache: bool) -> Iterator[Shelf]:
    """The units of a content folder for one run; with the cache, also those of earlier ones."""
    with contextlib.ExitStack() as stack:
        kept = _cache() if use_cache else None
        if kept is not None:
            stack.callback(kept.close)
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="deckmill-"))
        units = Shelf(root, kept, Path(scratch), jobs)
        stack.callback(units.close)
        yield units


def _cache() -> Store | None:
    """This user's cache; nothing where there can be none."""
    folder = Path(cache_folder())
    for _ in range(2):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return Store(folder / store.FILE)
        except sqlite3.OperationalError:  # no room, no rights, or too busy
            return None
        except sqlite3.DatabaseError:
            store.remove(folder)
        except OSError:
            return None
    return None


class Shelf:
    """The units of one content folder, for one run."""

    def __init__(self, root: Path, kept: Store | None, scratch: Path, jobs: int) -> None:
        self.root = root
        self.folder = Folder(root)
        self.digests: dict[str, bytes] = {}
        """The SHA-256 of each entry's file as it was read or known."""
        self._kept = kept
        self._scratch = scratch
        self._fresh: dict[int, Store] = {}
        """What was made, by the process that made it."""
        self._jobs = jobs
        self._places: dict[str, _Place] = {}
        self._head: Head | None = None
        self._text = partial(_text, self.folder)
        self._name = str(root.resolve())
        self._notes: dict[str, Any] = {}
        self._apart: set[str] = set()
        self._other = cache(self._digest_of_other)

    def close(self) -> None:
        """Let go of what was made; the cache has it, or nobody."""
        for fresh in self._fresh.values():
            fresh.close()

    def survey(self, writers: tuple[str, ...], progress: Progress | None = None) -> Survey:
        """The deck as a whole, once every unit is there with its pieces for these ``writers``.

        ``progress(done, total)`` is called for all that are known, and then after each. Raises
        OSError where a file cannot be read.
        """
        head = self._head = read_head(self.folder, self._references)
        names = self.folder.entries()
        units: dict[str, _Unit] = {}
        with contextlib.suppress(sqlite3.Error):
            for name, body in self._known(names, writers):
                units[name] = self._opened(name, body)
        if units and progress is not None:
            progress(len(units), len(names))
        missing = [name for name in names if name not in units]
        numbers: list[tuple[int, int]] = []
        for done, made in enumerate(self._made(missing, head, writers), len(units) + 1):
            self.digests[made.name] = made.digest
            numbers.append((made.process, made.number))
            if progress is not None:
                progress(done, len(names))
        # Not before: while others are at work, memory and files are theirs.
        for process in {process for process, _ in numbers}:
            self._fresh[process] = Store(_file_of(process, self._scratch), shared=False)
        for name, (process, number) in zip(missing, numbers, strict=True):
            place = self._places[name] = _Place(self._fresh[process], number)
            units[name] = self._opened(name, marshal.loads(place.store.body(number)))
        return replace(_joined(head, units), apart=frozenset(self._apart))

    def pieces(self, writer: str, outlines: Iterable[Outline]) -> Iterator[Piece]:
        """What a writer made of each of these entries."""
        for outline in outlines:
            place, body = self._places[outline.path], None
            with contextlib.suppress(sqlite3.Error):
                body = place.store.piece(place.number, writer)
            if body is None:
                # Another run has pushed it out meanwhile, or the disk has lost it.
                assert self._head is not None
                (made,) = UnitMaker(self.root, self._head, (writer,))([outline.path])
                body = made.pieces[writer]
            yield marshal.loads(body)

    def fingerprint(self, out: Path, how: object) -> str:
        """A hash of all that an output depends on: the sources, the program, how it is asked for.

        ``out`` is where outputs lie. Needs the survey, so that it tells of what was read. Raises
        OSError.
        """
        known = (self._config, sorted(self.digests.items()), sorted(self._others(out).items()))
        return digest_of(repr((how, known)).encode("utf-8", "surrogateescape")).hex()

    def _others(self, out: Path | None) -> dict[str, bytes]:
        """The SHA-256 of each file that is neither an entry nor an output; raises OSError."""
        root = self.root.resolve()
        names = (name for name in self.folder.stamps if name not in self.digests)
        if out is not None:
            outputs = out.resolve()
            names = (name for name in names if not (root / name).is_relative_to(outputs))
        return {name: self._other(name) for name in names}

    def _digest_of_other(self, name: str) -> bytes:
        if name in (DECK_FILE, REFERENCES_FILE):
            return sha256(self.folder.data(name)).digest()  # as it was read
        return file_digest(self.root / name)

    def sources(self, out: Path | None = None) -> dict[str, tuple[Stamp, bytes]]:
        """The stamp and the SHA-256 of every file but outputs; raises OSError."""
        digests = self.digests | self._others(out)
        return {name: (self.folder.stamps[name], digest) for name, digest in digests.items()}

    def keep(self, *, apart: bool) -> None:
        """Remember for later runs what this one made, as far as the cache can be written.

        ``apart`` says that no two texts of the deck are alike.
        """
        kept = self._kept
        if kept is None:
            return
        used = [place.number for place in self._places.values() if place.store is kept]
        sure = settled(self.folder.stamps, time.time_ns())
        files = {name: (sure.get(name), digest) for name, digest in self.digests.items()}
        self._notes[self._name] = files, self._config if apart else b""
        with contextlib.suppress(sqlite3.Error):
            kept.keep([fresh.file for fresh in self._fresh.values()], used, self._notes)

    def _known(self, names: list[str], writers: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """The units that the cache has of these files as they are now."""
        if self._kept is None:
            return
        noted: tuple[dict[str, tuple[Stamp | None, bytes]], bytes] | None
        noted = self._kept.note(self._name)
        before, apart = noted or ({}, b"")
        find, media = finder(self.root), media_digests(self.root)

        @cache
        def same(path: str, sound: bool, told: tuple[str, ...], digest: bytes) -> bool:
            return media(path) == digest and holds(Look(path, sound, told), find)

        for name in names:
            stamp, known = before.get(name, (None, b""))
            same_stamp = stamp == self.folder.stamps[name]
            digest = known if same_stamp else sha256(self.folder.data(name)).digest()
            if digest == known and apart == self._config:
                self._apart.add(name)
            unit = self._kept.unit(_key(self._config, name, digest), writers)
            self.digests[name] = digest
            if unit is None:
                continue
            body = marshal.loads(unit[1])
            if all(same(*look) for look in body[2]):
                self._places[name] = _Place(self._kept, unit[0])
                yield name, body

    def _references(self, folder: Folder) -> Bibliography:
        """The bibliography, which changes less often than all else and takes long to read."""
        if self._kept is None or not folder.has(REFERENCES_FILE):
            return read_references(folder)
        data = folder.data(REFERENCES_FILE)
        name = "references " + digest_of(self._program, data).hex()
        with contextlib.suppress(sqlite3.Error):
            works = self._kept.note(name)
            if works is not None:
                return unpacked_references(works, decoded(data, REFERENCES_FILE)[0]), True, []
        references, known, findings = read_references(folder)
        if known and not findings:
            self._notes[name] = packed_references(references)
        return references, known, findings

    def _made(self, names: list[str], head: Head, writers: tuple[str, ...]) -> Iterator[_Stored]:
        size = sum(self.folder.stamps[name][0] for name in names)
        jobs = 1 if size < SMALL else self._jobs
        few = [names[at : at + FEW] for at in range(0, len(names), FEW)]
        start = (self.root, head, writers, self._config, self._scratch)
        return chain.from_iterable(spread(_Worker, start, few, jobs))

    @cached_property
    def _config(self) -> bytes:
        """A hash of what every unit depends on."""
        names = (DECK_FILE, REFERENCES_FILE)
        files = [self.folder.data(name) if self.folder.has(name) else b"" for name in names]
        return digest_of(self._program, *files)

    @cached_property
    def _program(self) -> bytes:
        return repr(program()).encode()

    def _opened(self, name: str, body: Any) -> _Unit:
        source = Source(name, self._text)
        facts, findings, _ = body
        outline = Outline(source, Facts._make(facts)) if facts else None
        return outline, [unpacked(values, source) for values in findings]


def _key(config: bytes, name: str, digest: bytes) -> bytes:
    return digest_of(config, name.encode("utf-8", "surrogateescape"), digest)


def _text(folder: Folder, name: str) -> str:
    return decoded(folder.data(name), name)[0].text


def _joined(head: Head, units: Mapping[str, _Unit]) -> Survey:
    findings = list(head.findings)
    places = Places(head.file)
    outlines: list[Outline] = []
    unread: set[str] = set()
    for name in sorted(units, key=lambda name: name.split("/")):
        outline, found = units[name]
        findings += of_known_macros(found, head.file)
        if outline is None:
            findings += places.findings(Source(name, ""))
            unread.add(PurePosixPath(name).stem)
        else:
            findings += places.findings(outline.source)
            outlines.append(outline)
    outlines.sort(key=in_deck_order(head.deck))
    return Survey(
        head.deck, tuple(outlines), findings, frozenset(unread), head.references_known, head.media
    )
