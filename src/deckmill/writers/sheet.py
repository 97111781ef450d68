"""The cheat sheet: one HTML file with everything in it, for paper first and for the screen.

What it looks like, and why, is in the templates (``sheet*.j2``, ``sheet.css``, ``sheet.js``).
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape, unescape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from deckmill.model import LEVELS, Deck
from deckmill.writers import fonts
from deckmill.writers.base import Options, Writer
from deckmill.writers.sheet_content import sheet_of

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE = re.compile(r' style="([^"]*)"')
# Firefox takes these for large operators, as sums are.
_CIRCLED = re.compile(r"<mo(?=[^>]*>[⊕⊖⊗⊘⊙]</mo>)")


def write(deck: Deck, path: Path, options: Options) -> None:
    """Write the sheet of ``deck``; the same deck and options give the same bytes."""
    path.write_text(render(deck, options), encoding="utf-8", newline="\n")


def render(deck: Deck, options: Options) -> str:
    """The whole HTML file."""
    from markupsafe import Markup

    sheet = sheet_of(deck, options)
    env = _environment()
    body = env.get_template("sheet-body.html.j2").render(sheet=sheet, levels=LEVELS)
    body = _CIRCLED.sub('<mo largeop="false"', body)
    page = env.get_template("sheet-page.css.j2").render(sheet=sheet, paper=options.paper)
    margins = escape(" ".join((sheet.title, sheet.edition, sheet.rights)))
    faces = fonts.stylesheet(body + margins)
    style = "\n".join(("", _asset("sheet.css"), page, faces, ""))
    script = "\n" + _asset("sheet.js")
    return env.get_template("sheet.html.j2").render(
        sheet=sheet,
        policy=Markup(_policy(style, script, body)),
        style=Markup(style),
        script=Markup(script),
        body=Markup(body),
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    env = Environment(
        loader=PackageLoader("deckmill"),
        autoescape=select_autoescape(("html.j2",)),
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["css_string"] = _css_string
    return env


def _css_string(text: str) -> str:
    """A CSS string that neither ends early nor closes the ``<style>`` around it."""
    return '"' + re.sub(r'["\\<>&\x00-\x1f\x7f]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def _asset(name: str) -> str:
    return resources.files("deckmill").joinpath(f"templates/{name}").read_text("utf-8")


def _policy(style: str, script: str, body: str) -> str:
    """A content security policy under which nothing loads and only our own code runs.

    MathML tables carry ``style`` attributes: each is allowed by its hash.
    """
    attributes = sorted({unescape(text) for text in _STYLE.findall(body)})
    styles = [_hash(style), *(["'unsafe-hashes'"] if attributes else []), *map(_hash, attributes)]
    rules = (
        ("default-src", "'none'"),
        ("style-src", " ".join(styles)),
        ("script-src", _hash(script)),
        ("font-src", "data:"),
        ("img-src", "data:"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
    )
    return "; ".join(f"{name} {value}" for name, value in rules)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


SHEET = Writer("html", ".html", write)
