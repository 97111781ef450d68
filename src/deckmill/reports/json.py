"""Findings for programs: one array."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deckmill.findings import Finding


def render(findings: Sequence[Finding], base: str = "") -> str:
    """A JSON array; lines and columns count from 1, ``end_column`` is exclusive."""
    return json.dumps([_as_dict(f) for f in findings], ensure_ascii=False, indent=2) + "\n"


def _as_dict(finding: Finding) -> dict[str, Any]:
    """The fields of a finding as the array's items have them."""
    span = finding.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "help": finding.help,
        "file": span.source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }
