"""proofs.lock, what was proven: an entry that is as it was then need not be run again.

A line an entry, sorted by id, with the hash of all that its proof depends on, and the modules that
blocks of it wanted and were not there. It is committed with the content, so that every build can
say of an entry that its facts were checked. A line that cannot be read proves nothing; what is lost
of this file, a run of ``prove`` brings back::

    deckmill-proofs 1

    adam-bias-correction 5d41…b1
    flash-attention 7215…0c torch
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckmill.atomic import replace_text
from deckmill.model import Entry
from deckmill.outline import Outline
from deckmill.prove.runner import Proof, can_run, importable, job

PROOFS_FILE = "proofs.lock"
FORMAT = "deckmill-proofs 1"
HARNESS = 1
"""Raised where what the harness asks of an entry gets stricter: older proofs then prove nothing."""
_LINE = re.compile(r"(?P<id>[a-z0-9-]+) (?P<digest>[0-9a-f]{32})(?P<missing>(?: [\w.]+)*)\Z")
_PLACES = frozenset({"path", "line", "end", "answer_line"})


@dataclass(frozen=True, slots=True)
class Record:
    """What was proven of an entry; ``missing`` names the modules that some blocks lacked."""

    id: str
    digest: str
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.id, self.digest, *self.missing))


def digest(entry: Entry) -> str:
    """A hash of all that an entry's proof depends on: prose, code, key, answer, the harness.

    Empty where there is nothing to run.
    """
    if not can_run(entry):
        return ""
    task = {"harness": HARNESS, **_placeless(job(entry))}
    text = json.dumps(task, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _placeless(value: Any) -> Any:
    """A job without its lines: an entry that moved is what it was."""
    if isinstance(value, dict):
        return {key: _placeless(item) for key, item in value.items() if key not in _PLACES}
    return [_placeless(item) for item in value] if isinstance(value, list) else value


def holds(records: Mapping[str, Record], entry: Entry) -> bool:
    """Whether an entry was proven as it is now."""
    record = records.get(entry.id)
    return record is not None and record.digest == digest(entry)


def complete(records: Mapping[str, Record], entry: Entry) -> bool:
    """Whether there is nothing of an entry to run again: no block waits for a module that came."""
    return holds(records, entry) and not any(map(importable, records[entry.id].missing))


def proven(root: Path, outlines: Iterable[Outline]) -> frozenset[str]:
    """The ids of the entries whose facts were checked as they are now. Raises OSError."""
    digests = {record.id: record.digest for record in read_records(root).values()}
    return frozenset(o.id for o in outlines if digests.get(o.id) == o.facts.proof)


def read_records(root: Path) -> dict[str, Record]:
    """The records of the content folder ``root``; none where there are none. Raises OSError."""
    path = root / PROOFS_FILE
    if not path.is_file():
        return {}
    lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
    if lines[:1] != [FORMAT]:
        return {}
    found = filter(None, map(_LINE.match, lines[1:]))
    return {m["id"]: Record(m["id"], m["digest"], tuple(m["missing"].split())) for m in found}


def write_records(
    root: Path, records: Mapping[str, Record], proofs: Iterable[Proof], known: Iterable[str]
) -> None:
    """Write what is proven after a run; what failed is so no more, nor what is not ``known``.

    A file that would not change is not written. Raises OSError.
    """
    kept = dict(records)
    for proof in proofs:
        kept.pop(proof.entry.id, None)
        if not proof.findings:
            kept[proof.entry.id] = Record(proof.entry.id, digest(proof.entry), proof.missing)
    ids = set(known)
    kept = {id: record for id, record in kept.items() if id in ids}
    path = root / PROOFS_FILE
    text = "\n\n".join([FORMAT, *(str(kept[id]) for id in sorted(kept))]) + "\n"
    if kept != records or (kept and not path.is_file()):
        replace_text(path, text)
