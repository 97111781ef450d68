"""What a release would do to learners, against deck.lock (family R)."""

from __future__ import annotations

from deckmill.rules.rule import Rule

RULES = (
    Rule(
        "R101",
        "deck.lock cannot be read",
        why="deck.lock remembers when each note last changed, which decides whose copy an update "
        "replaces: a wrong line overwrites what learners wrote, or keeps a correction from them. "
        "So nothing is released on a guess.",
        file="deck.lock",
        given="two branches were released and merged",
        fails="""\
<<<<<<< HEAD
blue-sky question 5d41402abc4b2a76b9719d911017c592 1790000000 1.1.0
=======
blue-sky question 7d793037a0760186574b0282f2f435e7 1790000500 1.1.0
>>>>>>> colours
""",
        passes="""\
blue-sky question 7d793037a0760186574b0282f2f435e7 1790000500 1.1.0
""",
    ),
    Rule(
        "R102",
        "the clock is behind deck.lock",
        why="Anki takes an update only where its note is dated later than the learner's copy. A "
        "release dated earlier than the last one would arrive nowhere; either this machine's "
        "clock is wrong, or the last one's was.",
        source="Anki 23.10 to 26.9, measured",
        file="deck.lock",
        given="the fourth word is a time, in 2100 and in 2026",
        fails="""\
blue-sky question 5d41402abc4b2a76b9719d911017c592 4102444800 1.0.0
""",
        passes="""\
blue-sky question 5d41402abc4b2a76b9719d911017c592 1790000000 1.0.0
""",
    ),
    Rule(
        "R103",
        "a released note is gone",
        why="Anki never deletes a note because a package lacks it. Whoever learns the card would "
        "keep it for ever as it was, wrong or not, without a word why; retired, it stays and is "
        "marked. Where it must go all the same, `release --allow R103:ID` says so in the "
        "changelog.",
        given="rainbow/outside was released",
        fails="""\
## Cards
### Which light is the innermost of the bow? {#inside}
Violet.
""",
        passes="""\
## Cards
### Which light is the innermost of the bow? {#inside}
Violet.

### Which colour is on the outside of a rainbow? {#outside .retired}
Red.
""",
    ),
    Rule(
        "R104",
        "a card changed its kind",
        why="A question, a cloze and a choice are different note types, and Anki cannot turn a "
        "learner's note into one of another type by an import: it would keep the old one. So the "
        "old card retires, and the new one gets a slug of its own.",
        source="Anki 23.10 to 26.9, measured",
        given="rainbow/angle was released as a question with an answer",
        fails="""\
### The bow {#angle}
A rainbow stands at {{c1::42}} degrees.
""",
        passes="""\
### At how many degrees does a rainbow stand? {#angle .retired}
42.

### The bow {#angle-in-words}
A rainbow stands at {{c1::42}} degrees.
""",
    ),
    Rule(
        "R105",
        "the deck's id changed",
        why="The deck's id is a part of the identity of every note. With another one, each note "
        "would be new to Anki: learners would have all cards twice, the new ones without their "
        "progress.",
        file="deck.yaml",
        given="the deck was released with the id light",
        fails="""\
id: light-and-colour
""",
        passes="""\
id: light
title: Light and colour
""",
    ),
    Rule(
        "R106",
        "a note type's fields changed",
        why="Anki takes a note type with other fields or templates for another type, and then "
        "updates none of the notes that learners have. deckmill never changes them, so the lock "
        "was written by another program, or by hand.",
        source="Anki 23.10 to 26.9, measured",
        file="deck.lock",
        given="the third word begins with a hash of the fields",
        fails="""\
notetype:basic notetype 5d41402abc4b2a76b9719d911017c592.1ac7256d 1790000000 1.0.0
""",
        passes="""\
notetype:basic notetype ba894d6466703385f55e9aabe1116c4e.1ac7256d 1790000000 1.0.0
""",
    ),
    Rule(
        "R107",
        "an id came back",
        why="Whoever learned the old card has its progress under this id. A new card of the same "
        "id would take it over, and turn up in a year as if it were known. Where it is the same "
        "card again, `release --allow R107:ID` lets it pass.",
        given="rainbow/angle was released, and deleted with --allow",
        fails="""\
### At how many degrees does the second bow stand? {#angle}
51.
""",
        passes="""\
### At how many degrees does the second bow stand? {#second-angle}
51.
""",
    ),
)
