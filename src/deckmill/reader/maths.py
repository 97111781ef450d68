"""A formula as it is read: macros expanded, and a problem for whatever an engine would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.lazy import lazy_pattern
from deckmill.spelling import did_you_mean, nearest
from deckmill.tex import (
    Macros,
    TexError,
    commands,
    comments,
    known_commands,
    mathml,
    not_in_mathjax,
    portable,
)  # fmt: skip

# A definition would hold for one formula in one output, and for the whole card in Anki.
_DEFINING = frozenset("def gdef let newcommand renewcommand providecommand".split())


_UNKNOWN = lazy_pattern(r'unknown (command|environment) "([^"]+)"')
_SLIP = 2
_ENVIRONMENTS = (
    "align align* aligned array bmatrix Bmatrix cases dcases equation equation* gather gather* "
    "gathered matrix multline pmatrix rcases subarray vmatrix Vmatrix"
).split()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula; ``start`` and ``end`` are offsets in the TeX as written."""

    code: str
    message: str
    start: int
    end: int
    help: str | None


def expand(tex: str, macros: Macros, *, display: bool) -> tuple[str, list[Problem]]:
    """The TeX with its macros expanded, and its problems; an engine stops at the first."""
    try:
        expanded = macros.expand(tex)
    except TexError as error:
        end = error.offset + error.length
        return tex, [Problem("M105", error.message, *_inside(tex, error.offset, end), error.help)]
    problems = []
    for code, fault in _errors(expanded.tex, display):
        where = _inside(tex, *expanded.origin(fault.offset, fault.length))
        generic = fault.help is None or fault.help.startswith("check the spelling")
        help = (_meant(fault.message, macros) if generic else None) or fault.help
        problems.append(Problem(code, fault.message, *where, help))
    return expanded.tex, problems


def _meant(message: str, macros: Macros) -> str | None:
    """What a command or an environment that no engine knows was meant as."""
    unknown = _UNKNOWN.match(message)
    if unknown is None:
        return None
    if unknown[1] == "environment":
        return did_you_mean(unknown[2], _ENVIRONMENTS)
    name = unknown[2].removeprefix("\\")
    near = nearest(name, [*(macro[1:] for macro in macros), *sorted(known_commands())])
    # A long command is like many words; what was meant is hardly longer than what was written.
    return f"did you mean '\\{near}'?" if near and abs(len(near) - len(name)) <= _SLIP else None


def _errors(tex: str, display: bool) -> Iterator[tuple[str, TexError]]:
    named = list(commands(tex))
    for offset, name in named:
        if name in _DEFINING:
            help = "define the macro under `macros:` in deck.yaml"
            yield "M105", TexError(f"\\{name} inside a formula", offset, help, len(name) + 1)
            return
    try:
        mathml(tex, display)
    except TexError as error:
        yield "M101", error
        return
    for offset in comments(tex) if "%" in tex else ():
        message = "% starts a comment, so the rest of the line is lost"
        yield "M101", TexError(message, offset, r"write \%")
    for offset, name in named:
        if name in not_in_mathjax():
            message = f"Anki's MathJax does not know \\{name}"
            yield "M102", TexError(message, offset, portable(name), len(name) + 1)


def _inside(tex: str, start: int, end: int) -> tuple[int, int]:
    """A range of at least one character inside the formula: some faults lie at its very end."""
    start = min(start, max(len(tex) - 1, 0))
    return start, max(min(end, len(tex)), start + 1)
