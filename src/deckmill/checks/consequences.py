"""What is found only because something else is wrong: one cause has one finding.

A formula without its dollar makes the words of its TeX long, unexplained and misspelt; whoever puts
the dollar back has mended all of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.outline import Outline, unpacked_places
from deckmill.source import Span

Place = Callable[[Outline, Finding], Span]


class _Consequence(NamedTuple):
    """Findings of ``effects`` that follow from one of ``causes`` in the same place."""

    causes: re.Pattern[str]
    effects: re.Pattern[str]
    place: Place


def _piece(outline: Outline, cause: Finding) -> Span:
    """The piece of text in which a finding lies, else its line."""
    at = cause.span.start
    around = (place for place in unpacked_places(outline.facts.pieces) if place[0] <= at < place[1])
    place = next(around, None)
    return _line(outline, cause) if place is None else outline.at(place)


def _rest(outline: Outline, cause: Finding) -> Span:
    """What of the piece stands behind the finding."""
    return Span(cause.span.source, cause.span.start, _piece(outline, cause).end)


def _line(outline: Outline, cause: Finding) -> Span:
    source = cause.span.source
    return source.span(source.offset(cause.span.line))


def _file(outline: Outline, cause: Finding) -> Span:
    source = cause.span.source
    return source.span(0, len(source.text))


_CONSEQUENCES = tuple(
    _Consequence(lazy_pattern(causes), lazy_pattern(effects), place)
    for causes, effects, place in (
        ("M10[347]", r"[A-Z]2\d\d|S113|M109", _piece),
        ("M107", "M10[368]|P103", _rest),
        ("M108", r"M20[12]|M109|P202|S220", _piece),
        ("S111", "K106", _file),
        ("S112", "S113", _piece),
        ("C218", "C210", _piece),
        ("P106", "P22[23]", _piece),
        ("S102", "S211", _file),
        ("L10[356]", "L201", _line),
    )
)


def first_causes(findings: Iterable[Finding], outlines: Iterable[Outline]) -> list[Finding]:
    """The findings without those that follow from another one."""
    found = list(findings)
    causes = [finding for finding in found if _caused_by(finding.code)]
    if not causes:
        return found
    files = {outline.path: outline for outline in outlines}
    followed: dict[str, list[tuple[Finding, _Consequence, Span]]] = {}
    for cause in causes:
        outline = files.get(cause.span.source.path)
        if outline is not None:
            followed.setdefault(outline.path, []).extend(
                (cause, consequence, consequence.place(outline, cause))
                for consequence in _caused_by(cause.code)
            )
    return [f for f in found if not _follows(f, followed.get(f.span.source.path, ()))]


@cache
def _caused_by(code: str) -> tuple[_Consequence, ...]:
    return tuple(each for each in _CONSEQUENCES if each.causes.fullmatch(code))


def _follows(finding: Finding, causes: Iterable[tuple[Finding, _Consequence, Span]]) -> bool:
    return any(
        cause is not finding
        and consequence.effects.fullmatch(finding.code) is not None
        and place.start <= finding.span.start <= place.end
        for cause, consequence, place in causes
    )
