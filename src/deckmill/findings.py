"""Findings: what is wrong with the content, where, and how to mend it.

Bad content is a value, never an exception. What a code stands for is in ``deckmill.rules``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from deckmill.rules import RULES, Severity
from deckmill.source import Source, Span

__all__ = [
    "Edit", "Finding", "LineEnds", "Packed", "Rename", "Severity", "has_errors", "in_order",
    "packed", "unpacked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a source and the text to put in its place."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name for the file that a finding is about, in the same folder."""

    name: str


@dataclass(frozen=True, slots=True)
class LineEnds:
    """``\\n`` as the line end of the whole file: a source does not show which others it has."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    ``help`` is the cure, or nothing where the message says it all; ``fix`` is the cure as edits,
    or ``file_fix`` as something done to the whole file, where there is a single one and it cannot
    change what the author means. ``level`` is what the deck has made of the rule's severity.
    """

    code: str
    message: str
    span: Span
    help: str | None = None
    fix: tuple[Edit, ...] = ()
    file_fix: Rename | LineEnds | None = None
    level: Severity | None = None

    @property
    def severity(self) -> Severity:
        return self.level or RULES[self.code].severity

    @property
    def mendable(self) -> bool:
        """Whether ``check --fix`` can mend it."""
        return bool(self.fix) or self.file_fix is not None


Packed: TypeAlias = tuple[
    str, str, int, int, str | None, tuple[tuple[int, int, str], ...], str | bool | None
]


def packed(finding: Finding) -> Packed:
    """A finding of one file as plain values, which ``marshal`` knows."""
    fix = tuple((edit.span.start, edit.span.end, edit.text) for edit in finding.fix)
    whole = finding.file_fix
    file_fix = whole.name if isinstance(whole, Rename) else whole is not None or None
    span = finding.span
    return finding.code, finding.message, span.start, span.end, finding.help, fix, file_fix


def unpacked(values: Packed, source: Source) -> Finding:
    """The finding in ``source`` that was packed."""
    code, message, start, end, help, edits, whole = values
    fix = tuple(Edit(Span(source, first, last), text) for first, last, text in edits)
    file_fix = Rename(whole) if isinstance(whole, str) else LineEnds() if whole else None
    return Finding(code, message, Span(source, start, end), help, fix, file_fix)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by file, place and code, without doubles."""
    unique = {
        (f.span.source.path, f.span.start, f.span.end, f.code, f.message): f for f in findings
    }
    return [unique[key] for key in sorted(unique)]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)
