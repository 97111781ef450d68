"""Pictures and sounds, across the deck (family L)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator

from deckmill.checks.scope import linted, pieces
from deckmill.findings import Finding
from deckmill.model import Media
from deckmill.outline import Survey
from deckmill.reader import Reading
from deckmill.source import Source, Span

_NOT_FOUND = frozenset(("L103", "L105", "L106"))
_SEPARATORS = re.compile(r"[\W_]+")


def told_by_name(reading: Reading) -> Iterator[Finding]:
    """An alternative text says what a picture shows, not what its file is called."""
    for entry in linted(reading.deck):
        for rich in pieces(entry) if "![" in entry.span.source.text else ():
            for media in rich.media:
                name = posixpath.basename(media.path)
                names = {_bare(name), _bare(posixpath.splitext(name)[0])}
                if not media.sound and media.label.strip() and _bare(media.label) in names:
                    message = "the alternative text is the name of the file"
                    help = "say what the picture shows, as you would on the telephone"
                    yield Finding("L201", message, _label(media), help)


def _bare(text: str) -> str:
    return _SEPARATORS.sub(" ", text).strip().casefold()


def _label(media: Media) -> Span:
    """Where the alternative text stands, which is before the path."""
    text, at = media.span.source.text, media.span.start
    start, end = text.rfind("![", 0, at) + 2, text.rfind("](", 0, at)
    return Span(media.span.source, start, end) if 2 <= start <= end else media.span


def unused_media(survey: Survey) -> Iterator[Finding]:
    """Every picture and sound in the folder is shown somewhere."""
    # A file that seems unused may be the one that an unread entry or a wrong path means.
    if survey.unread or any(finding.code in _NOT_FOUND for finding in survey.findings):
        return
    paths = {path for outline in survey.outlines for path in outline.facts.media}
    shown = set(map(_same, paths))
    for name in sorted(survey.media):
        if _same(name) not in shown:
            help = "show it in an entry, or remove the file"
            yield Finding("L202", "no entry shows this file", Source(name, "").span(0), help)


def _same(path: str) -> str:
    """A path in one spelling: file systems differ in how they keep accents."""
    return unicodedata.normalize("NFC", posixpath.normpath(path))
