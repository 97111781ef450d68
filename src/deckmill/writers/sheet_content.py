"""What the cheat sheet says: a deck as numbered sections, entries and sources."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from deckmill.model import (
    HOLE,
    HOLE_CLOSE,
    HOLE_OPEN,
    LEVELS,
    Deck,
    Entry,
    Math,
    Media,
    Reference,
    Rich,
    replace_entry_links,
)
from deckmill.writers.base import Options
from deckmill.writers.citations import citation_text, citation_url
from deckmill.writers.formula import inline_formula, key_formula
from deckmill.writers.html import fill
from deckmill.writers.sheet_kinds import LETTERS, Changed, Lettered, fix_of, right_letter

if TYPE_CHECKING:
    from markupsafe import Markup

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
MIME = {"jpg": "image/jpeg", "svg": "image/svg+xml"}
_PARAGRAPH = re.compile(r"\s*<p>(.*)</p>\s*", re.S)
# A formula and what touches it, but for what stands before a hyphen.
_GLUED = re.compile(
    f"(?:[^\\s<>{HOLE_OPEN}{HOLE_CLOSE}-]|{HOLE.pattern})*{HOLE.pattern}"
    f"(?:[^\\s<>{HOLE_OPEN}{HOLE_CLOSE}]|{HOLE.pattern})*"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A source behind an entry, by its number, and what stands before it: a comma or a dash."""

    key: str
    number: int
    locator: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the sheet prints it."""

    id: str
    number: int
    level: str
    question: Markup
    options: tuple[Lettered, ...]
    right: str
    """The letter of the right option."""
    line: Markup
    formula: Markup
    fix: tuple[Changed, ...]
    marks: tuple[Mark, ...]
    as_of: str
    find: str
    """Words by which a search finds it that are not printed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A topic that has entries."""

    id: str
    number: int
    title: str
    items: tuple[Item, ...]

    @property
    def range(self) -> str:
        first, last = self.items[0].number, self.items[-1].number
        return str(first) if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    number: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the templates print."""

    title: str
    description: str
    language: str
    edition: str
    rights: str
    imprint: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]

    @property
    def english(self) -> bool:
        return _primary(self.language) == "en"

    @property
    def rtl(self) -> bool:
        return _primary(self.language) in RIGHT_TO_LEFT


def sheet_of(deck: Deck, options: Options) -> Sheet:
    entries = deck.sheet_entries
    numbers: dict[str, int] = {}
    for entry in entries:
        for citation in entry.sources:
            numbers.setdefault(citation.key, len(numbers) + 1)
    maker = _ItemMaker(frozenset(entry.id for entry in entries), numbers, options.root)
    by_topic: dict[str, list[Item]] = {}
    for number, entry in enumerate(entries, 1):
        by_topic.setdefault(entry.topic, []).append(maker.item(entry, number))
    shown = [topic for topic in deck.topics if topic.id in by_topic]
    edition = f"Cheat sheet {options.version} · {_month(options.time, deck.language)}"
    rights = " · ".join(filter(None, (_licence(deck.license), ", ".join(deck.authors))))
    return Sheet(
        title=deck.title,
        description=deck.description,
        language=deck.language,
        edition=edition,
        rights=rights,
        imprint=" · ".join(filter(None, (edition, rights, "made with deckmill"))),
        sections=tuple(
            Section(topic.id, place, topic.title, tuple(by_topic[topic.id]))
            for place, topic in enumerate(shown, 1)
        ),
        sources=tuple(
            _source(key, number, deck.references.get(key)) for key, number in numbers.items()
        ),
    )


def _source(key: str, number: int, reference: Reference | None) -> Source:
    if reference is None:
        return Source(key, number, key, "")
    return Source(key, number, citation_text(reference), citation_url(reference))


@dataclass(frozen=True, slots=True)
class _ItemMaker:
    present: frozenset[str]
    numbers: Mapping[str, int]
    root: Path

    def item(self, entry: Entry, number: int) -> Item:
        from markupsafe import Markup

        marks: dict[str, Mark] = {}
        for citation in entry.sources:
            key = citation.key
            marks.setdefault(key, Mark(key, self.numbers[key], citation.locator))
        formulas = entry.formula.math if entry.formula else ()
        key_math = next((math for math in formulas if math.display), None)
        return Item(
            id=entry.id,
            number=number,
            level=entry.level or LEVELS[0],
            question=Markup(self._inline(entry.question)),
            options=tuple(
                Lettered(letter, Markup(self._inline(option.text)))
                for letter, option in zip(LETTERS, entry.options, strict=False)
            ),
            right=right_letter(entry),
            line=Markup(self._inline(entry.cheat_sheet)),
            formula=Markup(key_formula(key_math) if key_math else ""),
            fix=fix_of(entry),
            marks=_with_ranges(sorted(marks.values(), key=lambda mark: mark.number)),
            as_of=entry.as_of,
            find=" ".join((entry.short, *entry.tags)).strip(),
        )

    def _inline(self, rich: Rich | None) -> str:
        if rich is None:
            return ""
        paragraph = _PARAGRAPH.fullmatch(rich.html)
        html = replace_entry_links(paragraph[1] if paragraph else rich.html, self._link)

        def glue(found: re.Match[str]) -> str:
            holes = [rich.holes[int(n)] for n in HOLE.findall(found[0])]
            alone = len(holes) == 1 and HOLE.fullmatch(found[0])
            if alone or not any(isinstance(hole, Math) for hole in holes):
                return found[0]
            return f'<span class="nb">{found[0]}</span>'

        return fill(replace(rich, html=_GLUED.sub(glue, html)), inline_formula, self._media)

    def _link(self, target: str, label: str) -> str:
        return f'<a href="#{target}">{label}</a>' if target in self.present else label

    def _media(self, media: Media) -> str:
        if media.sound:
            return escape(media.label)
        ending = media.path.rpartition(".")[2].lower()
        data = b64encode((self.root / media.path).read_bytes()).decode()
        mime = MIME.get(ending, f"image/{ending}")
        return f'<img src="data:{mime};base64,{data}" alt="{escape(media.label)}">'


def _with_ranges(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """1, 2, 3, 5 is printed as 1–3, 5: of three or more in a row the ends remain."""
    kept: list[Mark] = []
    for at, mark in enumerate(marks):
        near = {other.number for other in marks[max(0, at - 1) : at + 2]}
        if {mark.number - 1, mark.number + 1} <= near:
            continue
        gap = bool(kept) and mark.number - kept[-1].number > 1 and mark.number - 1 in near
        kept.append(replace(mark, before="–" if gap else ", " if kept else ""))
    return tuple(kept)


def _month(time: int, language: str) -> str:
    date = datetime.fromtimestamp(time, UTC)
    if _primary(language) == "en":
        return f"{MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}-{date.month:02}"


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower())[0]


def _licence(spdx: str) -> str:
    """A licence as people write it: ``CC-BY-SA-4.0`` is CC BY-SA 4.0."""
    found = re.fullmatch(r"CC-([A-Z-]+)-([\d.]+)", spdx) or re.fullmatch(r"CC0-([\d.]+)", spdx)
    if found is None:
        return spdx
    return f"CC {found[1]} {found[2]}" if found.re.groups == 2 else f"CC0 {found[1]}"
