"""A deck as its author sees it: the files on the disk, under the texts that are being edited."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deckmill import project, release
from deckmill.findings import Finding, has_errors, in_order
from deckmill.model import Deck, Entry
from deckmill.reader.deck import DECK_FILE
from deckmill.reader.files import decoded
from deckmill.reader.memory import Memory
from deckmill.source import Source


@dataclass(frozen=True, slots=True)
class View:
    """A deck as it was read, with every finding in order, and the texts that were open."""

    root: Path
    deck: Deck
    findings: list[Finding]
    texts: Mapping[str, str]

    def entry(self, id: str) -> Entry | None:
        return next((entry for entry in self.deck.entries if entry.id == id), None)

    def source(self, path: str) -> Source:
        """A file's text as it is now in the editor, or else on the disk; empty without one."""
        text = self.texts.get(path)
        if text is None:
            try:
                text = (self.root / path).read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                text = ""
        return as_source(path, text)


def as_source(path: str, text: str) -> Source:
    """A text as the reader would have it."""
    return decoded(text.encode("utf-8", "surrogatepass"), path)[0]


def content_root(path: Path) -> Path | None:
    """The content folder that a file belongs to: the nearest one above it with a deck.yaml."""
    return next((folder for folder in path.parents if (folder / DECK_FILE).is_file()), None)


class OpenDeck:
    """Reads a content folder again and again, and each time only what has changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._memory = Memory()
        self._of_release: list[Finding] = []

    def view(self, texts: Mapping[str, str], *, whole: bool) -> View:
        """The deck with ``texts``, by path, instead of files; raises OSError.

        What a comparison with the last release finds is worked out anew where the ``whole`` is
        asked for. Else it is what was found the last time, in files that are still the same.
        """
        review = project.review(self.root, memory=self._memory, texts=texts)
        deck, findings, ledger = review.read(), review.findings, review.ledger
        if whole:
            self._of_release = []
        if ledger is not None and whole and not has_errors(findings):
            states = review.stand().states
            now = int(time.time())
            self._of_release = release.findings(review.survey, ledger, states, now)
        texts_now = {entry.span.source.path: entry.span.source.text for entry in deck.entries}
        findings += [f for f in self._of_release if _same(f.span.source, texts_now)]
        return View(self.root, deck, in_order(findings), texts)


def _same(source: Source, texts: Mapping[str, str]) -> bool:
    return texts.get(source.path, source.text) == source.text
