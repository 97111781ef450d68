"""Measures deckmill beside the naive script.

python3 build.py bench [--sizes 20,1000,10000,100000] [--rounds 3] [--quick] [--peers] [--write]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from pages import goal_table, page, run_table
from plots import memory_plot, time_plot
from scenarios import PROJECT, Bench
from table import rows

DOCS = PROJECT / "docs"


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=given.scratch) as folder:
        if given.peers:
            from peers import compare

            print(compare(Path(folder), given.sizes, _say))
            return
        bench = Bench(Path(folder), given.rounds, _say)
        bench.start()
        bench.real()
        for size in given.sizes:
            bench.size(size)
    goals = rows(bench.measured)
    print(goal_table(goals), run_table(bench.measured), sep="\n\n")
    if given.write:
        _write(DOCS / "performance.md", page(bench.measured, goals, given.rounds))
        _write(DOCS / "images" / "performance-time.svg", time_plot(bench.measured))
        _write(DOCS / "images" / "performance-memory.svg", memory_plot(bench.measured))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py bench", description="Measure deckmill.")
    parser.add_argument("--sizes", type=_sizes, help="how many cards, parted by commas")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("--quick", action="store_true", help="20 and 1,000 cards alone")
    parser.add_argument(
        "--peers", action="store_true", help="compare with other programs instead (needs a network)"
    )
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md and its plots"
    )
    parser.add_argument("--scratch", type=Path, help="a folder on a disk with room")
    given = parser.parse_args()
    every = [20, 1_000, 10_000] if given.peers else [20, 1_000, 10_000, 100_000]
    given.sizes = given.sizes or (every[:2] if given.quick else every)
    return given


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
