"""A page that is one file: style, script and fonts inside, and a policy that keeps all else out.

Of ``sheet`` and ``handbook`` each has a body and page margins (``<name>-body.html.j2``,
``<name>-page.css.j2``), a style and a script (``<name>.css``, ``<name>.js``) of its own. What they
share is in ``page.*`` and ``parts.html.j2``.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape, unescape
from importlib import resources

from deckmill.model import LEVELS
from deckmill.writers import fonts
from deckmill.writers.imprint import Imprint

_STYLE = re.compile(r' style="([^"]*)"')


def page(name: str, imprint: Imprint, paper: str | None, **shown: object) -> str:
    """The whole HTML file: the templates of ``name`` print what is ``shown``."""
    from markupsafe import Markup

    from deckmill.writers.templates import environment

    env = environment()
    common = {"imprint": imprint, **shown}
    body = env.get_template(f"{name}-body.html.j2").render(common, levels=LEVELS)
    margins = env.get_template(f"{name}-page.css.j2").render(common, paper=paper)
    head = escape(f"{imprint.title} {imprint.edition} {imprint.rights}")
    faces = fonts.stylesheet(fonts.Shown.of(body + head))
    style = "\n".join(("", _asset("page.css"), _asset(f"{name}.css"), margins, faces, ""))
    script = f"\n(() => {{\n{_asset('page.js')}{_asset(f'{name}.js')}}})();\n"
    return env.get_template("page.html.j2").render(
        common,
        policy=Markup(_policy(style, script, body)),
        style=Markup(style),
        script=Markup(script),
        body=Markup(body),
    )


def _asset(name: str) -> str:
    return resources.files("deckmill").joinpath(f"templates/{name}").read_text("utf-8")


def _policy(style: str, script: str, body: str) -> str:
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
