"""What is found only because something else is wrong: one cause has one finding.

A formula without its dollar makes the words of its TeX long, unexplained and misspelt; whoever puts
the dollar back has mended all of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from deckmill.findings import Finding
from deckmill.model import Deck, Entry
from deckmill.source import Span

Place = Callable[[Entry, Finding], Span]


class _Consequence(NamedTuple):
    """Findings of ``effects`` that follow from one of ``causes`` in the same place."""

    causes: re.Pattern[str]
    effects: re.Pattern[str]
    place: Place


def _piece(entry: Entry, cause: Finding) -> Span:
    """The piece of text in which a finding lies, else its line."""
    around = (rich.span for rich in entry.rich())
    at = cause.span.start
    return next((span for span in around if span.start <= at < span.end), _line(entry, cause))


def _rest(entry: Entry, cause: Finding) -> Span:
    """What of the piece stands behind the finding."""
    return Span(cause.span.source, cause.span.start, _piece(entry, cause).end)


def _line(entry: Entry, cause: Finding) -> Span:
    source = cause.span.source
    return source.span(source.offset(cause.span.line))


def _file(entry: Entry, cause: Finding) -> Span:
    source = cause.span.source
    return source.span(0, len(source.text))


_CONSEQUENCES = tuple(
    _Consequence(re.compile(causes), re.compile(effects), place)
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


def first_causes(findings: Iterable[Finding], deck: Deck) -> list[Finding]:
    """The findings without those that follow from another one."""
    found = list(findings)
    entries = {entry.span.source.path: entry for entry in deck.entries}
    followed: dict[str, list[tuple[Finding, _Consequence, Span]]] = {}
    for finding in found:
        entry = entries.get(finding.span.source.path)
        for consequence in _CONSEQUENCES if entry else ():
            if entry and consequence.causes.fullmatch(finding.code):
                place = consequence.place(entry, finding)
                followed.setdefault(entry.span.source.path, []).append(
                    (finding, consequence, place)
                )
    return [f for f in found if not _follows(f, followed.get(f.span.source.path, ()))]


def _follows(finding: Finding, causes: Iterable[tuple[Finding, _Consequence, Span]]) -> bool:
    return any(
        cause is not finding
        and consequence.effects.fullmatch(finding.code) is not None
        and place.start <= finding.span.start <= place.end
        for cause, consequence, place in causes
    )
