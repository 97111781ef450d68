"""The real Anki through random histories: an author releases, a learner learns, nothing is lost.

``--histories N`` says how many; each has its own seed, so a failing one can be run again.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from anki_decks import Written, written
from deckmill import publish
from deckmill.anki import notetypes

pytestmark = pytest.mark.anki
pytest.importorskip("anki.collection")

START = 1_700_000_000
DAY = 86_400
TOPICS = ("one", "two", "three")
DECK = "id: histories\ntitle: Histories\ntopics:\n  one: One\n  two: Two\n  three: Three\n"
SCHEDULE = "did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("--histories")))


@dataclass
class Card:
    slug: str
    kind: str
    wording: int = 0
    retired: bool = False

    def markdown(self) -> str:
        mark = " .retired" if self.retired else ""
        text = {
            "basic": f"The answer, wording {self.wording}, $x_{{{self.wording}}} < 1$.",
            "cloze": f"It is {{{{c1::wording {self.wording}}}}}, and {{{{c2::more}}}}.",
            "choice": f"- [x] right {self.wording}\n- [ ] wrong",
        }[self.kind]
        return f"### What is {self.slug}? {{#{self.slug}{mark}}}\n{text}\n"


@dataclass
class Entry:
    id: str
    topic: str
    cards: list[Card]
    wording: int = 0
    tag: int = 0
    picture: int = 0
    retired: bool = False

    def markdown(self) -> str:
        retired = "retired: 2026-01-01\n" if self.retired else ""
        return (
            f"---\nid: {self.id}\nkind: open\nlevel: core\ntags: [tag-{self.tag}]\n{retired}---\n"
            f"# What is {self.id}?\n\n## Short answer\nWording {self.wording}. "
            f"![A picture](media/{self.id}.svg)\n\n## Cheat sheet\nA line.\n\n## Cards\n"
            + "\n".join(card.markdown() for card in self.cards)
        )


class Author:
    """Changes a deck at random, and releases it."""

    def __init__(self, folder: Path, random: random.Random) -> None:
        self.content, self.out = folder / "content", folder / "dist"
        self.random = random
        self.made = self.releases = 0
        self.css = ""
        self.entries = [self.new_entry() for _ in range(random.randint(2, 4))]

    def new_entry(self) -> Entry:
        self.made += 1
        topic = self.random.choice(TOPICS)
        cards = [self.new_card() for _ in range(self.random.randint(1, 3))]
        return Entry(f"entry-{self.made}", topic, cards)

    def new_card(self) -> Card:
        self.made += 1
        return Card(f"card-{self.made}", self.random.choice(("basic", "cloze", "choice")))

    def change(self) -> None:
        entry = self.random.choice(self.entries)
        card = self.random.choice(entry.cards)
        match self.random.randrange(10):
            case 0:
                entry.wording += 1
            case 1:
                card.wording += 1
            case 2:
                self.random.shuffle(entry.cards)
            case 3:
                entry.topic = self.random.choice(TOPICS)
            case 4:
                entry.cards.append(self.new_card())
            case 5:
                self.entries.append(self.new_entry())
            case 6:
                card.retired = True
            case 7:
                entry.retired = True
            case 8:
                entry.picture += 1
            case 9:
                entry.tag += 1

    def release(self) -> tuple[Path, int]:
        """The package of a new release, and its time."""
        for path in self.content.glob("*/*.md"):
            path.unlink()
        (self.content / "media").mkdir(parents=True, exist_ok=True)
        (self.content / "deck.yaml").write_text(DECK, "utf-8")
        for entry in self.entries:
            (self.content / entry.topic).mkdir(exist_ok=True)
            (self.content / entry.topic / f"{entry.id}.md").write_text(entry.markdown(), "utf-8")
            svg = (
                f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {entry.id} {entry.picture} --></svg>'
            )
            (self.content / f"media/{entry.id}.svg").write_text(svg, "utf-8")
        self.releases += 1
        time = START + self.releases * DAY
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", str(time))
            done = publish.make_release(self.content, self.out, f"1.{self.releases}.0")
        assert done.plan is not None, done.checked.findings
        return self.out / "histories.apkg", time


@dataclass
class Note:
    fields: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass
class Learner:
    """Somebody's collection, in the real Anki."""

    col: Any
    random: random.Random
    had: dict[str, Written] = field(default_factory=dict)
    since: int = 0
    """When the release that they have was made."""

    def notes(self) -> dict[str, Note]:
        rows = self.col.db.all("select guid, flds, tags from notes")
        return {g: Note(tuple(f.split("\x1f")), tuple(sorted(t.split()))) for g, f, t in rows}

    def schedules(self) -> dict[int, Any]:
        return {row[0]: row[1:] for row in self.col.db.all(f"select id, {SCHEDULE} from cards")}

    def date(self, time: int) -> None:
        """What the learner did was done after a release and before the next one."""
        self.col.db.execute("update notes set mod = ? where mod > ?", time, time)

    def live(self) -> None:
        """Learn and edit, on the day of the release that they have."""
        for _ in range(self.random.randint(2, 8)):
            card = self.col.get_card(self.random.choice(self.col.find_cards("")))
            note = card.note()
            match self.random.randrange(6):
                case 0:
                    self.review()
                case 1:
                    self.col.sched.suspend_cards([card.id])
                case 2:
                    self.col.set_user_flag_for_cards(self.random.randint(1, 7), [card.id])
                case 3:
                    note.tags.append(self.random.choice(("mine", "hard")))
                    self.col.update_note(note)
                case 4:
                    note.fields[self.random.randint(2, len(note.fields) - 1)] += " (mine)"
                    self.col.update_note(note)
                case 5:
                    deck = self.col.decks.id("My own deck")
                    self.col.set_deck([card.id], deck)
        self.date(self.since + DAY // 2)

    def review(self) -> None:
        from anki.cards import Card
        from anki.scheduler.v3 import CardAnswer

        self.col.decks.select(self.random.choice(self.col.decks.all_names_and_ids()).id)
        for queued in self.col.sched.get_queued_cards(fetch_limit=3).cards[:1]:
            card = Card(self.col)
            card._load_from_backend_card(queued.card)
            card.start_timer()
            rating = self.random.choice((CardAnswer.AGAIN, CardAnswer.GOOD, CardAnswer.EASY))
            self.col.sched.answer_card(
                self.col.sched.build_answer(card=card, states=queued.states, rating=rating)
            )

    def take(self, package: Path, time: int) -> None:
        """Import a release, and look whether anything was lost."""
        from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        shipped = written(package)
        notes, schedules = self.notes(), self.schedules()
        options = ImportAnkiPackageOptions()
        log = self.col.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(package), options=options)
        ).log
        after, now = self.notes(), self.schedules()

        assert not log.conflicting
        assert len(log.new) == len(shipped.keys() - self.had.keys())
        changed = {id for id in self.had if own(shipped[id]) != own(self.had[id])}
        assert changed == {id for id in self.had if shipped[id].mod > self.had[id].mod}
        assert len(log.updated) == len(changed)
        assert {id: now[id] for id in schedules} == schedules
        assert max(Counter(note.fields[0] for note in after.values()).values()) == 1
        for id, note in shipped.items():
            mine = after[note.guid]
            if id in self.had and id not in changed:
                assert mine == notes[note.guid], f"{id}: the learner's edits"
            else:
                assert mine.fields == tuple(note.fields.values()), f"{id}: the update"
                assert mine.tags == tuple(sorted(note.tags))
        self.had, self.since = shipped, time
        self.date(time)


def own(note: Written) -> tuple[dict[str, str], set[str]]:
    """What of a note is a reason to update it."""
    fields = {k: v for k, v in note.fields.items() if k not in notetypes.UNDATED_FIELDS}
    return fields, {tag for tag in note.tags if not tag.startswith("topic::")}


@pytest.fixture
def learner(tmp_path: Path, seed: int) -> Iterator[Learner]:
    from anki.collection import Collection

    (tmp_path / "anki").mkdir()
    col = Collection(str(tmp_path / "anki" / "collection.anki2"))
    yield Learner(col, random.Random(f"learner {seed}"))
    col.close()


@pytest.fixture
def styles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A style sheet that an author of note types can change."""
    extra = tmp_path / "extra.css"
    extra.write_text("", "utf-8")
    monkeypatch.setattr(notetypes, "STYLES", (*notetypes.STYLES, str(extra)))
    notetypes.note_types.cache_clear()
    yield extra
    notetypes.note_types.cache_clear()


def test_nothing_is_lost(tmp_path: Path, learner: Learner, styles: Path, seed: int) -> None:
    chance = random.Random(seed)
    author = Author(tmp_path, chance)
    learner.take(*author.release())
    for _ in range(chance.randint(1, 5)):
        learner.live()
        for _ in range(chance.randint(1, 6)):
            author.change()
        if chance.random() < 0.2:
            styles.write_text(f"/* {author.releases} */", "utf-8")
            notetypes.note_types.cache_clear()
        package, time = author.release()
        if chance.random() < 0.8:  # some updates are skipped
            learner.take(package, time)
