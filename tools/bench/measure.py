"""Whole processes, measured from outside: how long, how much CPU, how much memory at once."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLES_A_SECOND = 50
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What one process and all that it started took."""

    wall: float
    """Seconds from the start to the end."""
    cpu: float
    """Seconds of user and system time, those of its own children among them."""
    peak: float
    """MiB: all processes at once where memory was sampled, or else the largest one; the system
    takes what this process holds for the least that any other does."""


class Failed(Exception):
    """A command that did not do what was to be measured; says what it said last."""


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    limit: float | None = None,
    sampled: bool = False,
    cwd: Path | None = None,
) -> Run:
    """Run a command and measure it; ``sampled`` asks for the memory of the whole tree.

    Sampling costs the process that is looked at some time, so time is measured without it. Raises
    Failed for another exit status than 0, and where it takes more than ``limit`` seconds.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL)) if limit else None
        if timer:
            timer.start()
        sampler = _Sampler(process.pid) if sampled and can_sample() else None
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if timer:
            timer.cancel()
        largest = used.ru_maxrss / (1024 if os.uname().sysname == "Linux" else 1024**2)
        peak = sampler.stop() if sampler else largest
        if process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            why = (
                f"over {limit:.0f} s" if limit and wall >= limit else f"status {process.returncode}"
            )
            raise Failed(f"{Path(command[0]).name}: {why}: {''.join(last)[:200]}")
    return Run(wall, used.ru_utime + used.ru_stime, peak)


def paired(rounds: int, variants: Mapping[str, Callable[[], Run]]) -> dict[str, list[Run]]:
    """Every variant in turn, again and again, so that what disturbs the machine disturbs all."""
    found: dict[str, list[Run]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, variant in variants.items():
            found[name].append(variant())
    return found


def can_sample() -> bool:
    """Whether this system tells how much memory a process has to itself."""
    return (_PROC / "self" / "smaps_rollup").exists()


class _Sampler:
    """Looks at the memory of a process and of its descendants until it is stopped.

    The proportional set size counts a page that two processes share once, half for each.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self._peak / 1024

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._peak = max(self._peak, sum(map(proportional, tree(self._pid))))
            self._stop.wait(1 / SAMPLES_A_SECOND)


def tree(pid: int) -> list[int]:
    found, fresh = [], [pid]
    while fresh:
        at = fresh.pop()
        found.append(at)
        for children in _PROC.glob(f"{at}/task/*/children"):
            fresh += map(int, _read(children).split())
    return found


def proportional(pid: int) -> int:
    """KiB; nothing for a process that has just gone."""
    for line in _read(_PROC / str(pid) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
