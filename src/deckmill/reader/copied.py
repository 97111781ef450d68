"""What comes along with copied text: formulas that are none here, and marks of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE_CLOSE, HOLE_OPEN, Code
from deckmill.reader.fragment import Fragment, Literal

# A single letter, or what nobody writes outside of a formula.
_TEX = rf"(?:[A-Za-z]|[^$\n{HOLE_OPEN}{HOLE_CLOSE}]*[\\^_=][^$\n{HOLE_OPEN}{HOLE_CLOSE}]*)"
_SPACED = lazy_pattern(rf"(?<![\\$\w])\$[ ]+(?P<tex>{_TEX}?)[ ]+\$(?![\w$])")
_ESCAPED = lazy_pattern(
    rf"{HOLE_OPEN}(?P<first>\d+){HOLE_CLOSE}(?P<tex>{_TEX}){HOLE_OPEN}(?P<last>\d+){HOLE_CLOSE}"
)
_IN_CODE = lazy_pattern(rf"\$(?P<tex>{_TEX})\$\Z")
# A letter with an index, or a power, between spaces and marks: no name of a program's is so short.
_BARE = lazy_pattern(
    r"(?:(?<=[\s(\[“\"'—–,:])|^)(?P<tex>[A-Za-z]_[A-Za-z0-9]{1,4}"
    r"|(?:[A-Za-z]|\d+)\^-?(?:\d+|[A-Za-z]|\{[^{}\s]+\}))"
    r"(?=[\s.,;:!?)\]}’”\"—–-]|$)(?!\.[\w/])",
    re.M,
)
_SOUND = lazy_pattern(r"\[sound:(?P<path>[^\]\n]+)\]")
_CITATION = lazy_pattern(
    r"\[\^(?:\d{1,3}|[a-z]{4,20})\]:?|【\d+[^】\n]{0,40}】|\[cite(?:_start|:[^\]\n]*)\]"
    r"|:contentReference\[[^\]\n]*\](?:\{[^}\n]*\})?|\[oai_citation[^\]\n]*\]"
    r"|\bturn\d+(?:search|view|news)\d+\b"
)


def shown_formulas(fragment: Fragment) -> Iterator[Finding]:
    """Formulas that are shown as text, for their marks or for want of them."""
    text = fragment.text
    for match in _SPACED.finditer(text) if "$ " in text else ():
        span, right = fragment.place(*match.span()), f"${match['tex'].strip()}$"
        message = "spaces behind the dollars make text of this formula"
        yield Finding("M109", message, span, f"write {right}")
    escaped = any(isinstance(thing, Literal) and thing.text == "$" for thing in fragment.lifted)
    for match in _ESCAPED.finditer(text) if escaped else ():
        ends = (fragment.lifted[int(match[name])] for name in ("first", "last"))
        if all(isinstance(end, Literal) and end.text == "$" for end in ends):
            span = fragment.place(*match.span())
            help = f"write ${match['tex']}$, without the backslashes"
            yield Finding("M109", "\\$ makes text of this formula", span, help)
    for thing in fragment.lifted:
        code = _IN_CODE.match(thing.text) if isinstance(thing, Code) and not thing.block else None
        if code and isinstance(thing, Code):
            help = f"write {code[0]}, without the backticks"
            yield Finding("M109", "backticks make code of this formula", thing.span, help)
    for match in _BARE.finditer(text) if "_" in text or "^" in text else ():
        tex = match["tex"]
        help = f"write ${_braced(tex)}$, or `{tex}` where it is code"
        span = fragment.place(*match.span("tex"))
        yield Finding("M109", "this is no formula without dollars", span, help)


def marks_of_others(fragment: Fragment) -> Iterator[Finding]:
    """Marks of Anki, of chats and of other Markdown that are shown as they are."""
    if "[" not in fragment.text and "【" not in fragment.text and "turn" not in fragment.text:
        return
    for match in _SOUND.finditer(fragment.text):
        name = match["path"].rpartition("/")[2].rpartition(".")[0]
        help = f"write [{name}]({match['path']})"
        span = fragment.place(*match.span())
        yield Finding("L114", "a sound as Anki writes it is shown as text", span, help)
    for match in _CITATION.finditer(fragment.text):
        help = "remove it: an entry's sources stand in its front matter"
        span = fragment.place(*match.span())
        yield Finding("P105", f"'{match[0]}' is shown as text", span, help)


def _braced(tex: str) -> str:
    """The TeX with its index or exponent in braces, where it is of more than one sign."""
    base, sign, script = tex.partition("_") if "_" in tex else tex.partition("^")
    if len(script) < 2 or script.startswith("{"):
        return tex
    return f"{base}{sign}{{{script}}}"
