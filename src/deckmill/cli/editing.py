"""The commands that editors call: schemas of what is written, and the language server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckmill.cli.group import content_option, main, need_folder
from deckmill.terminal import fail

if TYPE_CHECKING:
    from deckmill.model import Deck


@main.command()
@click.argument("name", type=click.Choice(["deck", "entry", "export"]), default="export")
@content_option
@click.pass_context
def schema(ctx: click.Context, name: str, content: Path) -> None:
    """Print a JSON Schema: of deck.yaml, of an entry's front matter, or of the export.

    Those of deck and entry are draft-07, for editors; where the content folder is there, that of
    an entry knows its sources, entries and tags.
    """
    if ctx.get_parameter_source("content") is click.core.ParameterSource.COMMANDLINE:
        need_folder(content)
    match name:
        case "deck":
            from deckmill.schema_authoring import deck_schema

            document = deck_schema()
        case "entry":
            from deckmill.schema_authoring import entry_schema

            document = entry_schema(_deck(content))
        case _:
            from deckmill.writers.export import export_schema

            document = json.loads(export_schema())
    click.echo(json.dumps(document, indent=2))


@main.command()
@click.option("--stdio", is_flag=True, help="Talk by standard input and output; as it always does.")
def lsp(stdio: bool) -> None:
    """Serve an editor by the Language Server Protocol, on standard input and output.

    Needs the extra lsp.
    """
    try:
        from deckmill.lsp.server import serve
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        fail(f"lsp needs {missing}: pip install 'deckmill[lsp]'")
    serve()


def _deck(content: Path) -> Deck | None:
    from deckmill.reader import read

    return read(content).deck if content.is_dir() else None
