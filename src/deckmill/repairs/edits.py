"""Edits, made in a file as it is on the disk.

A finding's edits are about a source, in which every line end is one character and a byte-order
mark is none; a file keeps its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import pairwise

from deckmill.findings import Edit, Finding

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r?\n")
_LONE = re.compile(r"\r(?!\n)")


def made(text: str, edits: Iterable[Edit]) -> str:
    """A file's text with edits made in it that do not overlap; all else stays as it is.

    What an edit adds ends its lines as the file does. A carriage return alone, which has ended no
    line for decades, becomes ``\\n``: an edit could make a pair of it and what then stands behind.
    """
    text = _LONE.sub("\n", text)
    shift = len(_BOM) if text.startswith(_BOM) else 0
    # Where, in the source, stand the line ends that are two characters in the file?
    pairs = [match.start() - i for i, match in enumerate(re.finditer("\r\n", text[shift:]))]
    first = _LINE_END.search(text)
    line_end = first[0] if first else "\n"
    pieces: list[str] = []
    at = 0
    for edit in _in_order(edits):
        start, end = (
            offset + shift + bisect_left(pairs, offset)
            for offset in (edit.span.start, edit.span.end)
        )
        pieces += [text[at:start], edit.text.replace("\n", line_end)]
        at = end
    return "".join([*pieces, text[at:]])


def compatible(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings whose edits can be made at once; of two that meet, the first.

    A finding's edits are made together or not at all.
    """
    chosen: list[Finding] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        edits = [edit for edit in _in_order(finding.fix) if edit.text != edit.span.text]
        if not edits or any(_overlap(one, other) for one, other in pairwise(edits)):
            continue
        if any(_meets(edit, taken.get(edit.span.source.path, [])) for edit in edits):
            continue
        for edit in edits:
            insort(taken.setdefault(edit.span.source.path, []), (edit.span.start, edit.span.end))
        chosen.append(finding)
    return chosen


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda edit: (edit.span.source.path, edit.span.start, edit.span.end))


def _overlap(one: Edit, other: Edit) -> bool:
    return one.span.source.path == other.span.source.path and other.span.start < one.span.end


def _meets(edit: Edit, taken: list[tuple[int, int]]) -> bool:
    """Whether an edit overlaps or touches one of the stretches, which do not overlap."""
    start, end = edit.span.start, edit.span.end
    at = bisect_left(taken, (start, end))
    return any(start <= e and s <= end for s, e in taken[max(at - 1, 0) : at + 1])
