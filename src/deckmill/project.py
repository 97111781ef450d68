"""What the commands do: read and check a content folder, build its outputs."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from deckmill import checks, output
from deckmill.findings import Finding, has_errors, in_order
from deckmill.model import Deck
from deckmill.reader import Progress, read
from deckmill.selection import Selection, select
from deckmill.writers import WRITERS, Options

UNRELEASED = "unreleased"


@dataclass(frozen=True, slots=True)
class Checked:
    """A deck and everything that was found about it, in order."""

    deck: Deck
    findings: list[Finding]

    def failed(self, *, strict: bool = False) -> bool:
        """Whether errors, or with ``strict`` warnings too, stand against a build."""
        return has_errors(self.findings) or (strict and bool(self.findings))


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the files of the set, and whether they were written anew."""

    checked: Checked
    files: tuple[Path, ...] = ()
    written: bool = False


def check(root: Path, progress: Progress | None = None) -> Checked:
    """Read and check the content folder ``root``; raises OSError for a disk that cannot be read."""
    reading = read(root, progress)
    return Checked(reading.deck, in_order(checks.run(reading)))


def build(
    root: Path,
    out: Path,
    *,
    only: Collection[str] = (),
    paper: str | None = None,
    selection: Selection | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Check, then write every output of ``only`` (default: all) to ``out``: all or none.

    Raises OSError, and NothingSelected; ValueError for a SOURCE_DATE_EPOCH that is no number.
    """
    epoch = source_date_epoch()
    checked = check(root, progress)
    if checked.failed(strict=strict):
        return Built(checked)
    deck = select(checked.deck, selection or Selection())
    writers = [writer for writer in WRITERS if not only or writer.name in only]
    files = tuple(out / f"{deck.id}{writer.suffix}" for writer in writers)
    how = repr((sorted(only), paper, selection, epoch))
    fingerprint = _fingerprint(root, how)
    if output.unchanged(out, deck.id, fingerprint):
        return Built(checked, files)
    options = Options(
        root, UNRELEASED, epoch if epoch is not None else int(time.time()), paper=paper
    )
    with output.staged(out) as stage:
        for writer, file in zip(writers, files, strict=True):
            writer.write(deck, stage / file.name, options)
        output.write_state(stage, deck.id, fingerprint)
    return Built(checked, files, written=True)


def source_date_epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds, as reproducible-builds.org defines it; raises ValueError."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not text.isdecimal() or int(text) >= 2**32:
        raise ValueError(f"SOURCE_DATE_EPOCH is '{text}', not a number of seconds since 1970")
    return int(text)


def _fingerprint(root: Path, how: str) -> str:
    """A hash of all that a build depends on: the sources, this code, and how it was asked."""
    digest = hashlib.sha256(how.encode())
    for base in (root, Path(__file__).parent):
        for path in sorted(base.rglob("*")):
            parts = path.relative_to(base).parts
            if any(part.startswith((".", "__pycache__")) for part in parts) or not path.is_file():
                continue
            digest.update("/".join(parts).encode("utf-8", "surrogateescape") + b"\0")
            digest.update(output.digest(path).encode())
    return digest.hexdigest()


