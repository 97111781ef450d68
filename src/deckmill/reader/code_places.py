"""Where code stands in an entry's body, also where a fence lacks its first or its last line."""

from __future__ import annotations

from dataclasses import dataclass, field

from deckmill.findings import Finding
from deckmill.reader.fences import Fence, fences
from deckmill.reader.headings import RECOVER, RECOVER_ALL
from deckmill.source import Source


@dataclass(slots=True)
class CodePlaces:
    """Stretches of code, and a finding for each that is not whole.

    ``lost`` holds where code starts that has no fence there.
    """

    places: list[tuple[int, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)


def code_places(source: Source, start: int) -> CodePlaces:
    """Where code stands from ``start`` on."""
    code = CodePlaces()
    before = start
    for fence in fences(source.text[start:], RECOVER):
        place = start + fence.start, start + fence.end
        if not fence.closed:
            place = _not_whole(source, code, fence, start, before)
        code.places.append(place)
        before = start + fence.end
    return code


def _not_whole(
    source: Source, code: CodePlaces, fence: Fence, base: int, before: int
) -> tuple[int, int]:
    """Where the code of a fence stands that lacks its first or its last line."""
    text = source.text
    start, end, at = (base + offset for offset in (fence.start, fence.end, fence.mark))
    mark = text[at:end][: len(text[at:end]) - len(text[at:end].lstrip(text[at]))]
    if fence.is_end:
        first = _code_start(text, before, start)
        if first < start:
            help = f"write {mark}python, or another language, in a line before this"
            message = "this code has an end, and no fence where it starts"
            code.findings.append(Finding("S111", message, source.span(first), help))
            code.lost.add(first)
            return first, end
    help = f"end the code with a line {mark}"
    span = source.span(at, max(end, at + 1))
    code.findings.append(Finding("S111", "this fence is never closed", span, help))
    return start, end


def _code_start(text: str, after: int, end: int) -> int:
    """Where code starts whose first fence was forgotten: behind a heading or another fence."""
    headings = [match.end() for match in RECOVER_ALL.finditer(text, after, end)]
    start = headings[-1] if headings else after
    return start + len(text[start:end]) - len(text[start:end].lstrip("\n"))
