"""A page that is one file: style, script and fonts inside, and a policy that keeps all else out."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE = re.compile(r' style="([^"]*)"')


def environment() -> Environment:
    """Where the templates are; ``css_string`` is a filter for the text of margin boxes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    env = Environment(
        loader=PackageLoader("deckmill"),
        autoescape=select_autoescape(("html.j2",)),
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["css_string"] = css_string
    return env


def css_string(text: str) -> str:
    """A CSS string that neither ends early nor closes the ``<style>`` around it."""
    return '"' + re.sub(r'["\\<>&\x00-\x1f\x7f]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return resources.files("deckmill").joinpath(f"templates/{name}").read_text("utf-8")


def policy(style: str, script: str, body: str) -> str:
    """A content security policy under which nothing loads and only our own code runs.

    Tables, those of MathML too, carry ``style`` attributes: each is allowed by its hash.
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
