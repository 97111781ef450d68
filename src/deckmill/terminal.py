"""How the command line shows things: a failure in one line, findings, progress."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from deckmill.spelling import did_you_mean

if TYPE_CHECKING:
    from deckmill.errors import Refused
    from deckmill.findings import Finding
    from deckmill.outline import Outline

CANNOT_RUN = 2
FOR_PROGRAMS = ("json", "sarif")  # whole documents, also where there is nothing to report
_MANY = 500  # characters of names that are still read


def fail(message: str) -> NoReturn:
    """End with one line and status 2."""
    click.echo(f"deckmill: {message}", err=True)
    sys.exit(CANNOT_RUN)


def refusal(error: Refused) -> str:
    """What was refused, and the nearest name that would do."""
    return f"{error}{near(error.word, error.known)}"


def disk_error(error: OSError) -> str:
    """What the disk would not do, without a traceback."""
    if error.filename is None:
        return str(error)
    return f"cannot use {os.fsdecode(error.filename)}: {error.strerror}"


def near(word: str, known: Iterable[str]) -> str:
    """A hint at what was meant: the nearest name, or else all of them."""
    names = list(known)
    hint = did_you_mean(word, names)
    if hint:
        return f"; {hint}"
    listed = ", ".join(names)
    return f"; known: {listed}" if listed and len(listed) < _MANY else ""


def report(
    findings: Sequence[Finding], content: Path, format_: str, quiet: bool, file: Path | None = None
) -> None:
    """Findings to standard error, or to a file; of none only programs are told, and files."""
    if file is not None:
        from deckmill.atomic import replace_text

        replace_text(file, click.unstyle(rendered(findings, content, format_)))
    else:
        click.echo(told(findings, content, format_, quiet), err=True, nl=False)


def told(findings: Sequence[Finding], content: Path, format_: str, quiet: bool) -> str:
    """Findings as a terminal shows them; of none only programs are told."""
    if not findings and (quiet or format_ not in FOR_PROGRAMS):
        return ""
    text = rendered(findings, content, format_)
    return click.unstyle(text) if os.environ.get("NO_COLOR") else text


def rendered(findings: Sequence[Finding], content: Path, format_: str) -> str:
    """Findings in a format, in order."""
    from deckmill.findings import in_order
    from deckmill.reports import REPORTS

    return REPORTS[format_](in_order(findings), base(content))


def base(content: Path) -> str:
    """The content folder as tools name it: from the current folder, where it lies in there."""
    inside = content.resolve()
    here = Path.cwd().resolve()
    if inside == here:
        return ""
    return f"{(inside.relative_to(here) if inside.is_relative_to(here) else inside).as_posix()}/"


def counted(entries: Sequence[Outline]) -> str:
    """How many entries and cards there are."""
    cards = sum(len(entry.facts.cards[2]) for entry in entries)
    return f"{number(len(entries), 'entry', 'entries')} and {number(cards, 'card', 'cards')}"


def number(count: int, one: str, many: str) -> str:
    """A count with the word that goes with it."""
    return f"{count} {one if count == 1 else many}"


def size(file: Path) -> str:
    """A file's size as people read it."""
    count = file.stat().st_size
    return f"{count / 1000:.0f} kB" if count < 1000**2 else f"{count / 1000**2:.1f} MB"


def never_raise_for_letters() -> None:
    """A terminal that lacks a letter gets its escape; the default is to raise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Progress:
    """A line on the terminal, once the work has taken more than a second."""

    def __init__(
        self,
        what: str,
        *,
        wanted: bool,
        clock: Callable[[], float] = time.monotonic,
        on_terminal: Callable[[], bool] | None = None,
    ) -> None:
        self._what = what
        self._clock = clock
        self._wanted = wanted and (on_terminal or sys.stderr.isatty)()
        self._next = clock() + 1.0
        self._shown = False
        self._done = 0

    def __enter__(self) -> Progress:
        return self

    def step(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done; shown ten times a second at most."""
        if not self._wanted or self._clock() < self._next:
            return
        self._next = self._clock() + 0.1
        self._shown = True
        click.echo(f"\r{self._what} {done} of {total}\x1b[K", err=True, nl=False, color=True)

    def advance(self, total: int) -> None:
        """Say that one more of ``total`` is done."""
        self._done += 1
        self.step(self._done, total)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False, color=True)
