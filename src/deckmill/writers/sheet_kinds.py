"""What an entry's kind adds on the sheet: a choice its options, a bug what its fix changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from string import ascii_uppercase
from textwrap import dedent
from typing import TYPE_CHECKING

from deckmill.model import Entry
from deckmill.writers.fixes import fences

if TYPE_CHECKING:
    from markupsafe import Markup

LETTERS = ascii_uppercase
MOST_LINES = 6
"""Of a fix; a longer one is no line to remember, and no place for it in a column."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """An option, by the letter that it has on the card."""

    letter: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of code that a fix takes out or puts in."""

    added: bool
    text: str


def right_letter(entry: Entry) -> str:
    """The letter of the right option; empty where there are no options."""
    rights = (place for place, option in enumerate(entry.options) if option.correct)
    return next((LETTERS[place] for place in rights), "")


def fix_of(entry: Entry) -> tuple[Changed, ...]:
    """The lines in which a bug and its fix differ, but for blank ones; nothing where many do."""
    bug, fix = fences(entry, "bug"), fences(entry, "fix")
    if not bug or not fix:
        return ()
    lines = _changes(bug[0].text.splitlines(), fix[0].text.splitlines())
    if not lines or len(lines) > MOST_LINES:
        return ()
    flush = dedent("\n".join(line.text for line in lines)).split("\n")
    return tuple(Changed(line.added, text) for line, text in zip(lines, flush, strict=True))


def _changes(bug: Sequence[str], fix: Sequence[str]) -> list[Changed]:
    changed = []
    matcher = SequenceMatcher(None, bug, fix, autojunk=False)
    for tag, bug_from, bug_to, fix_from, fix_to in matcher.get_opcodes():
        if tag != "equal":
            changed += [Changed(False, line) for line in bug[bug_from:bug_to] if line.strip()]
            changed += [Changed(True, line) for line in fix[fix_from:fix_to] if line.strip()]
    return changed
