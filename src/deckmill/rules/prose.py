"""Prose (family P)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "P101",
        "invisible direction mark",
        why="Text can read otherwise than it is stored.",
        severity=Severity.WARNING,
    ),
)
