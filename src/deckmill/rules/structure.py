"""Headings, blocks and text in their places (family S)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "S101",
        "text that would be lost",
        why="Every output takes its text from the sections. What stands before the question, "
        "between the question and the first section, or before the first card belongs to none of "
        "them, so nobody would ever see it.",
        fails="""\
# Why does a rainbow stand at 42 degrees?
The angle is the same for everybody.

## Pitfalls
The size of the drops does not set the angle.
""",
        passes="""\
# Why does a rainbow stand at 42 degrees?

## Pitfalls
The angle is the same for everybody. The size of the drops does not set it.
""",
    ),
    Rule(
        "S103",
        "section empty",
        why="A heading promises something to read. On a card the section would open on nothing, "
        "and the reader would look for what is missing.",
        fails="""\
## Pitfalls
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "S104",
        "unknown section",
        why="Sections are a closed list, because every output has a place for each of them. One "
        "with another name has no place, so its text would be lost.",
        fails="""\
## Mistakes
The size of the drops does not set the angle.
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "S105",
        "section twice",
        why="A card has one place for each section. Which of the two would be shown there, nobody "
        "could tell from the file.",
        fails="""\
## Pitfalls
The size of the drops does not set the angle.

## Pitfalls
The bow is no object that one could come closer to.
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.

The bow is no object that one could come closer to.
""",
    ),
    Rule(
        "S106",
        "question missing",
        why="An entry is one question, its `#` heading: the front of its card and its place on "
        "the sheet. Without one there is nothing to ask.",
        given="the body of the file starts like this",
        fails="""\
## Pitfalls
The size of the drops does not set the angle.
""",
        passes="""\
# Why does a rainbow stand at 42 degrees?

## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "S107",
        "second question",
        why="An entry becomes one note, with one question on its front. A second question needs "
        "an id of its own, so that a learner's progress with it is its own.",
        fails="""\
# Why does a rainbow stand at 42 degrees?

# Why is the second bow fainter?
""",
        passes="""\
# Why does a rainbow stand at 42 degrees?
""",
    ),
    Rule(
        "S109",
        "heading without a place",
        why="Headings cut an entry into what the outputs lay out: `#` is the question, `##` a "
        "section, `###` a card or a follow-up. Inside a section there is no smaller heading: on "
        "the card it would look like a section of its own.",
        fails="""\
## Pitfalls
### The drops
Their size does not set the angle.
""",
        passes="""\
## Pitfalls
**The drops.** Their size does not set the angle.
""",
    ),
    Rule(
        "S110",
        "underlined heading",
        why="In Markdown a line of `---` or `===` under a text makes a heading of the text. "
        "Headings start with `#` here, so that each has one spelling and none arises from a rule "
        "under a paragraph.",
        source="CommonMark 0.31.2, 4.3",
        fails="""\
## Pitfalls
The drops
---------
Their size does not set the angle.
""",
        passes="""\
## Pitfalls
**The drops.** Their size does not set the angle.
""",
    ),
    Rule(
        "S111",
        "fence not closed",
        why="A fence ends at a line with the same marks. Where that is missing, all the rest of "
        "the file is code, the sections and cards in it included.",
        source="CommonMark 0.31.2, 4.5",
        fails="""\
## Code
```python
index = 1.333
""",
        passes="""\
## Code
```python
index = 1.333
```
""",
    ),
    Rule(
        "S119",
        "nested too deeply",
        why="Twenty levels of lists or quotes are past what anybody can follow, and past the "
        "width of any phone. Mostly a program wrote them, or a key stuck.",
        fails="""\
## Pitfalls
>>>>>>>>>>>>>>>>>>>>>>>> The size of the drops does not set the angle.
""",
        passes="""\
## Pitfalls
> The size of the drops does not set the angle.
""",
    ),
    Rule(
        "S120",
        "placeholder left",
        why="`new` writes what each section is for, to be replaced, and an author's TODO says what "
        "is still to come. Left standing they are nothing to learn, and a release gives a "
        "template's card an identity that stays for ever.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
- What people get wrong.
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "S121",
        "table that is none, or not whole",
        why="A table is a heading row, a rule of as many cells, and rows of as many; without "
        "the rule it is shown as bars in a paragraph.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
| a | b |
| 1 | 2 |
""",
        passes="""\
## Pitfalls
| a | b |
|---|---|
| 1 | 2 |
""",
    ),
    Rule(
        "S122",
        "option out of place",
        why="Options are read where they come first: under a card's heading and under `## "
        "Options`. Elsewhere `[ ]` and `[x]` are shown as characters, and give the answer "
        "away.",
        severity=Severity.WARNING,
        fails="""\
## Cards
### Which is blue? {#blue}
Choose one:
- [x] the sky
- [ ] the grass
""",
        passes="""\
## Cards
### Which is blue? {#blue}
- [x] the sky
- [ ] the grass
""",
    ),
    Rule(
        "S220",
        "list right behind a paragraph",
        why="deckmill reads a list there, as CommonMark does; older readers of Markdown, pandoc "
        "among them, run it into the paragraph. A short line such as Where may lead to a list.",
        severity=Severity.NOTE,
        source="pandoc's manual, lists_without_preceding_blankline",
        fails="""\
## Pitfalls
Two things about the bow are often said wrongly:
- it has no place of its own,
- it is no full circle only because the ground is in the way.
""",
        passes="""\
## Pitfalls
Two things about the bow are often said wrongly:

- it has no place of its own,
- it is no full circle only because the ground is in the way.
""",
    ),
    Rule(
        "S221",
        "table wider than a phone",
        why="Cards are mostly answered on phones. A table's cells break between words only, so its "
        "longest words and the edges of its cells must fit a screen of 360 pixels.",
        severity=Severity.WARNING,
        source="measured in Chromium with the cards' style sheet",
        fails="""\
## Pitfalls
| substance | wavelength | refraction | reflection | transmission |
|---|---|---|---|---|
| water | long | little | little | much |
""",
        passes="""\
## Pitfalls
| substance | refraction | reflection |
|---|---|---|
| water | little | little |
""",
    ),
)
