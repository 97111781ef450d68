"""Makes the unit of an entry's file: reads it, checks it, outlines it, has writers render it."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, NamedTuple

from deckmill import checks
from deckmill.checks.outlines import outline_of
from deckmill.findings import Finding, packed
from deckmill.listing import file_digest
from deckmill.prove import record
from deckmill.reader import EntryReader, Head
from deckmill.reader.files import Folder
from deckmill.reader.memory import FileReading
from deckmill.rules import RULES
from deckmill.writers import WRITERS
from deckmill.writers.apkg import APKG
from deckmill.writers.base import Piece, Setting
from deckmill.writers.notes import caption
from deckmill.writers.states import states_of


@dataclass(frozen=True, slots=True)
class Made:
    """A unit, ready to be stored: packed facts or nothing, packed findings, and what was looked up.

    ``digest`` is the SHA-256 of the file.
    """

    name: str
    digest: bytes
    body: bytes
    pieces: Mapping[str, bytes]


class _Read(NamedTuple):
    """A file as it was read, and the media that were looked up for it."""

    name: str
    digest: bytes
    reading: FileReading
    looks: tuple[tuple[Any, ...], ...]


class UnitMaker:
    """Makes the units of one deck's files, with pieces for the named ``writers``."""

    def __init__(self, root: Path, head: Head, writers: tuple[str, ...]) -> None:
        setting = Setting(head.deck, root)
        self._root = root
        self._deck = head.deck
        self._reader = EntryReader(Folder(root), head.file.macros)
        self._caption = caption(setting)
        self._make = {w.name: w.pieces(setting) for w in WRITERS if w.pieces and w.name in writers}
        self._media = media_digests(root)

    def __call__(self, names: Sequence[str]) -> list[Made]:
        """The units of a few files; raises OSError where one cannot be read."""
        read = [self._read(name) for name in names]
        entries = [one.reading.entry for one in read if one.reading.entry is not None]
        # Each check costs a call: of a few entries at once that is less, and all is still at hand.
        found = iter(checks.of_entries(entries, self._deck))
        return [self._made(one, next(found) if one.reading.entry else []) for one in read]

    def _read(self, name: str) -> _Read:
        data = (self._root / name).read_bytes()
        reading = self._reader.read(name, data)
        looks = tuple((*look, self._media(look.path)) for look in self._reader.looker.taken())
        return _Read(name, sha256(data).digest(), reading, looks)

    def _made(self, read: _Read, found: Iterable[Finding]) -> Made:
        findings = (*read.reading.findings, *found)
        facts: tuple[Any, ...] | None = None
        pieces: dict[str, Piece] = {}
        entry = read.reading.entry
        if entry is not None:
            # Of what is broken, whatever the deck makes of the rules, nothing can be written.
            if all(RULES[finding.code].adjustable for finding in findings):
                pieces = {writer: make(entry) for writer, make in self._make.items()}
            states = states_of(pieces[APKG.name]) if APKG.name in pieces else ()
            proof = record.digest(entry)
            facts = tuple(outline_of(entry, self._deck, self._caption(entry), proof, states).facts)
        body: Any = (facts, tuple(map(packed, findings)), read.looks)
        stored = {writer: marshal.dumps(piece) for writer, piece in pieces.items()}
        return Made(read.name, read.digest, marshal.dumps(body), stored)


def digest_of(*parts: bytes) -> bytes:
    """A hash of these parts, in this order."""
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()


def media_digests(root: Path) -> Callable[[str], bytes]:
    """Gives the SHA-256 of a picture or a sound, by its path; empty where there is none."""

    @cache
    def digest(path: str) -> bytes:
        try:
            return file_digest(root / path)
        except (OSError, ValueError):
            return b""

    return digest
