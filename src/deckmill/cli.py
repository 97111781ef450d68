"""The command line: options to API calls to an exit status.

0 done, 1 the content has errors, 2 the command could not be run. Findings go to standard error,
results to standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from deckmill import __version__

if TYPE_CHECKING:
    from deckmill.findings import Finding
    from deckmill.model import Deck
    from deckmill.project import Checked
    from deckmill.selection import Selection

F = TypeVar("F", bound=Callable[..., Any])
DONE, CONTENT_ERRORS, CANNOT_RUN = 0, 1, 2
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
        try:
            return super().invoke(ctx)
        except (OSError, ValueError) as error:
            # Bad content is findings; what arrives here is the disk, or a value of this run.
            if isinstance(error, BrokenPipeError) or not _is_for_the_user(error):
                raise
            fail(_described(error))


def _is_for_the_user(error: Exception) -> bool:
    return isinstance(error, OSError) or "SOURCE_DATE_EPOCH" in str(error)


def _described(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"cannot use {error.filename}: {error.strerror}"
    return str(error)


def fail(message: str) -> NoReturn:
    """End with one line and status 2."""
    click.echo(f"deckmill: {message}", err=True)
    sys.exit(CANNOT_RUN)


def reading_options(command: F) -> F:
    """The options of every command that reads the content."""
    options = [
        click.option("--content", type=_FOLDER, default="content", show_default=True, metavar="DIR",
                     help="The content folder."),
        click.option("--topic", "topics", multiple=True, help="Only this topic; may be repeated."),
        click.option("--level", "levels", multiple=True, help="Only this level; may be repeated."),
        click.option("--tag", "tags", multiple=True, help="Only this tag; may be repeated."),
        click.option("-q", "--quiet", is_flag=True, help="Print findings alone."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="full", show_default=True,
    help="How findings are shown.",
)  # fmt: skip


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
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
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
    with Progress("reading", format_) as progress, _selection_errors():
        built = project.build(
            content, out, only=wanted, paper=paper, selection=_selection(topics, levels, tags),
            strict=strict, progress=progress.step,
        )  # fmt: skip
    _report(built.checked.findings, format_, quiet)
    if built.checked.failed(strict=strict):
        sys.exit(CONTENT_ERRORS)
    if quiet or format_ == "json":
        return
    for file in built.files:
        click.echo(f"{file}  {_size(file)}")
    if not built.written:
        click.echo("Nothing changed.")
    if verbose:
        deck = built.checked.deck
        took = time.perf_counter() - started
        click.echo(f"{_counted(deck)} in {took:.2f} s.")


@main.command()
@reading_options
@format_option
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
def check(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, strict: bool,
) -> None:  # fmt: skip
    """Report every finding; write nothing."""
    started = time.perf_counter()
    checked = _checked(content, topics, levels, tags, format_)
    _report(checked.findings, format_, quiet)
    if not quiet and format_ != "json" and not checked.findings:
        took = f" in {time.perf_counter() - started:.2f} s" if verbose else ""
        click.echo(f"{_counted(checked.deck)}: nothing to mend{took}.")
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
    checked = _checked(content, topics, levels, tags, format_)
    if checked.failed():
        _report(checked.findings, format_, quiet)
        sys.exit(CONTENT_ERRORS)
    entries = {entry.id: entry for entry in checked.deck.entries}
    for id in ids:
        if id not in entries:
            fail(f"no entry '{id}'{_near(id, entries)}")
    chosen = [entries[id] for id in ids] or list(entries.values())
    runnable = sum(runner.can_run(entry) for entry in chosen)
    with Progress("proving", format_) as progress:
        proofs = runner.prove(chosen, jobs, lambda _: progress.advance(runnable))
    findings = [finding for proof in proofs for finding in proof.findings]
    _report(findings, format_, quiet)
    if not quiet and format_ != "json":
        skipped = sum(proof.skipped for proof in proofs)
        without = len(chosen) - len(proofs)
        failed = sum(bool(proof.findings) for proof in proofs)
        rest = f", {failed} failed" if failed else ""
        rest += f", {without} without code" if without else ""
        rest += f", {skipped} blocks skipped (module not installed)" if skipped else ""
        click.echo(f"{len(proofs) - failed} entries proven{rest}.")
    sys.exit(CONTENT_ERRORS if findings else DONE)


@main.command()
@click.argument("topic")
@click.argument("id")
@click.option("--content", type=_FOLDER, default="content", show_default=True, metavar="DIR",
              help="The content folder.")
@click.option("--kind", default="open", show_default=True, help="What kind of entry.")
@click.option("--level", default="core", show_default=True, help="How hard it is.")
def new(topic: str, id: str, content: Path, kind: str, level: str) -> None:
    """Write a new entry, filled with the headings that its kind needs."""
    from deckmill.model import KINDS, LEVELS
    from deckmill.reader.deck import read_deck_file
    from deckmill.reader.files import entry_files
    from deckmill.scaffold import new_entry
    from deckmill.schema import is_id, kebab

    _need_folder(content)
    head, findings = read_deck_file(content)
    if not head.topics_known:
        _report(findings, "full", quiet=False)
        sys.exit(CONTENT_ERRORS)
    for word, name, known in (
        (topic, "topic", list(head.file.topics)), (kind, "kind", list(KINDS)),
        (level, "level", list(LEVELS)),
    ):  # fmt: skip
        if word not in known:
            fail(f"no {name} '{word}'{_near(word, known)}")
    if not is_id(id):
        cure = f"; '{kebab(id)}' would be one" if kebab(id) else ""
        fail(f"'{id}' is no id: lower-case letters, digits and single hyphens{cure}")
    for path in entry_files(content):
        if path.stem.lower() == id:
            fail(f"the id '{id}' is taken: {path}")
    path = content / topic / f"{id}.md"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(new_entry(id, kind, level))  # type: ignore[arg-type]
    click.echo(path)


@main.command()
@reading_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True)  # fmt: skip
def stats(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str,
) -> None:  # fmt: skip
    """Count entries, cards, levels and topics; name what is thin."""
    from dataclasses import asdict

    from deckmill.stats import stats as count

    checked = _checked(content, topics, levels, tags, "json" if format_ == "json" else "full")
    if checked.failed():
        _report(checked.findings, "full", quiet)
        sys.exit(CONTENT_ERRORS)
    counted = count(checked.deck)
    if format_ == "json":
        click.echo(json.dumps(asdict(counted), ensure_ascii=False, indent=2))
        return
    click.echo(f"{_counted(checked.deck)}, {counted.sources} sources cited")
    for title, table in (
        ("level", counted.levels), ("kind", counted.kinds), ("card", counted.card_types),
    ):  # fmt: skip
        shown = " · ".join(f"{name} {number}" for name, number in table.items())
        click.echo(f"{title:8}{shown}")
    if counted.retired:
        click.echo(f"{'retired':8}{counted.retired}")
    click.echo(f"\n{'topic':20}{'entries':>8}{'cards':>8}")
    for topic, (entries, cards) in counted.topics.items():
        click.echo(f"{topic:20}{entries:8}{cards:8}")
    if counted.thin:
        click.echo("\nthin:" if not quiet else "")
        for id, lack in counted.thin:
            click.echo(f"  {id}: {lack}")


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
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


class Progress:
    """A line on the terminal, once the work has taken more than a second."""

    def __init__(self, what: str, format_: str) -> None:
        self._what = what
        self._wanted = format_ != "json" and sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown = 0.0
        self._done = 0

    def __enter__(self) -> Progress:
        return self

    def step(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._wanted or now - self._started < 1 or now - self._shown < 0.1:
            return
        self._shown = now
        click.echo(f"\r{self._what} {done} of {total}\x1b[K", err=True, nl=False)

    def advance(self, total: int) -> None:
        self._done += 1
        self.step(self._done, total)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)


class _selection_errors:  # noqa: N801
    """Turns NothingSelected into a usage error with the nearest name."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from deckmill.selection import NothingSelected

        if isinstance(error, NothingSelected):
            fail(f"{error}{_near(error.word, error.known)}")


def _selection(
    topics: Sequence[str], levels: Sequence[str], tags: Sequence[str]
) -> Selection:
    from deckmill.selection import Selection

    return Selection(tuple(topics), tuple(levels), tuple(tags))


def _checked(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str], format_: str
) -> Checked:
    """The selected part of the deck, and what was found about it."""
    from deckmill import project
    from deckmill.selection import select

    _need_folder(content)
    with Progress("reading", format_) as progress:
        checked = project.check(content, progress.step)
    selection = _selection(topics, levels, tags)
    if not selection:
        return checked
    with _selection_errors():
        part = select(checked.deck, selection)
    left_out = _paths(checked.deck) - _paths(part)
    findings = [f for f in checked.findings if f.span.source.path not in left_out]
    return project.Checked(part, findings)


def _paths(deck: Deck) -> set[str]:
    return {entry.span.source.path for entry in deck.entries}


def _report(findings: Sequence[Finding], format_: str, quiet: bool) -> None:
    from deckmill.reports import REPORTS

    if not findings and (quiet or format_ != "json"):
        return
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(REPORTS[format_](findings), err=True, nl=False, color=colour)


def _outputs(only: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (only or "").split(",") if name.strip())
    for name in names:
        if name not in OUTPUTS:
            raise click.UsageError(f"no output '{name}'{_near(name, OUTPUTS)}")
    if only is not None and not names:
        raise click.UsageError(f"--only names none of {', '.join(OUTPUTS)}")
    return names


def _need_folder(content: Path) -> None:
    if not content.is_dir():
        fail(f"there is no folder {content}; name the content folder with --content DIR")


def _near(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), 1)
    if close:
        return f"; did you mean '{close[0]}'?"
    names = ", ".join(known)
    return f"; known: {names}" if word and names and len(names) < 500 else ""


def _counted(deck: Deck) -> str:
    cards = sum(len(entry.cards) for entry in deck.entries)
    return f"{len(deck.entries)} entries and {cards} cards"


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1000:.0f} kB" if size < 1000**2 else f"{size / 1000**2:.1f} MB"
