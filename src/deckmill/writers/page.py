"""A page that is one file: style, script and fonts inside, and a policy that keeps all else out.

Of ``sheet`` and ``handbook`` each has a body and page margins (``<name>-body.html.j2``,
``<name>-page.css.j2``), a style and a script (``<name>.css``, ``<name>.js``) of its own. What they
share is in ``page.*`` and ``parts.html.j2``.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape, unescape
from importlib import resources
from pathlib import Path

from deckmill.lazy import lazy_pattern
from deckmill.model import LEVELS
from deckmill.writers.fonts import Shown, stylesheet
from deckmill.writers.imprint import Imprint

HOLE = "\x0e\x0f"
"""Stands in a template's text for what is put there later."""
_STYLE = lazy_pattern(r' style="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """Some whole elements of a page's body, and what its head must know of them."""

    html: str
    shown: Shown
    styles: frozenset[str]
    """The values of ``style`` attributes: tables, those of MathML too, have them."""

    @classmethod
    def of(cls, html: str) -> Part:
        return cls(html, Shown.of(html), frozenset(map(unescape, _STYLE.findall(html))))


class Page:
    """The page ``name``, whose templates print what is ``shown``."""

    def __init__(self, name: str, imprint: Imprint, paper: str | None, **shown: object) -> None:
        self._name = name
        self._imprint = imprint
        self._paper = paper
        self._common = {"imprint": imprint, **shown}

    def body(self) -> str:
        """The body as its template prints it."""
        from deckmill.writers.templates import environment

        template = environment().get_template(f"{self._name}-body.html.j2")
        return template.render(self._common, levels=LEVELS, hole=HOLE)

    def write(self, path: Path, body: Iterable[Part]) -> None:
        """Write the whole HTML file with this body, of which never more than a part is held."""
        import shutil
        from tempfile import TemporaryFile

        imprint = self._imprint
        shown = Shown.of(escape(f"{imprint.title} {imprint.edition} {imprint.rights}"))
        styles: set[str] = set()
        # The head, which comes first, tells of fonts and styles that the whole body needs.
        with TemporaryFile(dir=path.parent) as kept:
            for part in body:
                kept.write(part.html.encode())
                shown |= part.shown
                styles |= part.styles
            before, after = self._around(shown, styles)
            kept.seek(0)
            with path.open("wb") as file:
                file.write(before.encode())
                shutil.copyfileobj(kept, file)
                file.write(after.encode())

    def _around(self, shown: Shown, styles: Iterable[str]) -> tuple[str, str]:
        """What stands before and after the body."""
        from markupsafe import Markup

        from deckmill.writers.templates import environment

        env, name = environment(), self._name
        template = env.get_template(f"{name}-page.css.j2")
        margins = template.render(self._common, paper=self._paper)
        faces = stylesheet(shown)
        style = "\n".join(("", _asset("page.css"), _asset(f"{name}.css"), margins, faces, ""))
        script = f"\n(() => {{\n{_asset('page.js')}{_asset(f'{name}.js')}}})();\n"
        before, after = (
            env.get_template("page.html.j2")
            .render(
                self._common,
                policy=Markup(_policy(style, script, styles)),
                style=Markup(style),
                script=Markup(script),
                body=HOLE,
            )
            .split(HOLE)
        )
        return before, after


def _asset(name: str) -> str:
    return resources.files("deckmill").joinpath(f"templates/{name}").read_text("utf-8")


def _policy(style: str, script: str, attributes: Iterable[str]) -> str:
    """A content security policy under which nothing loads and only our own code runs.

    ``style`` attributes are allowed by the hash of each.
    """
    allowed = sorted(attributes)
    styles = [_hash(style), *(["'unsafe-hashes'"] if allowed else []), *map(_hash, allowed)]
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
