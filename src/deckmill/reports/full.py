"""The whole story of a finding: where, the line with a caret under the span, the cure.

Colours are in the text; who prints it strips them where there is no terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click

from deckmill.findings import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_TAB = 4


def render(findings: Sequence[Finding]) -> str:
    """Each finding with its line, and a line that counts them."""
    blocks = [_block(finding) for finding in findings]
    return "\n".join([*blocks, _summary(findings)]) if blocks else ""


def _block(finding: Finding) -> str:
    span = finding.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    text = span.source.line(line)
    stop = end_column - 1 if end_line == line else len(text)
    before, marked = text[: column - 1], text[column - 1 : max(stop, column)]
    colour = _COLOURS[finding.severity]
    gutter = " " * len(str(line))
    bar = click.style("|", fg="blue")
    head = click.style(f"{finding.severity}[{finding.code}]", fg=colour, bold=True)
    carets = click.style("^" * max(width(marked), 1), fg=colour, bold=True)
    arrow = click.style("-->", fg="blue")
    shown = [
        f"{head}: {finding.message}",
        f"{gutter}{arrow} {span.source.path}:{line}:{column}",
    ]
    if text.strip():
        shown += [
            f"{gutter} {bar}",
            f"{click.style(str(line), fg='blue')} {bar} {_visible(text)}",
            f"{gutter} {bar} {' ' * width(before)}{carets}",
        ]
    if finding.help:
        shown.append(f"{gutter} {click.style('=', fg='blue')} help: {finding.help}")
    return "\n".join(shown) + "\n"


def _visible(text: str) -> str:
    """The line as a terminal shows it: tabs as spaces, no character that hides or moves others."""
    return "".join(
        " " * _TAB if char == "\t" else "\ufffd" if unicodedata.category(char) in ("Cc", "Cf") else char
        for char in text
    )


def width(text: str) -> int:
    """Columns on a terminal: wide characters take two, combining ones none."""
    columns = 0
    for char in text:
        if char == "\t":
            columns += _TAB
        elif unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
            continue
        else:
            columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns


def _summary(findings: Sequence[Finding]) -> str:
    counts = {severity: 0 for severity in Severity}
    for finding in findings:
        counts[finding.severity] += 1
    files = len({finding.span.source.path for finding in findings})
    parts = [f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n]
    return f"{' and '.join(parts)} in {files} file{'s' if files != 1 else ''}\n"
