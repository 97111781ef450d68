"""What keeps a card from being answered for itself alone (families C and S)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "S212",
        "follow-up answered by yes or no",
        why="An interviewer who asks on wants the reason. A bare yes can be guessed, and tells "
        "nobody what to say next.",
        severity=Severity.WARNING,
        fails="""\
## Follow-ups
### Why is the second bow fainter, and is there a third?
Yes.
""",
        passes="""\
## Follow-ups
### Why is the second bow fainter, and is there a third?
Its rays are reflected twice; of the third the sun behind it leaves nothing to be seen.
""",
    ),
    Rule(
        "C216",
        "question that does not stand alone",
        why="Cards are shuffled: what stood above in the file is forgotten when the card comes up, "
        'and nobody knows what "it" is.',
        severity=Severity.WARNING,
        fails="""\
### Why does it stand at 42 degrees? {#stands}
There the rays gather.
""",
        passes="""\
### Why does a rainbow stand at 42 degrees? {#stands}
There the rays gather.
""",
    ),
    Rule(
        "C217",
        "two ways back from one answer",
        why="A reversed card shows its answer and asks for its question. Where two of them have "
        "the same answer nobody can tell which of the two is asked for, and a right one is graded "
        "wrong.",
        severity=Severity.WARNING,
        fails="""\
### Dusk {#dusk .reversed}
The light after sunset

### Twilight {#twilight .reversed}
The light after sunset
""",
        passes="""\
### Dusk {#dusk .reversed}
The last light after sunset

### Twilight {#twilight .reversed}
The light before sunrise and after sunset
""",
    ),
    Rule(
        "C218",
        "deletion of a word that says nothing",
        why='Who reads the rest of the sentence fills in "are" or "the" without knowing what it '
        "is about: the card is always right, and teaches nothing. In a course of English it may be "
        "the point; then switch the rule off.",
        severity=Severity.WARNING,
        fails="""\
### The rays {#rays}
The rays {{c1::are}} reflected twice.
""",
        passes="""\
### The rays {#rays}
The rays are {{c1::reflected}} twice.
""",
    ),
)
