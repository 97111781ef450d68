"""Identities and what entries say of each other (family F)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from deckmill.findings import Finding, Rename
from deckmill.ids import is_id
from deckmill.model import Entry
from deckmill.reader import Reading
from deckmill.spelling import did_you_mean

# Where in a work: what a comma in brackets parts from its key.
_PLACE = re.compile(
    r"(?:§|(?:app|appendix|book|ch|chap|chapter|eq|eqs|fig|figure|p|pp|page|pages|par|part|sec|sect"
    r"|section|sections|tab|table|theorem|thm|vol)\b\.?)[ ]*[\dA-Z(]",
    re.IGNORECASE,
)


def files_named_by_id(reading: Reading) -> Iterator[Finding]:
    """Each file has its entry's id for a name.

    The file follows the id, unless another entry has the id, too, or another file the name.
    """
    entries = reading.deck.entries
    ids = Counter([e.id.lower() for e in entries] + [stem.lower() for stem in reading.unread])
    files = Counter(entry.span.source.path.lower() for entry in entries)
    called = {need.id for entry in entries for need in entry.needs}
    called |= {
        link.target[1:]
        for entry in entries
        for rich in entry.rich()
        for link in rich.links
        if link.target.startswith("#")
    }
    copies = {copy.span.source.path for copy, _ in _copies(entries)}
    for entry in entries:
        span = entry.where("id")
        path = entry.span.source.path
        file = path.rpartition("/")[2]
        name = file.rpartition(".")[0]
        # An id that is missing or none has a finding already, and the entry a stopgap.
        if entry.id == name or span.text.strip("\"'") != entry.id:
            continue
        if path in copies:
            continue
        new = f"{entry.id}.md"
        taken = files[f"{path.removesuffix(file)}{new}".lower()] > (file.lower() == new)
        help = f"rename the file to {new}"
        help += f", or write id: {name}" if is_id(name) else ""
        message = f"the id '{entry.id}' is not the file's name"
        rename = Rename(new) if ids[entry.id] == 1 and not taken else None
        if name in called and entry.id not in called:
            help, rename = f"write id: {name}, as other entries call it", None
        yield Finding("F112", message, span, help, file_fix=rename)


def unique_ids(reading: Reading) -> Iterator[Finding]:
    """Ids are unique in the deck, also where only the case differs."""
    named = [entry for entry in reading.deck.entries if _is_named_by_id(entry)]
    first: dict[str, Entry] = {}
    for entry in named:
        other = first.setdefault(entry.id.lower(), entry)
        if other is not entry:
            message = f"the id '{entry.id}' stands twice, also in {other.span.source.path}"
            help = "remove the copy, or give it an id of its own; a released entry keeps its id"
            yield Finding("F113", message, entry.where("id"), help)
    for copy, original in _copies(reading.deck.entries):
        message = f"this is the id of {original.span.source.path}: a copy?"
        stem = copy.span.source.path.rpartition("/")[2].rpartition(".")[0]
        free = is_id(stem) and stem not in first
        help = "remove this file, or "
        help += f"write id: {stem}" if free else "give it an id of its own"
        yield Finding("F113", message, copy.where("id"), help)


def _copies(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Files of other names than their id, which is that of a file named by it."""
    named = {entry.id.lower(): entry for entry in entries if _is_named_by_id(entry)}
    for entry in entries:
        if not _is_named_by_id(entry) and entry.id.lower() in named:
            yield entry, named[entry.id.lower()]


def _is_named_by_id(entry: Entry) -> bool:
    return entry.span.source.path.endswith(f"/{entry.id}.md")


def is_place(text: str) -> bool:
    """Whether what stands for a source only says where in a work."""
    return _PLACE.match(text) is not None


def known_sources(reading: Reading) -> Iterator[Finding]:
    """Every source is a key of the bibliography."""
    if not reading.references_known:
        return
    known = reading.deck.references
    if not known:
        cited = [citation for entry in reading.deck.entries for citation in entry.sources]
        if len(cited) > 1:
            message = f"references.yaml holds no work, and {len(cited)} are cited, here the first"
            yield Finding("F109", message, cited[0].span, "add the works to references.yaml")
            return
    for entry in reading.deck.entries:
        for citation in entry.sources:
            if citation.key not in known and is_place(citation.key):
                message = f"'{citation.key}' is a place, and no source"
                help = f"write one `- key, {citation.key}` a line"
                yield Finding("F109", message, citation.span, help)
            elif citation.key not in known:
                message = f"unknown source '{citation.key}'"
                help = did_you_mean(citation.key, known) or "add the work to references.yaml"
                yield Finding("F109", message, citation.span, help)
            for part in citation.locator.split(","):
                if part.strip() in known:
                    message = f"'{part.strip()}' is a source, and no place in one"
                    help = f"write it as a source of its own: - {part.strip()}"
                    yield Finding("F109", message, citation.span, help)


def names(reading: Reading) -> set[str]:
    """What can be meant by an id: the ids, and files whose entries have another one or none."""
    files = (entry.span.source.path for entry in reading.deck.entries)
    stems = {file.rpartition("/")[2].rpartition(".")[0] for file in files}
    return {entry.id for entry in reading.deck.entries} | stems | reading.unread


def known_needs(reading: Reading) -> Iterator[Finding]:
    """Every entry to learn first is in the deck, and another one."""
    known = names(reading)
    meant = cache(lambda id: did_you_mean(id, known))
    for entry in reading.deck.entries:
        for need in entry.needs:
            if need.id not in known:
                message = f"unknown entry '{need.id}' in needs"
                help = meant(need.id) or "name an entry of this deck, or leave it out"
                yield Finding("F110", message, need.span, help)


def needs_without_circles(reading: Reading) -> Iterator[Finding]:
    """No entry needs itself, directly or through others; each circle is found once."""
    entries = {entry.id: entry for entry in reading.deck.entries}
    done: set[str] = set()
    for start, entry in entries.items():
        path: list[str] = []
        on_path: set[str] = set()
        stack = [(start, iter(entry.needs))] if start not in done else []
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
            elif need.id in entries and need.id not in done:
                stack.append((need.id, iter(entries[need.id].needs)))
