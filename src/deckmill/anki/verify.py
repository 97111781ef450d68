"""A package in the real Anki: imported into a throw-away collection, rendered, updated.

Needs the package ``anki`` (extra ``anki``), which needs neither a display nor the network.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckmill.anki.notetypes import UNDATED_FIELDS
from deckmill.model import TAG

_CODE = re.compile(r"<style>.*?</style>|<(code|pre)\b.*?</\1>", re.S)
_BLANK = ("front of this card is blank", "The front of this card")
_ERROR = re.compile(r"template has a problem|ankiweb\.net|anki\.org|Can't find card")
_MATHS = re.compile(r"\\\(|\\\)|\\\[|\\\]")
_LATEX = re.compile(r"\[(?:latex|\$\$?)\]", re.I)
_SCHEDULE = (
    "id, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a learner would see, or lose."""

    id: str
    what: str


@dataclass(slots=True)
class Verdict:
    """What Anki made of a package."""

    anki: str
    notes: int = 0
    cards: int = 0
    imported: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    update: dict[str, int] | None = None
    """With an older package: how many cards and notes kept what they had to keep."""

    @property
    def sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Note:
    id: str
    mod: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    content: tuple[str, ...]
    """The fields that count as the note's own, see ``writers.states``."""


def installed() -> str | None:
    """The version of Anki that is installed; nothing without it."""
    try:
        import anki.collection  # noqa: F401  (anki wants this module first)
        from anki.buildinfo import version
    except ImportError:
        return None
    return str(version)


def verify(package: Path, old: Path | None = None) -> Verdict:
    """Import ``package``, over ``old`` where one is given, and look at every card.

    Raises OSError, and RuntimeError where Anki refuses a file.
    """
    verdict = Verdict(installed() or "")
    with tempfile.TemporaryDirectory() as folder, _collection(Path(folder)) as anki:
        if old is None:
            verdict.imported = anki.take(package)
        else:
            _update(anki, old, package, verdict)
        verdict.notes, verdict.cards = anki.col.note_count(), anki.col.card_count()
        verdict.problems += anki.problems()
    return verdict


def _collection(folder: Path) -> _Anki:
    return _Anki(folder)


class _Anki:
    def __init__(self, folder: Path) -> None:
        from anki.collection import Collection

        # Its types differ from version to version of Anki.
        self.col: Any = Collection(str(folder / "collection.anki2"))

    def __enter__(self) -> _Anki:
        return self

    def __exit__(self, *_: object) -> None:
        self.col.close()

    def take(self, package: Path) -> dict[str, int]:
        """Import as the desktop does by default; how many notes went which way."""
        from anki.errors import AnkiException
        from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        request = ImportAnkiPackageRequest(
            package_path=str(package.resolve()), options=ImportAnkiPackageOptions()
        )
        try:
            log = self.col.import_anki_package(request).log
        except AnkiException as error:
            raise RuntimeError(f"Anki refuses {package}: {error}") from None
        kinds = ("new", "updated", "duplicate", "conflicting")
        return {kind: len(getattr(log, kind)) for kind in kinds}

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the cards, the media and the collection."""
        for id in self.col.find_cards("", order=True):
            card = self.col.get_card(id)
            name = f"{card.note().fields[0]} (card {card.ord + 1})"
            output = card.render_output()
            sides = (("front", output.question_text), ("back", output.answer_text))
            for side, html in sides:
                yield from (Problem(name, f"{side}: {what}") for what in _faults(html))
        for empty in self.col.get_empty_cards().notes:
            note = self.col.get_note(empty.note_id)
            yield Problem(note.fields[0], "has an empty card")
        media = self.col.media.check()
        for missing in media.missing:
            yield Problem(missing, "this media file is missing")
        report, healthy = self.col.fix_integrity()
        if not healthy:
            yield Problem("collection", report)

    def notes(self) -> dict[str, _Note]:
        """Every note by its GUID."""
        names = {kind["id"]: [f["name"] for f in kind["flds"]] for kind in self.col.models.all()}
        notes = {}
        for guid, mid, mod, flds, tags in self.col.db.all(
            "select guid, mid, mod, flds, tags from notes"
        ):
            fields = tuple(flds.split("\x1f"))
            pairs = zip(names[mid], fields, strict=True)
            content = tuple(value for name, value in pairs if name not in UNDATED_FIELDS)
            notes[guid] = _Note(fields[0], mod, fields, tuple(sorted(tags.split())), content)
        return notes

    def schedules(self) -> dict[int, tuple[Any, ...]]:
        return {row[0]: tuple(row) for row in self.col.db.all(f"select {_SCHEDULE} from cards")}


def _faults(html: str) -> Iterator[str]:
    shown = TAG.sub(" ", _CODE.sub(" ", html))
    if not shown.strip() and "<img" not in html:
        yield "is empty"
    if any(blank in html for blank in _BLANK):
        yield "is blank"
    if _ERROR.search(html):
        yield "has a template error"
    if "{{" in shown:
        yield "shows {{"
    marks = Counter(_MATHS.findall(shown))
    if marks["\\("] != marks["\\)"] or marks["\\["] != marks["\\]"]:
        yield "has a formula that is not closed"
    if _LATEX.search(shown):
        yield "has a LaTeX picture"


def _update(anki: _Anki, old: Path, new: Path, verdict: Verdict) -> None:
    """Learn with ``old`` as people do, import ``new``, and compare."""
    anki.take(old)
    shipped = anki.notes()
    _settle(anki, shipped)
    _learn(anki)
    anki.col.fix_integrity()  # what it mends here is not the new package's doing
    _settle(anki, shipped)
    before, schedules = anki.notes(), anki.schedules()
    reviews = anki.col.db.scalar("select count() from revlog")
    fresh = _shipped(new)
    verdict.imported = anki.take(new)
    after, now = anki.notes(), anki.schedules()
    kept = {id: now.get(id) == schedule for id, schedule in schedules.items()}
    for id, same in kept.items():
        if not same:
            verdict.problems.append(Problem(_card_name(anki, id), "lost its scheduling"))
    if anki.col.db.scalar("select count() from revlog") != reviews:
        verdict.problems.append(Problem("collection", "lost reviews"))
    conflicting = verdict.imported["conflicting"]
    if conflicting:
        message = f"{conflicting} notes conflict with what the learner has"
        verdict.problems.append(Problem("collection", message))
    edits = _compare(before, after, shipped, fresh, verdict)
    verdict.update = {
        "cards": len(kept),
        "cards with their scheduling": sum(kept.values()),
        **edits,
    }


def _compare(
    before: Mapping[str, _Note], after: Mapping[str, _Note], shipped: Mapping[str, _Note],
    fresh: Mapping[str, _Note], verdict: Verdict,
) -> dict[str, int]:  # fmt: skip
    """Unchanged notes must be the learner's, changed ones the author's, none may be double."""
    counts = Counter({"changed notes": 0, "unchanged notes": 0, "learner's edits kept": 0})
    for guid, mine in before.items():
        theirs = fresh.get(guid)
        now = after.get(guid)
        if now is None:
            verdict.problems.append(Problem(mine.id, "is gone"))
        elif theirs is None or theirs.mod == shipped[guid].mod:
            counts["unchanged notes"] += 1
            if theirs is not None and _own(theirs) != _own(shipped[guid]):
                message = "changed without a later time, so the update never arrives"
                verdict.problems.append(Problem(mine.id, message))
            if (now.fields, now.tags) != (mine.fields, mine.tags):
                verdict.problems.append(Problem(mine.id, "lost what the learner edited"))
            elif (mine.fields, mine.tags) != (shipped[guid].fields, shipped[guid].tags):
                counts["learner's edits kept"] += 1
        else:
            counts["changed notes"] += 1
            if _own(theirs) == _own(shipped[guid]):
                message = "is dated anew without a change, so edits are overwritten for nothing"
                verdict.problems.append(Problem(mine.id, message))
            if now.fields != theirs.fields:
                verdict.problems.append(Problem(mine.id, "was not updated"))
    ids = Counter(note.id for note in after.values())
    for id, number in ids.items():
        if number > 1:
            verdict.problems.append(Problem(id, f"is there {number} times"))
    for guid, note in fresh.items():
        if guid not in after:
            verdict.problems.append(Problem(note.id, "did not arrive"))
    return dict(counts)


def _own(note: _Note) -> tuple[tuple[str, ...], list[str]]:
    """What of a note is a reason to date it anew."""
    return note.content, [tag for tag in note.tags if not tag.startswith("topic::")]


def _settle(anki: _Anki, shipped: Mapping[str, _Note]) -> None:
    """Date every note as it was shipped.

    A learner's import and edits came after that release and before the next one; here all happens
    within a second, and Anki compares these times.
    """
    rows = [(note.mod, guid) for guid, note in shipped.items()]
    anki.col.db.executemany("update notes set mod = ? where guid = ?", rows)


def _shipped(package: Path) -> dict[str, _Note]:
    with tempfile.TemporaryDirectory() as folder, _collection(Path(folder)) as anki:
        anki.take(package)
        return anki.notes()


def _learn(anki: _Anki) -> None:
    """Review, suspend, flag, tag, and edit: each note and card in turn does something else."""
    col = anki.col
    for deck in col.decks.all_names_and_ids():
        col.decks.select(deck.id)
        for rating in range(40):
            queued = col.sched.get_queued_cards(fetch_limit=1).cards
            if not queued:
                break
            _answer(col, queued[0], rating)
    for i, id in enumerate(col.find_cards("", order=True)):
        if i % 7 == 1:
            col.sched.suspend_cards([id])
        if i % 5 == 2:
            col.set_user_flag_for_cards(1 + i % 4, [id])
    for i, id in enumerate(col.find_notes("")):
        note = col.get_note(id)
        if i % 3 == 0:
            note.tags.append("mine")
        if i % 4 == 1:
            note.fields[min(2, len(note.fields) - 1)] += " (my note)"
        if i % 3 == 0 or i % 4 == 1:
            col.update_note(note)


def _answer(col: Any, queued: Any, turn: int) -> None:
    from anki.cards import Card
    from anki.scheduler.v3 import CardAnswer

    card = Card(col)
    card._load_from_backend_card(queued.card)
    card.start_timer()
    ratings = (CardAnswer.GOOD, CardAnswer.EASY, CardAnswer.AGAIN, CardAnswer.HARD)
    answer = col.sched.build_answer(card=card, states=queued.states, rating=ratings[turn % 4])
    col.sched.answer_card(answer)


def _card_name(anki: _Anki, id: int) -> str:
    try:
        card = anki.col.get_card(id)
    except Exception:  # anki's NotFoundError lives in another module in each version
        return f"card {id}"
    return f"{card.note().fields[0]} (card {card.ord + 1})"
