"""How a work of the bibliography reads: one line of text for every output.

Takes CSL-JSON items and is lenient about them: what an item lacks is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from deckmill.lazy import lazy_pattern
from deckmill.model import Reference

SHOWN_AUTHORS = 3
_YEAR = lazy_pattern(r"\d{4}")
_ET_AL = "et al."


def citation_text(reference: Reference) -> str:
    """``Authors. Title. Container, Year``, without a final full stop."""
    return "".join(citation_parts(reference))


def citation_parts(reference: Reference) -> tuple[str, str, str]:
    """The text before the title, the title, and the text after it; joined they are the line."""
    csl = reference.csl
    authors = _authors(csl)
    title = _plain(csl.get("title")) or reference.id
    container = _plain(csl.get("container-title")) or _plain(csl.get("publisher"))
    rest = ", ".join(part for part in (container, _year(csl)) if part)
    before = f"{authors.rstrip('.')}. " if authors else ""
    after = ("" if not rest else " " if title[-1] in ".?!" else ". ") + rest
    return before, title, after


def citation_url(reference: Reference) -> str:
    """Where the work is found: its DOI or else its URL; empty where it has neither."""
    doi = _plain(reference.csl.get("DOI"))
    if doi:
        return f"https://doi.org/{re.sub(r'^(?:https?://(?:dx[.])?doi.org/|doi:)', '', doi)}"
    url = _plain(reference.csl.get("URL"))
    return url if url.startswith(("https://", "http://")) else ""


def citation_short(reference: Reference) -> str:
    """``Ada and Bo 1999``, ``Ada et al. 1999``: enough to know a work that is listed elsewhere."""
    csl = reference.csl
    names = _names(csl)
    if len(names) == 2 and names[1] != _ET_AL:
        who = f"{names[0]} and {names[1]}"
    elif names:
        who = names[0] if len(names) == 1 else f"{names[0]} {_ET_AL}"
    else:
        who = _plain(csl.get("title")) or reference.id
    return f"{who} {_year(csl)}".strip()


def _authors(csl: Mapping[str, Any]) -> str:
    names = _names(csl)
    more = len(names) > SHOWN_AUTHORS or (bool(names) and names[-1] == _ET_AL)
    shown = ", ".join(name for name in names[:SHOWN_AUTHORS] if name != _ET_AL)
    return f"{shown} {_ET_AL}".strip() if more else shown


def _names(csl: Mapping[str, Any]) -> list[str]:
    people = csl.get("author") or csl.get("editor") or ()
    names = [_name(person) for person in people] if isinstance(people, list | tuple) else []
    return [_ET_AL if re.fullmatch(r"(?i)et\s+al\.?", name) else name for name in names if name]


def _name(person: object) -> str:
    """A family name with its particle, or the name of an institution."""
    if not isinstance(person, Mapping):
        return _plain(person)
    parts = (person.get("non-dropping-particle"), person.get("family"), person.get("suffix"))
    family = " ".join(_plain(part) for part in parts if part)
    return family or _plain(person.get("literal")) or _plain(person.get("given"))


def _year(csl: Mapping[str, Any]) -> str:
    """The year, from whichever of CSL's spellings of a date: parts, text, or a bare number."""
    issued = csl.get("issued")
    if isinstance(issued, Mapping):
        parts = issued.get("date-parts")
        if isinstance(parts, list | tuple) and parts and parts[0]:
            first = parts[0][0] if isinstance(parts[0], list | tuple) else parts[0]
            return _plain(first)
        issued = issued.get("literal") or issued.get("raw") or issued.get("year")
    if isinstance(issued, list | tuple):
        issued = issued[0] if issued else None
        if isinstance(issued, Mapping):
            issued = issued.get("year")
    text = _plain(issued)
    found = _YEAR.search(text)
    return found[0] if found else text


def _plain(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
