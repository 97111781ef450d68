"""Work over several processes: the same results, in order, whatever happens to a process."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from deckmill.workers import BATCH, spread

MANY = list(range(BATCH * 20))


class Doubler:
    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self, number: int) -> tuple[int, bool]:
        return number * 2, os.getpid() == self.parent


class Dier(Doubler):
    """Dies in every process but the first."""

    def __call__(self, number: int) -> tuple[int, bool]:
        if number == BATCH * 5 and os.getpid() != self.parent:
            os._exit(1)
        return super().__call__(number)


class Refuser(Doubler):
    def __call__(self, number: int) -> tuple[int, bool]:
        if number == BATCH * 3:
            raise OSError("no such file")
        return super().__call__(number)


@pytest.mark.parametrize("start", [Doubler, Dier])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_order(start: Callable[[int], Doubler], jobs: int) -> None:
    results = list(spread(start, (os.getpid(),), MANY, jobs))
    assert [double for double, _ in results] == [number * 2 for number in MANY]


def test_several_processes_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [own for _, own in spread(Doubler, (os.getpid(),), MANY, 2)]
    assert not any(here)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_raises_is_raised(jobs: int) -> None:
    with pytest.raises(OSError, match="no such file"):
        list(spread(Refuser, (os.getpid(),), MANY, jobs))


def test_who_stops_listening_leaves_nothing_behind() -> None:
    results = spread(Doubler, (os.getpid(),), MANY, 2)
    assert next(results) == (0, False)
    results.close()  # type: ignore[attr-defined]
    assert next(spread(Doubler, (os.getpid(),), MANY, 2)) == (0, False)
