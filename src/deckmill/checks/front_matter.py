"""What the front matter should say of an entry: sources, tags, a date (family F)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from deckmill.checks.entries import is_place
from deckmill.checks.scope import linted, questions
from deckmill.checks.text import find_words, is_english
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Entry
from deckmill.outline import Survey
from deckmill.reader import Reading
from deckmill.source import Span

# What was true when it was written.
_DATED = lazy_pattern(
    r"\b(?:currently|nowadays|these\s+days|state[- ]of[- ]the[- ]art|as\s+of\s+(?:today|now)"
    r"|today|at\s+the\s+time\s+of\s+writing"
    r"|recent\s+(?:years|months|work|models|papers|results|progress|advances|research)"
    # The least recently used block and the latest token are those of a process, not of our days.
    r"|(?<!least\s)(?<!most\s)(?<!more\s)recently"
    r"|latest(?!\s+(?:activation|batch|block|checkpoint|epoch|frame|gradient|input|iterate|key|layer"
    r"|observation|output|position|possible|query|sample|state|step|time|token|update|value|weight)))"
    r"\b",
    re.IGNORECASE,
)
_TRACES = (
    *(b"currently", b"nowadays", b" days", b"the art", b"the-art", b"today", b" now", b" writing"),
    *(b"recent", b"latest"),
)


def sources_given(reading: Reading) -> Iterator[Finding]:
    """An entry says where its claims are from, and above the core where in the work."""
    for entry in questions(reading.deck):
        if "sources" in entry.unread:
            continue
        if not entry.sources:
            help = "add a key of references.yaml to `sources`"
            yield Finding("F202", "this entry names no source", _key(entry, "sources"), help)
        elif entry.level not in ("core", None) and not any(
            source.locator or is_place(source.key) for source in entry.sources
        ):
            key = entry.sources[0].key
            help = f"say where in the work: {key}, sec. 2"
            message = f"no source of this {entry.level} entry says where to look"
            yield Finding("F203", message, entry.sources[0].span, help)


def tags_given(reading: Reading) -> Iterator[Finding]:
    """An entry has tags, by which a learner finds it."""
    for entry in questions(reading.deck):
        if not entry.tags and "tags" not in entry.unread:
            help = "add a few words to `tags`, such as the method's name"
            yield Finding("F205", "this entry has no tags", _key(entry, "tags"), help)


def dated(reading: Reading) -> Iterator[Finding]:
    """What will not stay true has a date; the first such word of an entry is told."""
    if not is_english(reading.deck):
        return
    for entry in linted(reading.deck):
        found = None if entry.as_of else next(find_words(entry, _DATED, _TRACES), None)
        if found is not None:
            help = "add `as_of: YYYY-MM` to the front matter, or say since when"
            yield Finding("F204", f"'{found[1][0]}' will not stay true", found[0], help)


def dates_to_come(survey: Survey, today: date) -> Iterator[Finding]:
    """What was so on a day is of a day that has come, somewhere on earth."""
    tomorrow = (today + timedelta(days=1)).isoformat()
    for outline in survey.outlines:
        for key, day, help in (
            ("as_of", outline.facts.as_of, "write the month in which the text was true"),
            ("retired", outline.retired, "write the day on which it was retired"),
        ):
            if day > tomorrow[: len(day)]:
                yield Finding("F206", f"'{key}': {day} is still to come", outline.where(key), help)


def _key(entry: Entry, key: str) -> Span:
    """Where a key stands, or the first line of the front matter, where it would."""
    source = entry.span.source
    return entry.spans.get(key) or source.span(source.offset(2))
