"""Findings: what is wrong with the content, where, and how to mend it.

Bad content is a value, never an exception. A rule's code never changes its meaning; its family is
its letter: F front matter and deck.yaml, S structure, M maths, L links and media, C cards, K code,
P prose, R release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from deckmill.source import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for: its title and why it matters."""

    title: str
    why: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``help`` is the cure, or nothing where the message says it all."""

    code: str
    message: str
    span: Span
    help: str | None = None

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by file, place and code, without doubles."""
    unique = {
        (f.span.source.path, f.span.start, f.span.end, f.code, f.message): f for f in findings
    }
    return [unique[key] for key in sorted(unique)]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


_W = Severity.WARNING

RULES: dict[str, Rule] = {
    # F: files, front matter, deck.yaml, references.yaml
    "F101": Rule("front matter missing", "Without it an entry has no id, so no identity in Anki."),
    "F102": Rule("broken YAML", "What cannot be read cannot be built."),
    "F103": Rule("unknown value", "Levels and kinds are closed lists that every output knows."),
    "F104": Rule("unknown key", "A key nobody reads is most often a misspelt one."),
    "F105": Rule("key twice", "YAML would keep one of the two in silence."),
    "F106": Rule("wrong type or form", "Outputs rely on the type of every key."),
    "F107": Rule("key missing", "The key is required."),
    "F108": Rule("unknown topic", "A folder is a topic, and deck.yaml lists the topics."),
    "F109": Rule("unknown source", "A source must be found in references.yaml."),
    "F110": Rule("unknown entry in needs", "An entry to learn first must be in the deck."),
    "F111": Rule("needs in a circle", "Nobody can learn either of two entries first."),
    "F112": Rule("file named otherwise than its id", "One name finds the file and the entry."),
    "F113": Rule("id twice", "Anki would import two notes of one identity in silence."),
    "F114": Rule("key not for this kind", "Only some kinds can use the key; here it does nothing."),
    "F115": Rule("file at the wrong place", "An entry is a file <topic>/<id>.md; others are lost."),
    "F116": Rule("YAML that is refused", "Tags and recursive anchors can run code or never end."),
    "F117": Rule("not UTF-8 text", "Other encodings read as wrong letters on other machines."),
    "F118": Rule("control character", "It cannot be seen, and breaks XML, HTML and SQLite."),
    "F119": Rule("description long", "It must fit one line under the sheet's title.", _W),
    "F120": Rule("deck.yaml missing", "It holds the deck's identity, title and topics."),
    "F121": Rule("reference twice", "A source key must lead to one work."),
    "F122": Rule("unfinished merge", "Both sides would stand on the card."),
    # S: structure
    "S101": Rule("text that would be lost", "It belongs to no section, so no output shows it."),
    "S102": Rule("section missing", "The kind needs it."),
    "S103": Rule("section empty", "A heading promises something to read."),
    "S104": Rule("unknown section", "Section names are a closed list; others reach no output."),
    "S105": Rule("section twice", "Which of the two should be shown?"),
    "S106": Rule("question missing", "An entry is one question, given as a `#` heading."),
    "S107": Rule("second question", "An entry is one question; a second one is another entry."),
    "S108": Rule("section not for this kind", "The kind has no place to show it."),
    "S109": Rule("heading without a place", "Only `#`, `##` and, under two sections, `###`."),
    "S110": Rule("underlined heading", "Headings here start with `#`; an underline is lost."),
    "S111": Rule("fence not closed", "Everything after it would be code."),
    "S112": Rule("cheat line is not one paragraph", "The sheet gives an entry one paragraph."),
    "S113": Rule("cheat line too long", "At most 150 characters as printed fit the sheet."),
    "S114": Rule("wrong number of options", "A choice question has four, one of them right."),
    "S115": Rule("equal options", "Two equal options cannot be told apart."),
    "S116": Rule("bug and fix", "Kind bug shows one `bug` fence and then one `fix` fence."),
    "S117": Rule("no checks", "What is computed can be proven, so it should be.", _W),
    "S118": Rule("follow-up incomplete", "A follow-up is a `###` question with its answer."),
    "S119": Rule("nested too deeply", "Nobody can follow that many levels on a card."),
    "S120": Rule("placeholder left", "It is nothing to learn, and a release makes it last.", _W),
    # M: maths
    "M101": Rule("TeX that cannot be set", "The sheet and the export would show nothing."),
    "M102": Rule("TeX that Anki does not know", "Anki's MathJax shows the command in red."),
    "M103": Rule("dollar without partner", "The formula would be printed as text.", _W),
    "M104": Rule("parenthesis without partner", "The formula would be printed as text.", _W),
    "M105": Rule("macro", "Macros are expanded before any output sees them."),
    "M106": Rule("empty formula", "There is nothing to show."),
    # L: links and media
    "L101": Rule("link that is not allowed", "Cards are opened on other people's machines."),
    "L102": Rule("link to nowhere", "`#id` leads to an entry of this deck."),
    "L103": Rule("picture or sound missing", "Anki would show a broken picture."),
    "L104": Rule("remote picture", "Decks are studied offline, and a request tells who studies."),
    "L105": Rule("path outside the content", "Only what lies in the content folder is shipped."),
    "L106": Rule("not a known picture or sound", "Anki and browsers must know the format."),
    "L107": Rule("file does not fit its ending", "Browsers refuse, or guess."),
    "L108": Rule("empty file", "There is nothing to show."),
    "L109": Rule("space in a path", "Markdown ends the path at a space."),
    "L110": Rule("large file", "Phones sync every byte of a deck.", _W),
    "L111": Rule("file too large", "Anki refuses media over 100 MB."),
    "L112": Rule("no alternative text", "Who cannot see the picture learns nothing.", _W),
    "L113": Rule("reference link", "Only links with their address in place are read.", _W),
    # C: cards
    "C101": Rule("card without slug", "The slug is the card's identity: progress hangs on it."),
    "C102": Rule("slug twice", "Anki would import two notes of one identity in silence."),
    "C103": Rule("slug is no id", "Slugs are lower-case letters, digits and single hyphens."),
    "C104": Rule("card without body", "A card needs an answer."),
    "C105": Rule("unknown mark on a card", "Braces hold one #slug and known classes."),
    "C106": Rule("mark not for this card", "Only a basic card is reversed or typed."),
    "C107": Rule("wrong number of options", "A choice card has two to six options, one right."),
    "C108": Rule("equal options", "Two equal options cannot be told apart."),
    "C109": Rule("broken cloze", "Anki would show it as text, or make no card."),
    "C110": Rule("cloze in a heading", "Only the body of a card can be a cloze."),
    "C111": Rule("cloze and options in one card", "A card is one or the other."),
    "C112": Rule("cloze outside a card", "It would be shown as it is written."),
    "C113": Rule("card without question", "A card with an empty front is no card in Anki."),
    # K: code
    "K101": Rule("unknown word on a fence", "It was meant to say how the code is run."),
    "K102": Rule("a check failed", "What the entry says is not what its code computes."),
    "K103": Rule("code over a limit", "Checks run on every build machine."),
    # P: prose
    "P101": Rule("invisible direction mark", "Text can read otherwise than it is stored.", _W),
    # R: release
    "R101": Rule("deck.lock cannot be read", "It decides which notes an update reaches."),
    "R102": Rule("the clock is behind deck.lock", "Notes dated in the future are never updated."),
    "R103": Rule("a released note is gone", "Learners keep it for ever, without a word why."),
    "R104": Rule("a card changed its kind", "Anki cannot turn a note into one of another type."),
    "R105": Rule("the deck's id changed", "Every note would be a new one; progress would be lost."),
    "R106": Rule("a note type's fields changed", "Anki would not update a single old note."),
    "R107": Rule("an id came back", "A learner's progress would move to another question."),
}
