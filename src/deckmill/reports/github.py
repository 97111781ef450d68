"""Findings as annotations of a GitHub workflow: they stand at their lines in a pull request.

GitHub shows ten errors and ten warnings of a step at most; the log has them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from deckmill.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(findings: Sequence[Finding], base: str = "") -> str:
    """A workflow command a line; files are named from ``base``, the content folder's path."""
    return "".join(_line(finding, base) for finding in findings)


def _line(finding: Finding, base: str) -> str:
    span = finding.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    properties = {"file": f"{base}{span.source.path}", "line": line, "endLine": end_line}
    if end_line == line:  # GitHub takes columns for one line only
        properties |= {"col": column, "endColumn": end_column}
    properties["title"] = finding.code
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {shown}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
