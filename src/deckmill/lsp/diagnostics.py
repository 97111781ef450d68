"""Findings as an editor shows them: diagnostics, and what mends them as code actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lsprotocol import types

import deckmill
from deckmill.findings import Finding, Rename, Severity
from deckmill.lsp.positions import Positions
from deckmill.repairs.edits import compatible

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.deckmill"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_RULES_PAGE = Path(deckmill.__file__).parents[2] / "docs" / "rules.md"  # in a clone alone

Uri = Callable[[str], str]
"""The address of a file of the content folder."""


def diagnostic(finding: Finding, positions: Positions) -> types.Diagnostic:
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    described = None
    if _RULES_PAGE.is_file():
        described = types.CodeDescription(f"{_RULES_PAGE.as_uri()}#{finding.code.lower()}")
    return types.Diagnostic(
        range=positions.range(finding.span),
        message=message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=described,
        source="deckmill",
    )


def actions(
    findings: Iterable[Finding],
    within: types.Range,
    wanted: Iterable[str] | None,
    positions: Positions,
    uri: Uri,
    *,
    renames: bool,
) -> Iterator[types.CodeAction]:
    """What mends a file's findings: those that touch ``within`` one by one, and all at once.

    ``wanted`` are the kinds that were asked for, if any; ``renames`` says whether the editor can
    rename files.
    """
    here = [f for f in findings if f.fix or renames]
    if _asked_for(types.CodeActionKind.QuickFix, wanted):
        for finding in here:
            edit = _edit(finding, positions, uri)
            if edit is not None and _touch(positions.range(finding.span), within):
                yield types.CodeAction(
                    title=f"Mend: {finding.help or finding.message}",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic(finding, positions)],
                    edit=edit,
                    is_preferred=True,
                )
    together = compatible(here)
    if together and _asked_for(FIX_ALL, wanted):
        yield types.CodeAction(
            title="Mend all that is safe to mend in this file",
            kind=FIX_ALL,
            edit=types.WorkspaceEdit(changes=_changes(together, positions, uri)),
        )


def _edit(finding: Finding, positions: Positions, uri: Uri) -> types.WorkspaceEdit | None:
    if finding.fix:
        return types.WorkspaceEdit(changes=_changes([finding], positions, uri))
    if isinstance(finding.file_fix, Rename):
        old = finding.span.source.path
        new = f"{old.rpartition('/')[0]}/{finding.file_fix.name}".lstrip("/")
        return types.WorkspaceEdit(document_changes=[types.RenameFile(uri(old), uri(new))])
    return None


def _changes(
    findings: Iterable[Finding], positions: Positions, uri: Uri
) -> dict[str, list[types.TextEdit]]:
    changes: dict[str, list[types.TextEdit]] = {}
    for finding in findings:
        for edit in finding.fix:
            edits = changes.setdefault(uri(edit.span.source.path), [])
            edits.append(types.TextEdit(positions.range(edit.span), edit.text))
    return changes


def _asked_for(kind: str, wanted: Iterable[str] | None) -> bool:
    """Whether a kind is one of those wanted, or below one of them."""
    return wanted is None or any(kind == w or kind.startswith(f"{w}.") for w in wanted)


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
