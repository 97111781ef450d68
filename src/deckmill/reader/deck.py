"""deck.yaml and references.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from deckmill.findings import Finding
from deckmill.model import Reference
from deckmill.reader import foreign
from deckmill.reader.files import Folder, decoded
from deckmill.reader.macros import check_macros
from deckmill.reader.yamls import parse
from deckmill.source import Source, Span

if TYPE_CHECKING:
    from deckmill.schema import DeckFile

DECK_FILE = "deck.yaml"
_OTHER_NAMES = ("deck.yml", "decks.yaml", "config.yaml")
REFERENCES_FILE = "references.yaml"
DESCRIPTION_LIMIT = 110
_PLACEHOLDERS = {"id": "deck", "title": "Deck", "topics": {"topic": "Topic"}}
_REFERENCE = {"id": "reference", "type": "document", "title": "Untitled"}
_DATE = re.compile(r"(\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")


@dataclass(slots=True)
class DeckHead:
    """deck.yaml as read; what is not known of it has a finding, so nothing hangs on it.

    ``macros`` are those for formulas: one that is wrong expands to nothing there, since it has a
    finding of its own.
    """

    file: DeckFile
    span: Span
    spans: dict[str, Span] = field(default_factory=dict)
    topics_known: bool = True
    macros: dict[str, str] = field(default_factory=dict)
    macros_known: bool = True
    settings: dict[str, Span] = field(default_factory=dict)
    """Where each rule's code stands under ``rules:``."""


def read_deck_file(folder: Folder) -> tuple[DeckHead, list[Finding]]:
    """deck.yaml; raises OSError where it is there and cannot be read."""
    from deckmill.reader.typed import validate
    from deckmill.schema import DeckFile

    if not folder.has(DECK_FILE):
        source = Source(DECK_FILE, "")
        help = "write it with id, title and topics, or point --content at the content folder"
        other = next((name for name in _OTHER_NAMES if folder.has(name)), None)
        if other:
            help = f"rename {other} to {DECK_FILE}"
        finding = Finding("F120", "there is no deck.yaml", source.span(0), help)
        return _unknown(source), [finding]
    source, findings = decoded(folder.data(DECK_FILE), DECK_FILE)
    document = parse(source)
    findings += document.findings
    if not isinstance(document.value, dict):
        if not findings:
            help = "write one `key: value` a line: id, title, topics"
            findings.append(Finding("F101", "deck.yaml holds no keys", source.span(0), help))
        return _unknown(source), findings
    file, bad, found = validate(DeckFile, document, _PLACEHOLDERS, elsewhere=foreign.DECK.get)
    findings += found
    spans = {str(p[0]): span for p, span in document.values.items() if len(p) == 1}
    if len(file.description) > DESCRIPTION_LIMIT:
        message = f"the description has {len(file.description)} characters"
        help = f"one line under the sheet's title holds about {DESCRIPTION_LIMIT}"
        findings.append(Finding("F119", message, spans["description"], help))
    macros, found = check_macros(file.macros, document)
    settings = {
        str(p[1]): span for p, span in document.keys.items() if p[:1] == ("rules",) and p[1:]
    }
    head = DeckHead(
        file, source.span(0), spans, "topics" not in bad, macros, "macros" not in bad, settings
    )
    return head, findings + found


def _unknown(source: Source) -> DeckHead:
    from deckmill.schema import DeckFile

    file = DeckFile.model_validate(_PLACEHOLDERS)
    return DeckHead(file, source.span(0), topics_known=False, macros_known=False)


Bibliography: TypeAlias = tuple[dict[str, Reference], bool, list[Finding]]
"""The works, whether they could be read whole, and findings."""


def read_references(folder: Folder) -> Bibliography:
    """The bibliography; raises OSError."""
    if not folder.has(REFERENCES_FILE):
        return {}, True, []
    source, findings = decoded(folder.data(REFERENCES_FILE), REFERENCES_FILE)
    document = parse(source)
    findings += document.findings
    items: Any = document.value
    at: tuple[str, ...] = ()
    if isinstance(items, dict):
        items, at = items.get("references"), ("references",)
    if not isinstance(items, list):
        if not findings and document.value is not None:
            help = "write a list of works, or a mapping with the key `references:`"
            if isinstance(document.value, dict) and document.value:
                key, value = next(iter(document.value.items()))
                help = f"start each work with `- id: {key}`, its keys below"
                if isinstance(value, list):
                    help = f"write `references:` instead of `{key}:`"
            findings.append(Finding("F106", "this is no list of works", source.span(0), help))
        return {}, document.value is None and not findings, findings
    from deckmill.reader.typed import validate
    from deckmill.schema import ReferenceItem

    spans: dict[str | int, dict[str, Span]] = {}
    for path, place in document.values.items():
        if len(path) == len(at) + 2 and path[: len(at)] == at:
            spans.setdefault(path[-2], {})[str(path[-1])] = place
    references: dict[str, Reference] = {}
    named = True  # a work without an id may be the one that a source names
    for i, item in enumerate(items):
        span = document.at((*at, i))
        if not isinstance(item, dict):
            help = "write `- id: …` with the keys of the work under it"
            findings.append(Finding("F106", "a work is a mapping", span, help))
            continue
        reference, bad, found = validate(
            ReferenceItem, document, _REFERENCE, (*at, i), foreign.reference_key
        )
        findings += found
        named = named and "id" not in bad
        if reference.id in references:
            message = f"the reference '{reference.id}' stands twice"
            help = f"the first is in line {references[reference.id].span.line}"
            findings.append(Finding("F121", message, document.at((*at, i, "id")), help))
        elif "id" not in bad:
            references[reference.id] = Reference(reference.id, _csl(item), span, spans[i])
    return references, named, findings


DATES = ("issued", "accessed", "submitted", "event-date", "original-date", "available-date")


def _csl(item: dict[str, Any]) -> dict[str, Any]:
    """CSL-YAML as CSL-JSON: dates become date-parts (pandoc and Zotero write them as strings)."""
    return {key: _date(value) if key in DATES else value for key, value in item.items()}


def _date(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        match = _DATE.match(value)
        if match:
            return {"date-parts": [[int(part) for part in match.groups() if part]]}
        return {"literal": value}
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if isinstance(parts, list):
        parts = parts if all(isinstance(part, list) for part in parts) else [parts]
        return {**value, "date-parts": [[_whole(n) for n in part] for part in parts]}
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, dict) and "year" in one:
        names = ("year", "month", "day")
        return {"date-parts": [[_whole(one[name]) for name in names if name in one]]}
    return value if isinstance(value, dict) else {"literal": str(value)}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value
