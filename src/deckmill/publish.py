"""Releasing a deck, comparing it with an older one, and retiring what is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deckmill import project, release
from deckmill import retire as retiring
from deckmill.atomic import replace_text
from deckmill.diff import Diff, Old, diff, from_ledger, from_package
from deckmill.errors import Refused
from deckmill.findings import has_errors
from deckmill.ledger import LOCK_FILE, Ledger, parse
from deckmill.model import Deck, Entry, guid
from deckmill.project import Built, Checked
from deckmill.prove import record
from deckmill.prove.runner import Proof
from deckmill.reader import Progress
from deckmill.source import Source
from deckmill.writers.packed import all_notes
from deckmill.writers.states import note_type_states

Prover = Callable[[list[Entry]], list[Proof]]


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did. Without a plan the content stood against it, see ``checked``."""

    checked: Checked
    plan: release.Plan | None = None
    built: Built | None = None
    """The outputs; nothing on a dry run and where nothing had changed."""


def make_release(
    root: Path,
    out: Path,
    version: str,
    *,
    allow: Collection[str] = (),
    dry_run: bool = False,
    prover: Prover | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Released:
    """Check, prove what was not yet, write ledger and changelog, build.

    Nothing is written where an error stands against it, on a dry run, and where nothing changed.
    ``prover`` runs the code of the entries that are not proven as they are. Raises OSError, and
    Refused for a version that cannot be.
    """
    epoch = project.source_date_epoch()
    clock = int(time.time())
    now = clock if epoch is None else epoch
    if now > clock:
        raise Refused("SOURCE_DATE_EPOCH lies in the future: updates would not arrive until then")
    whole = project.review(root, progress)
    deck, findings = whole.read(), whole.findings
    if has_errors(findings):
        return Released(whole.checked())
    # Whatever the deck makes of rule S120: a template's slugs would stay for ever.
    left = next((entry.path for entry in whole.survey.outlines if entry.facts.unwritten), None)
    if left is not None:
        raise Refused(f"{left} has text that `new` wrote; write your own, or remove the file")
    standing = whole.stand()
    plan, against = release.plan(
        whole.survey, all_notes(deck, root), whole.states(), note_type_states(), whole.ledger,
        version, now, allow,
    )  # fmt: skip
    findings += against
    records = record.read_records(root)
    proofs: list[Proof] = []
    if not has_errors(findings) and prover is not None:
        proofs = prover([entry for entry in deck.entries if not record.complete(records, entry)])
        findings += [finding for proof in proofs for finding in proof.findings]
    checked = whole.checked(standing)
    if checked.failed():
        return Released(checked)
    if dry_run or plan.empty:
        return Released(checked, plan)
    record.write_records(root, records, proofs, [entry.id for entry in deck.entries])
    release.write(root, deck.title, plan)
    return Released(checked, plan, project.build(root, out, jobs=jobs))


def compare(
    root: Path, old: Path | None, progress: Progress | None = None
) -> tuple[Checked, Diff | None]:
    """What someone who has ``old`` (an .apkg or a ledger; default: the content's ledger) will see.

    No diff where the content has errors. Raises OSError, and Refused for an ``old`` that is none.
    """
    whole = project.review(root, progress)
    checked = whole.checked()
    if checked.failed():
        return checked, None
    deck, states = whole.read(), whole.states()
    before = _old(root, old, whole.ledger)
    foreign = any(known != guid(deck.id, id) for id, known in before.guids.items())
    if foreign or before.deck_id not in (None, deck.id):
        raise Refused(f"{old} is of another deck: to its learners every note here is new")
    return checked, diff(all_notes(deck, root), states, before)


def _old(root: Path, old: Path | None, ledger: Ledger | None) -> Old:
    if old is None:
        if ledger is None:
            raise Refused(f"there is no {root / LOCK_FILE} yet: name an .apkg, or release first")
        return from_ledger(ledger)
    with old.open("rb") as stream:
        if stream.read(2) == b"PK":
            return from_package(old)
    text = old.read_bytes().decode("utf-8", errors="replace")
    ledger, findings = parse(Source(old.name, text.replace("\r\n", "\n")))
    if findings:
        raise Refused(f"{old} is neither an .apkg of deckmill's nor a {LOCK_FILE}")
    return from_ledger(ledger)


def retire(root: Path, full_id: str) -> tuple[Checked, retiring.Retired | None]:
    """Mark an entry or a card as retired today; nothing where the content has errors.

    Raises OSError, and Refused for an id that the deck has not.
    """
    whole = project.review(root)
    deck, checked = whole.read(), whole.checked()
    if checked.failed():
        return checked, None
    epoch = project.source_date_epoch()
    day = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(epoch, UTC)
    known = _retired_by_id(deck)
    if full_id not in known:
        raise Refused(f"no entry or card '{full_id}'", full_id, known)
    entry = next(entry for entry in deck.entries if entry.id == full_id.partition("/")[0])
    file = root / entry.span.source.path
    before = file.read_bytes().decode()
    done = retiring.retire(root, deck, full_id, day.strftime("%Y-%m-%d"))
    again = project.review(root)
    marked = _retired_by_id(again.read()).get(full_id)
    if has_errors(again.findings) or not marked:
        # Front matter and headings can be written in more ways than one.
        replace_text(file, before)
        mark = "`.retired` in the card's braces" if "/" in full_id else "`retired: YYYY-MM-DD`"
        raise Refused(f"{file} is written in a way that retire cannot change; write {mark} by hand")
    return checked, done


def _retired_by_id(deck: Deck) -> dict[str, bool]:
    """Every entry and card, and whether it is marked as retired itself."""
    marks = {entry.id: bool(entry.retired) for entry in deck.entries}
    return marks | {card.id: card.retired for entry in deck.entries for card in entry.cards}
