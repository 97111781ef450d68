"""What a printed sheet looks like, measured in its PDF: text, type, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MILLIMETRE = 72 / 25.4
A4, LETTER = (595.3, 841.9), (612, 792)
# Of the style sheet: the margins of a page, the gap between two columns.
SIDE, TOP, BOTTOM, GAP = (length * MILLIMETRE for length in (10, 12.5, 11.5, 5))
COLUMNS = 3
MATHS = "SheetMath"


def letters(text: str) -> str:
    """Letters and digits alone: a PDF's line ends, ligatures and spaces are its own."""
    return re.sub(r"[\W_]", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


def open_pdf(data: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(data)


def pages(data: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_range() for page in open_pdf(data)]


def counts(data: bytes, headings: Sequence[str]) -> list[int]:
    """How many of the headings, which come in this order, begin on each page."""
    found = []
    left = [letters(heading) for heading in headings]
    for text in map(letters, pages(data)):
        at, before = 0, len(left)
        while left and (place := text.find(left[0], at)) >= 0:
            at = place + len(left.pop(0))
        found.append(before - len(left))
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """Ink on a page, in points from its lower left corner; ``font`` and ``size`` are a text's."""

    left: float
    bottom: float
    right: float
    top: float
    font: str = ""
    size: float = 0.0


def marks(page: Any) -> Iterator[Mark]:
    """Everything that is painted on a page, but for what is as wide as the page."""
    for item in page.get_objects(max_depth=9):
        box = item.get_bounds()
        if box[2] - box[0] > page.get_width() * 0.9:
            continue
        if hasattr(item, "get_font"):
            matrix = item.get_matrix()
            scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
            name = item.get_font().get_base_name().partition("+")[2].partition("-")[0]
            yield Mark(*box, name, item.get_font_size() * scale)
        else:
            yield Mark(*box)


@dataclass(frozen=True, slots=True)
class Column:
    left: float
    right: float
    top: float
    bottom: float
    content: tuple[Mark, ...]

    @property
    def fill(self) -> float:
        """How far down it is filled, from 0 to 1."""
        lowest = min((mark.bottom for mark in self.content), default=self.top)
        return (self.top - lowest) / (self.top - self.bottom)

    @property
    def spilt(self) -> list[Mark]:
        """The text that sticks out of it by more than an accent may.

        Text alone: a PDF tells of a background that goes on in the next column how long it is,
        not where it is cut.
        """
        slack = MILLIMETRE / 2
        return [
            mark
            for mark in self.content
            if mark.font and (mark.left < self.left - slack or mark.right > self.right + slack
            or mark.bottom < self.bottom - slack)
        ]  # fmt: skip


def columns(page: Any) -> list[Column]:
    """A page's columns, each with the marks that begin in it."""
    width, height = page.get_size()
    every = list(marks(page))
    # Topic heads are the broad bars; on the first page title and contents stand above them.
    bars = [m.top for m in every if not m.font and m.right - m.left > 150 and m.top - m.bottom > 11]
    first = max(bars, default=height)
    top = first if height - first > TOP * 2 else height - TOP
    wide = (width - 2 * SIDE - (COLUMNS - 1) * GAP) / COLUMNS
    found = []
    for n in range(COLUMNS):
        left = SIDE + n * (wide + GAP)
        # What is as tall as the page is the rule between two columns.
        inside = tuple(
            m
            for m in every
            if left - GAP / 2 < (m.left if n else max(m.left, SIDE)) < left + wide + GAP / 2
            and BOTTOM - 1 < m.top <= top + 1
            and m.bottom > BOTTOM / 1.6
            and not (m.right - m.left < 1.5 and m.top - m.bottom > height / 4)
        )
        found.append(Column(left, left + wide, top, BOTTOM, inside))
    return found
