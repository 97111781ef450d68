"""Maths (family M)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "M101",
        "TeX that cannot be set",
        why="The sheet and the export would show nothing.",
    ),
    Rule(
        "M102",
        "TeX that Anki does not know",
        why="Anki's MathJax shows the command in red.",
    ),
    Rule(
        "M103",
        "dollar without partner",
        why="The formula would be printed as text.",
        severity=Severity.WARNING,
    ),
    Rule(
        "M104",
        "parenthesis without partner",
        why="The formula would be printed as text.",
        severity=Severity.WARNING,
    ),
    Rule(
        "M105",
        "macro",
        why="Macros are expanded before any output sees them.",
    ),
    Rule(
        "M106",
        "empty formula",
        why="There is nothing to show.",
    ),
)
