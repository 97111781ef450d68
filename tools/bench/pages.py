"""What the benchmark prints, and docs/performance.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from measure import SAMPLES_A_SECOND, can_sample
from scenarios import CHANGED, CHECK, CHECK_CHANGED, NAIVE, ONE, TWO, UNCHANGED, Measured
from table import Row, cpu, show, spread, wall

_SHOWN = (NAIVE, ONE, TWO, CHANGED, UNCHANGED, CHECK_CHANGED, CHECK)

_PAGE = """\
# How fast it is

Made by `python3 build.py bench --write`: do not edit, run it again.

![Time over the number of cards]({images}/performance-time.svg)
![Memory over the number of cards]({images}/performance-memory.svg)

## Goals

{goals}

## Everything that was measured

Medians of {rounds}; where there were several, ± is half of their range.

{runs}

## What was compared

**The decks** are made up by `tools/bench/generate.py`, from a seed. Their entries look as those of
the real deck do: some 1.4 kB of Markdown a note, checks included, formulas in half of the notes,
code in a seventh, tables in a twentieth; the words are English and coined. They pass `check`
without a finding. The real deck has some 530 notes.

**Naive** is `tools/bench/naive.py`, the script that one would write on the same libraries: PyYAML,
Python-Markdown with pymdown-extensions and Pygments, math-core, genanki. It makes the same notes
with the same texts (a test compares every field), a sheet and an export. It has an easier task: it
checks nothing, embeds no fonts, lays nothing out for paper and keeps no record of releases. And it
is written plainly: somebody who tunes it gets closer.

**Ours** is a whole `deckmill build`, all checks and outputs included. *Cold* is `--no-cache`;
Python's bytecode and the disk's own cache are warm, for naive, too. *One entry changed* is a word
in one entry's answer.

## How it was measured

{machine}

Whole processes from outside, each from fork to exit: wall time by a clock, CPU as the system
accounts for it, children included. Variants take turns (A B A B), so that what disturbs the machine
disturbs them alike; a ratio is the median of the ratios of all turns. {memory} A growth exponent is
the slope of the least-squares line through the logarithms; 1 means in proportion to the size.

To repeat it: `python3 build.py bench`, which takes an hour or so. `--sizes 20,1000,10000` leaves
out the largest deck, `--quick` takes a minute or two. Ratios carry over to other machines, seconds
do not. `--peers` compares with other programs that make packages of Markdown, and needs a network.
"""


def page(measured: Measured, goals: Sequence[Row], rounds: int) -> str:
    """docs/performance.md."""
    return _PAGE.format(
        images="images",
        goals=goal_table(goals),
        runs=run_table(measured),
        rounds="one run" if rounds == 1 else f"{rounds} runs, one from 50,000 cards on",
        machine=_machine(),
        memory=_memory(),
    )


def goal_table(goals: Sequence[Row]) -> str:
    head = ("what", "goal", "measured", "met")
    return table([head, *(row.cells() for row in goals)])


def run_table(measured: Measured) -> str:
    return table([("cards", "what", "wall s", "CPU s", "peak MiB"), *_runs(measured)])


def _runs(measured: Measured) -> Iterator[tuple[str, ...]]:
    for size, times in sorted(measured.times.items()):
        for name in _SHOWN:
            if name in times:
                runs = times[name]
                peak = measured.memory[size].get(name)
                yield (
                    f"{size:,}",
                    name,
                    f"{show(wall(runs))}{_spread([run.wall for run in runs])}",
                    f"{show(cpu(runs))}{_spread([run.cpu for run in runs])}",
                    "" if peak is None else show(peak),
                )
    for name, runs in {**measured.real, **measured.start}.items():
        deck = "real deck" if name in measured.real else "–"
        walls, cpus = ([getattr(run, by) for run in runs] for by in ("wall", "cpu"))
        cells = f"{show(wall(runs))}{_spread(walls)}", f"{show(cpu(runs))}{_spread(cpus)}"
        yield deck, name, *cells, ""


def _spread(values: Sequence[float]) -> str:
    return f" ± {spread(values) / 2:.0%}" if len(values) > 1 else ""


def table(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = (f"| {' | '.join(cells)} |" for cells in rows)
    return "\n".join((head, f"|{'---|' * len(rows[0])}", *rest))


def _machine() -> str:
    parts = ("Markdown", "genanki", "PyYAML", "Pygments", "pymdown-extensions")
    versions = ", ".join(f"{name} {version(name)}" for name in parts)
    return (
        f"{_processor()}, {os.cpu_count()} processors, "
        f"{platform.system()}, Python {platform.python_version()}, {versions}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if sys.platform == "linux" and info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names and names[0] else platform.machine()


def _memory() -> str:
    if not can_sample():
        return "Memory is the largest resident size of one process."
    return (
        "Memory is what all processes hold at once (their proportional set sizes, "
        f"{SAMPLES_A_SECOND} samples a second, in a run of its own); for naive, one process, it is "
        "the largest resident size."
    )
