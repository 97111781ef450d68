"""Where the claims of an entry are from, and how long they hold (family F)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

_TWENTY_RULES = "Woźniak 1999, Twenty rules of formulating knowledge"

RULES = (
    Rule(
        "F202",
        "no source",
        why="Who doubts an answer must be able to look it up, and who mends the entry in a year "
        "must know what it rested on. Without a source a mistake cannot be told from a claim.",
        source=f"{_TWENTY_RULES}, rule 18",
        severity=Severity.WARNING,
        fails="""\
---
sources: []
---
""",
        passes="""\
---
sources:
  - newton1704
---
""",
    ),
    Rule(
        "F203",
        "source without a place",
        why="Above level core the claims are particular, and nobody finds one in a book of 800 "
        "pages. One locator an entry is asked for: a section, a page, a theorem. Leave it out "
        "where you have not seen the place.",
        severity=Severity.WARNING,
        fails="""\
---
level: advanced
sources:
  - newton1704
---
""",
        passes="""\
---
level: advanced
sources:
  - newton1704, book 1
---
""",
    ),
    Rule(
        "F204",
        "claim without a date",
        why='"Currently", "the latest" and "state of the art" are true on the day they are '
        "written, and learners keep cards for years. With `as_of` the card shows that day; "
        "better still, say since when.",
        source=f"{_TWENTY_RULES}, rule 19",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
Films currently draw the second bow with its colours in the wrong order.
""",
        passes="""\
---
as_of: 2026-11
---

## Pitfalls
Films currently draw the second bow with its colours in the wrong order.
""",
    ),
    Rule(
        "F206",
        "date to come",
        why="`as_of` and `retired` say what was so on a day, and a day to come is a slip of the "
        "pen: an entry is retired as soon as it says so, and what it says cannot have been true "
        "next year.",
        severity=Severity.WARNING,
        fails="""\
---
as_of: 2962-11
---
""",
        passes="""\
---
as_of: 2026-11
---
""",
    ),
    Rule(
        "F205",
        "no tags",
        why="Tags are what a learner searches for in Anki, and makes a deck of for the week before "
        "an exam. Topic, level and kind become tags by themselves.",
        severity=Severity.NOTE,
        fails="""\
---
tags: []
---
""",
        passes="""\
---
tags: [optics]
---
""",
    ),
)
