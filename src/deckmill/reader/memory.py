"""What was read of a deck's files, kept for the next reading: only what changed is read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from deckmill.findings import Finding
from deckmill.model import Entry
from deckmill.outline import Outline
from deckmill.reader.markdown import FindMedia
from deckmill.source import Source, Span


@dataclass(frozen=True, slots=True)
class FileReading:
    """An entry's file as read: its source, the entry where it could be told, and the findings."""

    source: Source
    entry: Entry | None
    findings: tuple[Finding, ...]


class Checked(NamedTuple):
    """What was found of an entry by itself, and what the rest of the deck needs to know of it."""

    findings: tuple[Finding, ...]
    outline: Outline


class Look(NamedTuple):
    """A picture or a sound that a file shows, and what was found about it."""

    path: str
    sound: bool
    told: tuple[str, ...]


@dataclass(slots=True)
class Looker:
    """A finder of media that notes what was looked up."""

    find: FindMedia
    looks: list[Look] = field(default_factory=list)

    def __call__(self, path: str, span: Span, sound: bool) -> tuple[str, list[Finding]]:
        found = self.find(path, span, sound)
        self.looks.append(Look(path, sound, _told(found[1])))
        return found

    def taken(self) -> tuple[Look, ...]:
        """What was looked up since the last time."""
        looks = tuple(self.looks)
        self.looks.clear()
        return looks


@dataclass(slots=True)
class Memory:
    """Readings, and what was found of entries, by the names of their files.

    A reading holds as long as the file's bytes, the deck's macros and the media it shows are the
    same; what was found of an entry as long as its reading does, and the deck's settings.
    """

    _macros: Mapping[str, str] = field(default_factory=dict)
    _files: dict[str, tuple[bytes, tuple[Look, ...], FileReading]] = field(default_factory=dict)
    _settings: object = None
    _checked: dict[str, tuple[Entry, Checked]] = field(default_factory=dict)

    def begin(self, macros: Mapping[str, str], names: Iterable[str]) -> None:
        """Forget what was read with other macros, and the files that are no more."""
        if macros != self._macros:
            self._files.clear()
        self._macros = dict(macros)
        for name in self._files.keys() - set(names):
            del self._files[name]
            self._checked.pop(name, None)

    def known(self, name: str, data: bytes, find: FindMedia) -> FileReading | None:
        """What was read of a file, where that still holds."""
        before, looks, reading = self._files.get(name, (None, (), None))
        same = before == data and all(holds(look, find) for look in looks)
        return reading if same else None

    def keep(self, name: str, data: bytes, looks: tuple[Look, ...], reading: FileReading) -> None:
        self._files[name] = data, looks, reading

    def begin_checks(self, settings: object) -> None:
        """Forget what was found of entries where the deck was set otherwise."""
        if settings != self._settings:
            self._checked.clear()
        self._settings = settings

    def checked(self, entry: Entry) -> Checked | None:
        """What was found of an entry; nothing where it was read anew since."""
        known, checked = self._checked.get(entry.span.source.path, (None, None))
        return checked if known is entry else None

    def keep_checked(self, entry: Entry, found: Iterable[Finding], outline: Outline) -> None:
        self._checked[entry.span.source.path] = entry, Checked(tuple(found), outline)


def holds(look: Look, find: FindMedia) -> bool:
    """Whether what was found about a picture or a sound is what would be found now."""
    nowhere = Source(look.path, "").span(0)
    return _told(find(look.path, nowhere, look.sound)[1]) == look.told


def _told(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(f"{f.code} {f.message} {f.help}" for f in findings)
