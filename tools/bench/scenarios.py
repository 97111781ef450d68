"""What is measured: each scenario on a deck of each size, naive and ours in turn."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generate import edit, generate
from measure import Run, paired, run

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
LARGE = 50_000
"""From so many notes on everything is run once: a round takes a quarter of an hour."""

NAIVE, ONE, TWO = "naive", "one process", "two processes"
UNCHANGED, CHANGED = "nothing changed", "one entry changed"
CHECK, CHECK_CHANGED = "check, nothing changed", "check, one entry changed"
COLD, WARM = "cold", "warm"
EMPTY, HELP = "python -c pass", "deckmill --help"


@dataclass(slots=True)
class Measured:
    """All runs: on generated decks by their size, on the real one, and without any."""

    times: dict[int, dict[str, list[Run]]] = field(default_factory=dict)
    memory: dict[int, dict[str, float]] = field(default_factory=dict)
    """Peak MiB of all processes at once."""
    packages: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The bytes of our .apkg, and of genanki's."""
    real: dict[str, list[Run]] = field(default_factory=dict)
    start: dict[str, list[Run]] = field(default_factory=dict)


class Bench:
    """Runs the scenarios in a scratch folder; ``say`` is told what is going on."""

    def __init__(self, scratch: Path, rounds: int, say: Callable[[str], None]) -> None:
        self._scratch = scratch
        self._rounds = rounds
        self._say = say
        self.measured = Measured()

    def size(self, notes: int) -> None:
        """Every scenario on a generated deck of so many notes."""
        self._say(f"{notes:,} notes: writing them")
        home = self._scratch / str(notes)
        content, out = home / "content", home / "out"
        generate(notes, content)
        rounds = self._rounds if notes < LARGE else 1

        def cold(jobs: str, sampled: bool = False) -> Run:
            more = ("--no-cache", "--jobs", jobs)
            return self._ours(home / "fresh", content, out / jobs, *more, sampled=sampled)

        def kept(sampled: bool = False) -> Run:
            return self._ours(home / "kept", content, out / "kept", sampled=sampled)

        def checked() -> Run:
            return self._check(home / "checked", content)

        def changed() -> Run:
            turn[0] += 1
            edit(content, turn[0])
            return kept()

        turn = [0]
        self._say(f"{notes:,} notes: first builds")
        kept()
        checked()
        # Of a large deck memory is sampled while it is timed: a few in a hundred of the time.
        sampled = notes >= LARGE
        variants: dict[str, Callable[[], Run]] = {
            NAIVE: lambda: self._naive(content, out / "naive"),
            ONE: lambda: cold("1", sampled),
            TWO: lambda: cold("2", sampled),
            UNCHANGED: kept,
            CHECK: checked,
            CHANGED: changed,  # the check behind it sees the same change
            CHECK_CHANGED: checked,
        }
        self._say(f"{notes:,} notes: {rounds} round{'s' * (rounds > 1)}")
        times = paired(rounds, variants)
        self._say(f"{notes:,} notes: memory")
        memory = {
            NAIVE: max(run.peak for run in times[NAIVE]),  # one process: its largest is all
            ONE: times[ONE][0].peak if sampled else cold("1", sampled=True).peak,
            TWO: times[TWO][0].peak if sampled else cold("2", sampled=True).peak,
            UNCHANGED: kept(sampled=True).peak,
        }
        edit(content, turn[0] + 1)
        memory[CHANGED] = kept(sampled=True).peak
        self.measured.times[notes] = times
        self.measured.memory[notes] = memory
        self.measured.packages[notes] = (_package(out / "1"), _package(out / "naive"))
        shutil.rmtree(home)

    def real(self) -> None:
        """The deck that is committed here, cold and again."""
        self._say("the real deck")
        home = self._scratch / "real"
        content = PROJECT / "content"
        self._ours(home / "kept", content, home / "warm")
        self.measured.real = paired(
            self._rounds,
            {
                COLD: lambda: self._ours(home / "fresh", content, home / "cold", "--no-cache"),
                WARM: lambda: self._ours(home / "kept", content, home / "warm"),
            },
        )

    def start(self) -> None:
        """What it costs to start: Python alone, and with our help."""
        self._say("starting")
        env = environment(self._scratch / "none")
        self.measured.start = paired(
            3 * self._rounds,
            {
                EMPTY: lambda: run([sys.executable, "-c", "pass"], env),
                HELP: lambda: run([*DECKMILL, "--help"], env),
            },
        )

    def _naive(self, content: Path, out: Path) -> Run:
        script = str(HERE / "naive.py")
        return run([sys.executable, script, str(content), str(out)], environment(out))

    def _ours(
        self, cache: Path, content: Path, out: Path, *more: str, sampled: bool = False
    ) -> Run:
        command = [*DECKMILL, "build", "-q", "--content", str(content), "--out", str(out), *more]
        return run(command, environment(cache), sampled=sampled)

    def _check(self, cache: Path, content: Path) -> Run:
        return run([*DECKMILL, "check", "-q", "--content", str(content)], environment(cache))


DECKMILL = (sys.executable, "-P", "-m", "deckmill")


def environment(cache: Path) -> Mapping[str, str]:
    """This environment, with a cache folder of its own."""
    return {**os.environ, "DECKMILL_CACHE": str(cache)}


def _package(folder: Path) -> int:
    return next(folder.glob("*.apkg")).stat().st_size
