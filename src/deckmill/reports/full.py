"""The whole story of a finding: where, the line with a caret under the span, the cure.

Colours are in the text; who prints it strips them where there is no terminal.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import click

from deckmill.findings import Finding, Severity

MOST = 50
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_TAB = 4
_COLUMNS = 110
_BEFORE = 40  # columns shown before the span, where a line is too long to be shown whole
# What joins or colours emoji: left out, so that every terminal shows the same columns.
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


def render(findings: Sequence[Finding], base: str = "") -> str:
    """Each finding with its line, MOST of them, and a line that counts them all.

    Where there are more, the errors go before what weighs less.
    """
    shown = findings
    if len(findings) > MOST:
        order = list(Severity)
        first = sorted(findings, key=lambda f: order.index(f.severity))[:MOST]
        kept = {id(finding) for finding in first}
        shown = [finding for finding in findings if id(finding) in kept]
    blocks = [_block(finding) for finding in shown]
    return "\n".join([*blocks, _summary(findings, len(shown))]) if blocks else ""


def _block(finding: Finding) -> str:
    span = finding.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    text = span.source.line(line)
    stop = end_column - 1 if end_line == line else len(text)
    colour = _COLOURS[finding.severity]
    gutter = " " * len(str(line))
    bar = click.style("|", fg="blue")
    head = click.style(f"{finding.severity}[{finding.code}]", fg=colour, bold=True)
    shown = [
        f"{head}: {finding.message}",
        f"{gutter}{click.style('-->', fg='blue')} {span.source.path}:{line}:{column}",
    ]
    if text.strip():
        excerpt, before, marked = _excerpt(text, column - 1, stop)
        carets = click.style("^" * max(marked, 1), fg=colour, bold=True)
        shown += [
            f"{gutter} {bar}",
            f"{click.style(str(line), fg='blue')} {bar} {excerpt}",
            f"{gutter} {bar} {' ' * before}{carets}",
        ]
    if finding.help:
        shown.append(f"{gutter} {click.style('=', fg='blue')} help: {finding.help}")
    return "\n".join(shown) + "\n"


def _excerpt(text: str, start: int, stop: int) -> tuple[str, int, int]:
    """The line, cropped where it is long, and how many columns stand before and in the span."""
    text = text.rstrip().ljust(start)
    # How many columns stand before each character, and in the whole line.
    columns = list(accumulate(map(_columns, text), initial=0))
    first, last = 0, len(text)
    if columns[-1] > _COLUMNS:
        first = bisect_left(columns, min(columns[start] - _BEFORE, columns[-1] - _COLUMNS))
        last = bisect_right(columns, columns[first] + _COLUMNS) - 1
    left, right = "…" * (first > 0), "…" * (last < len(text))
    before = len(left) + columns[start] - columns[first]
    marked = columns[min(stop, last)] - columns[start]
    return left + _visible(text[first:last]) + right, before, marked


def _visible(text: str) -> str:
    """The line as a terminal shows it: tabs as spaces, no character that hides or moves others."""
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character == "\t":
        return " " * _TAB
    if _JOINERS.match(character):
        return ""
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cf") else character


def _columns(character: str) -> int:
    """Columns on a terminal: wide characters take two, combining ones none."""
    if character == "\t":
        return _TAB
    if _JOINERS.match(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _summary(findings: Sequence[Finding], shown: int) -> str:
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    files = len({finding.span.source.path for finding in findings})
    parts = [f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n]
    counted = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    mendable = sum(finding.mendable for finding in findings)
    lines = [f"{counted} in {files} file{'s' if files != 1 else ''}"]
    if mendable:
        lines[0] += f"; {mendable} to be mended by check --fix"
    if shown < len(findings):
        lines.append(f"{shown} of {len(findings)} shown; --format concise shows all")
    lines.append(f"deckmill rule {_example(findings)} says why, with an example")
    return "\n".join(lines) + "\n"


def _example(findings: Sequence[Finding]) -> str:
    """The code of the first of the gravest findings: what is mended first."""
    order = list(Severity)
    return min(findings, key=lambda finding: order.index(finding.severity)).code
