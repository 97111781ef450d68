"""The cache: what is damaged is not there, what is too much goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from deckmill import store
from deckmill.store import Store

PIECES = {"apkg": b"note", "html": b"item"}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / store.FILE)
    yield made
    made.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "fresh.sqlite", shared=False)
    yield made
    made.close()


def filled(fresh: Store, *keys: bytes) -> Store:
    for key in keys:
        fresh.put(key, b"body of " + key, PIECES)
    fresh.commit()
    return fresh


def number(kept: Store, key: bytes) -> int:
    unit = kept.unit(key)
    assert unit is not None
    return unit[0]


def change(kept: Store, command: str) -> None:
    """What a disk, or somebody else, may do to the file."""
    with sqlite3.connect(kept.file, isolation_level=None) as other:
        other.execute(command)


def test_what_was_made_is_found_again_by_its_key(kept: Store, fresh: Store) -> None:
    kept.keep([filled(fresh, b"one", b"two").file], [], {"/deck": {"a.md": 1}})
    unit = kept.unit(b"two")
    assert unit is not None
    assert unit[1] == b"body of two"
    assert kept.piece(unit[0], "html") == b"item"
    assert kept.unit(b"two", ("apkg", "html")) == unit
    assert kept.note("/deck") == {"a.md": 1}


def test_what_was_never_made_is_not_there(kept: Store, fresh: Store) -> None:
    kept.keep([filled(fresh, b"one").file], [], {})
    assert kept.unit(b"two") is None
    assert kept.piece(number(kept, b"one"), "pdf") is None
    assert kept.unit(b"one", ("apkg", "pdf")) is None
    assert kept.note("/other") is None


def test_a_unit_that_is_made_again_takes_the_old_one_s_place(kept: Store, fresh: Store) -> None:
    kept.keep([filled(fresh, b"one").file], [], {})
    change(kept, "DELETE FROM piece WHERE writer = 'html'")
    kept.keep([fresh.file], [], {})
    assert kept.piece(number(kept, b"one"), "html") == b"item"
    with sqlite3.connect(kept.file) as other:
        assert other.execute("SELECT count(*) FROM unit").fetchone() == (1,)
        assert other.execute("SELECT count(*) FROM piece").fetchone() == (2,)


@pytest.mark.parametrize("table", ["unit", "piece", "note"])
def test_what_is_damaged_is_not_there(kept: Store, fresh: Store, table: str) -> None:
    kept.keep([filled(fresh, b"one").file], [], {"/deck": {"a.md": 1}})
    one = number(kept, b"one")
    change(kept, f"UPDATE {table} SET body = CAST(x'00' || body AS BLOB)")
    found = {
        "unit": kept.unit(b"one"),
        "piece": kept.piece(one, "apkg"),
        "note": kept.note("/deck"),
    }
    assert found[table] is None


def test_what_was_of_use_least_lately_goes_first(
    kept: Store, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep([filled(fresh, b"old", b"older", b"used", b"new").file], [], {})
    change(kept, "UPDATE unit SET used = id WHERE key IN (x'6f6c64', x'6f6c646572', x'75736564')")
    monkeypatch.setattr(store, "MOST", 0)
    used = number(kept, b"used")
    kept.keep([], [used], {})
    assert kept.unit(b"old") is None
    assert kept.unit(b"older") is None
    assert kept.unit(b"used") is not None
    assert kept.unit(b"new") is not None


def test_two_processes_may_write_at_once(kept: Store, fresh: Store, tmp_path: Path) -> None:
    other = Store(kept.file)
    second = filled(Store(tmp_path / "second.sqlite", shared=False), b"two")
    kept.keep([filled(fresh, b"one").file], [], {})
    other.keep([second.file], [], {})
    assert kept.unit(b"two") is not None
    assert other.unit(b"one") is not None
    second.close()
    other.close()


def test_nothing_is_lost_where_another_one_holds_the_file(
    kept: Store, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE", 0.0)
    impatient = Store(kept.file)
    with sqlite3.connect(kept.file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            impatient.keep([filled(fresh, b"one").file], [], {})
        holder.execute("ROLLBACK")
    impatient.keep([fresh.file], [], {})
    assert kept.unit(b"one") is not None
    impatient.close()
