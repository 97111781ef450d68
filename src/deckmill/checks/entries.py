"""Identities and what entries say of each other (family F)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from deckmill.findings import Finding, Rename
from deckmill.ids import is_id
from deckmill.lazy import lazy_pattern
from deckmill.outline import Outline, Survey
from deckmill.spelling import did_you_mean

# Where in a work: what a comma in brackets parts from its key.
_PLACE = lazy_pattern(
    r"(?:§|(?:app|appendix|book|ch|chap|chapter|eq|eqs|fig|figure|p|pp|page|pages|par|part|sec|sect"
    r"|section|sections|tab|table|theorem|thm|vol)\b\.?)[ ]*[\dA-Z(]",
    re.IGNORECASE,
)


def files_named_by_id(survey: Survey) -> Iterator[Finding]:
    """Each file has its entry's id for a name.

    The file follows the id, unless another entry has the id, too, or another file the name.
    """
    outlines = survey.outlines
    astray = [outline for outline in outlines if outline.id != _stem(outline)]
    if not astray:
        return
    ids = Counter([o.id.lower() for o in outlines] + [stem.lower() for stem in survey.unread])
    files = Counter(outline.path.lower() for outline in outlines)
    called = {id for outline in outlines for id, _ in outline.facts.needs}
    called |= {
        target[1:]
        for outline in outlines
        for target, _, _ in outline.facts.links
        if target.startswith("#")
    }
    copies = {copy.path for copy, _ in _copies(outlines)}
    for outline in astray:
        span = outline.where("id")
        # An id that is missing or none has a finding already, and the entry a stopgap.
        if span.text.strip("\"'") != outline.id or outline.path in copies:
            continue
        name = _stem(outline)
        file = outline.path.rpartition("/")[2]
        new = f"{outline.id}.md"
        taken = files[f"{outline.path.removesuffix(file)}{new}".lower()] > (file.lower() == new)
        help = f"rename the file to {new}"
        help += f", or write id: {name}" if is_id(name) else ""
        message = f"the id '{outline.id}' is not the file's name"
        rename = Rename(new) if ids[outline.id] == 1 and not taken else None
        if name in called and outline.id not in called:
            help, rename = f"write id: {name}, as other entries call it", None
        yield Finding("F112", message, span, help, file_fix=rename)


def unique_ids(survey: Survey) -> Iterator[Finding]:
    """Ids are unique in the deck, also where only the case differs."""
    first: dict[str, Outline] = {}
    for outline in filter(_is_named_by_id, survey.outlines):
        other = first.setdefault(outline.id.lower(), outline)
        if other is not outline:
            message = f"the id '{outline.id}' stands twice, also in {other.path}"
            help = "remove the copy, or give it an id of its own; a released entry keeps its id"
            yield Finding("F113", message, outline.where("id"), help)
    for copy, original in _copies(survey.outlines):
        message = f"this is the id of {original.path}: a copy?"
        stem = _stem(copy)
        free = is_id(stem) and stem not in first
        help = "remove this file, or "
        help += f"write id: {stem}" if free else "give it an id of its own"
        yield Finding("F113", message, copy.where("id"), help)


def _copies(outlines: Iterable[Outline]) -> Iterator[tuple[Outline, Outline]]:
    """Files of other names than their id, which is that of a file named by it."""
    others = [outline for outline in outlines if not _is_named_by_id(outline)]
    if others:
        named = {outline.id.lower(): outline for outline in outlines if _is_named_by_id(outline)}
        for outline in others:
            if outline.id.lower() in named:
                yield outline, named[outline.id.lower()]


def _is_named_by_id(outline: Outline) -> bool:
    return outline.path.endswith(f"/{outline.id}.md")


def _stem(outline: Outline) -> str:
    return outline.path.rpartition("/")[2].rpartition(".")[0]


def is_place(text: str) -> bool:
    """Whether what stands for a source only says where in a work."""
    return _PLACE.match(text) is not None


def known_sources(survey: Survey) -> Iterator[Finding]:
    """Every source is a key of the bibliography."""
    if not survey.references_known:
        return
    known = survey.deck.references
    if not known:
        cited = [(at, outline) for outline in survey.outlines for _, _, at in outline.cited]
        if len(cited) > 1:
            message = f"references.yaml holds no work, and {len(cited)} are cited, here the first"
            place, outline = cited[0]
            yield Finding("F109", message, outline.at(place), "add the works to references.yaml")
            return
    meant = cache(lambda key: did_you_mean(key, known))
    for outline in survey.outlines:
        for key, locator, place in outline.cited:
            if key not in known and is_place(key):
                message = f"'{key}' is a place, and no source"
                help = f"write one `- key, {key}` a line"
                yield Finding("F109", message, outline.at(place), help)
            elif key not in known:
                message = f"unknown source '{key}'"
                help = meant(key) or "add the work to references.yaml"
                yield Finding("F109", message, outline.at(place), help)
            for part in map(str.strip, locator.split(",") if locator else ()):
                if part in known:
                    message = f"'{part}' is a source, and no place in one"
                    help = f"write it as a source of its own: - {part}"
                    yield Finding("F109", message, outline.at(place), help)


def names(survey: Survey) -> set[str]:
    """What can be meant by an id: the ids, and files whose entries have another one or none."""
    ids = {outline.id for outline in survey.outlines}
    return ids.union(map(_stem, survey.outlines), survey.unread)


def known_needs(survey: Survey) -> Iterator[Finding]:
    """Every entry to learn first is in the deck, and another one."""
    known = names(survey)
    meant = cache(lambda id: did_you_mean(id, known))
    for outline in survey.outlines:
        for id, place in outline.facts.needs:
            if id not in known:
                message = f"unknown entry '{id}' in needs"
                help = meant(id) or "name an entry of this deck, or leave it out"
                yield Finding("F110", message, outline.at(place), help)


def needs_without_circles(survey: Survey) -> Iterator[Finding]:
    """No entry needs itself, directly or through others; each circle is found once."""
    outlines = {outline.id: outline for outline in survey.outlines}
    done: set[str] = set()
    for start, outline in outlines.items():
        path: list[str] = []
        on_path: set[str] = set()
        stack = [(start, outline.needs)] if start not in done else []
        while stack:
            here, needs = stack[-1]
            if here not in on_path:
                path.append(here)
                on_path.add(here)
            need = next(needs, None)
            if need is None:
                stack.pop()
                done.add(here)
                on_path.discard(path.pop())
            elif need.id in on_path:
                circle = [*path[path.index(need.id) :], need.id]
                message = "needs run in a circle: " + " → ".join(circle)
                yield Finding("F111", message, need.span, "remove one of these needs")
            elif need.id in outlines and need.id not in done:
                stack.append((need.id, outlines[need.id].needs))
