"""From runs to rows: medians, spreads, growth, and which goals were met."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from measure import Run
from scenarios import (
    CHANGED,
    CHECK,
    CHECK_CHANGED,
    COLD,
    EMPTY,
    HELP,
    NAIVE,
    ONE,
    TWO,
    UNCHANGED,
    WARM,
    Measured,
)

GROWS_FROM = 1_000
"""Growth is looked at from so many notes on: before, starting is most of it."""
MAIN, LARGEST = 10_000, 100_000
"""The sizes that goals are for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A goal, and what was measured; ``value`` is missing where nothing was."""

    what: str
    goal: float
    value: float | None
    unit: str = ""
    detail: str = ""
    applies: bool = True
    """Whether this is the size of deck that the goal is for."""

    @property
    def met(self) -> bool | None:
        return self.value <= self.goal if self.applies and self.value is not None else None

    def cells(self) -> tuple[str, str, str, str]:
        """What, goal, measured, met: as they are printed."""
        value = "not measured" if self.value is None else f"**{show(self.value)}{self.unit}**"
        measured = f"{value} ({self.detail})" if self.detail else value
        met = {True: "yes", False: "no", None: "–"}[self.met]
        return self.what, f"≤ {self.goal:g}{self.unit}", measured, met


def cpu(runs: Sequence[Run]) -> float:
    return median(run.cpu for run in runs)


def wall(runs: Sequence[Run]) -> float:
    return median(run.wall for run in runs)


def spread(values: Sequence[float]) -> float:
    """How far the values lie apart: their range over their median."""
    return (max(values) - min(values)) / median(values)


def exponent(points: Mapping[int, float]) -> float | None:
    """The power of the size by which a value grows: least squares through its logarithms."""
    if len(points) < 2:
        return None
    xs = [math.log(size) for size in points]
    ys = [math.log(value) for value in points.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )


def show(value: float) -> str:
    """Two digits that count, or three from 100 on."""
    if value == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def rows(measured: Measured) -> list[Row]:
    """The goals: those of a deck of ``MAIN`` cards, or the largest there is, then the others."""
    sizes = measured.times
    main = MAIN if MAIN in sizes else max(sizes, default=0)
    of_main = (
        *_cold(sizes.get(main, {}), main),
        *_again(measured, main),
        _package_row(measured, main),
    )
    return [
        *(replace(row, applies=main == MAIN) for row in of_main),
        *_growth(measured),
        *_small(measured),
    ]


def _ratio(times: Mapping[str, list[Run]], name: str, by: str = "cpu") -> float | None:
    """The median of the ratios to naive, round by round."""
    if name not in times or NAIVE not in times:
        return None
    pairs = zip(times[name], times[NAIVE], strict=True)
    return median(getattr(ours, by) / getattr(naive, by) for ours, naive in pairs)


def _cold(times: Mapping[str, list[Run]], notes: int) -> list[Row]:
    def both(name: str) -> str:
        if name not in times:
            return ""
        ours, naive = times[name], times[NAIVE]
        return (
            f"{show(wall(ours))} against {show(wall(naive))} s of wall time, "
            f"{show(cpu(ours))} against {show(cpu(naive))} s of CPU"
        )

    cold = f"cold build, {notes:,} cards, of naive's"
    return [
        Row(f"{cold} wall time, two processes", 0.20, _ratio(times, TWO, "wall"), "", both(TWO)),
        Row(f"{cold} CPU, one process", 0.37, _ratio(times, ONE), "", both(ONE)),
    ]


def _growth(measured: Measured) -> list[Row]:
    large = [size for size in measured.times if size >= GROWS_FROM]
    best = TWO if all(TWO in measured.times[size] for size in large) else ONE
    over = f"{min(large):,} to {max(large):,} cards" if large else "1,000 cards and more"
    times = {size: cpu(measured.times[size][ONE]) for size in large}
    memory = {size: measured.memory[size][best] for size in large}
    top = measured.memory.get(LARGEST, {}).get(best)
    growth = (
        Row(f"growth exponent of time, {over}", 1.0, exponent(times), "", "CPU, one process"),
        Row(f"growth exponent of memory, {over}", 0.3, exponent(memory), "", best),
    )
    return [
        *(replace(row, applies=LARGEST in large) for row in growth),
        Row(f"peak over all processes, {LARGEST:,} cards", 200, top, " MiB", best if top else ""),
    ]


def _again(measured: Measured, main: int) -> list[Row]:
    times = measured.times.get(main, {})
    memory = measured.memory.get(main, {})
    empty = cpu(measured.start[EMPTY]) if measured.start else None

    def seconds(name: str) -> float | None:
        return wall(times[name]) if name in times else None

    def spent(name: str) -> str:
        return f"CPU {show(cpu(times[name]))} s" if name in times else ""

    again = cpu(times[UNCHANGED]) / empty if empty and UNCHANGED in times else None
    size = f"{main:,} cards"
    changed = f"one entry changed, {size}, of a naive build's CPU"
    return [
        Row(f"nothing changed, {size}, of an empty Python's CPU", 3, again, "", spent(UNCHANGED)),
        Row(f"nothing changed, {size}, memory", 20, memory.get(UNCHANGED), " MiB"),
        Row(changed, 0.02, _ratio(times, CHANGED), "", spent(CHANGED)),
        Row(f"`check`, nothing changed, {size}", 0.15, seconds(CHECK), " s", spent(CHECK)),
        Row(
            f"`check`, one entry changed, {size}", 0.4, seconds(CHECK_CHANGED), " s",
            spent(CHECK_CHANGED),
        ),
    ]  # fmt: skip


def _small(measured: Measured) -> list[Row]:
    def real(name: str, goal: float) -> Row:
        runs = measured.real.get(name)
        detail = f"CPU {show(cpu(runs))} s" if runs else ""
        return Row(f"the real deck, {name}", goal, wall(runs) if runs else None, " s", detail)

    tiny = measured.times.get(20, {})
    start = measured.start
    over = (cpu(start[HELP]) - cpu(start[EMPTY])) * 1000 if start else None
    detail = f"{show(cpu(tiny[ONE]))} against {show(cpu(tiny[NAIVE]))} s" if tiny else ""
    return [
        real(COLD, 1.5),
        real(WARM, 0.1),
        Row("20 cards, cold, of naive's CPU", 0.8, _ratio(tiny, ONE), "", detail),
        Row("`deckmill --help`, CPU over an empty Python", 60, over, " ms"),
    ]


def _package_row(measured: Measured, main: int) -> Row:
    sizes = measured.packages.get(main)
    ratio = sizes[0] / sizes[1] if sizes else None
    detail = f"{sizes[0] / 1e6:.2f} against {sizes[1] / 1e6:.2f} MB" if sizes else ""
    return Row(f"size of the .apkg, {main:,} cards, of genanki's", 0.15, ratio, "", detail)
