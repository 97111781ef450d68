"""One line a finding, as editors and grep like it."""

from __future__ import annotations

from collections.abc import Sequence

from deckmill.findings import Finding


def render(findings: Sequence[Finding], base: str = "") -> str:
    """``file:line:column: severity[CODE] message``, a line each."""
    return "".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    line, column = finding.span.source.position(finding.span.start)
    where = f"{finding.span.source.path}:{line}:{column}"
    return f"{where}: {finding.severity}[{finding.code}] {finding.message}\n"
