"""Findings as SARIF 2.1.0 (OASIS), which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from deckmill.findings import Finding
from deckmill.rules import RULES, Rule
from deckmill.source import Span

VERSION = "2.1.0"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(findings: Sequence[Finding], base: str = "") -> str:
    """A SARIF log of one run; files are named from ``base``, the content folder's path."""
    codes = sorted({finding.code for finding in findings})
    places = {code: i for i, code in enumerate(codes)}
    run = {
        "tool": {"driver": {"name": "deckmill", "rules": [_rule(RULES[code]) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.code], base) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(finding: Finding, place: int, base: str) -> dict[str, Any]:
    artifact = _artifact(finding, base)
    text = f"{finding.message} (help: {finding.help})" if finding.help else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": str(finding.severity),
        "message": {"text": text},
        "locations": [
            {"physicalLocation": {"artifactLocation": artifact, "region": _region(finding.span)}}
        ],
    }
    if finding.fix:
        replacements = [
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
            for edit in finding.fix
        ]
        change = {"artifactLocation": artifact, "replacements": replacements}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _artifact(finding: Finding, base: str) -> dict[str, str]:
    return {"uri": quote(f"{base}{finding.span.source.path}")}


def _region(span: Span) -> dict[str, int]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
    }  # fmt: skip
