"""The structure of an entry (family S)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "S101",
        "text that would be lost",
        why="It belongs to no section, so no output shows it.",
    ),
    Rule(
        "S102",
        "section missing",
        why="The kind needs it.",
    ),
    Rule(
        "S103",
        "section empty",
        why="A heading promises something to read.",
    ),
    Rule(
        "S104",
        "unknown section",
        why="Section names are a closed list; others reach no output.",
    ),
    Rule(
        "S105",
        "section twice",
        why="Which of the two should be shown?",
    ),
    Rule(
        "S106",
        "question missing",
        why="An entry is one question, given as a `#` heading.",
    ),
    Rule(
        "S107",
        "second question",
        why="An entry is one question; a second one is another entry.",
    ),
    Rule(
        "S108",
        "section not for this kind",
        why="The kind has no place to show it.",
    ),
    Rule(
        "S109",
        "heading without a place",
        why="Only `#`, `##` and, under two sections, `###`.",
    ),
    Rule(
        "S110",
        "underlined heading",
        why="Headings here start with `#`; an underline is lost.",
    ),
    Rule(
        "S111",
        "fence not closed",
        why="Everything after it would be code.",
    ),
    Rule(
        "S112",
        "cheat line is not one paragraph",
        why="The sheet gives an entry one paragraph.",
    ),
    Rule(
        "S113",
        "cheat line too long",
        why="At most 150 characters as printed fit the sheet.",
    ),
    Rule(
        "S114",
        "wrong number of options",
        why="A choice question has four, one of them right.",
    ),
    Rule(
        "S115",
        "equal options",
        why="Two equal options cannot be told apart.",
    ),
    Rule(
        "S116",
        "bug and fix",
        why="Kind bug shows one `bug` fence and then one `fix` fence.",
    ),
    Rule(
        "S117",
        "no checks",
        why="What is computed can be proven, so it should be.",
        severity=Severity.WARNING,
    ),
    Rule(
        "S118",
        "follow-up incomplete",
        why="A follow-up is a `###` question with its answer.",
    ),
    Rule(
        "S119",
        "nested too deeply",
        why="Nobody can follow that many levels on a card.",
    ),
    Rule(
        "S120",
        "placeholder left",
        why="It is nothing to learn, and a release makes it last.",
        severity=Severity.WARNING,
    ),
)
