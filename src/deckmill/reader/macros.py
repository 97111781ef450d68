"""The deck's TeX macros: what is wrong with one is found once, at its definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.reader.yamls import Document
from deckmill.source import Span
from deckmill.tex import Macros, TexError, commands, mathml, not_in_mathjax, portable

_BRACES = lazy_pattern(r"\\.|[{}]", re.S)
_ARGUMENTS = "{x}" * 9


def check_macros(
    definitions: Mapping[str, str], document: Document
) -> tuple[dict[str, str], list[Finding]]:
    """The macros for formulas, where a wrong one expands to nothing, and their findings."""
    findings: list[Finding] = []
    usable = dict(definitions)
    for name, body in definitions.items():
        # With the wrong ones before it made harmless, a circle is found once.
        fault = _fault(name, body, Macros(usable), document.at(("macros", name)))
        if fault is not None:
            findings.append(fault)
            usable[name] = ""
    return usable, findings


def _depths(body: str) -> Iterator[int]:
    """How many braces are open at the start and behind each brace of a body."""
    depth = 0
    yield depth
    for match in _BRACES.finditer(body):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
            yield depth


def _fault(name: str, body: str, macros: Macros, span: Span) -> Finding | None:
    try:
        expanded = macros.expand(name + _ARGUMENTS)
    except TexError as error:
        return Finding("M105", error.message, span, error.help)
    depths = list(_depths(body))
    if min(depths) < 0 or depths[-1] != 0:
        message = f"the braces in {name} are not in balance"
        return Finding("M105", message, span, "give each { its } in the macro's body")
    for offset, command in commands(body):
        written = f"\\{command}"
        at = span
        if span.text == body:
            at = span.sub(offset, offset + len(written))
        if command in not_in_mathjax() and written not in macros:
            message = f"Anki's MathJax does not know {written}"
            return Finding("M102", message, at, portable(command))
    try:
        mathml(expanded.tex, False)
    except TexError as error:
        # Other faults can be right in a formula: a bracket that another macro closes.
        if error.message.startswith("unknown command"):
            return Finding("M101", error.message, span, error.help)
    return None
