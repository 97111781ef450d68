"""What ``check`` does with ``--fix`` and ``--diff``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from deckmill.cli.group import CONTENT_ERRORS, DONE, need_folder
from deckmill.terminal import Progress, number

if TYPE_CHECKING:
    from deckmill.project import Checked
    from deckmill.repairs import Mended
    from deckmill.selection import Selection

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def mend(content: Path, selection: Selection, *, talks: bool, force: bool) -> Checked:
    """Mend what is safe to mend, tell what that was, and check what remains."""
    from deckmill import project, repairs
    from deckmill.reader import Memory

    need_folder(content)
    memory = Memory()
    with Progress("reading", wanted=talks) as progress:
        files = repairs.plan(content, progress.step, selection, memory)
    repairs.write(content, files, force=force)
    if talks and files:
        click.echo(_told(files))
    return project.check(content, None, selection, memory=memory)


def show_diff(content: Path, selection: Selection, *, talks: bool) -> NoReturn:
    """Print what ``--fix`` would change, as a patch, and end with 1 where that is anything."""
    from deckmill import repairs
    from deckmill.terminal import base

    need_folder(content)
    with Progress("reading", wanted=talks) as progress:
        files = repairs.plan(content, progress.step, selection)
    patch = "".join(map(_coloured, repairs.patch(files, base(content))))
    click.echo(patch, nl=False, color=False if os.environ.get("NO_COLOR") else None)
    if talks:
        would = f"would mend {_counted(files)}" if files else "finds nothing that it could mend"
        click.echo(f"--fix {would}", err=True)
    sys.exit(CONTENT_ERRORS if files else DONE)


def _told(files: Sequence[Mended]) -> str:
    from deckmill.rules import RULES

    lines = []
    for file in files:
        lines.append(f"{file.name} → {file.new_name}" if file.renamed else file.name)
        lines += [f"  {n} × {code} {RULES[code].title}" for code, n in sorted(file.codes.items())]
    return "\n".join([*lines, f"mended {_counted(files)}\n"])


def _counted(files: Sequence[Mended]) -> str:
    count = sum(sum(file.codes.values()) for file in files)
    return f"{number(count, 'finding', 'findings')} in {number(len(files), 'file', 'files')}"


def _coloured(line: str) -> str:
    head = line.startswith(("--- ", "+++ ", "diff ", "rename "))
    return click.style(line, fg=None if head else _COLOURS.get(line[0]), bold=head or None)
