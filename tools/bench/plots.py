"""The two plots: time and memory over the size of a deck, both axes logarithmic."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios import CHANGED, NAIVE, ONE, TWO, UNCHANGED, Measured
from table import show, wall

sys.path.append(str(Path(__file__).parent.parent))  # where the tools have what they share

from drawing import BOLD, END, MIDDLE, Axis, dot, path, text

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 82, 500, 56, 360
_APART = 34  # pixels between two labels, each of two lines


@dataclass(frozen=True, slots=True)
class Look:
    """A line of a plot: dashes and marks tell it apart without colour, and words name it."""

    label: str
    shade: str
    dashes: str = ""
    filled: bool = True


LOOKS: Mapping[str, Look] = {
    NAIVE: Look("the naive script", "naive", "7 5"),
    ONE: Look("cold, one process", "cold", filled=False),
    TWO: Look("cold, two processes", "cold"),
    CHANGED: Look("one entry changed", "changed", "2 4"),
    UNCHANGED: Look("nothing changed", "idle", "12 4 2 4", filled=False),
}
_STYLE = """\
  <style>
    .ink { color: #1c2128 } .soft { color: #59636e } .grid { color: #d5dae0 }
    .naive { color: #646b75 } .cold { color: #0b57a4 } .changed { color: #a2480f }
    .idle { color: #12694a } .paper { color: #fff }
    @media (prefers-color-scheme: dark) {
      .ink { color: #e6ebf1 } .soft { color: #9aa5b1 } .grid { color: #2f3842 }
      .naive { color: #b3bac3 } .cold { color: #6cb2ff } .changed { color: #f0a070 }
      .idle { color: #5fd0a5 } .paper { color: #0f141a }
    }
  </style>
"""
_STROKE, _FILL = 'stroke="currentColor"', 'fill="currentColor"'


def time_plot(measured: Measured) -> str:
    """Seconds of wall time."""
    found = {
        name: {size: wall(runs[name]) for size, runs in measured.times.items() if name in runs}
        for name in LOOKS
    }
    return _plot("How long a build takes", found, _time)


def memory_plot(measured: Measured) -> str:
    """MiB of all processes at once, at the peak."""
    found = {
        name: {size: used[name] for size, used in measured.memory.items() if name in used}
        for name in LOOKS
    }
    return _plot("How much memory a build takes, at the peak", found, _memory)


def _time(seconds: float) -> tuple[float, str]:
    return (seconds, "s") if seconds >= 1 else (seconds * 1000, "ms")


def _memory(mib: float) -> tuple[float, str]:
    return mib, "MiB"


def _plot(
    title: str, found: Mapping[str, Mapping[int, float]], unit: Callable[[float], tuple[float, str]]
) -> str:
    lines = {name: sorted(points.items()) for name, points in found.items() if points}
    sizes = sorted({size for points in lines.values() for size, _ in points})
    values = [value for points in lines.values() for _, value in points]
    low, high = min(values) / 1.5, max(values) * 1.5
    ticks = [10.0**power for power in range(-6, 9) if low <= 10.0**power <= high]
    x = Axis(sizes[0], max(sizes[-1], sizes[0] * 10), LEFT + 12, RIGHT - 12, log=True)
    y = Axis(low, high, BOTTOM, TOP, log=True)
    body = [
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="8" {_FILL}/>',
        text(20, 32, title, f'class="ink" {_FILL} font-size="16" {BOLD}'),
    ]
    for tick in ticks:
        body.append(path([(LEFT, y(tick)), (RIGHT, y(tick))], f'class="grid" {_STROKE}'))
        value, name = unit(tick)
        words = f"{value:,.0f} {name}"
        body.append(text(LEFT - 9, y(tick) + 4.5, words, f'class="soft" {_FILL} {END}'))
    for size in sizes:
        body.append(path([(x(size), BOTTOM), (x(size), BOTTOM + 5)], f'class="soft" {_STROKE}'))
        body.append(text(x(size), BOTTOM + 21, f"{size:,}", f'class="soft" {_FILL} {MIDDLE}'))
    body.append(path([(LEFT, BOTTOM), (RIGHT, BOTTOM)], f'class="soft" {_STROKE}'))
    body.append(text((LEFT + RIGHT) / 2, BOTTOM + 44, "cards", f'class="soft" {_FILL} {MIDDLE}'))
    pixels = {
        name: [(x(size), y(value)) for size, value in points] for name, points in lines.items()
    }
    for name, points in pixels.items():
        body += _line(LOOKS[name], points)
    for name, at in _apart({name: points[-1][1] for name, points in pixels.items()}).items():
        ends = (pixels[name][-1][0] + 8, pixels[name][-1][1]), (RIGHT + 12, at)
        body.append(path(ends, f'class="{LOOKS[name].shade}" {_STROKE} stroke-width="0.8"'))
        size, last = lines[name][-1]
        value, measure = unit(last)
        body += _label(LOOKS[name], at, f"{show(value)} {measure} at {size:,}")
    drawn = "".join(f"  {line}\n" for line in body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="13">\n'
        f"  <title>{title}, over the size of the deck</title>\n{_STYLE}{drawn}</svg>\n"
    )


def _line(look: Look, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    yield path(points, f'class="{look.shade}" {_STROKE} stroke-width="2.5"{dashes}')
    for x, y in points:
        yield dot(x, y, 5, f'class="{look.shade}" {_FILL}')
        if not look.filled:
            yield dot(x, y, 2.8, f'class="paper" {_FILL}')


def _label(look: Look, at: float, last: str) -> Iterator[str]:
    yield text(RIGHT + 17, at - 1, look.label, f'class="{look.shade}" {_FILL} {BOLD}')
    yield text(RIGHT + 17, at + 14, last, f'class="soft" {_FILL} font-size="12"')


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """The places moved up or down, as little as it takes, until no label covers another."""
    order = sorted(places, key=lambda name: places[name])
    placed: list[float] = []
    for name in order:
        placed.append(max([places[name], *(place + _APART for place in placed[-1:])]))
    limit = float(BOTTOM)
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - _APART
    return dict(zip(order, placed, strict=True))
