"""Cards (family C)."""

from __future__ import annotations

from deckmill.rules.rule import Rule

RULES = (
    Rule(
        "C101",
        "card without slug",
        why="The slug is the card's identity: progress hangs on it.",
    ),
    Rule(
        "C102",
        "slug twice",
        why="Anki would import two notes of one identity in silence.",
    ),
    Rule(
        "C103",
        "slug is no id",
        why="Slugs are lower-case letters, digits and single hyphens.",
    ),
    Rule(
        "C104",
        "card without body",
        why="A card needs an answer.",
    ),
    Rule(
        "C105",
        "unknown mark on a card",
        why="Braces hold one #slug and known classes.",
    ),
    Rule(
        "C106",
        "mark not for this card",
        why="Only a basic card is reversed or typed.",
    ),
    Rule(
        "C107",
        "wrong number of options",
        why="A choice card has two to six options, one right.",
    ),
    Rule(
        "C108",
        "equal options",
        why="Two equal options cannot be told apart.",
    ),
    Rule(
        "C109",
        "broken cloze",
        why="Anki would show it as text, or make no card.",
    ),
    Rule(
        "C110",
        "cloze in a heading",
        why="Only the body of a card can be a cloze.",
    ),
    Rule(
        "C111",
        "cloze and options in one card",
        why="A card is one or the other.",
    ),
    Rule(
        "C112",
        "cloze outside a card",
        why="It would be shown as it is written.",
    ),
    Rule(
        "C113",
        "card without question",
        why="A card with an empty front is no card in Anki.",
    ),
)
