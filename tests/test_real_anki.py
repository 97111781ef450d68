"""What the real Anki makes of a package: imported, rendered, updated."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import books
from anki_decks import TIME, cards, deck_of, package_of, question
from deckmill.model import Deck, Media, Rich
from deckmill.reader import read
from deckmill.source import Source

pytestmark = pytest.mark.anki
collection = pytest.importorskip("anki.collection")
CONTENT = Path(__file__).parent.parent / "content"
NOWHERE = Source("x.md", "").span(0)

EVERYTHING = question(
    front_matter="tags: [demo]\nsources: [vaswani2017]\nas_of: 2026-11\n",
    body="""\
## Explanation
Some `{{Front}}` and $a<b$.

## Formula
$$x_1^{2^{3}}$$
Where
- $x$ is x.

## Follow-ups
### Why?
So.

## Cards
### Largest slope? {#typed .typed}
0.25

### Perplexity {#reversed .reversed}
$e^{H}$

### Root {#root}
It is {{c1::$\\frac{1}{\\sqrt{x}}$}}.

### Two {#two}
{{c1::One::first}} and {{c3::three}}, as `std::move` with `{{c7::x}}` and $a::b$.

### Which one? {#choice}
- [x] this
- [ ] that
""",
)


class Bench:
    """A throw-away collection."""

    def __init__(self, folder: Path) -> None:
        self.col = collection.Collection(str(folder / "collection.anki2"))

    def take(self, package: Path) -> dict[str, int]:
        """Import as the desktop does by default; how many notes went which way."""
        from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        log = self.col.import_anki_package(request).log
        counts = {
            kind: len(getattr(log, kind)) for kind in ("new", "updated", "duplicate", "conflicting")
        }
        return {kind: count for kind, count in counts.items() if count}

    def note(self, full_id: str) -> Any:
        (id,) = self.col.find_notes(f'"Id:{full_id}"')
        return self.col.get_note(id)

    def sides(self, full_id: str, index: int = 0) -> tuple[str, str]:
        output = self.note(full_id).cards()[index].render_output()
        return output.question_text, output.answer_text

    def cards(self) -> Iterator[Any]:
        for id in self.col.find_cards(""):
            yield self.col.get_card(id)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "anki"
    folder.mkdir()
    bench = Bench(folder)
    yield bench
    bench.col.close()


@pytest.fixture
def full(bench: Bench, tmp_path: Path) -> Bench:
    """A collection that holds a deck with every kind of note."""
    bench.take(package_of(deck_of(tmp_path / "content", EVERYTHING), tmp_path / "content"))
    return bench


def text(html: str) -> str:
    """What a reader sees, without style and tags."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.S).split())


# The whole


def assert_sound(bench: Bench) -> None:
    """Every note has its cards, every side renders, nothing is missing or wrong."""
    for card in bench.cards():
        output = card.render_output()
        for side in (output.question_text, output.answer_text):
            shown = re.sub(r"<(code|pre)\b.*?</\1>", "", side, flags=re.S)
            assert "{{" not in shown, side
            assert "front of this card is blank" not in side
            assert "anki.org" not in side and "ankiweb.net" not in side, side
    for id in bench.col.find_notes(""):
        note = bench.col.get_note(id)
        assert note.cards()
        assert note.fields_check() == 0
    assert not bench.col.get_empty_cards().notes
    media = bench.col.media.check()
    assert not media.missing and not media.unused
    assert bench.col.fix_integrity()[1]


def test_every_kind_of_note(full: Bench) -> None:
    assert_sound(full)
    assert full.col.card_count() == 1 + 1 + 2 + 1 + 2 + 1


def test_the_deck_of_this_repository(bench: Bench, tmp_path: Path) -> None:
    deck = read(CONTENT).deck
    wanted = sum((e.kind != "cards") + len(e.cards) for e in deck.entries)
    path = package_into(tmp_path, deck, CONTENT)
    assert bench.take(path) == {"new": wanted}
    assert_sound(bench)
    assert bench.take(path) == {"duplicate": wanted}


def package_into(folder: Path, deck: Deck, root: Path) -> Path:
    from deckmill.writers.apkg import APKG
    from deckmill.writers.base import Options

    path = folder / "deck.apkg"
    books.write(APKG, deck, path, Options(root, "1.0.0", TIME))
    return path


def test_decks_and_order(full: Bench) -> None:
    names = sorted(deck.name for deck in full.col.decks.all_names_and_ids())
    assert names == ["Default", "Demo", "Demo::Cards", "Demo::Questions"]
    due = [full.note(f"slope/{slug}").cards()[0].due for slug in ("typed", "root", "choice")]
    assert due == sorted(due) and due[0] > 0
    assert all(full.note("slope/reversed").cards()[i].due == due[0] + 1 for i in (0, 1))


def test_the_parent_shows_the_description(full: Bench) -> None:
    description = full.col.decks.by_name("Demo")["desc"]
    assert description == "A deck for tests.<br>Somebody · CC-BY-4.0 · 1.0.0"


# Updates


def test_the_same_file_twice_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    package = package_of(deck_of(tmp_path / "c", EVERYTHING), tmp_path / "c")
    assert bench.take(package) == {"new": 6}
    assert bench.take(package) == {"duplicate": 6}


def test_only_the_note_with_a_later_time_is_updated(bench: Bench, tmp_path: Path) -> None:
    root = tmp_path / "c"
    deck = deck_of(root, EVERYTHING)
    names = [f"notetype:{name}" for name in ("question", "basic", "cloze", "choice")]
    ids = ["slope", *(card.id for card in deck.entries[0].cards), *names]
    bench.take(package_of(deck, root, times=dict.fromkeys(ids, TIME)))
    note = bench.note("slope/two")
    note.tags.append("mine")
    bench.col.update_note(note)

    deck = deck_of(root, EVERYTHING.replace("0.25", "A quarter"))
    later = dict.fromkeys(ids, TIME) | {"slope/typed": 4_000_000_000}
    result = bench.take(package_of(deck, root, time=TIME + 60, times=later, version="1.1.0"))
    assert result == {"updated": 1, "duplicate": 5}
    assert bench.note("slope/typed")["Typed"] == "A quarter"
    assert "mine" in bench.note("slope/two").tags


def test_a_moved_and_reworded_entry_keeps_its_cards(bench: Bench, tmp_path: Path) -> None:
    one = deck_of(tmp_path / "c", EVERYTHING)
    bench.take(package_of(one, tmp_path / "c"))
    before = [card.id for card in bench.cards()]
    moved = replace(one, entries=tuple(replace(e, topic="second") for e in one.entries))
    later = package_of(moved, tmp_path / "c", time=4_000_000_000)
    assert bench.take(later) == {"updated": 6}
    assert [card.id for card in bench.cards()] == before
    assert "topic::second" in bench.note("slope").tags


def test_a_later_note_type_brings_its_css(bench: Bench, tmp_path: Path) -> None:
    deck = deck_of(tmp_path / "c", EVERYTHING)
    bench.take(package_of(deck, tmp_path / "c"))
    bench.take(package_of(deck, tmp_path / "c", time=4_000_000_000))
    names = [type_.name for type_ in bench.col.models.all_names_and_ids() if "mill" in type_.name]
    assert names == ["Deckmill Basic", "Deckmill Choice", "Deckmill Cloze", "Deckmill Question"]


# The sides


def test_a_question_asks_and_then_answers(full: Bench) -> None:
    front, back = full.sides("slope")
    assert "How steep can a logistic sigmoid get?" in front
    assert "A quarter." not in front
    assert "Answer aloud, then turn." in text(front)
    for piece in ("How steep", "A quarter.", "{{Front}}", r"\(a&lt;b\)", r"\[x_1^{2^{3}}\]"):
        assert piece in back
    summaries = re.findall(r"<summary>(.*?)</summary>", back)
    assert [text(summary) for summary in summaries] == [
        "Explanation",
        "In one line",
        "Why?",
        "Sources",
    ]


@pytest.mark.parametrize(
    ("kind", "front_matter", "body", "invitation"),
    [
        ("numeric", "answer: 0.25\n", "", "Work it out, then turn."),
        ("code", "", "## Code\n```python\nx = 1\n```", "Answer aloud, then turn."),
        ("bug", "", "## Code\n```python bug\nx\n```\n```python fix\ny\n```", "Find the bug, then"),
        ("choice", "", "## Options\n- [x] a\n- [ ] b\n- [ ] c\n- [ ] d", "Choose one and say why"),
    ],
)
def test_invitations(
    bench: Bench, tmp_path: Path, kind: str, front_matter: str, body: str, invitation: str
) -> None:
    entry = question(kind=kind, front_matter=front_matter, body=body)
    bench.take(package_of(deck_of(tmp_path / "c", entry), tmp_path / "c"))
    front = text(bench.sides("slope")[0])
    assert invitation in front
    assert front.count("then turn.") == 1


def test_reversed_gives_the_way_back(full: Bench) -> None:
    forward, backward = (text(full.sides("slope/reversed", i)[0]) for i in (0, 1))
    assert forward.endswith("Perplexity")
    assert backward.endswith(r"\(e^{H}\)")
    assert len(full.note("slope/typed").cards()) == 1


def test_typed_shows_one_box_on_each_side(full: Bench) -> None:
    for side in full.sides("slope/typed"):
        assert side.count("[[type:Typed]]") == 1
    assert "[[type:" not in "".join(full.sides("slope/reversed"))


def test_a_cloze_hides_exactly_its_formula(full: Bench) -> None:
    front, back = full.sides("slope/root")
    assert re.search(r'<span class="cloze"[^>]*>\[\.\.\.\]</span>\.', front)
    assert "sqrt" not in re.sub(r'data-cloze="[^"]*"', "", front)
    assert r'data-ordinal="1">\(\frac{1}{\sqrt{x} }\)</span>.' in back


def test_code_and_maths_in_a_cloze_note_are_themselves(full: Bench) -> None:
    assert [card.ord for card in full.note("slope/two").cards()] == [0, 2]
    front, back = full.sides("slope/two")
    assert "[first]" in front and "[...]" not in front
    bare = re.sub(r"<[^>]*>", "", back)
    assert "std::move" in bare and "{{c7::x}}" in bare
    assert r"\(a\mathrel{:}\mathrel{:}b\)" in bare


def test_choice_marks_only_the_back(full: Bench) -> None:
    front, back = full.sides("slope/choice")
    assert 'class="right"' not in front
    assert '<li class="right">this' in back


def test_a_card_of_a_cards_page_shows_no_level(bench: Bench, tmp_path: Path) -> None:
    deck = deck_of(tmp_path / "c", cards("### A? {#a}\nB."))
    bench.take(package_of(deck, tmp_path / "c"))
    assert 'class="level' not in bench.sides("page/a")[0]
    assert_sound(bench)


def test_retired_says_so_on_both_sides(bench: Bench, tmp_path: Path) -> None:
    entry = question(front_matter="retired: 2026-11-22\n")
    bench.take(package_of(deck_of(tmp_path / "c", entry), tmp_path / "c"))
    for side in bench.sides("slope"):
        assert "Retired on 2026-11-22." in text(side)


def test_report_is_a_link_where_the_deck_has_one(bench: Bench, tmp_path: Path) -> None:
    head = "report_url: https://example.org/new?title={id}\n"
    bench.take(package_of(deck_of(tmp_path / "c", question(), head=head), tmp_path / "c"))
    assert 'href="https://example.org/new?title=slope"' in bench.sides("slope")[1]


def test_text_that_looks_like_anki_markup_is_text(bench: Bench, tmp_path: Path) -> None:
    body = "### A? {#a}\n[sound:x.mp3] `[latex]x[/latex]` [[type:Back]] `[$]x[/$]`\n"
    bench.take(package_of(deck_of(tmp_path / "c", cards(body)), tmp_path / "c"))
    output = bench.note("page/a").cards()[0].render_output()
    assert not output.answer_av_tags
    assert "[[type:" not in output.answer_text
    assert "<img" not in output.answer_text
    assert_sound(bench)


def test_media_arrive_and_play(bench: Bench, tmp_path: Path) -> None:
    root = tmp_path / "c"
    deck = deck_of(root, cards("### A? {#a}\nB."))
    (root / "a b.png").write_bytes(b"png")
    (root / "tone.mp3").write_bytes(b"mp3")
    holes = (Media("a b.png", False, "x", NOWHERE), Media("tone.mp3", True, "y", NOWHERE))
    card = replace(deck.entries[0].cards[0], back=Rich("", "\x0e0\x0f\x0e1\x0f", NOWHERE, holes))
    deck = replace(deck, entries=(replace(deck.entries[0], cards=(card,)),))
    bench.take(package_of(deck, root))
    assert_sound(bench)
    output = bench.note("page/a").cards()[0].render_output()
    (sound,) = output.answer_av_tags
    assert (Path(bench.col.media.dir()) / sound.filename).read_bytes() == b"mp3"
    (picture,) = re.findall(r'<img src="([^"]+)"', output.answer_text)
    assert (Path(bench.col.media.dir()) / picture).read_bytes() == b"png"


# In a browser

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_a_phone_scrolls_down_only_and_targets_are_large(full: Bench, tmp_path: Path) -> None:
    """A back with every fold open fits 360 px; every fold's head is tall enough for a thumb."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 640})
        for card in full.cards():
            _, back = (card.render_output().question_text, card.render_output().answer_text)
            css = card.note_type()["css"]
            wide = "<pre><code>" + "x" * 300 + "</code></pre>"
            html = back.replace("<details", "<details open").replace("<hr", f"{wide}<hr")
            page.set_content(
                f'<meta name="viewport" content="width=device-width"><style>{css}</style>'
                f'<body class="card">{html}'
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            heights = page.eval_on_selector_all(
                "summary", "all => all.map(e => e.getBoundingClientRect().height)"
            )
            assert heights and min(heights) >= 44
        browser.close()


def test_the_package_is_small(tmp_path: Path) -> None:
    """Deflate pays: text shrinks to less than a third."""
    path = package_into(tmp_path, read(CONTENT).deck, CONTENT)
    with zipfile.ZipFile(path) as archive:
        assert path.stat().st_size * 3 < sum(info.file_size for info in archive.infolist())
