"""deck.lock, the release ledger: when did each note last change?

Anki takes a note's update only where the note is newer than the learner's copy, and overwrites what
the learner edited where it does. So an unchanged note keeps its recorded time for ever, and a
changed one gets a later one. The first line names format and deck; every other is one note (or note
type), sorted by id, so that git merges releases that touched different notes::

    deckmill-lock 1 deep-learning-interview
    sigmoid-slope question 5d41…b1 1790000000 1.0.0
    sigmoid-slope/max-slope basic 7215…0c 1790000000 1.0.0 retired
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckmill.findings import Finding
from deckmill.source import Source, Span
from deckmill.version import Version

LOCK_FILE = "deck.lock"
FORMAT = "deckmill-lock 1"
NOTE_TYPE = "notetype:"
GONE = "gone"
"""The type of an id whose note was deleted with the author's consent: it is never used again."""

_HEAD = re.compile(rf"{FORMAT} (?P<deck>[a-z0-9-]+)\Z")
_LINE = re.compile(
    r"(?P<id>(?:notetype:[a-z]+|[a-z0-9-]+(?:/[a-z0-9-]+)?)) (?P<type>[a-z]+) "
    r"(?P<digest>[0-9a-f.]+) (?P<time>[1-9]\d{0,10}) (?P<release>\S+)(?P<retired> retired)?\Z"
)


@dataclass(frozen=True, slots=True)
class State:
    """What a learner has of a note: its note type, a hash of its content, whether it is retired."""

    type: str
    digest: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A line of the ledger: the state as released, when it last changed, and in which release."""

    id: str
    state: State
    time: int
    release: str
    span: Span | None = None

    def __str__(self) -> str:
        state = self.state
        mark = " retired" if state.retired else ""
        return f"{self.id} {state.type} {state.digest} {self.time} {self.release}{mark}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records of every note that was ever released, by id."""

    deck_id: str
    records: Mapping[str, Record] = field(default_factory=dict)
    span: Span | None = None

    @property
    def release(self) -> str | None:
        """The last release; nothing before the first."""
        releases = {record.release for record in self.records.values()}
        return max(releases, key=Version, default=None)

    @property
    def latest(self) -> int:
        """The latest recorded time, in seconds since 1970; 0 before the first release."""
        return max((record.time for record in self.records.values()), default=0)

    def changed(self, states: Mapping[str, State]) -> list[str]:
        """The ids that are new or otherwise than recorded, in the order of ``states``."""
        return [id for id, state in states.items() if self._state(id) != state]

    def missing(self, states: Mapping[str, State]) -> list[Record]:
        """The records of notes that a learner may have and ``states`` lacks."""
        return [
            record
            for id, record in self.records.items()
            if id not in states and record.state.type != GONE
        ]

    def times(self, states: Mapping[str, State], now: int) -> dict[str, int]:
        """The time of each note: recorded where it is unchanged, else later than recorded."""
        times = {}
        for id, state in states.items():
            record = self.records.get(id)
            if record is None:
                times[id] = now
            else:
                times[id] = record.time if record.state == state else max(now, record.time + 1)
        return times

    def released(
        self, states: Mapping[str, State], version: str, now: int, gone: Iterable[str] = ()
    ) -> Ledger:
        """The ledger after a release: changed notes get its time and name, ``gone`` ones go."""
        records = dict(self.records)
        for id in self.changed(states):
            records[id] = Record(id, states[id], now, version)
        for id in gone:
            state = State(GONE, self.records[id].state.digest)
            records[id] = Record(id, state, now, version)
        return Ledger(self.deck_id, records)

    def __str__(self) -> str:
        records = (str(self.records[id]) for id in sorted(self.records))
        return "\n\n".join([f"{FORMAT} {self.deck_id}", *records]) + "\n"

    def _state(self, id: str) -> State | None:
        record = self.records.get(id)
        return record.state if record else None


def read_ledger(root: Path) -> tuple[Ledger | None, list[Finding]]:
    """The content folder's deck.lock; nothing where there is none. Raises OSError.

    What cannot be read of it are R101 findings at their lines.
    """
    path = root / LOCK_FILE
    if not path.is_file():
        return None, []
    text = path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
    return parse(Source(LOCK_FILE, text))


def parse(source: Source) -> tuple[Ledger, list[Finding]]:
    """A ledger from its text."""
    findings: list[Finding] = []

    def find(message: str, span: Span, help: str) -> None:
        findings.append(Finding("R101", message, span, help))

    restore = "restore deck.lock from version control; only `release` writes it"
    lines = source.text.split("\n")
    head = _HEAD.match(lines[0])
    if head is None:
        find(f"the first line is not '{FORMAT} <deck id>'", source.span(0), restore)
    records: dict[str, Record] = {}
    at = len(lines[0]) + 1
    for line in lines[1:]:
        span = source.span(at, at + len(line))
        at += len(line) + 1
        if not line:
            continue
        if line.startswith(("=======", ">>>>>>>", "|||||||")):
            continue  # what opened the conflict speaks for it
        if line.startswith("<<<<<<<"):
            help = (
                "where both sides changed a note, keep the line with the later time, "
                "then release again"
            )
            find("a merge was left unfinished here", span, help)
            continue
        match = _LINE.match(line)
        if match is None or not _is_version(match["release"]):
            find("this line is no record of a note", span, restore)
            continue
        if match["id"] in records:
            help = "keep the line with the later time, then release again"
            find(f"the id '{match['id']}' stands twice", span, help)
            continue
        state = State(match["type"], match["digest"], match["retired"] is not None)
        records[match["id"]] = Record(
            match["id"], state, int(match["time"]), match["release"], span
        )
    return Ledger(head["deck"] if head else "", records, source.span(0)), findings


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except ValueError:
        return False
    return True
