"""Keys that people bring along from other programs, and where what they say belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Foreign(NamedTuple):
    """The key of ours that is meant, where it is one, and what to do."""

    key: str | None
    help: str


def _key(key: str) -> Foreign:
    return Foreign(key, f"write `{key}:`")


def _place(help: str) -> Foreign:
    return Foreign(None, help)


_TOPIC = _place("leave it out: the folder is the topic, so the file lies in <topic>/")
_QUESTION = _place("write the question as the heading `# …`")
_DATE = _place("leave it out: git keeps dates; `as_of: YYYY-MM` says when a text was true")
_DECK = _place("leave it out: deck.yaml says it for all entries")
_CARDS = _place("write each card as a `###` heading under `## Cards`")

FRONT_MATTER: Mapping[str, Foreign] = {
    "topic": _TOPIC, "topics": _TOPIC, "category": _TOPIC, "folder": _TOPIC, "section": _TOPIC,
    "question": _QUESTION, "front": _QUESTION, "heading": _QUESTION,
    "title": Foreign(None, "write the question as the heading `# …`; `short:` is its short name"),
    "name": _key("short"), "date": _DATE, "created": _DATE, "updated": _DATE, "modified": _DATE,
    "reviewed": _DATE, "checked": _DATE, "verified": _DATE, "revised": _DATE,
    "deck": _DECK, "author": _DECK, "authors": _DECK, "license": _DECK, "language": _DECK,
    "difficulty": Foreign("level", "write `level:` with core, intermediate or advanced"),
    "type": _key("kind"), "tag": _key("tags"), "keywords": _key("tags"), "labels": _key("tags"),
    "source": _key("sources"), "references": _key("sources"), "bibliography": _key("sources"),
    "prerequisites": _key("needs"), "requires": _key("needs"), "depends": _key("needs"),
    "uid": _key("id"), "guid": _key("id"), "slug": _key("id"), "deprecated": _key("retired"),
    "options": _place("write them as a list under `## Options`"), "cards": _CARDS, "back": _CARDS,
    "explanation": _place("write it under `## Explanation`"),
    "summary": _place("write it under `## Cheat sheet`"),
}  # fmt: skip

DECK: Mapping[str, Foreign] = {
    "name": _key("title"), "author": _key("authors"), "lang": _key("language"),
    "licence": _key("license"), "summary": _key("description"), "url": _key("report_url"),
    "version": _place("leave it out: `deckmill release VERSION` writes it into deck.lock"),
    "tags": _place("leave it out: each entry has its own"),
    "references": _place("write the works into references.yaml"),
}  # fmt: skip

# The variables of CSL 1.0.2 that decks use, to find those in another case.
_CSL = (
    "id type title author editor translator issued accessed container-title collection-title "
    "publisher publisher-place volume issue page edition number genre medium language note "
    "abstract keyword DOI ISBN ISSN URL PMID PMCID event-title original-date version status"
).split()
_BIBTEX = {
    "journal": "container-title", "booktitle": "container-title", "year": "issued",
    "date": "issued", "pages": "page", "address": "publisher-place", "institution": "publisher",
    "school": "publisher", "organization": "publisher", "series": "collection-title",
    "authors": "author", "editors": "editor", "link": "URL", "name": "title", "key": "id",
    "journaltitle": "container-title", "keywords": "keyword", "eprint": "number",
}  # fmt: skip
_SPELT = {name.lower(): name for name in _CSL}


def reference_key(key: str) -> Foreign | None:
    """The variable of CSL that a key of a work was meant as; nothing where it may be one."""
    bare = key.lower().replace("_", "-")
    meant = _SPELT.get(bare) or _BIBTEX.get(bare)
    return _key(meant) if meant and meant != key else None
