"""The commands that read the content and make something of it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from deckmill.cli.answering import Said, conclude
from deckmill.cli.group import (
    CONTENT_ERRORS,
    DONE,
    FOLDER,
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
    working_options,
)
from deckmill.terminal import Progress, counted, near, report, size, told

OUTPUTS = ("apkg", "html", "json", "handbook", "pdf", "handbook-pdf")


@main.command()
@reading_options
@format_option
@out_option
@click.option("--only", metavar="LIST", help=f"Some of {', '.join(OUTPUTS)}, parted by commas.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Fix the sheet's paper.")
@working_options
@strict_option
def build(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, out: Path, only: str | None,
    paper: str | None, jobs: int, no_cache: bool, strict: bool,
) -> None:  # fmt: skip
    """Check, then write every output: all or none."""
    from deckmill import project

    started = time.perf_counter()
    wanted = _outputs(only)
    need_folder(content)
    with Progress("reading", wanted=talks(quiet, format_)) as progress:
        built = project.build(
            content, out, only=wanted, paper=paper, selection=selection_of(topics, levels, tags),
            strict=strict, jobs=jobs, use_cache=not no_cache, progress=progress.step,
        )  # fmt: skip
    checked = built.checked
    again = not (no_cache or verbose)
    err = told(checked.findings, content, format_, quiet)
    if checked.failed(strict=strict):
        conclude(Said("", err, CONTENT_ERRORS), checked, content, again=again)
    part = ", a part of the deck" if topics or levels or tags else ""
    took = f" in {time.perf_counter() - started:.2f} s" if verbose else ""
    files = [f"{file}  {size(file)}" for file in built.files]

    def text(changed: str) -> str:
        if not talks(quiet, format_):
            return ""
        return "\n".join((*files, f"{counted(checked.outlines)}{part}{took}{changed}.\n"))

    unchanged = text(". Nothing changed")
    said = Said(text("") if built.written else unchanged, err, DONE)
    conclude(said, checked, content, again=again, built=built, out=out, next_time=unchanged)


@main.command()
@reading_options
@format_option
@strict_option
@click.option("--report", "file", type=FOLDER, metavar="FILE", help="Write the findings to FILE.")
@click.option("--fix", is_flag=True, help="Mend first what is safe to mend.")
@click.option("--diff", is_flag=True, help="Print what --fix would change; write nothing.")
@click.option("--force", is_flag=True, help="Mend what git could not give back, too.")
@click.option("--watch", is_flag=True, help="Check again after every change, until Ctrl-C.")
@working_options
def check(
    content: Path, topics: Sequence[str], levels: Sequence[str], tags: Sequence[str],
    quiet: bool, verbose: bool, format_: str, strict: bool, file: Path | None, fix: bool,
    diff: bool, force: bool, watch: bool, jobs: int, no_cache: bool,
) -> None:  # fmt: skip
    """Report every finding; write nothing, unless it is to mend what is safe to mend."""
    from deckmill import project
    from deckmill.cli import mending

    started = time.perf_counter()
    selection = selection_of(topics, levels, tags)
    if force and not fix:
        raise click.UsageError("--force belongs to --fix")
    if watch:
        if fix or diff:
            raise click.UsageError("--watch looks and mends nothing: leave out --fix and --diff")
        from deckmill.cli import watching

        watching.watch(content, selection, format_, quiet)
    if diff:
        mending.show_diff(content, selection, talks=talks(quiet, format_))
    talking = talks(quiet, format_)
    if fix:
        checked = mending.mend(content, selection, talks=talking, force=force)
    else:
        need_folder(content)
        with Progress("reading", wanted=talking) as progress:
            checked = project.check(
                content, progress.step, selection, jobs=jobs, use_cache=not no_cache
            )
    status = CONTENT_ERRORS if checked.failed(strict=strict) else DONE
    took = f" in {time.perf_counter() - started:.2f} s" if verbose else ""
    good = talking and not checked.findings
    out = f"{counted(checked.outlines)}: nothing to mend{took}.\n" if good else ""
    if file is not None:
        report(checked.findings, content, format_, quiet, file)
    err = "" if file is not None else told(checked.findings, content, format_, quiet)
    again = not (fix or file or no_cache or verbose)
    conclude(Said(out, err, status), checked, content, again=again)


@main.command()
@click.argument("topic")
@click.argument("id")
@content_option
@click.option(
    "--kind",
    default="open",
    show_default=True,
    help="open, derivation, numeric, code, bug, choice or cards.",
)
@click.option(
    "--level",
    default="core",
    show_default=True,
    help="core, intermediate or advanced.",
)
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
        click.echo(f"{counted(checked.outlines)}\n{as_text(counts, verbose=verbose)}")
    elif counts.thin:
        click.echo(as_thin_text(counts))


def _outputs(only: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (only or "").split(",") if name.strip())
    for name in names:
        if name not in OUTPUTS:
            raise click.UsageError(f"no output '{name}'{near(name, OUTPUTS)}")
    if only is not None and not names:
        raise click.UsageError(f"--only names none of {', '.join(OUTPUTS)}")
    return names
