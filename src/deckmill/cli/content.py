"""The commands that read the content and make something of it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from deckmill.cli.group import (
    CONTENT_ERRORS,
    DONE,
    checked_content,
    content_option,
    format_option,
    main,
    need_folder,
    out_option,
    reading_options,
    selection_of,
    strict_option,
    talks,
)
from deckmill.errors import Refused
from deckmill.terminal import Progress, counted, fail, near, report, size

OUTPUTS = ("apkg", "html", "json")


@main.command()
@reading_options
@format_option
@out_option
@click.option("--only", metavar="LIST", help=f"Some of {', '.join(OUTPUTS)}, parted by commas.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Fix the sheet's paper.")
@click.option("--no-cache", is_flag=True, help="Write every output anew, also unchanged ones.")
@strict_option
def build(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, out: Path, only: str | None,
    paper: str | None, no_cache: bool, strict: bool,
) -> None:  # fmt: skip
    """Check, then write every output: all or none."""
    from deckmill import project

    started = time.perf_counter()
    wanted = _outputs(only)
    need_folder(content)
    with Progress("reading", wanted=talks(quiet, format_)) as progress:
        built = project.build(
            content, out, only=wanted, paper=paper, selection=selection_of(topics, levels, tags),
            strict=strict, use_cache=not no_cache, progress=progress.step,
        )  # fmt: skip
    report(built.checked.findings, content, format_, quiet)
    if built.checked.failed(strict=strict):
        sys.exit(CONTENT_ERRORS)
    if not talks(quiet, format_):
        return
    for file in built.files:
        click.echo(f"{file}  {size(file)}")
    part = ", a part of the deck" if topics or levels or tags else ""
    took = f" in {time.perf_counter() - started:.2f} s" if verbose else ""
    changed = "" if built.written else ". Nothing changed"
    click.echo(f"{counted(built.checked.deck)}{part}{took}{changed}.")


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
    checked = checked_content(content, selection_of(topics, levels, tags), talks(quiet, format_))
    report(checked.findings, content, format_, quiet)
    if talks(quiet, format_) and not checked.findings:
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
    checked = checked_content(content, selection_of(topics, levels, tags), talks(quiet, format_))
    if checked.failed():
        report(checked.findings, content, format_, quiet)
        sys.exit(CONTENT_ERRORS)
    entries = {entry.id: entry for entry in checked.deck.entries}
    for id in ids:
        if id not in entries:
            raise Refused(f"no entry '{id}'", id, entries)
    chosen = [entries[id] for id in dict.fromkeys(ids)] or list(entries.values())
    runnable = sum(runner.can_run(entry) for entry in chosen)
    with Progress("proving", wanted=talks(quiet, format_)) as progress:
        proofs = runner.prove(chosen, jobs, lambda _: progress.advance(runnable))
    findings = [finding for proof in proofs for finding in proof.findings]
    report(findings, content, format_, quiet)
    if talks(quiet, format_):
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

    need_folder(content)
    path, findings = project.add_entry(content, topic, id, kind, level)
    if path is None:
        report(findings, content, "full", quiet=False)
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

    checked = checked_content(content, selection_of(topics, levels, tags), talks(quiet, format_))
    if checked.failed():
        report(checked.findings, content, "full", quiet)
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


def _outputs(only: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (only or "").split(",") if name.strip())
    for name in names:
        if name not in OUTPUTS:
            raise click.UsageError(f"no output '{name}'{near(name, OUTPUTS)}")
    if only is not None and not names:
        raise click.UsageError(f"--only names none of {', '.join(OUTPUTS)}")
    return names
