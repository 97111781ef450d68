"""The works of the bibliography (family F)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Any

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Reference
from deckmill.outline import Survey
from deckmill.reader.deck import DATES
from deckmill.spelling import did_you_mean

# Closed lists of the Citation Style Language 1.0.2.
TYPES = frozenset(
    """
article article-journal article-magazine article-newspaper bill book broadcast chapter classic
collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
interview legal_case legislation manuscript map motion_picture musical_score pamphlet
paper-conference patent performance periodical personal_communication post post-weblog regulation
report review review-book software song speech standard thesis treaty webpage
""".split()
)
NAMES = (
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editorial-director", "editor-translator",
    "executive-producer", "guest", "host", "illustrator", "interviewer", "narrator", "organizer",
    "original-author", "performer", "producer", "recipient", "reviewed-author", "script-writer",
    "series-creator", "translator",
)  # fmt: skip
# What other programs call a type.
_BIBTEX = {
    "inproceedings": "paper-conference", "conference": "paper-conference", "misc": "document",
    "proceedings": "book", "phdthesis": "thesis", "mastersthesis": "thesis", "online": "webpage",
    "techreport": "report", "unpublished": "manuscript", "incollection": "chapter",
    "inbook": "chapter", "booklet": "pamphlet", "journal-article": "article-journal",
    "preprint": "article", "website": "webpage", "blog": "post-weblog", "paper": "article",
}  # fmt: skip
# A date of ISO 8601-2, or one end of a range: 1998, 1998-05, 1998?; an open end is empty or dots.
_ENDS = lazy_pattern(r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[?~%]?|\.\.)?")
_SEASONS = range(21, 25)
_DOI = lazy_pattern(r"10\.\d{4,9}(?:\.\d+)*/\S+\Z")
_BEFORE_DOI = lazy_pattern(r"(?i)(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*")
_URL = lazy_pattern(r"(?i)(?:https?|ftp)://[^\s/.]+(?:\.[^\s/.]+)*(?::\d+)?(?:[/?#]\S*)?\Z")


def unused_references(survey: Survey) -> Iterator[Finding]:
    """Every work is cited by an entry."""
    if survey.unread:
        return
    cited = {key for outline in survey.outlines for key, _, _ in outline.cited}
    for reference in survey.deck.references.values():
        if reference.id not in cited:
            help = "cite it under `sources:` of an entry, or remove it"
            span = reference.spans.get("id", reference.span)
            yield Finding("F220", f"no entry cites '{reference.id}'", span, help)


def known_types(survey: Survey) -> Iterator[Finding]:
    """A work's type is one of those that CSL has."""
    for reference in survey.deck.references.values():
        kind = reference.csl.get("type")
        span = reference.spans.get("type")
        if span is None or not isinstance(kind, str) or kind in TYPES:
            continue
        meant = _BIBTEX.get(kind.lower())
        near = f"write {meant}" if meant else did_you_mean(kind.lower(), TYPES)
        help = near or "write a type of CSL, such as article-journal, paper-conference or book"
        yield Finding("F223", f"CSL has no type '{kind}'", span, help)


def names_in_parts(survey: Survey) -> Iterator[Finding]:
    """A name is a list of people, each with the parts of the name."""
    for reference in survey.deck.references.values():
        for key in NAMES:
            written = reference.csl.get(key)
            if written is None or key not in reference.spans or _has_parts(written):
                continue
            message = f"'{key}' does not say which part is the family name"
            help = "write `- family: Doe` and `given: Jane`, or `- literal: …` for an institution"
            yield Finding("F224", message, reference.spans[key], help)


def _has_parts(written: Any) -> bool:
    return isinstance(written, list) and all(isinstance(name, Mapping) for name in written)


def real_dates(survey: Survey) -> Iterator[Finding]:
    """A date is one that the calendar has."""
    for reference in survey.deck.references.values():
        for key in DATES:
            problem = _date_problem(reference, key)
            if problem:
                help = "write 2026, 2026-11 or 2026-11-30; other words as {literal: …}"
                yield Finding("F225", f"'{key}': {problem}", reference.spans[key], help)


def _date_problem(reference: Reference, key: str) -> str:
    """What is wrong with a date; empty where nothing is."""
    date = reference.csl.get(key)
    if not isinstance(date, Mapping) or key not in reference.spans:
        return ""
    written = reference.spans[key].text.strip("\"'")
    if date.get("literal") == written:
        ends = [_ENDS.fullmatch(end) for end in written.split("/")]
        if not all(ends) or len(ends) > 2:
            return f"'{written}' is no date"
        parts: Any = [[int(n) for n in end.groups() if n] for end in ends if end]
    else:
        parts = date.get("date-parts")
    for one in parts if isinstance(parts, list) else ():
        if isinstance(one, list) and one and not _exists(one):
            if not all(isinstance(part, int) for part in one):
                return f"'{written}' is no date"
            return f"the calendar has no {'-'.join(f'{part:>02}' for part in one)}"
    return ""


def _exists(parts: list[Any]) -> bool:
    """Whether a date of a year, a month and a day, or less, is on the calendar."""
    if len(parts) > 3 or not all(isinstance(part, int) for part in parts):
        return False
    year, month, day = (int(part) for part in (*parts, 1, 1)[:3])
    if len(parts) == 2 and month in _SEASONS:
        return True
    # The calendar repeats itself after four hundred years.
    return 1 <= month <= 12 and 1 <= day <= monthrange(year % 400 + 2000, month)[1]


def addresses(survey: Survey) -> Iterator[Finding]:
    """A DOI is bare, and a URL is one that a browser opens."""
    for reference in survey.deck.references.values():
        yield from _doi(reference)
        url, span = reference.csl.get("URL"), reference.spans.get("URL")
        if span is not None and isinstance(url, str) and not _URL.match(url):
            help = "write the whole address: https://…"
            yield Finding("F226", f"'{url}' is no web address", span, help)


def _doi(reference: Reference) -> Iterator[Finding]:
    doi, span = reference.csl.get("DOI"), reference.spans.get("DOI")
    if span is None or not isinstance(doi, str) or _DOI.match(doi):
        return
    before = _BEFORE_DOI.match(doi)
    at = span.text.find(before[0]) if before else -1
    if before and at >= 0 and _DOI.match(doi[before.end() :]):
        message = "a DOI is written without what stands before its number"
        edit = Edit(span.sub(at, at + before.end()), "")
        yield Finding("F226", message, edit.span, f"write {doi[before.end() :]}", (edit,))
    else:
        help = "write the number that starts with 10., or leave the DOI out"
        yield Finding("F226", f"'{doi}' is no DOI", span, help)
