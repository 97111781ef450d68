"""What a release would do to learners, against deck.lock (family R)."""

from __future__ import annotations

from deckmill.rules.rule import Rule

RULES = (
    Rule(
        "R101",
        "deck.lock cannot be read",
        why="It decides which notes an update reaches.",
    ),
    Rule(
        "R102",
        "the clock is behind deck.lock",
        why="Notes dated in the future are never updated.",
    ),
    Rule(
        "R103",
        "a released note is gone",
        why="Learners keep it for ever, without a word why.",
    ),
    Rule(
        "R104",
        "a card changed its kind",
        why="Anki cannot turn a note into one of another type.",
    ),
    Rule(
        "R105",
        "the deck's id changed",
        why="Every note would be a new one; progress would be lost.",
    ),
    Rule(
        "R106",
        "a note type's fields changed",
        why="Anki would not update a single old note.",
    ),
    Rule(
        "R107",
        "an id came back",
        why="A learner's progress would move to another question.",
    ),
)
