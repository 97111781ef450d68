"""The commands about releases: what learners have, and what they will get."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckmill.cli.group import (
    CONTENT_ERRORS,
    DONE,
    content_option,
    format_option,
    main,
    need_folder,
    out_option,
    talks,
)
from deckmill.errors import Refused
from deckmill.terminal import Progress, fail, report
from deckmill.workers import processors

if TYPE_CHECKING:
    from deckmill.anki.verify import Verdict
    from deckmill.diff import Diff
    from deckmill.model import Entry
    from deckmill.prove.runner import Proof

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print findings alone.")
text_or_json = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="How the result is shown.",
)  # fmt: skip


@main.command()
@click.argument("version")
@content_option
@out_option
@format_option
@quiet_option
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option(
    "--allow",
    multiple=True,
    metavar="CODE:ID",
    help="Let a finding pass, such as R103:some-id; the changelog names it.",
)
@click.option("--no-prove", is_flag=True, help="Do not run the code of what changed.")
def release(
    version: str, content: Path, out: Path, format_: str, quiet: bool, dry_run: bool,
    allow: Sequence[str], no_prove: bool,
) -> None:  # fmt: skip
    """Check, prove what changed, write deck.lock and the changelog, build.

    VERSION is a semantic version later than the last, such as 1.2.0 or 1.0.0-beta.1.
    """
    from deckmill import publish
    from deckmill.prove import runner

    need_folder(content)
    missing = None if no_prove else runner.missing_module()
    if missing:
        fail(f"a release proves what changed and needs {missing}: pip install 'deckmill[prove]', "
             "or give --no-prove")  # fmt: skip

    def prover(entries: list[Entry]) -> list[Proof]:
        runnable = sum(runner.can_run(entry) for entry in entries)
        with Progress("proving", wanted=talks(quiet, format_)) as progress:
            return runner.prove(entries, None, lambda _: progress.advance(runnable))

    with Progress("reading", wanted=talks(quiet, format_)) as progress:
        done = publish.make_release(
            content, out, version, allow=allow, dry_run=dry_run,
            prover=None if no_prove else prover, jobs=processors(), progress=progress.step,
        )  # fmt: skip
    report(done.checked.findings, content, format_, quiet)
    if done.plan is None:
        sys.exit(CONTENT_ERRORS)
    if not talks(quiet, format_):
        return
    if done.plan.empty:
        click.echo("Nothing changed since the last release; nothing written.")
        return
    click.echo(f"{version}, what learners will see: {_told(done.plan.diff)}")
    if done.plan.note_types:
        click.echo(f"New look of the cards: {', '.join(done.plan.note_types)}")
    if done.built is None:
        click.echo("A dry run: nothing written.")
        return
    for file in done.built.files:
        click.echo(file)


@main.command()
@click.argument("old", type=FILE, required=False)
@content_option
@text_or_json
@quiet_option
def diff(old: Path | None, content: Path, format_: str, quiet: bool) -> None:
    """Tell what someone who has OLD will see on import.

    OLD is an .apkg made by deckmill or a deck.lock; without it, the content's own deck.lock.
    """
    from deckmill import publish

    need_folder(content)
    with Progress("reading", wanted=talks(quiet, format_)) as progress:
        checked, compared = publish.compare(content, old, progress.step)
    report(checked.findings, content, "full", quiet)
    if compared is None:
        sys.exit(CONTENT_ERRORS)
    if format_ == "json":
        from dataclasses import asdict

        changes = [asdict(change) for change in compared.changes]
        counts = {key.replace(" ", "_"): n for key, n in compared.count().items()}
        click.echo(json.dumps({"counts": counts, "changes": changes}, indent=2))
        return
    if quiet and not compared.changes:
        return
    for change in compared.changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        title = f": {change.title}" if change.title else ""
        click.echo(f"{change.kind:9}{change.id}{title}{fields}")
    click.echo(_told(compared))


@main.command()
@click.argument("apkg", type=FILE, required=False)
@click.option(
    "--from",
    "old",
    type=FILE,
    metavar="OLD.apkg",
    help="Learn with this older deck first, as people do.",
)
@content_option
@out_option
@text_or_json
def verify(
    apkg: Path | None, old: Path | None, content: Path, out: Path, format_: str
) -> None:  # fmt: skip
    """Import into the real Anki, in a throw-away collection, and report.

    Without APKG it is the one in the output folder. Needs the extra anki.
    """
    from deckmill.anki import verify as real

    if real.installed() is None:
        fail("verify needs the real Anki: pip install 'deckmill[anki]'")
    try:
        verdict = real.verify(apkg or _built(content, out), old)
    except RuntimeError as error:
        fail(str(error))
    if format_ == "json":
        from dataclasses import asdict

        click.echo(json.dumps({**asdict(verdict), "sound": verdict.sound}, indent=2))
    else:
        _print_verdict(verdict)
    sys.exit(DONE if verdict.sound else CONTENT_ERRORS)


@main.command()
@click.argument("id")
@content_option
def retire(id: str, content: Path) -> None:
    """Mark an entry, or a card as ENTRY/SLUG, as retired: learners keep it, marked."""
    from deckmill import publish

    need_folder(content)
    checked, done = publish.retire(content, id)
    if done is None:
        report(checked.findings, content, "full", quiet=False)
        sys.exit(CONTENT_ERRORS)
    click.echo(f"{done.file}{': it was retired before' if done.already else ''}")


def _told(compared: Diff) -> str:
    """The counts of a diff in one line."""
    return ", ".join(f"{n} {kind}" for kind, n in compared.count().items() if n) or "nothing"


def _built(content: Path, out: Path) -> Path:
    from deckmill.reader.deck import read_deck_file
    from deckmill.reader.files import Folder

    need_folder(content)
    head, _ = read_deck_file(Folder(content))
    package = out / f"{head.file.id}.apkg"
    if not package.is_file():
        raise Refused(f"there is no {package}: build first, or name an .apkg")
    return package


def _print_verdict(verdict: Verdict) -> None:
    click.echo(f"Anki {verdict.anki}: {verdict.notes} notes, {verdict.cards} cards")
    counts = ", ".join(f"{n} {kind}" for kind, n in verdict.imported.items())
    click.echo(f"imported: {counts}")
    for name, count in (verdict.update or {}).items():
        click.echo(f"{name}: {count}")
    for problem in verdict.problems:
        click.echo(f"{problem.id}: {problem.what}")
    click.echo("Sound." if verdict.sound else f"{len(verdict.problems)} problems.")
