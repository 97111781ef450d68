"""Entry files and their front matter (family F)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "F101",
        "front matter missing",
        why="Front matter tells an entry's id, and the id is its identity in Anki: without one "
        "there is nothing that a learner's progress could hang on. So the file is left unread "
        "until it has one.",
        given="this is the whole file",
        fails="""\
# Words about light

## Cards
### What is refraction? {#refraction}
The bending of light where its speed changes.
""",
        passes="""\
---
id: rainbow
kind: cards
---
# Words about light

## Cards
### What is refraction? {#refraction}
The bending of light where its speed changes.
""",
    ),
    Rule(
        "F102",
        "broken YAML",
        why="Front matter and deck.yaml are YAML, in which a colon with a space behind it ends a "
        "key, and signs such as `*`, `&`, `[` or `@` at the start of a value mean something. Text "
        "that holds them needs quotes around it; without them nothing of the file can be read.",
        source="YAML 1.2.2, 7.3.3",
        fails="""\
---
short: Rainbows: why 42 degrees
---
""",
        passes="""\
---
short: "Rainbows: why 42 degrees"
---
""",
    ),
    Rule(
        "F103",
        "unknown value",
        why="Kinds and levels are closed lists, because every output does something of its own "
        "with each of them: a card is laid out by its kind, the sheet and the tags show the "
        "level. Nothing knows what to do with another word.",
        fails="""\
---
level: beginner
---
""",
        passes="""\
---
level: core
---
""",
    ),
    Rule(
        "F104",
        "unknown key",
        why="A key that nobody reads is most often a misspelt one, and what it was to say would "
        "be missing from the card without a word.",
        fails="""\
---
tag: [refraction]
---
""",
        passes="""\
---
tags: [refraction]
---
""",
    ),
    Rule(
        "F105",
        "key twice",
        why="A YAML mapping holds each key once. Many programs keep the last of two in silence, "
        "so that nobody would notice that the other one was lost.",
        source="YAML 1.2.2, 3.2.1.1",
        fails="""\
---
tags: [refraction]
tags: [rain]
---
""",
        passes="""\
---
tags: [refraction, rain]
---
""",
    ),
    Rule(
        "F106",
        "wrong type or form",
        why="Outputs rely on the form of every value: each item of `tags` becomes a tag in Anki, "
        "an id becomes a part of addresses, a date is compared. What has another form would "
        "become something else there, or nothing.",
        fails="""\
---
tags: refraction, rain
---
""",
        passes="""\
---
tags: [refraction, rain]
---
""",
    ),
    Rule(
        "F107",
        "key missing",
        why="The id is an entry's identity, its kind decides what the card looks like, its level "
        "where it comes among the new cards. deck.yaml needs id, title and topics, a work in "
        "references.yaml id, type and title: without them there is nothing to make, or to cite.",
        given="this is the whole front matter",
        fails="""\
---
id: rainbow
kind: open
tags: [optics]
sources:
  - newton1704, book 1
---
""",
        passes="""\
---
id: rainbow
kind: open
level: core
tags: [optics]
sources:
  - newton1704, book 1
---
""",
    ),
    Rule(
        "F109",
        "unknown source",
        why="A source is the key of a work in references.yaml, where cards, sheet and export find "
        "its authors, title and year. A key that is not there sends a reader nowhere.",
        fails="""\
---
sources:
  - newton1740, book 1
---
""",
        passes="""\
---
sources:
  - newton1704, book 1
---
""",
    ),
    Rule(
        "F110",
        "unknown entry in needs",
        why="`needs` tells a learner what to know first, and the card names it. An entry that is "
        "not in the deck can be neither learned nor named.",
        fails="""\
---
needs: [blue-skies]
---
""",
        passes="""\
---
needs: [blue-sky]
---
""",
    ),
    Rule(
        "F111",
        "needs in a circle",
        why="Where two entries need each other, directly or through others, neither can be "
        "learned first. One of the needs is then no more than a link.",
        given="the front matter of sky/blue-sky.md says `needs: [rainbow]`",
        fails="""\
---
needs: [blue-sky]
---
""",
        passes="""\
---
needs: []
---
""",
    ),
    Rule(
        "F112",
        "file named otherwise than its id",
        why="`needs`, links and findings name an entry by its id: where its file has the same "
        "name, either leads to the other. This also finds a file that was copied and kept its old "
        "id.",
        given="the file is light/rainbow.md",
        fails="""\
---
id: rainbows
---
""",
        passes="""\
---
id: rainbow
---
""",
    ),
    Rule(
        "F114",
        "key not for this kind",
        why="`answer` and `tolerance` are what the checks of a numeric entry are compared with. "
        "In another kind nothing compares them, and a number that nobody checks is soon a wrong "
        "one.",
        fails="""\
---
kind: open
answer: 42
---
""",
        passes="""\
---
kind: numeric
answer: 42
---
""",
    ),
    Rule(
        "F117",
        "not UTF-8 text",
        why="The same bytes are other letters in other encodings, and a file does not say which "
        "one it is in. UTF-8 reads the same on every machine; the rest is guessed, and a card "
        "would show the guess.",
        given="the file is saved as Latin-1",
        fails="""\
---
short: The Poincar\ufffd sphere
---
""",
        passes="""\
---
short: The Poincaré sphere
---
""",
    ),
    Rule(
        "F118",
        "control character",
        why="A control character cannot be seen; mostly it came along with a copied text. XML "
        "forbids nearly all of them, escaped or not, so a file that holds one may not open at all.",
        source="XML 1.0, 2.2",
        fails="""\
---
short: "Rainbows\\x07"
---
""",
        passes="""\
---
short: "Rainbows"
---
""",
    ),
    Rule(
        "F122",
        "unfinished merge",
        why="Where git cannot tell which of two changes is right, it leaves both in the file, "
        "between marks. A card made of that would show both, and the marks.",
        fails="""\
## Pitfalls
<<<<<<< HEAD
The size of the drops does not set the angle.
=======
The size of the drops sets how pure the colours are, not the angle.
>>>>>>> colours
""",
        passes="""\
## Pitfalls
The size of the drops sets how pure the colours are, not the angle.
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
    Rule(
        "F221",
        "line ends",
        why="Editors of different systems end lines differently. A file that mixes or changes them "
        "shows every line as changed in a comparison, and hides the one that was.",
        severity=Severity.NOTE,
        given="␍ stands for a carriage return",
        fails="""\
## Pitfalls
The bow is no object.␍
""",
        passes="""\
## Pitfalls
The bow is no object.
""",
    ),
    Rule(
        "F222",
        "keys out of order",
        why="With the keys in one order a reader finds each without looking for it, and two "
        "entries can be compared line by line.",
        severity=Severity.NOTE,
        fails="""\
---
kind: cards
sources: [newton1704]
id: rainbow
---
# Words about the rainbow

## Cards
### Secondary bow {#secondary-bow}
The outer one of the two.
""",
        passes="""\
---
id: rainbow
kind: cards
sources: [newton1704]
---
# Words about the rainbow

## Cards
### Secondary bow {#secondary-bow}
The outer one of the two.
""",
    ),
)
