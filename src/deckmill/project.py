"""What the commands do: read and check a content folder, build its outputs, add an entry."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import cast

from deckmill import checks, identities, output, release
from deckmill.checks import duplicates
from deckmill.errors import Refused
from deckmill.findings import Finding, Severity, has_errors, in_order
from deckmill.ids import is_id, kebab
from deckmill.ledger import Ledger, State, read_ledger
from deckmill.listing import Stamp, stamp
from deckmill.model import KINDS, LEVELS, Deck, Kind, Level
from deckmill.outline import Outline, Survey
from deckmill.prove.record import proven
from deckmill.reader import Memory, Progress, read
from deckmill.reader.deck import read_deck_file
from deckmill.reader.files import Folder
from deckmill.scaffold import new_entry
from deckmill.selection import Selection, select
from deckmill.units import Shelf, shelf
from deckmill.writers import WRITERS, Book, Options, Writer
from deckmill.writers.apkg import APKG
from deckmill.writers.packed import all_notes
from deckmill.writers.states import note_states, note_type_states, outlined_states

UNRELEASED = "unreleased"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deck stands against its last release: its notes' states, and the ledger."""

    states: Mapping[str, State]
    ledger: Ledger

    @property
    def version(self) -> str:
        """The last release, with a ``+`` where the deck has changed since."""
        ledger = self.ledger
        same = not ledger.changed(self.states) and not ledger.missing(self.states)
        return f"{ledger.release}{'' if same else '+'}" if ledger.release else UNRELEASED


@dataclass(frozen=True, slots=True)
class Checked:
    """A deck in outlines, and everything that was found about it, in order."""

    outlines: Sequence[Outline]
    findings: list[Finding]
    read: Callable[[], Deck]
    """Gives the deck with its entries."""
    standing: Standing | None = None
    """Where the deck stands against its last release; nothing before the first, or with errors."""
    sources: Mapping[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    """Every file that this came from: its stamp and SHA-256; nothing where read in memory."""

    @property
    def deck(self) -> Deck:
        """The deck with its entries, which are read for it."""
        return self.read()

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
    made: Mapping[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    """Of each of the files its stamp and its SHA-256, by name."""

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
    jobs: int = 1,
    use_cache: bool = True,
) -> Checked:
    """Read and check the content folder ``root``, or the selected part of it.

    ``memory`` and ``texts`` are those of ``reader.read``; with one of them everything is read in
    this process. Otherwise ``jobs`` processes do what the cache does not know. Raises OSError for
    a disk that cannot be read, Refused for a selection of nothing.
    """
    selection = selection or Selection()
    if memory is not None or texts is not None:
        return _judged(review(root, progress, memory, texts), selection)
    with shelf(root, jobs, use_cache=use_cache) as units:
        checked = _judged(_review_of(units, (), progress), selection)
        return replace(checked, sources=units.sources())


@dataclass(frozen=True, slots=True)
class Review:
    """A whole deck, what is wrong with it by itself, and the ledger beside it.

    ``states`` gives those of its notes, ``read`` the deck with its entries.
    """

    survey: Survey
    findings: list[Finding]
    ledger: Ledger | None
    states: Callable[[], dict[str, State]]
    read: Callable[[], Deck]

    def checked(self, standing: Standing | None = None) -> Checked:
        """All of it, with its findings as they are by now."""
        return Checked(self.survey.outlines, in_order(self.findings), self.read, standing)

    def stand(self) -> Standing:
        """Where it stands; without a ledger, before the first release."""
        ledger = self.ledger or Ledger(self.survey.deck.id)
        return Standing({**self.states(), **note_type_states()}, ledger)


def review(
    root: Path,
    progress: Progress | None = None,
    memory: Memory | None = None,
    texts: Mapping[str, str] | None = None,
) -> Review:
    """Read a deck in this process, with its entries, and check it; raises OSError."""
    reading = read(root, progress, memory=memory, texts=texts)
    survey = checks.surveyed(reading, memory)
    ledger, found = read_ledger(root)
    findings = identities.settled(checks.of_deck(survey), survey.outlines, ledger) + found

    def states() -> dict[str, State]:
        return note_states(all_notes(reading.deck, root))

    return Review(survey, findings, ledger, states, lambda: reading.deck)


def _review_of(units: Shelf, writers: Iterable[str], progress: Progress | None) -> Review:
    """Have a deck in units, with pieces for these ``writers``, and check it; raises OSError."""
    ledger, found = read_ledger(units.root)
    # What learners would get since the last release is told by the notes.
    needed = {*writers, APKG.name} if ledger else {*writers}
    survey = units.survey(tuple(sorted(needed)), progress)
    alike = duplicates.alike(survey)
    units.keep(apart=duplicates.apart(survey, alike))
    findings = identities.settled(checks.of_deck(survey, alike), survey.outlines, ledger) + found

    def states() -> dict[str, State]:
        return outlined_states(survey.outlines, partial(units.pieces, APKG.name))

    return Review(survey, findings, ledger, states, lambda: read(units.root).deck)


def _judged(whole: Review, selection: Selection) -> Checked:
    """What is found about the selected part, which has its place in the whole."""
    survey, ledger, findings = whole.survey, whole.ledger, whole.findings
    standing = None
    if ledger is not None and not has_errors(findings):
        standing = whole.stand()
        findings = findings + release.findings(survey, ledger, standing.states, int(time.time()))
    findings = in_order(findings)
    try:
        part = select(survey, selection)
    except Refused:
        # What is not found may stand in what could not be read: that is to be told first.
        if has_errors(findings):
            return Checked(survey.outlines, findings, whole.read)
        raise

    def read() -> Deck:
        return select(whole.read(), selection)

    if ledger is not None and standing is None:
        # Without the whole no note's time can be told.
        return Checked(part.outlines, findings, read)
    left_out = _paths(survey) - _paths(part)
    kept = [f for f in findings if f.span.source.path not in left_out]
    return Checked(part.outlines, kept, read, standing)


def _paths(survey: Survey) -> set[str]:
    return {outline.path for outline in survey.outlines}


def build(
    root: Path,
    out: Path,
    *,
    only: Collection[str] = (),
    paper: str | None = None,
    selection: Selection | None = None,
    strict: bool = False,
    jobs: int = 1,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> Built:
    """Check, then write the outputs of ``only``, or the usual ones, to ``out``: all or none.

    Where errors stand against it nothing is written, and ``ok`` of the result is false. ``jobs``
    processes do what the cache does not know. A file that this source and these options have
    written before stays untouched. With ``use_cache`` false everything is done anew. Raises
    OSError, and Refused for a selection of nothing and for a SOURCE_DATE_EPOCH that is no time.
    """
    epoch = source_date_epoch()
    selection = selection or Selection()
    writers = [writer for writer in WRITERS if _asked(writer, only)]
    with shelf(root, jobs, use_cache=use_cache) as units:
        needed = {writer.shares or writer.name for writer in writers if writer.needs_pieces}
        whole = _review_of(units, needed, progress)
        checked = replace(_judged(whole, selection), sources=units.sources(out))
        if checked.failed(strict=strict):
            return Built(checked)
        book = Book(
            deck=whole.survey.deck,
            outlines=checked.outlines,
            of_all={outline.id: outline for outline in whole.survey.outlines},
            pieces=lambda writer: units.pieces(writer, checked.outlines),
            whole=checked.read,
        )
        fingerprint = units.fingerprint(out, (paper, selection, epoch))
        now = int(time.time()) if epoch is None else epoch
        options = _options(root, now, paper, checked)
        by_name = {f"{book.deck.id}{writer.suffix}": writer for writer in writers}
        with output.locked(out):
            current = output.current(out, book.deck.id, fingerprint) if use_cache else frozenset()
            stale = {name: w for name, w in by_name.items() if name not in current}
            if stale:
                with output.staged(out) as stage:
                    _write(stale, stage, book, options, jobs)
                    output.write_state(stage, out, book.deck.id, fingerprint)
            made = output.digests(out, book.deck.id)
    files = tuple(out / name for name in by_name)
    written = tuple(file for file in files if file.name in stale)
    known = {file.name: (stamp(file.stat()), made[file.name]) for file in files}
    return Built(checked, files, written, known)


def _asked(writer: Writer, only: Collection[str]) -> bool:
    return writer.name in only if only else writer.default


def _write(
    writers: Mapping[str, Writer], stage: Path, book: Book, options: Options, jobs: int
) -> None:
    """Write each output to the stage, side by side: deflate and SQLite need no interpreter."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max(1, min(jobs, len(writers)))) as pool:
        done = [
            pool.submit(writer.write, book, stage / name, options)
            for name, writer in writers.items()
        ]
    for one in done:
        one.result()


def _options(root: Path, now: int, paper: str | None, checked: Checked) -> Options:
    facts = proven(root, checked.outlines)
    standing = checked.standing
    if standing is None:
        return Options(root, UNRELEASED, now, paper=paper, checked=facts)
    times = standing.ledger.times(standing.states, now)
    return Options(root, standing.version, now, times, paper, facts)


def source_date_epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds, as reproducible-builds.org defines it; raises Refused."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    # Anki's clock, as many others, ends with 32 bits.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < 2**32):
        raise Refused(f"SOURCE_DATE_EPOCH is '{text}', not a number of seconds since 1970")
    return int(text)


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
