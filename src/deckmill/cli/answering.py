"""The end of a command: its answer is said, and kept for the next time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

if TYPE_CHECKING:
    from deckmill.project import Built, Checked


class Said(NamedTuple):
    """What standard output and standard error get, and the exit status."""

    out: str
    err: str
    status: int


def conclude(
    said: Said,
    checked: Checked,
    content: Path,
    *,
    again: bool,
    built: Built | None = None,
    out: Path = Path(),
    next_time: str | None = None,
) -> NoReturn:
    """Say it and end.

    Where the command may be answered ``again`` without its work while nothing changes, it will
    then say ``next_time``, or the same.
    """
    click.echo(said.err, err=True, nl=False)
    click.echo(said.out, nl=False)
    arguments = click.get_current_context().find_root().obj
    # Colours reach an old Windows console through its own calls, which only click makes.
    plain = sys.platform != "win32" or "\x1b" not in said.err
    if again and arguments is not None and checked.sources and plain:
        from deckmill import replay

        made = built.made if built else {}
        folder = str(out.resolve()) if built else ""
        sources = replay.Files(
            str(content.resolve()), replay.proving(checked.sources), folder, all=True
        )
        outputs = replay.Files(folder, replay.proving(made))
        text = said.out if next_time is None else next_time
        err = said.err if sys.stderr.isatty() else click.unstyle(said.err)
        replay.keep(arguments, replay.Answer(text, err, said.status, sources, outputs))
    sys.exit(said.status)
