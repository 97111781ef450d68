"""What the cheat sheet says: a deck as numbered sections, entries and sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deckmill.model import LEVELS, Deck, Entry, Reference
from deckmill.writers.base import Options
from deckmill.writers.citations import citation_text, citation_url
from deckmill.writers.formula import key_formula
from deckmill.writers.prose import Prose
from deckmill.writers.sheet_kinds import LETTERS, Changed, Lettered, fix_of, right_letter

if TYPE_CHECKING:
    from markupsafe import Markup


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
    short: str
    """What stands on paper for the question and its options; empty where the entry has no name."""
    question: Markup
    options: tuple[Lettered, ...]
    right: str
    """The letter of the right option."""
    line: Markup
    formula: Markup
    fix: tuple[Changed, ...]
    marks: tuple[Mark, ...]
    as_of: str
    checked: bool
    """Whether code proved its facts."""
    find: str
    """Words by which a search finds it that stand nowhere on the page."""


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

    sections: tuple[Section, ...]
    sources: tuple[Source, ...]

    @property
    def checked(self) -> bool:
        """Whether any of its entries is."""
        return any(item.checked for section in self.sections for item in section.items)


def sheet_of(deck: Deck, options: Options) -> Sheet:
    entries = deck.sheet_entries
    numbers: dict[str, int] = {}
    for entry in entries:
        for citation in entry.sources:
            numbers.setdefault(citation.key, len(numbers) + 1)
    maker = _ItemMaker(frozenset(entry.id for entry in entries), numbers, options)
    by_topic: dict[str, list[Item]] = {}
    for number, entry in enumerate(entries, 1):
        by_topic.setdefault(entry.topic, []).append(maker.item(entry, number))
    shown = [topic for topic in deck.topics if topic.id in by_topic]
    return Sheet(
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


class _ItemMaker:
    def __init__(
        self, present: Collection[str], numbers: Mapping[str, int], options: Options
    ) -> None:
        self._present = present
        self._numbers = numbers
        self._checked = options.checked
        self._prose = Prose(options.root, self._link)

    def item(self, entry: Entry, number: int) -> Item:
        from markupsafe import Markup

        inline = self._prose.inline
        marks: dict[str, Mark] = {}
        for citation in entry.sources:
            key = citation.key
            marks.setdefault(key, Mark(key, self._numbers[key], citation.locator))
        formulas = entry.formula.math if entry.formula else ()
        key_math = next((math for math in formulas if math.display), None)
        return Item(
            id=entry.id,
            number=number,
            level=entry.level or LEVELS[0],
            short=entry.short,
            question=Markup(inline(entry.question)),
            options=tuple(
                Lettered(letter, Markup(inline(option.text)))
                for letter, option in zip(LETTERS, entry.options, strict=False)
            ),
            right=right_letter(entry),
            line=Markup(inline(entry.cheat_sheet)),
            formula=Markup(key_formula(key_math) if key_math else ""),
            fix=fix_of(entry),
            marks=_with_ranges(sorted(marks.values(), key=lambda mark: mark.number)),
            as_of=entry.as_of,
            checked=entry.id in self._checked,
            find=" ".join(entry.tags),
        )

    def _link(self, target: str, label: str) -> str:
        return f'<a href="#{target}">{label}</a>' if target in self._present else label


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
