"""Where front matter stands in a file, and what is wrong where there is none."""

from __future__ import annotations

import re

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.reader.headings import NAMES
from deckmill.source import Source

_OPENING = re.compile(r"---[ \t]*\n")
# Front matter further down: what a chat wrote above it is no part of the file.
_LATE = lazy_pattern(r"^---[ \t]*\n(?=(?:id|kind|level|short|tags):[ \t])", re.M)
_CLOSING = re.compile(r"^---[ \t]*(?:\n|\Z)", re.M)
# What belongs to the body: with it before the closing line, that line is a rule further down.
_BODY = re.compile(rf"^## (?:{NAMES})[ \t]*$", re.M)
_QUESTION = lazy_pattern(r"^[ \t]*#{1,3}[ \t]", re.M)
# Other lines of three: longer, of other hyphens, and those of other formats.
_NEARLY = lazy_pattern(
    r"^[ \t]*(?:-{2,}|-(?: -)+|[\u2010-\u2015\u2212]+|\+{3,}|={3,}|\*{3,}|_{3,})[ \t]*$", re.M
)
_KEY = lazy_pattern(r"[\w-]+:(?:[ \t]|$)", re.M)
_START = "start the file with a line ---, the keys id, kind and level, and a line ---"


def split_front_matter(source: Source) -> tuple[int, int, int] | None:
    """Where the YAML starts and ends and where the body starts; nothing without front matter."""
    opening = _OPENING.match(source.text)
    if opening is None:
        return None
    closing = _CLOSING.search(source.text, opening.end())
    if closing is None or _BODY.search(source.text, opening.end(), closing.start()):
        return None
    return opening.end(), closing.start(), closing.end()


def no_front_matter(source: Source) -> Finding:
    """The finding for a file that ``split_front_matter`` cannot cut."""
    text = source.text
    if _OPENING.match(text):
        return _never_closed(source)
    late = _LATE.search(text)
    if late and text[: late.start()].strip() and not _KEY.match(text):
        span = source.span(0)
        help = "remove what stands above the first ---"
        message = "the file does not start with ---"
        if text.startswith(("```", "~~~")):
            message = "the whole file stands in a fence"
            help = "remove the first line, and the fence at the end"
        return Finding("F101", message, span, help)
    line = text.partition("\n")[0]
    at = len(text) - len(text.lstrip())
    span = source.span(0)
    if at and text.lstrip().startswith("---"):
        help = "remove what stands before the first ---: spaces and blank lines, too"
        fix: tuple[Edit, ...] = ()
        if "\n" in text[:at] and text[at - 1] == "\n":
            fix = (Edit(source.span(0, at), ""),)
        return Finding("F101", "the file does not start with ---", source.span(0), help, fix)
    if _NEARLY.match(line):
        message = f"front matter starts with ---, not with {line.strip()}"
        return Finding("F101", message, span, "write three hyphens and nothing else")
    if _KEY.match(line):
        message = "the line --- before the front matter is missing"
        fix = (Edit(source.span(0, 0), "---\n"),) if _CLOSING.search(text) else ()
        return Finding("F101", message, span, "write --- above the first key", fix)
    return Finding("F101", "there is no front matter", span, _START)


def _never_closed(source: Source) -> Finding:
    """Front matter without its second line ---: it should stand before the question."""
    text = source.text
    start = text.find("\n") + 1
    nearly = _NEARLY.search(text, start)
    question = _QUESTION.search(text, start)
    if nearly and (question is None or nearly.start() < question.start()):
        message = f"front matter ends with ---, not with {nearly[0].strip()}"
        span = source.span(*nearly.span())
        return Finding("F101", message, span, "write three hyphens and nothing else")
    if question is None:
        return Finding("F101", "the front matter is never closed", source.span(0), _START)
    help = "write a line --- above the question"
    fix = (Edit(source.span(question.start(), question.start()), "---\n"),)
    span = source.span(question.start())
    return Finding("F101", "the front matter is not closed before this", span, help, fix)
