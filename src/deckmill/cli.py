"""The command line: options to API calls to an exit status.

0 done, 1 the content has errors, 2 the command could not be run. Findings go to standard error,
results to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from deckmill import __version__
from deckmill.errors import Refused
from deckmill.terminal import (
    Progress,
    counted,
    disk_error,
    fail,
    near,
    never_raise_for_letters,
    refusal,
    report,
    size,
)

if TYPE_CHECKING:
    from deckmill.project import Checked
    from deckmill.selection import Selection

F = TypeVar("F", bound=Callable[..., Any])
DONE, CONTENT_ERRORS, INTERRUPTED = 0, 1, 130
FORMATS = ("full", "concise", "json")
OUTPUTS = ("apkg", "html", "json")
_FOLDER = click.Path(path_type=Path)


class Commands(click.Group):
    """The group: without a command it is ``build``; a misspelt one gets a suggestion."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None:
            close = get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
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


content_option = click.option(
    "--content", type=_FOLDER, default="content", show_default=True, metavar="DIR",
    help="The content folder.",
)  # fmt: skip
format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="full", show_default=True,
    help="How findings are shown.",
)  # fmt: skip
strict_option = click.option("--strict", is_flag=True, help="Warnings fail, too.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deckmill", message="%(prog)s %(version)s")
def main() -> None:
    """Markdown in; an Anki deck, a cheat sheet and a JSON export out."""


@main.command()
@reading_options
@format_option
@click.option("--out", type=_FOLDER, default="dist", show_default=True, metavar="DIR",
              help="Where the outputs go.")
@click.option("--only", metavar="LIST", help=f"Some of {', '.join(OUTPUTS)}, parted by commas.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Fix the sheet's paper.")
@strict_option
def build(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, out: Path, only: str | None,
    paper: str | None, strict: bool,
) -> None:  # fmt: skip
    """Check, then write every output: all or none."""
    from deckmill import project

    started = time.perf_counter()
    wanted = _outputs(only)
    _need_folder(content)
    with Progress("reading", wanted=_talks(quiet, format_)) as progress:
        built = project.build(
            content, out, only=wanted, paper=paper, selection=_selection(topics, levels, tags),
            strict=strict, progress=progress.step,
        )  # fmt: skip
    report(built.checked.findings, format_, quiet)
    if built.checked.failed(strict=strict):
        sys.exit(CONTENT_ERRORS)
    if not _talks(quiet, format_):
        return
    for file in built.files:
        click.echo(f"{file}  {size(file)}")
    if not built.written:
        click.echo("Nothing changed.")
    if verbose:
        click.echo(f"{counted(built.checked.deck)} in {time.perf_counter() - started:.2f} s.")


@main.command()
@reading_options
@format_option
@strict_option
def check(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, strict: bool,
) -> None:  # fmt: skip
    """Report every finding; write nothing."""
    started = time.perf_counter()
    checked = _checked(content, _selection(topics, levels, tags), _talks(quiet, format_))
    report(checked.findings, format_, quiet)
    if _talks(quiet, format_) and not checked.findings:
        took = f" in {time.perf_counter() - started:.2f} s" if verbose else ""
        click.echo(f"{counted(checked.deck)}: nothing to mend{took}.")
    sys.exit(CONTENT_ERRORS if checked.failed(strict=strict) else DONE)


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@reading_options
@format_option
@click.option("--jobs", type=click.IntRange(1), help="How many at once; default: every core.")
def prove(
    ids: Sequence[str], content: Path, topics: Sequence[str], levels: Sequence[str],
    tags: Sequence[str], quiet: bool, verbose: bool, format_: str, jobs: int | None,
) -> None:  # fmt: skip
    """Run the entries' code and compare it with what they say."""
    from deckmill.prove import runner

    missing = runner.missing_module()
    if missing:
        fail(f"prove needs {missing}: pip install 'deckmill[prove]'")
    checked = _checked(content, _selection(topics, levels, tags), _talks(quiet, format_))
    if checked.failed():
        report(checked.findings, format_, quiet)
        sys.exit(CONTENT_ERRORS)
    entries = {entry.id: entry for entry in checked.deck.entries}
    for id in ids:
        if id not in entries:
            raise Refused(f"no entry '{id}'", id, entries)
    chosen = [entries[id] for id in dict.fromkeys(ids)] or list(entries.values())
    runnable = sum(runner.can_run(entry) for entry in chosen)
    with Progress("proving", wanted=_talks(quiet, format_)) as progress:
        proofs = runner.prove(chosen, jobs, lambda _: progress.advance(runnable))
    findings = [finding for proof in proofs for finding in proof.findings]
    report(findings, format_, quiet)
    if _talks(quiet, format_):
        if verbose:
            for proof in proofs:
                click.echo(f"{proof.entry.id}: {'failed' if proof.findings else 'proven'}")
        click.echo(runner.summary(proofs, len(chosen) - len(proofs)))
    sys.exit(CONTENT_ERRORS if findings else DONE)


@main.command()
@click.argument("topic")
@click.argument("id")
@content_option
@click.option("--kind", default="open", show_default=True, help="What kind of entry.")
@click.option("--level", default="core", show_default=True, help="How hard it is.")
def new(topic: str, id: str, content: Path, kind: str, level: str) -> None:
    """Write a new entry, filled with the headings that its kind needs."""
    from deckmill import project

    _need_folder(content)
    path, findings = project.add_entry(content, topic, id, kind, level)
    if path is None:
        report(findings, "full", quiet=False)
        sys.exit(CONTENT_ERRORS)
    click.echo(path)


@main.command()
@reading_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How the counts are shown.")  # fmt: skip
def stats(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str,
) -> None:  # fmt: skip
    """Count entries, cards, levels and topics; name what is thin."""
    from dataclasses import asdict

    from deckmill.stats import as_text, as_thin_text
    from deckmill.stats import stats as count

    checked = _checked(content, _selection(topics, levels, tags), _talks(quiet, format_))
    if checked.failed():
        report(checked.findings, "full", quiet)
        sys.exit(CONTENT_ERRORS)
    counts = count(checked.deck)
    if format_ == "json":
        click.echo(json.dumps(asdict(counts), indent=2))
    elif not quiet:
        click.echo(f"{counted(checked.deck)}\n{as_text(counts, verbose=verbose)}")
    elif counts.thin:
        click.echo(as_thin_text(counts))


@main.command()
@click.argument("name", type=click.Choice(["deck", "entry", "export"]), default="export")
def schema(name: str) -> None:
    """Print a JSON Schema: of deck.yaml, of an entry's front matter, or of the export."""
    from deckmill import schema as schemas

    if name == "export":
        from deckmill.schema_export import export_schema

        document = export_schema()
    else:
        model = schemas.DeckFile if name == "deck" else schemas.FrontMatter
        document = {"$schema": schemas.SCHEMA_DIALECT, **model.model_json_schema()}
    click.echo(json.dumps(document, indent=2))


def _talks(quiet: bool, format_: str) -> bool:
    """Whether a person reads along: a program wants the findings, ``-q`` nothing else."""
    return not quiet and format_ != "json"


def _selection(
    topics: Sequence[str], levels: Sequence[str], tags: Sequence[str]
) -> Selection:
    from deckmill.selection import Selection

    return Selection(tuple(topics), tuple(levels), tuple(tags))


def _checked(content: Path, selection: Selection, talks: bool) -> Checked:
    """The selected part of the deck, and what was found about it."""
    from deckmill import project

    _need_folder(content)
    with Progress("reading", wanted=talks) as progress:
        return project.check(content, progress.step, selection)


def _outputs(only: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (only or "").split(",") if name.strip())
    for name in names:
        if name not in OUTPUTS:
            raise click.UsageError(f"no output '{name}'{near(name, OUTPUTS)}")
    if only is not None and not names:
        raise click.UsageError(f"--only names none of {', '.join(OUTPUTS)}")
    return names


def _need_folder(content: Path) -> None:
    if content.is_dir():
        return
    what = "is no folder" if content.exists() else "is not there"
    fail(f"{content} {what}; name the content folder with --content DIR")
