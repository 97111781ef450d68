"""The handbook as typed values, which its templates print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Choosable:
    """An option as printed; the right one is marked once the answer is open."""

    letter: str
    text: Markup
    correct: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an entry under its heading."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Pair:
    """A follow-up with its answer, or a term with its meaning."""

    asked: Markup
    answer: Markup


@dataclass(frozen=True, slots=True)
class Named:
    """An entry as others refer to it: by its number, where it has one, and its name."""

    id: str
    number: int | None
    name: Markup


@dataclass(frozen=True, slots=True)
class Work:
    """A source behind an entry: its number in the list, a short name, and where to look."""

    key: str
    number: int
    name: str
    locator: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in full. ``number`` is the cheat sheet's; pages of cards, not on it, have none."""

    id: str
    number: int | None
    level: str
    kind: str
    question: Markup
    name: Markup
    options: tuple[Choosable, ...]
    bug: Markup
    """The code to find the mistake in: part of the question."""
    answer: str
    """What a calculation gives."""
    short_answer: Markup
    line: Markup
    parts: tuple[Part, ...]
    follow_ups: tuple[Pair, ...]
    terms: tuple[Pair, ...]
    needs: tuple[Named, ...]
    works: tuple[Work, ...]
    tags: tuple[str, ...]
    as_of: str
    checked: bool
    """Whether code proved its facts."""
    find: str
    """Words by which a search finds it that are not printed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A topic that has entries."""

    id: str
    number: int
    title: str
    items: tuple[Item, ...]

    @property
    def range(self) -> str:
        numbers = [item.number for item in self.items if item.number is not None]
        if not numbers:
            return ""
        return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


@dataclass(frozen=True, slots=True)
class Source:
    """A work in the list at the end, and the entries that cite it."""

    key: str
    number: int
    text: str
    url: str
    used: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the index, and the entries that it leads to."""

    name: str
    used: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """Everything that the templates print."""

    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    index: tuple[Tag, ...]
