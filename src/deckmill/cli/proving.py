"""The command that runs the entries' code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckmill.cli.group import (
    CONTENT_ERRORS,
    DONE,
    checked_content,
    format_option,
    main,
    reading_options,
    selection_of,
    talks,
)
from deckmill.errors import Refused
from deckmill.terminal import Progress, fail, report

if TYPE_CHECKING:
    from deckmill.model import Deck, Entry


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@reading_options
@format_option
@click.option("--all", "again", is_flag=True, help="Also what is unchanged since it was proven.")
@click.option("--mutate", is_flag=True, help="Tell which mistakes the checks would not notice.")
@click.option("--jobs", type=click.IntRange(1), help="How many at once; default: every core.")
def prove(
    ids: Sequence[str], content: Path, topics: Sequence[str], levels: Sequence[str],
    tags: Sequence[str], quiet: bool, verbose: bool, format_: str, again: bool,
    mutate: bool, jobs: int | None,
) -> None:  # fmt: skip
    """Run the entries' code and compare it with what they say.

    What holds is kept in proofs.lock: an entry that did not change since is not run again.
    """
    from deckmill.prove import record, runner

    missing = runner.missing_module()
    if missing:
        fail(f"prove needs {missing}: pip install 'deckmill[prove]'")
    selection = selection_of(topics, levels, tags)
    checked = checked_content(content, selection, talks(quiet, format_))
    if checked.failed():
        report(checked.findings, content, format_, quiet)
        sys.exit(CONTENT_ERRORS)
    entries = {entry.id: entry for entry in checked.deck.entries}
    for id in ids:
        if id not in entries:
            raise Refused(f"no entry '{id}'", id, entries)
    chosen = [entries[id] for id in dict.fromkeys(ids)] or list(entries.values())
    runnable = [entry for entry in chosen if runner.can_run(entry)]
    records = record.read_records(content)
    due = [entry for entry in runnable if again or not record.complete(records, entry)]
    with Progress("proving", wanted=talks(quiet, format_)) as progress:
        proofs = runner.prove(due, jobs, lambda _: progress.advance(len(due)))
    findings = [finding for proof in proofs for finding in proof.findings]
    report(findings, content, format_, quiet)
    if talks(quiet, format_):
        if verbose:
            for proof in proofs:
                click.echo(f"{proof.entry.id}: {'failed' if proof.findings else 'proven'}")
        unchanged, without = len(runnable) - len(due), len(chosen) - len(runnable)
        click.echo(runner.summary(proofs, unchanged, without))
    # A part of the deck says nothing of the rest.
    record.write_records(content, records, proofs, [*entries, *(records if selection else ())])
    if mutate and not findings:
        sys.exit(_mutate(checked.deck, runnable, content, format_, quiet, jobs))
    sys.exit(CONTENT_ERRORS if findings else DONE)


def _mutate(
    deck: Deck, entries: Sequence[Entry], content: Path, format_: str, quiet: bool,
    jobs: int | None,
) -> int:  # fmt: skip
    """Try mutants of proven entries; the exit status."""
    from deckmill.policy import standing
    from deckmill.prove import mutate

    chosen = [mutant for entry in entries for mutant in mutate.mutants(entry)]
    with Progress("mutating", wanted=talks(quiet, format_)) as progress:
        fates = mutate.try_all(chosen, jobs, lambda _: progress.advance(len(chosen)))
    missed = [fate.finding for fate in fates if not fate.caught]
    report(standing(missed, deck, deck.entries), content, format_, quiet)
    if talks(quiet, format_):
        click.echo(mutate.summary(fates))
    return DONE if mutate.enough(fates) else CONTENT_ERRORS
