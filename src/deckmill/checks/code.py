"""Code and how it is run (family K)."""

from __future__ import annotations

from collections.abc import Iterator

from deckmill.findings import Finding
from deckmill.model import Entry, Rich
from deckmill.reader import Reading
from deckmill.spelling import did_you_mean

_SHOWN_WORDS = ("norun", "bug", "fix")


def fence_words(reading: Reading) -> Iterator[Finding]:
    """What stands behind ``python`` on a fence is a word that says how to run it."""
    for entry in reading.deck.entries:
        yield from _words(entry, entry.code, _SHOWN_WORDS, "norun, bug or fix")
        yield from _words(entry, entry.checks, (), "requires=<module>")


def _words(
    entry: Entry, rich: Rich | None, known: tuple[str, ...], shown: str
) -> Iterator[Finding]:
    for code in rich.code if rich else ():
        for word in code.info if code.is_python else ():
            if word in known or (not known and word.startswith("requires=")):
                continue
            help = did_you_mean(word, known) or f"known here: {shown}"
            text = code.span.text
            at = text.index(word, text.index(code.language) + len(code.language))
            span = code.span.sub(at, at + len(word))
            yield Finding("K101", f"unknown word '{word}' on a fence", span, help)
