"""The handbook: one HTML file with everything that a deck says, to read on a screen or on paper.

What it looks like, and why, is in the templates (``handbook*.j2``, ``handbook.css``,
``handbook.js``).
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from deckmill.model import LEVELS, Deck
from deckmill.writers import fonts
from deckmill.writers.base import Options, Writer
from deckmill.writers.handbook_content import handbook_of
from deckmill.writers.page import asset, environment, policy


def write(deck: Deck, path: Path, options: Options) -> None:
    """Write the handbook of ``deck``; the same deck and options give the same bytes."""
    path.write_text(render(deck, options), encoding="utf-8", newline="\n")


def render(deck: Deck, options: Options) -> str:
    """The whole HTML file."""
    from markupsafe import Markup

    book = handbook_of(deck, options)
    env = environment()
    body = env.get_template("handbook-body.html.j2").render(book=book, levels=LEVELS)
    page = env.get_template("handbook-page.css.j2").render(book=book, paper=options.paper)
    margins = escape(" ".join((book.title, book.edition, book.rights)))
    faces = fonts.stylesheet(body + margins)
    style = "\n".join(("", asset("page.css"), asset("handbook.css"), page, faces, ""))
    script = "\n" + asset("handbook.js")
    return env.get_template("handbook.html.j2").render(
        book=book,
        policy=Markup(policy(style, script, body)),
        style=Markup(style),
        script=Markup(script),
        body=Markup(body),
    )


HANDBOOK = Writer("handbook", "-handbook.html", write, default=False)
