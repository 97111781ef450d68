"""What the tools draw with: numbers, words, lines and axes as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MIDDLE, END, BOLD = 'text-anchor="middle"', 'text-anchor="end"', 'font-weight="bold"'


def number(value: float) -> str:
    """A length in pixels, to a tenth; minus zero is zero."""
    return f"{round(float(value), 1) + 0.0:g}"


def text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{number(x)}" y="{number(y)}"{" " + more if more else ""}>{words}</text>'


def path(points: Iterable[tuple[float, float]], style: str, fill: str = "none") -> str:
    """Straight lines through the points."""
    steps = " ".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path fill="{fill}" {style} d="M{steps}"/>'


def dot(x: float, y: float, radius: float = 4, style: str = "") -> str:
    more = f" {style}" if style else ""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{more}/>'


@dataclass(frozen=True)
class Axis:
    """From values to pixels, evenly or by their logarithm."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, at = self.low, self.high, value
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(at)
        return self.start + (self.end - self.start) * (at - low) / (high - low)
