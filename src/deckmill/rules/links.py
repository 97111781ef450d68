"""Links, pictures and sounds (family L)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "L101",
        "link that is not allowed",
        why="Cards are opened on other people's machines.",
    ),
    Rule(
        "L102",
        "link to nowhere",
        why="`#id` leads to an entry of this deck.",
    ),
    Rule(
        "L103",
        "picture or sound missing",
        why="Anki would show a broken picture.",
    ),
    Rule(
        "L104",
        "remote picture",
        why="Decks are studied offline, and a request tells who studies.",
    ),
    Rule(
        "L105",
        "path outside the content",
        why="Only what lies in the content folder is shipped.",
    ),
    Rule(
        "L106",
        "not a known picture or sound",
        why="Anki and browsers must know the format.",
    ),
    Rule(
        "L107",
        "file does not fit its ending",
        why="Browsers refuse, or guess.",
    ),
    Rule(
        "L108",
        "empty file",
        why="There is nothing to show.",
    ),
    Rule(
        "L109",
        "space in a path",
        why="Markdown ends the path at a space.",
    ),
    Rule(
        "L110",
        "large file",
        why="Phones sync every byte of a deck.",
        severity=Severity.WARNING,
    ),
    Rule(
        "L111",
        "file too large",
        why="Anki refuses media over 100 MB.",
    ),
    Rule(
        "L112",
        "no alternative text",
        why="Who cannot see the picture learns nothing.",
        severity=Severity.WARNING,
    ),
    Rule(
        "L113",
        "reference link",
        why="Only links with their address in place are read.",
        severity=Severity.WARNING,
    ),
)
