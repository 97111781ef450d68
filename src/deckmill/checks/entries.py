"""Identities and what entries say of each other (family F)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from deckmill.findings import Finding, Rename
from deckmill.model import Entry
from deckmill.reader import Reading
from deckmill.schema import is_id
from deckmill.spelling import did_you_mean


def files_named_by_id(reading: Reading) -> Iterator[Finding]:
    """Each file has its entry's id for a name.

    The file follows the id, unless another entry has the id, too, or another file the name.
    """
    entries = reading.deck.entries
    ids = Counter([e.id.lower() for e in entries] + [stem.lower() for stem in reading.unread])
    files = Counter(entry.span.source.path.lower() for entry in entries)
    for entry in entries:
        span = entry.where("id")
        path = entry.span.source.path
        file = path.rpartition("/")[2]
        name = file.rpartition(".")[0]
        # An id that is missing or none has a finding already, and the entry a stopgap.
        if entry.id == name or span.text.strip("\"'") != entry.id:
            continue
        new = f"{entry.id}.md"
        taken = files[f"{path.removesuffix(file)}{new}".lower()] > (file.lower() == new)
        help = f"rename the file to {new}"
        help += f", or write id: {name}" if is_id(name) else ""
        message = f"the id '{entry.id}' is not the file's name"
        rename = Rename(new) if ids[entry.id] == 1 and not taken else None
        yield Finding("F112", message, span, help, file_fix=rename)


def unique_ids(reading: Reading) -> Iterator[Finding]:
    """Ids are unique in the deck, also where only the case differs."""
    first: dict[str, Entry] = {}
    for entry in reading.deck.entries:
        # A file of another name has a finding already: a copy whose id was left as it was.
        if not entry.where("id").source.path.endswith(f"/{entry.id}.md"):
            continue
        other = first.setdefault(entry.id.lower(), entry)
        if other is not entry:
            where = other.where("id").source.path
            message = f"the id '{entry.id}' stands twice, also in {where}"
            help = "give the newer entry another id; a published one keeps its own"
            yield Finding("F113", message, entry.where("id"), help)


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
            if citation.key not in known:
                message = f"unknown source '{citation.key}'"
                help = did_you_mean(citation.key, known) or "add the work to references.yaml"
                yield Finding("F109", message, citation.span, help)


def known_needs(reading: Reading) -> Iterator[Finding]:
    """Every entry to learn first is in the deck, and another one."""
    known = {entry.id for entry in reading.deck.entries} | reading.unread
    for entry in reading.deck.entries:
        for need in entry.needs:
            if need.id not in known:
                message = f"unknown entry '{need.id}' in needs"
                help = did_you_mean(need.id, known) or "name an entry of this deck, or leave it out"
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
