"""Files, front matter, deck.yaml and references.yaml (family F)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "F101",
        "front matter missing",
        why="Without it an entry has no id, so no identity in Anki.",
    ),
    Rule(
        "F102",
        "broken YAML",
        why="What cannot be read cannot be built.",
    ),
    Rule(
        "F103",
        "unknown value",
        why="Levels and kinds are closed lists that every output knows.",
    ),
    Rule(
        "F104",
        "unknown key",
        why="A key nobody reads is most often a misspelt one.",
    ),
    Rule(
        "F105",
        "key twice",
        why="YAML would keep one of the two in silence.",
    ),
    Rule(
        "F106",
        "wrong type or form",
        why="Outputs rely on the type of every key.",
    ),
    Rule(
        "F107",
        "key missing",
        why="The key is required.",
    ),
    Rule(
        "F108",
        "unknown topic",
        why="A folder is a topic, and deck.yaml lists the topics.",
    ),
    Rule(
        "F109",
        "unknown source",
        why="A source must be found in references.yaml.",
    ),
    Rule(
        "F110",
        "unknown entry in needs",
        why="An entry to learn first must be in the deck.",
    ),
    Rule(
        "F111",
        "needs in a circle",
        why="Nobody can learn either of two entries first.",
    ),
    Rule(
        "F112",
        "file named otherwise than its id",
        why="One name finds the file and the entry.",
    ),
    Rule(
        "F113",
        "id twice",
        why="Anki would import two notes of one identity in silence.",
    ),
    Rule(
        "F114",
        "key not for this kind",
        why="Only some kinds can use the key; here it does nothing.",
    ),
    Rule(
        "F115",
        "file at the wrong place",
        why="An entry is a file <topic>/<id>.md; others are lost.",
    ),
    Rule(
        "F116",
        "YAML that is refused",
        why="Tags and recursive anchors can run code or never end.",
    ),
    Rule(
        "F117",
        "not UTF-8 text",
        why="Other encodings read as wrong letters on other machines.",
    ),
    Rule(
        "F118",
        "control character",
        why="It cannot be seen, and breaks XML, HTML and SQLite.",
    ),
    Rule(
        "F119",
        "description long",
        why="It must fit one line under the sheet's title.",
        severity=Severity.WARNING,
    ),
    Rule(
        "F120",
        "deck.yaml missing",
        why="It holds the deck's identity, title and topics.",
    ),
    Rule(
        "F121",
        "reference twice",
        why="A source key must lead to one work.",
    ),
    Rule(
        "F122",
        "unfinished merge",
        why="Both sides would stand on the card.",
    ),
    Rule(
        "F123",
        "rule that stands fast",
        why="What an output cannot be made of stays an error, whatever a deck would have it be.",
        file="deck.yaml",
        fails="""\
rules:
  F102: off
""",
        passes="""\
rules:
  P101: off
""",
    ),
    Rule(
        "F201",
        "excuse without use",
        why="An excuse that excuses nothing hides what is found there later.",
        severity=Severity.WARNING,
        fails="""\
---
excuse: {P101: a quotation from right to left}
---
""",
        passes="""\
---
tags: [optics]
---
""",
    ),
)
