"""The places that an entry's HTML leaves open on the sheet, and how they are filled.

An entry's number and those of its sources, which entries it can link to, and whether it was checked
are known only once all entries are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import Match
from typing import TYPE_CHECKING, NamedTuple

from deckmill.lazy import lazy_pattern
from deckmill.outline import Outline
from deckmill.writers.base import Piece
from deckmill.writers.fonts import Shown
from deckmill.writers.page import Part

if TYPE_CHECKING:
    from markupsafe import Markup

# Control characters are errors in a source, so an author writes no places.
PLACE = lazy_pattern("\x0e(number|checked|marks|link|end):([^\x0f]*)\x0f")


class PackedItem(NamedTuple):
    """An entry's ``Part`` as plain values."""

    html: str
    text: str
    code: str
    formulas: str
    emphasis: bool
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What entries must know of the sheet that they stand on.

    ``present`` are the ids of its entries, ``numbers`` those of its sources by their keys, and
    ``checked`` the ids of entries that code has proved.
    """

    present: Collection[str]
    numbers: Mapping[str, int]
    checked: Collection[str]

    def part(self, entry: Outline, number: int, piece: Piece) -> Part:
        """An entry, which is the sheet's ``number``, as a part of the page."""
        item = PackedItem._make(piece)

        def fill(place: Match[str]) -> str:
            match place[1]:
                case "number":
                    return str(number)
                case "checked":
                    return place[2] if entry.id in self.checked else ""
                case "marks":
                    return "".join(self._marks(entry))
                case "link":
                    return f'<a href="#{place[2]}">' if place[2] in self.present else ""
                case _:
                    return "</a>" if place[2] in self.present else ""

        shown = Shown(
            frozenset(item.text), frozenset(item.code), frozenset(item.formulas), item.emphasis
        )
        return Part(PLACE.sub(fill, item.html), shown, frozenset(item.styles))

    def _marks(self, entry: Outline) -> Iterator[str]:
        """The numbers of an entry's sources, each a link."""
        from markupsafe import escape

        cited: dict[int, tuple[str, str]] = {}
        for key, locator, _ in entry.cited:
            cited.setdefault(self.numbers[key], (key, locator))
        for before, number in ranges(sorted(cited)):
            key, locator = map(escape, cited[number])
            named = f', {locator}" title="{locator}"' if locator else '"'
            yield f'{before}<a href="#ref-{key}" aria-label="source {number}{named}>{number}</a>'


def ranges(numbers: Sequence[int]) -> Iterator[tuple[str, int]]:
    """The numbers to print, and what stands before each: 1, 2, 3, 5 is printed as 1–3, 5.

    Of three or more in a row the ends remain.
    """
    last = 0
    for at, number in enumerate(numbers):
        near = numbers[max(0, at - 1) : at + 2]
        if number - 1 in near and number + 1 in near:
            continue
        gap = bool(last) and number - last > 1 and number - 1 in near
        yield "–" if gap else ", " if last else "", number
        last = number


def place(kind: str, content: str = "") -> Markup:
    """A place for HTML; ``content`` is what it may be filled with, or what that depends on."""
    from markupsafe import Markup

    return Markup(f"\x0e{kind}:{content}\x0f")
