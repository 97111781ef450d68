"""How a file is laid out: what no output shows, and other readers of the source do."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate

from deckmill.checks.scope import linted, pieces
from deckmill.checks.text import masked, words_of
from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Entry
from deckmill.reader import Reading
from deckmill.reader.fences import fences
from deckmill.reader.front_matter import split_front_matter
from deckmill.source import Source

_KEY = lazy_pattern(r"(?P<key>[A-Za-z_]+):(?=[ \t\n])")
_ANCHOR = lazy_pattern(r"[:\-\[,][ \t]*[&*]\w")
_BLOCK_SCALAR = lazy_pattern(r":[ \t]*[|>][-+\d]*[ \t]*(?:#.*)?$", re.M)
_SPACES = (" ", "\t")
_SPACED = (" \n", "\t\n")
_TRAILING = lazy_pattern(r"(?<![ \t])[ \t]+(?=\n|\Z)")
_LIST = re.compile(r"(?:[-*+]|1[.)])[ \t]+\S")
_LIST_LINE = re.compile(rf"\n{_LIST.pattern}")
_NOT_TEXT = re.compile(r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)][ \t]|$)")
_LEAD_WORDS = 4


@cache
def _ranks() -> Mapping[str, int]:
    """Each key's place in the order of the schema."""
    from deckmill.schema import FrontMatter

    return {key: rank for rank, key in enumerate(FrontMatter.model_fields)}


def key_order(reading: Reading) -> Iterator[Finding]:
    """The keys of the front matter stand in the order of the schema."""
    for entry in linted(reading.deck):
        source = entry.span.source
        given = [key for key in entry.spans if key in _ranks()]
        ranks = [_ranks()[key] for key in given]
        parts = split_front_matter(source) if ranks != sorted(ranks) else None
        if parts is None:
            continue
        start, end, _ = parts
        wrong = next(i for i in range(1, len(ranks)) if ranks[i] < ranks[i - 1])
        key = given[wrong]
        after = next(other for other in given if _ranks()[other] > _ranks()[key])
        found = re.compile(rf"^{key}(?=:)", re.M).search(source.text, start, end)
        span = source.span(*found.span()) if found else entry.where(key)
        message = f"'{key}' stands behind '{after}'"
        help = f"the order is {', '.join(sorted(given, key=_ranks().__getitem__))}"
        yield Finding("F222", message, span, help, _sorted(source, start, end, given))


def _sorted(source: Source, start: int, end: int, given: list[str]) -> tuple[Edit, ...]:
    """The edit that moves each key with its lines and the comments above it; nothing where lines
    cannot be moved."""
    text = source.text[start:end]
    chunks: dict[str, str] = {}
    above = ""
    for line in text.splitlines(keepends=True):
        match = _KEY.match(line)
        if match and match["key"] in chunks:
            return ()
        if match:
            chunks[match["key"]] = above + line
            above = ""
        elif line.startswith("#") or not line.strip():
            above += line
        elif chunks:
            chunks[next(reversed(chunks))] += above + line
            above = ""
        else:
            return ()
    if list(chunks) != given or _ANCHOR.search(text):
        return ()
    moved = "".join(chunks[key] for key in sorted(given, key=_ranks().__getitem__))
    return (Edit(source.span(start, end), moved + above),)


def trailing_spaces(reading: Reading) -> Iterator[Finding]:
    """No line ends in spaces, but for those that break a line."""
    for entry in linted(reading.deck):
        source = entry.span.source
        if not any(end in source.text for end in _SPACED) and not source.text.endswith(_SPACES):
            continue
        found = [m for m in _TRAILING.finditer(source.text) if not _breaks(source.text, m)]
        kept = _kept(entry) if found else _Stretches([])
        spans = [source.span(*m.span()) for m in found if not kept.holds(m.start())]
        if spans:
            message = "this line ends in spaces"
            if len(spans) > 1:
                message = f"{len(spans)} lines end in spaces, here the first"
            fix = tuple(Edit(span, "") for span in spans)
            yield Finding("P224", message, spans[0], "remove them", fix)


def _breaks(text: str, match: re.Match[str]) -> bool:
    """Whether the spaces break a line: two, in text that goes on."""
    line = text.rfind("\n", 0, match.start()) + 1
    following = text[match.end() + 1 :].partition("\n")[0]
    if text[match.start() - 1] == "\\":
        return True  # without the space the backslash would break the line
    wide = match[0] != " " and match.start() > line
    return wide and bool(following.strip()) and text[line] != "#"


class _Stretches:
    """Stretches of a text, to be asked about places."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        stretches.sort()
        self._starts = [start for start, _ in stretches]
        self._reach = list(accumulate((end for _, end in stretches), max))

    def holds(self, place: int) -> bool:
        before = bisect_right(self._starts, place)
        return before > 0 and place <= self._reach[before - 1]


def _kept(entry: Entry) -> _Stretches:
    """Where spaces belong to the text: in code, in formulas, in YAML's own blocks."""
    source = entry.span.source
    parts = split_front_matter(source)
    body = parts[2] if parts else 0
    kept = [(body + fence.start, body + fence.end) for fence in fences(source.text[body:])]
    kept += [(hole.span.start, hole.span.end) for rich in entry.rich() for hole in rich.holes]
    if parts and _BLOCK_SCALAR.search(source.text, parts[0], parts[1]):
        kept.append((parts[0], parts[1]))
    return _Stretches(kept)


def _has_list_after_text(text: str) -> bool:
    for match in _LIST_LINE.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        above = text[line : match.start()].rstrip(" \t")
        if above and not above[-1].isspace():
            return True
    return False


def lists_after_text(reading: Reading) -> Iterator[Finding]:
    """A blank line parts a paragraph from the list behind it, unless it only leads to the list."""
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            if not _has_list_after_text(rich.span.text):
                continue
            text = masked(rich)
            paragraph = 0  # how many lines of text stand above
            at, previous, in_item = 0, "", False
            for line in text.split("\n"):
                lead = paragraph == 1 and len(words_of(previous)) <= _LEAD_WORDS
                if paragraph and not lead and _LIST.match(line):
                    span = rich.span.sub(at, at + len(line))
                    help = "leave a blank line above it"
                    message = "a list right behind a paragraph"
                    fix = (Edit(rich.span.sub(at, at), "\n"),)
                    yield Finding("S220", message, span, help, fix)
                # A line behind an item goes on with it, however it is indented.
                in_item = bool(line.strip()) and (in_item or _LIST.match(line) is not None)
                is_text = _NOT_TEXT.match(line) is None and (paragraph or line[:1].strip())
                paragraph = paragraph + 1 if is_text and not in_item else 0
                at, previous = at + len(line) + 1, line
