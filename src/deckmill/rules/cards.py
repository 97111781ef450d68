"""Cards (family C)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "C101",
        "card without slug",
        why="The slug, with the entry's id, is the card's identity in Anki. It is written by hand "
        "so that question and answer can be reworded, and everybody keeps their progress; so it "
        "never changes, and says what the card asks, not how.",
        fails="""\
### Which colour is on the outside of a rainbow?
Red.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.
""",
    ),
    Rule(
        "C102",
        "slug twice",
        why="Two cards of one slug are two notes of one identity. Anki imports both without a "
        "word, and from then on cannot tell them apart.",
        source="Anki 23.10 to 26.9, measured",
        fails="""\
### Which colour is on the outside of a rainbow? {#colour}
Red.

### Which light is the innermost of the bow? {#colour}
Violet.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.

### Which light is the innermost of the bow? {#inside}
Violet.
""",
    ),
    Rule(
        "C103",
        "slug is no id",
        why="A slug is a part of an identity that programs compare letter by letter, in deck.lock "
        "and in Anki. Lower-case letters, digits and single hyphens cannot be mistaken for "
        "others, nor be changed on the way.",
        fails="""\
### Which colour is on the outside of a rainbow? {#Outer_Colour}
Red.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outer-colour}
Red.
""",
    ),
    Rule(
        "C104",
        "card without body",
        why="What stands under a card's heading is its answer. Without one a learner turns the "
        "card and cannot tell whether they were right.",
        fails="""\
### Which colour is on the outside of a rainbow? {#outside}
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.
""",
    ),
    Rule(
        "C105",
        "unknown mark on a card",
        why="The braces at the end of a heading hold one `#slug` and the marks `.reversed`, "
        "`.typed` and `.retired`. Another word there is most often a misspelt mark, which would "
        "do nothing.",
        fails="""\
### Which colour is on the outside of a rainbow? {#outside .type}
Red.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside .typed}
Red.
""",
    ),
    Rule(
        "C106",
        "mark not for this card",
        why="`.reversed` and `.typed` are for a card with a question and an answer. A cloze or a "
        "choice has no answer to turn round or to type, so the mark would do nothing.",
        fails="""\
### The bow {#angle .typed}
A rainbow stands at {{c1::42}} degrees.
""",
        passes="""\
### At how many degrees does a rainbow stand? {#angle .typed}
42
""",
    ),
    Rule(
        "C107",
        "wrong number of options",
        why="A choice card has two to six options, exactly one of them right. With one there is "
        "nothing to choose, with more than six it is a test of reading, and two right ones cannot "
        "both be marked.",
        fails="""\
### Which colour is on the outside of a rainbow? {#outside}
- [x] Red
- [x] Violet
- [ ] Green
- [ ] White
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
- [x] Red
- [ ] Violet
- [ ] Green
- [ ] White
""",
    ),
    Rule(
        "C108",
        "equal options",
        why="Two options that say the same cannot be told apart: if one of them is right, so is "
        "the other, and the card would call it wrong.",
        fails="""\
### Which colour is on the outside of a rainbow? {#outside}
- [x] Red
- [ ] Violet
- [ ] Green
- [ ] green
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
- [x] Red
- [ ] Violet
- [ ] Green
- [ ] White
""",
    ),
    Rule(
        "C109",
        "broken cloze",
        why="Anki hides what it finds as `{{c1::…}}`, and shows any other spelling as it stands, "
        "answer and all. A note without one whole deletion has no card: Anki imports it without a "
        "word.",
        source="Anki 23.10 to 26.9, measured",
        fails="""\
### The bow {#angle}
A rainbow stands at {{C1:42}} degrees.
""",
        passes="""\
### The bow {#angle}
A rainbow stands at {{c1::42}} degrees.
""",
    ),
    Rule(
        "C110",
        "cloze in a heading",
        why="A cloze card shows its heading as a cue, above the text with the gap. A deletion in "
        "the cue hides nothing and would be shown as it is written.",
        fails="""\
### The second bow stands at {{c1::51}} degrees. {#second-angle}
That is nine degrees further out than the first.
""",
        passes="""\
### The second bow {#second-angle}
It stands at {{c1::51}} degrees, nine degrees further out than the first.
""",
    ),
    Rule(
        "C111",
        "cloze and options in one card",
        why="Cloze and choice are two note types in Anki, and a note is of one type. With both, "
        "one of them would be shown as plain text.",
        fails="""\
### The bow {#angle}
- [x] It stands at {{c1::42}} degrees.
- [ ] It stands at 90 degrees.
""",
        passes="""\
### The bow {#angle}
It stands at {{c1::42}} degrees.
""",
    ),
    Rule(
        "C112",
        "cloze outside a card",
        why="Only the body of a card can hide something. Anywhere else `{{c1::…}}` would be shown "
        "as it is written.",
        fails="""\
## Pitfalls
The angle of {{c1::42}} degrees does not hang on the size of the drops.
""",
        passes="""\
## Pitfalls
The angle of 42 degrees does not hang on the size of the drops.
""",
    ),
    Rule(
        "C113",
        "card without question",
        why="Anki makes a card only where its front shows something. Without a question it would "
        "import the note, and there would be nothing to learn.",
        source="Anki 23.10 to 26.9, measured",
        fails="""\
### {#outside}
Red.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.
""",
    ),
    Rule(
        "C114",
        "deletion that hides something else",
        why="Anki ends a deletion at the first `}}`, takes what follows `::` for the hint, "
        "and knows no braces without a number: the card would hide or show something else "
        "than you meant.",
        severity=Severity.WARNING,
        fails="""\
## Cards
### Times in C++ {#time-point}
A point in time is {{c1::std::chrono::time_point}}.
""",
        passes="""\
## Cards
### Times in C++ {#time-point}
A point in time is {{c1::`std::chrono::time_point`}}.
""",
    ),
)
