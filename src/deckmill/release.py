"""Releases: what may not change, what the ledger and the changelog become."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from deckmill.atomic import replace_text
from deckmill.diff import Diff, diff, from_ledger
from deckmill.errors import Refused
from deckmill.findings import Finding
from deckmill.ledger import GONE, LOCK_FILE, NOTE_TYPE, Ledger, State
from deckmill.outline import Outline, Survey
from deckmill.source import Source, Span
from deckmill.spelling import nearest
from deckmill.version import Version
from deckmill.writers.notes import NoteContent

CHANGELOG_FILE = "CHANGELOG.md"
ALLOWABLE = ("R103", "R107")


@dataclass(frozen=True, slots=True)
class Plan:
    """A release as it would be made."""

    version: str
    time: int
    ledger: Ledger
    diff: Diff
    note_types: tuple[str, ...]
    """The keys of the note types whose looks changed."""
    allowed: tuple[str, ...] = ()
    """The findings that the author let pass, as ``CODE:ID``."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The name of each entry, by its id."""

    @property
    def empty(self) -> bool:
        return not self.diff.changes and not self.note_types


def findings(
    survey: Survey, ledger: Ledger, states: Mapping[str, State], now: int
) -> list[Finding]:
    """What of the deck would hurt those who have the last release (family R)."""
    return [finding for _, finding in _faults(survey, ledger, states, now)]


def _faults(
    survey: Survey, ledger: Ledger, states: Mapping[str, State], now: int
) -> Iterator[tuple[str, Finding]]:
    """Each finding with the id that it is about."""
    deck = survey.deck
    where = ledger.span or Source(LOCK_FILE, "").span(0)
    if ledger.deck_id != deck.id:
        message = f"the deck's id was '{ledger.deck_id}' and is '{deck.id}'"
        help = f"write id: {ledger.deck_id} in deck.yaml; every learner's progress hangs on it"
        yield deck.id, Finding("R105", message, deck.spans.get("id", deck.span), help)
        return
    if ledger.latest > now:
        message = f"the last release is dated {_day(ledger.latest)}, later than now"
        yield deck.id, Finding("R102", message, where, "set the clock of this machine right")
    spans = cache(lambda: _spans(survey.outlines))  # mostly nothing is found
    missing = {r.id: r for r in ledger.missing(states) if not r.id.startswith(NOTE_TYPE)}
    cards = Counter(id.partition("/")[0] for id in missing if "/" in id)
    new = _new_names(states, ledger) if missing else {}
    for lost in missing.values():
        entry, slash, slug = lost.id.partition("/")
        if slash and entry in missing:
            continue  # its entry's finding speaks for it
        number = 0 if slash else cards[entry]
        also = f" with its {number} card{'s' if number > 1 else ''}" if number else ""
        message = f"'{lost.id}' was released in {lost.release} and is gone{also}"
        help = f"restore it and run `retire {lost.id}`, or release with --allow R103:{lost.id}"
        span = lost.span or where
        # The new note whose name is most like the lost one's: most likely it is that one.
        renamed = nearest(slug or entry, new.get(entry if slash else "", ()))
        if renamed:
            written = f"{{#{slug}}}" if slash else f"id: {entry}"
            help = f"if it is this one, write {written} again; else {help}"
            span = spans()[f"{entry}/{renamed}" if slash else renamed]
        yield lost.id, Finding("R103", message, span, help)
    for id, state in states.items():
        record = ledger.records.get(id)
        if record is None:
            continue
        old = record.state
        if id.startswith(NOTE_TYPE):
            if old.digest.partition(".")[0] != state.digest.partition(".")[0]:
                message = f"the fields or templates of {id} are not those of {record.release}"
                help = "make the deck with the deckmill that released it, or a later one"
                yield id, Finding("R106", message, record.span or where, help)
        elif old.type == GONE:
            message = f"the id '{id}' was given up in {record.release}"
            help = f"give it another id, or --allow R107:{id}"
            yield id, Finding("R107", message, spans().get(id, where), help)
        elif old.type != state.type:
            message = f"'{id}' was released as {old.type} and is {state.type} now"
            help = "retire it, and give the new card a slug of its own"
            yield id, Finding("R104", message, spans().get(id, where), help)
        elif old.retired and not state.retired and old.digest.partition(".")[0] != state.digest:
            message = f"'{id}' was retired in {record.release} and came back as something else"
            help = f"give it another id; if it is the same, --allow R107:{id}"
            yield id, Finding("R107", message, spans().get(id, where), help)


def _new_names(states: Mapping[str, State], ledger: Ledger) -> dict[str, list[str]]:
    """The names of new notes: the slugs of cards by their entries' ids, and those under ``""``."""
    names: dict[str, list[str]] = {}
    for id in states:
        if id not in ledger.records and not id.startswith(NOTE_TYPE):
            entry, slash, slug = id.partition("/")
            names.setdefault(entry if slash else "", []).append(slug or entry)
    return names


def _with_cards(id: str, ids: Iterable[str]) -> list[str]:
    """Those of ``ids`` that are ``id``, or a card of it."""
    return [one for one in ids if one == id or one.startswith(f"{id}/")]


def plan(
    survey: Survey,
    contents: Sequence[NoteContent],
    note_states: Mapping[str, State],
    type_states: Mapping[str, State],
    ledger: Ledger | None,
    version: str,
    now: int,
    allow: Collection[str] = (),
) -> tuple[Plan, list[Finding]]:
    """The release ``version`` at the time ``now``, and the findings that stand against it.

    Raises Refused for a version that is none or not later than the last one, and for a clock
    that is not later than the ledger.
    """
    try:
        wanted = Version(version)
    except ValueError as error:
        raise Refused(str(error)) from None
    ledger = ledger or Ledger(survey.deck.id)
    states = {**note_states, **type_states}
    # By the names that --allow takes.
    faults = {f"{f.code}:{id}": f for id, f in _faults(survey, ledger, states, now)}
    passed = [name for name in faults if name.partition(":")[0] in ALLOWABLE]
    for name in allow:
        if name not in passed:
            raise Refused(f"--allow {name}: there is nothing to allow", name, passed)
    against = [finding for name, finding in faults.items() if name not in allow]
    missing = [record.id for record in ledger.missing(states)]
    given_up = [name.partition(":")[2] for name in allow if name.startswith("R103:")]
    gone = [id for name in given_up for id in _with_cards(name, missing)]
    changes = diff(contents, note_states, from_ledger(ledger))
    types = tuple(
        id.removeprefix(NOTE_TYPE)
        for id in ledger.changed(type_states)
        if ledger.records.get(id) is not None
    )
    made = Plan(
        version, now, ledger.released(states, version, now, gone), changes, types, tuple(allow),
        {outline.id: outline.facts.title for outline in survey.outlines},
    )  # fmt: skip
    last = Version(ledger.release) if ledger.release is not None else None
    if made.empty and last == wanted:
        return made, against  # the same release once more
    if last is not None and wanted <= last:
        raise Refused(f"{version} is not later than the last release, {ledger.release}")
    if made.empty:
        return made, against
    if now <= ledger.latest and not any(f.code == "R102" for f in against):
        raise Refused("the last release was made this very second; try again")
    return made, against


def write(root: Path, title: str, plan: Plan) -> None:
    """Write the changelog and then the ledger, each whole at every instant. Raises OSError.

    ``title`` is the deck's.
    """
    changelog = root / CHANGELOG_FILE
    try:
        old = changelog.read_text(encoding="utf-8") if changelog.is_file() else ""
    except UnicodeDecodeError:
        raise Refused(f"{changelog} is not UTF-8; save it as UTF-8, or move it away") from None
    replace_text(changelog, with_section(old, title, plan))
    replace_text(root / LOCK_FILE, str(plan.ledger))


def with_section(changelog: str, title: str, plan: Plan) -> str:
    """The changelog with the plan's section on top; one of the same version is replaced.

    A release that was cut short between changelog and ledger is so made good by the next try.
    """
    head = f"# Changes of {title}\n"
    body = re.sub(r"\A# [^\n]*\n*", "", changelog)
    again = re.compile(rf"^## {re.escape(plan.version)} \([^\n]*\n.*?(?=^## |\Z)", re.M | re.S)
    rest = again.sub("", body).strip("\n")
    return "\n".join(part for part in (head, section(plan), rest) if part).rstrip("\n") + "\n"


_TITLES = {
    "new": "New",
    "changed": "Changed",
    "retired": "Retired",
    "restored": "Restored",
    "gone": "Deleted",
}


def section(plan: Plan) -> str:
    """The plan as a section of the changelog: by kind of change, then by topic, with titles."""
    lines = [f"## {plan.version} ({_day(plan.time)})", ""]
    for kind, title in _TITLES.items():
        changes = plan.diff.of(kind)
        if not changes:
            continue
        lines += [f"### {title}", ""]
        topics: dict[str, list[str]] = {}
        first = {change.id.partition("/")[0]: change for change in reversed(changes)}
        for entry_id, ids in _by_entry([change.id for change in changes]).items():
            change = first[entry_id]
            name = _markdown(plan.titles.get(entry_id) or change.title or entry_id)
            topics.setdefault(change.topic, []).append(name + _cards(entry_id, ids))
        for topic, names in topics.items():
            lines.append(f"- {_markdown(topic) + ': ' if topic else ''}{'; '.join(names)}")
        lines.append("")
    if plan.note_types:
        lines += [f"Look of the cards: {', '.join(plan.note_types)}.", ""]
    if plan.allowed:
        lines += [f"Let pass: {', '.join(plan.allowed)}.", ""]
    return "\n".join(lines)


def _by_entry(ids: Sequence[str]) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for id in ids:
        entries.setdefault(id.partition("/")[0], []).append(id)
    return entries


def _markdown(text: str) -> str:
    """Plain text as Markdown: what it holds of markup is shown, not done."""
    return re.sub(r"([\\\\`*_\[\]<>&#|])", r"\\\1", text)


def _cards(entry_id: str, ids: Sequence[str]) -> str:
    cards = sum(id != entry_id for id in ids)
    if not cards:
        return ""
    number = f"{cards} card{'s' if cards > 1 else ''}"
    return f" (with {number})" if entry_id in ids else f" ({number})"


def _spans(outlines: Iterable[Outline]) -> dict[str, Span]:
    """Where each note is named."""
    spans = {outline.id: outline.where("id") for outline in outlines}
    return spans | {card.id: card.span for outline in outlines for card in outline.cards}


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
