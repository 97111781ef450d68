"""Prose (family P)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "P101",
        "invisible direction mark",
        why="Direction marks cannot be seen and make text read in another order than it is "
        "stored: what an author reviews is then not what a program runs or a learner reads. Text "
        "in a right-to-left script may need one; then excuse it.",
        source="Unicode Technical Report 36, 2.5",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The size of the drops does \u202eton\u202c set the angle.
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "P102",
        "raw HTML",
        why="HTML is text here, so that `vector<int>` reads as written: the learner would see "
        "the tags. Markdown has marks for what they mean.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
It is <b>never</b> negative.
""",
        passes="""\
## Explanation
It is **never** negative.
""",
    ),
    Rule(
        "P103",
        "mark without partner",
        why="Code and emphasis need a mark at both ends; one alone is shown as a character.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
It is **never negative.
""",
        passes="""\
## Explanation
It is **never** negative.
""",
    ),
    Rule(
        "P104",
        "list that is none",
        why="An item starts with `- ` or `1. `, the space included; other signs run together "
        "into one paragraph.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
• one
• two
""",
        passes="""\
## Explanation
- one
- two
""",
    ),
    Rule(
        "P105",
        "mark of a citation or a footnote",
        why="Chats and other dialects of Markdown leave marks in the text that only they can "
        "resolve: `[^1]`, `【4†source】`. Here they are text. Sources stand in the front matter, "
        "and what is worth a footnote is worth a sentence.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The size of the drops does not set the angle【4†source】.
""",
        passes="""\
## Pitfalls
The size of the drops does not set the angle.
""",
    ),
    Rule(
        "P106",
        "text saved in another encoding",
        why="UTF-8 that was read as another encoding, and saved again, has two or three wrong "
        "signs for each dash, quotation mark and accent, and no program can tell later what they "
        "were.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The bow is no object \u00e2\u20ac\u201c everybody sees one of their own.
""",
        passes="""\
## Pitfalls
The bow is no object \u2013 everybody sees one of their own.
""",
    ),
    Rule(
        "P107",
        "invisible character",
        why="A space of no width comes along with text copied from web pages and chats. Nobody "
        "sees it, and a search for the word, a comparison of tags, a typed answer no longer match.",
        source="Unicode Standard, 23.2",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The bow is no\u200b object.
""",
        passes="""\
## Pitfalls
The bow is no object.
""",
    ),
    Rule(
        "P201",
        "word that explains nothing",
        why='"Simply", "just", "clearly" and "obviously" tell those who do not see it that they '
        'should, and stand where a reason is missing. "Just before" and "simply connected" say '
        "something, and may stay; so may what is quoted.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
Obviously, the bow is no object that one could come closer to.
""",
        passes="""\
## Pitfalls
The bow is no object that one could come closer to: everybody sees one of their own.
""",
    ),
    Rule(
        "P202",
        "acronym that is not written out",
        why="Three letters mean three things in three fields, and who does not know them cannot "
        "even guess. Written out once in an entry they teach the term, too. Those that all "
        "readers of a deck know stand under `acronyms` in deck.yaml.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The angle depends on the wavelength: in NIR light the bow is wider.
""",
        passes="""\
## Pitfalls
The angle depends on the wavelength: in near-infrared (NIR) light the bow is wider.
""",
    ),
    Rule(
        "P220",
        "British and American spelling mixed",
        why="Two spellings of one word look like two words, in search as in memory. `language: "
        "en-GB` or `en-US` says which a deck is written in; with `en` the one that is rarer in it "
        "is found.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
Each colour has its own angle; no color is missing.
""",
        passes="""\
## Pitfalls
Each colour has its own angle; no colour is missing.
""",
    ),
    Rule(
        "P221",
        "word twice",
        why="A word that stands twice in a row is a slip of the pen, most often at the end of a "
        "line, where its author no longer sees it and every reader stumbles.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The bow is not at the the place where it is seen.
""",
        passes="""\
## Pitfalls
The bow is not at the place where it is seen.
""",
    ),
    Rule(
        "P222",
        "bracket without partner",
        why="A bracket that is never closed leaves open where the aside ends, and often hides that "
        "a part of the sentence was lost.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The bow is red on the outside (and violet on the inside.
""",
        passes="""\
## Pitfalls
The bow is red on the outside (and violet on the inside).
""",
    ),
    Rule(
        "P223",
        "quotation mark without partner",
        why="Without its partner nobody knows where the words of another end and the author's own "
        "begin.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The bow is "no object, and cannot be reached.
""",
        passes="""\
## Pitfalls
The bow is "no object", and cannot be reached.
""",
    ),
    Rule(
        "P224",
        "spaces at the end of a line",
        why="Nobody sees them, and every comparison of two versions shows them. Two of them inside "
        "a paragraph break a line; those stay.",
        severity=Severity.NOTE,
        fails="""\
## Pitfalls
The bow is no object,\x20
and nobody can reach it.
""",
        passes="""\
## Pitfalls
The bow is no object,
and nobody can reach it.
""",
    ),
)
