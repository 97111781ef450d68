"""What the commands do: read and check a content folder, build its outputs, add an entry."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from deckmill import checks, identities, output, release
from deckmill.errors import Refused
from deckmill.findings import Finding, Severity, has_errors, in_order
from deckmill.ids import is_id, kebab
from deckmill.ledger import Ledger, State, read_ledger
from deckmill.model import KINDS, LEVELS, Deck, Kind, Level
from deckmill.prove.record import proven
from deckmill.reader import Memory, Progress, read
from deckmill.reader.deck import read_deck_file
from deckmill.reader.files import Folder
from deckmill.scaffold import new_entry
from deckmill.selection import Selection, select
from deckmill.writers import WRITERS, Options, Writer
from deckmill.writers.notes import Notes
from deckmill.writers.states import note_states, note_type_states

UNRELEASED = "unreleased"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deck stands against its last release: its notes, what they are, and the ledger.

    ``proven`` are the ids of the entries whose facts were checked as they are.
    """

    notes: Notes
    states: Mapping[str, State]
    ledger: Ledger
    proven: frozenset[str]

    @property
    def version(self) -> str:
        """The last release, with a ``+`` where the deck has changed since."""
        ledger = self.ledger
        same = not ledger.changed(self.states) and not ledger.missing(self.states)
        return f"{ledger.release}{'' if same else '+'}" if ledger.release else UNRELEASED


@dataclass(frozen=True, slots=True)
class Checked:
    """A deck and everything that was found about it, in order."""

    deck: Deck
    findings: list[Finding]
    standing: Standing | None = None
    """Where the deck stands against its last release; nothing before the first, or with errors."""

    def failed(self, *, strict: bool = False) -> bool:
        """Whether errors, or with ``strict`` warnings too, stand against a build."""
        stops = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        return any(finding.severity in stops for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the files that were asked for, and those of them that were written."""

    checked: Checked
    files: tuple[Path, ...] = ()
    written: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the outputs are those of this content: with errors nothing is written."""
        return bool(self.files)


def check(
    root: Path,
    progress: Progress | None = None,
    selection: Selection | None = None,
    *,
    memory: Memory | None = None,
    texts: Mapping[str, str] | None = None,
) -> Checked:
    """Read and check the content folder ``root``, or the selected part of it.

    ``memory`` and ``texts`` are those of ``reader.read``. Raises OSError for a disk that cannot be
    read, Refused for a selection of nothing.
    """
    deck, findings, ledger = read_whole(root, progress, memory, texts)
    standing = None
    if ledger is not None and not has_errors(findings):
        standing = stand(deck, root, ledger)
        findings += release.findings(deck, ledger, standing.states, int(time.time()))
    findings = in_order(findings)
    try:
        part = select(deck, selection or Selection())
    except Refused:
        # What is not found may stand in what could not be read: that is to be told first.
        if has_errors(findings):
            return Checked(deck, findings)
        raise
    if ledger is not None and standing is None:
        return Checked(part, findings)  # without the whole no note's time can be told
    left_out = _paths(deck) - _paths(part)
    kept = [f for f in findings if f.span.source.path not in left_out]
    return Checked(part, kept, standing)


def read_whole(
    root: Path,
    progress: Progress | None = None,
    memory: Memory | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[Deck, list[Finding], Ledger | None]:
    """The deck, what is wrong with it by itself, and the ledger; raises OSError."""
    reading = read(root, progress, memory=memory, texts=texts)
    ledger, found = read_ledger(root)
    findings = identities.settled(checks.run(reading), reading.deck, ledger)
    return reading.deck, findings + found, ledger


def stand(deck: Deck, root: Path, ledger: Ledger) -> Standing:
    """Where a whole deck stands; raises OSError for media that cannot be read."""
    facts = proven(root, deck)
    notes = Notes.of(deck, root, facts)
    states = {**note_states(notes.contents), **note_type_states()}
    return Standing(notes, states, ledger, facts)


def _paths(deck: Deck) -> set[str]:
    return {entry.span.source.path for entry in deck.entries}


def build(
    root: Path,
    out: Path,
    *,
    only: Collection[str] = (),
    paper: str | None = None,
    selection: Selection | None = None,
    strict: bool = False,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> Built:
    """Check, then write the outputs of ``only``, or the usual ones, to ``out``: all or none.

    Where errors stand against it nothing is written, and ``ok`` of the result is false.
    A file that this source and these options have written before stays untouched, unless
    ``use_cache`` is false. Raises OSError, and Refused for a selection of nothing and for a
    SOURCE_DATE_EPOCH that is no time.
    """
    epoch = source_date_epoch()
    # Taken before reading: what changes in between is then built again, not forgotten.
    fingerprint = _fingerprint(root, out, repr((paper, selection or Selection(), epoch)))
    checked = check(root, progress, selection)
    if checked.failed(strict=strict):
        return Built(checked)
    deck = checked.deck
    writers = {f"{deck.id}{w.suffix}": w for w in WRITERS if _asked(w, only)}
    now = int(time.time()) if epoch is None else epoch
    options = _options(root, now, paper, checked)
    with output.locked(out):
        fresh = output.current(out, deck.id, fingerprint) if use_cache else frozenset()
        stale = writers.keys() - fresh
        if stale:
            with output.staged(out) as stage:
                for name, writer in writers.items():
                    if name in stale:
                        writer.write(deck, stage / name, options)
                output.write_state(stage, out, deck.id, fingerprint)
    files = tuple(out / name for name in writers)
    return Built(checked, files, tuple(file for file in files if file.name in stale))


def _asked(writer: Writer, only: Collection[str]) -> bool:
    return writer.name in only if only else writer.default


def _options(root: Path, now: int, paper: str | None, checked: Checked) -> Options:
    standing = checked.standing
    if standing is None:
        facts = proven(root, checked.deck)
        return Options(root, UNRELEASED, now, paper=paper, checked=facts)
    facts = standing.proven.intersection(entry.id for entry in checked.deck.entries)
    times = standing.ledger.times(standing.states, now)
    return Options(root, standing.version, now, times, paper, standing.notes, facts)


def source_date_epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds, as reproducible-builds.org defines it; raises Refused."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    # Anki's clock, as many others, ends with 32 bits.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < 2**32):
        raise Refused(f"SOURCE_DATE_EPOCH is '{text}', not a number of seconds since 1970")
    return int(text)


def _fingerprint(root: Path, out: Path, how: str) -> str:
    """A hash of all that an output depends on: the sources, the programs, how it was asked for."""
    digest = hashlib.sha256("\n".join([how, platform.python_version(), *_installed()]).encode())
    outputs = out.resolve()
    for base in (root.resolve(), Path(__file__).resolve().parent):
        for path in sorted(base.rglob("*")):
            parts = path.relative_to(base).parts
            if any(part.startswith((".", "__pycache__")) for part in parts):
                continue
            if not path.is_file() or path.is_relative_to(outputs):
                continue
            digest.update("/".join(parts).encode("utf-8", "surrogateescape") + b"\0")
            digest.update(output.digest(path).encode())
    return digest.hexdigest()


def _installed() -> list[str]:
    """The distributions that this Python can import, with their versions."""
    folders = [Path(entry) for entry in sys.path if entry]
    return sorted({found.stem for folder in folders for found in folder.glob("*.dist-info")})


def add_entry(
    root: Path, topic: str, id: str, kind: str = "open", level: str = "core"
) -> tuple[Path | None, list[Finding]]:
    """Write a new entry, filled with the headings that its kind needs, and give its path.

    Where deck.yaml cannot tell the topics, nothing is written and its findings are given. Raises
    Refused for names that are unknown or taken, and OSError.
    """
    folder = Folder(root)
    head, findings = read_deck_file(folder)
    if not head.topics_known:
        return None, findings
    for name, word, known in (
        ("topic", topic, tuple(head.file.topics)), ("kind", kind, KINDS), ("level", level, LEVELS),
    ):  # fmt: skip
        if word not in known:
            raise Refused(f"no {name} '{word}'", word, known)
    if not is_id(id):
        cure = f"; '{kebab(id)}' would be one" if is_id(kebab(id)) else ""
        raise Refused(f"'{id}' is no id: lower-case letters, digits and single hyphens{cure}")
    for name in folder.entries():
        if PurePosixPath(name).stem.lower() == id:
            raise Refused(f"the id '{id}' is taken: {root / name}")
    path = root / topic / f"{id}.md"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(new_entry(id, cast(Kind, kind), cast(Level, level)))
    return path, []
