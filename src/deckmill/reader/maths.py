"""A formula as it is read: macros expanded, and a problem for whatever an engine would refuse."""

from __future__ import annotations

from dataclasses import dataclass

from deckmill.tex import Macros, TexError, commands, comments, mathml, not_in_mathjax, portable


# A definition would hold for one formula in one output, and for the whole card in Anki.
_DEFINING = frozenset("def gdef let newcommand renewcommand providecommand".split())


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula; ``start`` and ``end`` are offsets in the TeX as written."""

    code: str
    message: str
    start: int
    end: int
    help: str | None


def expand(tex: str, macros: Macros, *, display: bool) -> tuple[str, list[Problem]]:
    """The TeX with its macros expanded, and its problems: one where an engine stops at the first."""
    try:
        expanded = macros.expand(tex)
    except TexError as error:
        end = error.offset + error.length
        return tex, [Problem("M105", error.message, *_inside(tex, error.offset, end), error.help)]
    try:
        mathml(expanded.tex, display)
    except TexError as error:
        start, end = expanded.origin(error.offset, error.length)
        return expanded.tex, [Problem("M101", error.message, *_inside(tex, start, end), error.help)]
    problems = []
    for offset in comments(expanded.tex):
        start, end = expanded.origin(offset)
        message = "% starts a comment, so the rest of the line is lost"
        problems.append(Problem("M101", message, *_inside(tex, start, end), r"write \%"))
    for offset, name in commands(expanded.tex):
        where = _inside(tex, *expanded.origin(offset, len(name) + 1))
        if name in _DEFINING:
            message = f"\\{name} inside a formula"
            help = "define the macro under `macros:` in deck.yaml"
            problems.append(Problem("M105", message, *where, help))
        elif name in not_in_mathjax():
            message = f"Anki's MathJax does not know \\{name}"
            problems.append(Problem("M102", message, *where, portable(name)))
    return expanded.tex, problems


def _inside(tex: str, start: int, end: int) -> tuple[int, int]:
    """A range of at least one character inside the formula: some faults lie at its very end."""
    start = min(start, max(len(tex) - 1, 0))
    return start, max(min(end, len(tex)), start + 1)
