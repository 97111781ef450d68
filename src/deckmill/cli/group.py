"""The group of commands, and the options and steps that they share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from deckmill import __version__
from deckmill.errors import Refused
from deckmill.spelling import nearest
from deckmill.terminal import (
    FOR_PROGRAMS,
    Progress,
    disk_error,
    fail,
    never_raise_for_letters,
    refusal,
)
from deckmill.workers import processors

if TYPE_CHECKING:
    from deckmill.project import Checked
    from deckmill.selection import Selection

F = TypeVar("F", bound=Callable[..., Any])
DONE, CONTENT_ERRORS, INTERRUPTED = 0, 1, 130
FORMATS = ("full", "concise", "json", "github", "sarif")
FOLDER = click.Path(path_type=Path)


class Commands(click.Group):
    """The group: without a command it is ``build``; a misspelt one gets a suggestion."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            hint = f" Did you mean '{near}'?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Bad content is findings: what is caught here is all the rest."""
        never_raise_for_letters()
        try:
            return super().invoke(ctx)
        except Refused as error:
            fail(refusal(error))
        except BrokenPipeError:  # click ends quietly where nobody reads on
            raise
        except OSError as error:
            fail(disk_error(error))
        except KeyboardInterrupt:
            click.echo("deckmill: interrupted", err=True)
            sys.exit(INTERRUPTED)


def reading_options(command: F) -> F:
    """The options of every command that reads the content."""
    options = [
        content_option,
        click.option("--topic", "topics", multiple=True, help="Only this topic; may be repeated."),
        click.option("--level", "levels", multiple=True, help="Only this level; may be repeated."),
        click.option("--tag", "tags", multiple=True, help="Only this tag; may be repeated."),
        click.option("-q", "--quiet", is_flag=True, help="Print findings alone."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def working_options(command: F) -> F:
    """How much of the machine, and of earlier runs, a command uses."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Do everything anew, as the first time."),
        click.option("--jobs", type=click.IntRange(1), default=processors, metavar="N",
                     help="Processes at work; the default is one a processor."),
    ):  # fmt: skip
        command = option(command)
    return command


content_option = click.option(
    "--content", type=FOLDER, default="content", show_default=True, metavar="DIR",
    help="The content folder.",
)  # fmt: skip
format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="full", show_default=True,
    help="How findings are shown, on standard error.",
)  # fmt: skip
out_option = click.option(
    "--out", type=FOLDER, default="dist", show_default=True, metavar="DIR",
    help="Where the outputs go.",
)  # fmt: skip
strict_option = click.option("--strict", is_flag=True, help="Warnings fail, too.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deckmill", message="%(prog)s %(version)s")
def main() -> None:
    """Markdown in; an Anki deck, a cheat sheet and a JSON export out."""


def talks(quiet: bool, format_: str) -> bool:
    """Whether a person reads along: a program wants the findings, ``-q`` nothing else."""
    return not quiet and format_ not in FOR_PROGRAMS


def selection_of(topics: Sequence[str], levels: Sequence[str], tags: Sequence[str]) -> Selection:
    from deckmill.selection import Selection

    return Selection(tuple(topics), tuple(levels), tuple(tags))


def checked_content(content: Path, selection: Selection, talks: bool) -> Checked:
    """The selected part of the deck with its entries, and what was found about it."""
    from deckmill import project
    from deckmill.reader import Memory

    need_folder(content)
    with Progress("reading", wanted=talks) as progress:
        return project.check(content, progress.step, selection, memory=Memory())


def need_folder(content: Path) -> None:
    if content.is_dir():
        return
    what = "is no folder" if content.exists() else "is not there"
    fail(f"{content} {what}; name the content folder with --content DIR")
