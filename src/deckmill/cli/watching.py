"""What ``check`` does with ``--watch``."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from deckmill.cli.group import DONE, need_folder, talks
from deckmill.errors import Refused
from deckmill.terminal import counted, disk_error, fail, refusal, report

if TYPE_CHECKING:
    from deckmill.selection import Selection


def watch(content: Path, selection: Selection, format_: str, quiet: bool) -> NoReturn:
    """Check, and again whenever something changes, until Ctrl-C."""
    from deckmill import project
    from deckmill.reader import Memory
    from deckmill.watch import turns

    need_folder(content)
    memory = Memory()
    talking = talks(quiet, format_)
    if find_spec("watchfiles") is None:
        fail("--watch needs watchfiles: pip install 'deckmill[watch]'")
    try:
        for _ in turns(content):
            need_folder(content)
            if talking:
                click.clear()
            try:
                checked = project.check(content, None, selection, memory=memory)
            except Refused as error:  # the part may come back with the next change
                click.echo(f"deckmill: {refusal(error)}", err=True)
            except OSError as error:  # a file may go while it is being read
                click.echo(f"deckmill: {disk_error(error)}", err=True)
            else:
                report(checked.findings, content, format_, quiet)
                if talking and not checked.findings:
                    click.echo(f"{counted(checked.outlines)}: nothing to mend.")
            if talking:
                click.echo(f"watching {content}; Ctrl-C ends")
    except KeyboardInterrupt:
        pass
    sys.exit(DONE)
