"""Code (family K)."""

from __future__ import annotations

from deckmill.rules.rule import Rule

RULES = (
    Rule(
        "K101",
        "unknown word on a fence",
        why="It was meant to say how the code is run.",
    ),
    Rule(
        "K102",
        "a check failed",
        why="What the entry says is not what its code computes.",
    ),
    Rule(
        "K103",
        "code over a limit",
        why="Checks run on every build machine.",
    ),
)
