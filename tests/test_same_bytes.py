"""However a deck is built, from whatever is remembered and by however many: the same bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conftest import PROJECT
from deckmill import project, store, units, workers
from deckmill.reports import full
from support import DECK, ENTRY, PNG, REFERENCES, write

OTHER_PNG = PNG + b"another"
CLOZE = "\n### What scatters? {#scatter}\nShort {{c1::waves}} scatter as $x^2$.\n"
PIECES = (
    CLOZE,
    "\n### Which way back? {#back .reversed}\nThe *other*, see [this](#plain).\n",
    "\n## Explanation\nMostly `code` and $\\frac{1}{2}$: the colour, ![A spectrum](media/s.png).\n",
    "\n## Explanation\nA color, $\\alpha$ and a [link](#entry-1).\n",
    "\n## Explanation\nAn unfinished $formula\n",
    "\n### Which light is scattered most of all? {#twin}\nBlue.\n",
)
HEADS = ("sources: [ada1843]", "needs: [plain]", "needs: [entry-1]", "tags: [sky]", "short: Sky")
DECKS = (
    DECK,
    DECK.replace("Tiny deck", "Another title"),
    DECK.replace("The first topic", "Its other name"),
    DECK + "limits: {similarity: 0.3}\nlanguage: en-GB\n",
    DECK.replace("C2: off", "C2: note").replace("S2: off", "S2: warning"),
    DECK.replace("id: tiny", "id: Tiny!"),
)
LOCKS = ("", "deckmill-lock 1 tiny\n")
names = st.sampled_from(
    ["one/plain.md", *(f"{t}/entry-{i}.md" for t in ("one", "two") for i in (1, 2))]
)


def entry(name: str, kinds: list[str], heads: list[str]) -> str:
    """An entry's file: the good one under its own id, with some more in it."""
    text = ENTRY.replace("id: plain", f"id: {Path(name).stem}")
    text = text.replace("level: core\n", "level: core\n" + "".join(f"{h}\n" for h in heads))
    sections = [kind for kind in kinds if kind.startswith("\n## ")]
    cards = [kind for kind in kinds if not kind.startswith("\n## ")]
    return text.replace("\n## Cards", "".join(sections) + "\n## Cards") + "".join(cards)


def built(root: Path, out: Path, **how: object) -> tuple[str, dict[str, bytes]]:
    """What a build says, and the files that it made."""
    done = project.build(root, out, **how)  # type: ignore[arg-type]
    return told(done.checked), {file.name: file.read_bytes() for file in done.files}


def told(checked: project.Checked) -> str:
    return full.render(checked.findings, "")


class Building(RuleBasedStateMachine):
    """An author at work, with a cache that has seen everything before."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.root = self.place / "content"
        os.environ["DECKMILL_CACHE"] = str(self.place / "cache")
        write(self.root, {"deck.yaml": DECK, "references.yaml": REFERENCES, "media/s.png": PNG})

    @initialize()
    def begin(self) -> None:
        write(self.root, {"one/plain.md": ENTRY})

    @rule(
        name=names,
        kinds=st.lists(st.sampled_from(PIECES), max_size=2, unique=True),
        heads=st.lists(st.sampled_from(HEADS), max_size=2, unique_by=lambda head: head[:5]),
    )
    def edit(self, name: str, kinds: list[str], heads: list[str]) -> None:
        write(self.root, {name: entry(name, kinds, heads)})

    @rule(old=names, new=names)
    def rename(self, old: str, new: str) -> None:
        if (self.root / old).exists():
            (self.root / new).parent.mkdir(exist_ok=True)
            (self.root / old).replace(self.root / new)

    @rule(name=names)
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @rule(text=st.sampled_from(DECKS))
    def configure(self, text: str) -> None:
        write(self.root, {"deck.yaml": text})

    @rule(picture=st.sampled_from([PNG, OTHER_PNG, None]))
    def draw(self, picture: bytes | None) -> None:
        if picture is None:
            (self.root / "media/s.png").unlink(missing_ok=True)
        else:
            write(self.root, {"media/s.png": picture})

    @rule(more=st.sampled_from(["", "- id: new\n  type: book\n  title: New\n"]))
    def cite(self, more: str) -> None:
        write(self.root, {"references.yaml": REFERENCES + more})

    @precondition(lambda self: (self.place / "cache" / store.FILE).exists())
    @rule(table=st.sampled_from(["unit", "piece", "note"]))
    def damage(self, table: str) -> None:
        with sqlite3.connect(self.place / "cache" / store.FILE) as cache:
            cache.execute(f"UPDATE {table} SET body = x'ff' WHERE rowid % 2 = 0")

    @precondition(lambda self: (self.place / "cache" / store.FILE).exists())
    @rule()
    def ruin(self) -> None:
        (self.place / "cache" / store.FILE).write_bytes(b"no database, and none for a long time")

    @invariant()
    def same(self) -> None:
        cold = built(self.root, self.place / "cold", use_cache=False)
        assert built(self.root, self.place / "warm") == cold
        assert built(self.root, self.place / "many", jobs=3) == cold
        shutil.rmtree(self.place / "many", ignore_errors=True)
        assert built(self.root, self.place / "many", use_cache=False, jobs=2) == cold
        assert told(project.check(self.root)) == told(project.check(self.root, texts={}))

    def teardown(self) -> None:
        shutil.rmtree(self.place)
        del os.environ["DECKMILL_CACHE"]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Several processes, also for next to nothing; and one time for all builds."""
    monkeypatch.setattr(units, "SMALL", 0)
    monkeypatch.setattr(workers, "BATCH", 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("DECKMILL_CACHE", "")
    yield


def test_an_author_at_work(many: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Building,
        settings=settings(
            max_examples=12, stateful_step_count=10, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_real_deck(many: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DECKMILL_CACHE", str(tmp_path / "cache"))
    content = PROJECT / "content"
    cold = built(content, tmp_path / "cold", use_cache=False)
    assert built(content, tmp_path / "one") == cold
    assert built(content, tmp_path / "two", jobs=2) == cold
    assert built(content, tmp_path / "many", jobs=2, use_cache=False) == cold
