"""Work spread over processes, its results in order and never many at once."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Start: TypeAlias = Callable[..., Callable[[T], R]]
BATCH = 4
"""Items that a process gets at a time: enough that sending them costs little."""
_AHEAD = 3
"""Batches that wait for each process, done or to do."""

_begun: list[Callable[[Any], Any]] = []
"""The work that a process has begun."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    start: Start[T, R], arguments: tuple[Any, ...], items: Sequence[T], jobs: int
) -> Iterator[R]:
    """``start(*arguments)`` applied to each item, in order; in this process where ``jobs`` is 1.

    Each process starts the work for itself. What the work raises is raised here. Where a process
    dies, this one does what is left.
    """
    done = 0
    if jobs > 1 and len(items) > BATCH:
        for result in _by_others(start, arguments, items, jobs):
            done += 1
            yield result
    if done < len(items):
        work = start(*arguments)
        for item in items[done:]:
            yield work(item)


def _by_others(
    start: Start[T, R], arguments: tuple[Any, ...], items: Sequence[T], jobs: int
) -> Iterator[R]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A fork has everything loaded at once; elsewhere it is not safe, or there is none.
    context = get_context("fork" if sys.platform == "linux" else None)
    size = max(1, min(BATCH, len(items) // (jobs * _AHEAD)))
    batches = (items[at : at + size] for at in range(0, len(items), size))
    pool = ProcessPoolExecutor(jobs, context, _begin, (start, arguments))
    waiting: deque[Future[list[R]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_batch, batch))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(start: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches every process; it is the first one's to say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _begun[:] = [start(*arguments)]


def _batch(items: Sequence[Any]) -> list[Any]:
    (work,) = _begun
    return [work(item) for item in items]
