"""The command that says why a finding matters."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from deckmill.cli.group import main
from deckmill.errors import Refused
from deckmill.spelling import nearest

WIDEST = 100


@main.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text",
    show_default=True, help="As text, as data, or as a page such as docs/rules.md.",
)  # fmt: skip
def rule(codes: Sequence[str], format_: str) -> None:
    """Say why a finding matters and how to mend it.

    Without CODE, or with the start of codes such as C2, it lists the rules.
    """
    from deckmill.explain import data, page, text
    from deckmill.rules import RULES, starting

    names = [code.upper() for code in codes]
    for name in names:
        if not starting(name):
            hint = "" if nearest(name, RULES) else "; `deckmill rule` lists them all"
            raise Refused(f"there is no rule '{name}'{hint}", name, RULES)
    chosen = {rule.code: rule for name in names or [""] for rule in starting(name)}.values()
    if format_ == "json":
        click.echo(json.dumps([data(rule) for rule in chosen], ensure_ascii=False, indent=2))
    elif format_ == "markdown":
        click.echo(page.sections(chosen) if names else page.page(), nl=False)
    else:
        import shutil

        width = min(shutil.get_terminal_size().columns, WIDEST)
        shown = [
            text.explained(RULES[name], width) if name in RULES else text.listed(starting(name))
            for name in names or [""]
        ]
        click.echo("\n".join(shown), nl=False)
