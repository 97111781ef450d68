"""The package as bytes and rows, without Anki."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from anki_decks import (
    TIME,
    cards,
    database,
    deck_of,
    package_of,
    put,
    question,
    rich,
    with_media,
    written,
)
from deckmill.model import Basic, guid

# What a note holds


def test_a_question_has_one_note_and_each_card_another(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, question(body="## Cards\n### A? {#a}\nB.\n\n### C? {#c}\nD."))
    notes = written(package_of(deck, tmp_path))
    assert [(id, note.deck, note.due) for id, note in notes.items()] == [
        ("slope", "Demo::Questions", [1]),
        ("slope/a", "Demo::Cards", [2]),
        ("slope/c", "Demo::Cards", [3]),
    ]


def test_a_page_of_cards_has_no_question(tmp_path: Path) -> None:
    notes = written(package_of(deck_of(tmp_path, cards("### A? {#a}\nB.")), tmp_path))
    assert list(notes) == ["page/a"]


def test_question_fields(tmp_path: Path) -> None:
    text = question(
        front_matter="tags: [demo]\nsources: ['vaswani2017, sec. 3']\nas_of: 2026-11\n",
        body="## Formula\n$$\\sigma'$$\n\n## Pitfalls\n- One.\n\n## Follow-ups\n### Why?\nSo.",
    )
    fields = written(package_of(deck_of(tmp_path, text), tmp_path))["slope"].fields
    shown = {name: value for name, value in fields.items() if value}
    assert shown == {
        "Id": "slope",
        "Title": "How steep can a logistic sigmoid get?",
        "Question": "How steep can a logistic sigmoid get?",
        "Short Answer": "<p>A quarter.</p>",
        "Formula": r"\[\sigma'\]",
        "Pitfalls": "<ul>\n<li>One.</li>\n</ul>",
        "Follow-ups": "<details><summary><span>Why?</span></summary><p>So.</p></details>",
        "Cheat Sheet": "At most 1/4.",
        "Kind": "open question",
        "Topic": "First topic",
        "Level": "core",
        "Sources": '<ul class="references"><li>Vaswani et al. <a href="https://arxiv.org/abs/'
        '1706.03762">Attention is all you need</a>. NeurIPS, 2017, sec. 3</li></ul>',
        "As Of": "2026-11",
        "Version": "1.0.0",
        "Language": "en",
    }


def test_a_short_name_is_title_and_context(tmp_path: Path) -> None:
    text = question(front_matter="short: Sigmoid slope\n", body="## Cards\n### A? {#a}\nB.")
    notes = written(package_of(deck_of(tmp_path, text), tmp_path))
    assert notes["slope"].sort == "Sigmoid slope"
    assert notes["slope/a"].fields["Context"] == "Sigmoid slope"


def test_numeric_answer_with_its_tolerance(tmp_path: Path) -> None:
    text = question(kind="numeric", front_matter="answer: 1,000\ntolerance: 0.5\n".replace(",", ""))
    assert written(package_of(deck_of(tmp_path, text), tmp_path))["slope"].fields["Answer"] == (
        "1000 ± 0.5"
    )


def test_options_hide_the_right_one_on_the_front(tmp_path: Path) -> None:
    body = "## Options\n- [ ] one\n- [x] two\n- [ ] three\n- [ ] four"
    deck = deck_of(tmp_path, question(kind="choice", body=body))
    fields = written(package_of(deck, tmp_path))["slope"].fields
    assert fields["Options"] == (
        '<ol class="options" type="A"><li>one</li><li>two</li><li>three</li><li>four</li></ol>'
    )
    assert fields["Answer Options"].count('class="right"') == 1
    assert '<li class="right">two<span class="tick"' in fields["Answer Options"]


def test_a_bug_is_on_the_front_and_its_fix_on_the_back(tmp_path: Path) -> None:
    body = "## Code\n```text bug\na\nb\n```\n```text fix\na\nc\n```"
    deck = deck_of(tmp_path, question(kind="bug", body=body))
    fields = written(package_of(deck, tmp_path))["slope"].fields
    assert fields["Front Code"].strip() == "<pre><code>a\nb</code></pre>"
    assert fields["Code"].strip() == (
        '<p class="label">Fix</p><pre><code>a\n<span class="changed">c</span></code></pre>'
    )


def test_learn_first_names_the_entries(tmp_path: Path) -> None:
    first = question("chain-rule", title="What is the chain rule?")
    deck = deck_of(tmp_path, first, question(front_matter="needs: [chain-rule]\n"))
    fields = written(package_of(deck, tmp_path))["slope"].fields
    assert fields["Needs"] == "<ul><li>What is the chain rule?</li></ul>"
    part = replace(deck, entries=tuple(e for e in deck.entries if e.id == "slope"))
    assert written(package_of(part, tmp_path))["slope"].fields["Needs"] == ""


def test_report_link_quotes_the_id(tmp_path: Path) -> None:
    head = "report_url: https://example.org/new?a=1&title={id}\n"
    deck = deck_of(tmp_path, cards("### A? {#a}\nB."), head=head)
    assert written(package_of(deck, tmp_path))["page/a"].fields["Report"] == (
        "https://example.org/new?a=1&amp;title=page%2Fa"
    )


@pytest.mark.parametrize(
    ("front_matter", "classes", "said"),
    [
        ("", "", ""),
        ("", ".retired", "Retired"),
        ("retired: 2026-11-22\n", "", "Retired on 2026-11-22"),
        ("retired: 2026-11-22\n", ".retired", "Retired on 2026-11-22"),
    ],
)
def test_retired(tmp_path: Path, front_matter: str, classes: str, said: str) -> None:
    deck = deck_of(tmp_path, cards(f"### A? {{#a {classes}}}\nB.", front_matter=front_matter))
    note = written(package_of(deck, tmp_path))["page/a"]
    assert note.fields["Retired"] == said
    assert ("retired" in note.tags) == bool(said)


def test_tags(tmp_path: Path) -> None:
    text = question(front_matter="tags: [zeta, alpha]\n", body="## Cards\n### A? {#a}\nB.")
    notes = written(package_of(deck_of(tmp_path, text), tmp_path))
    tags = ["alpha", "kind::open", "level::core", "topic::first", "zeta"]
    assert notes["slope"].tags == notes["slope/a"].tags == tags


# Times, identities, bytes


def test_guid_hangs_on_ids_alone(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, cards("### A? {#a}\nB."))
    assert written(package_of(deck, tmp_path))["page/a"].guid == guid("demo", "page/a")


def test_each_note_has_its_own_time(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, cards("### A? {#a}\nB.\n\n### C? {#c}\nD."))
    notes = written(package_of(deck, tmp_path, times={"page/a": TIME - 500}))
    assert [note.mod for note in notes.values()] == [TIME - 500, TIME]


def test_note_types_have_times_of_their_own(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, question(body="## Cards\n### A? {#a}\nB."))
    package = package_of(deck, tmp_path, times={"notetype:basic": TIME - 500})
    connection = database(package)
    models = json.loads(connection.execute("select models from col").fetchone()[0])
    assert {model["name"]: model["mod"] for model in models.values()} == {
        "Deckmill Basic": TIME - 500,
        "Deckmill Question": TIME,
    }


def test_no_note_has_the_time_zero(tmp_path: Path) -> None:
    """The note id 0 makes Anki's database check fail."""
    package = package_of(deck_of(tmp_path, cards("### A? {#a}\nB.")), tmp_path, time=0)
    assert written(package)["page/a"].mod > 0
    connection = database(package)
    assert connection.execute("select min(id) from notes").fetchone()[0] > 0


def test_same_input_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, "a.png", b"one")
    put(tmp_path, "b.png", b"two")
    deck = with_media(tmp_path, "b.png", "a.png")
    one = package_of(deck, tmp_path, name="one.apkg").read_bytes()
    two = package_of(deck, tmp_path, name="two.apkg").read_bytes()
    assert one == two
    later = package_of(deck, tmp_path, name="later.apkg", time=TIME + 1).read_bytes()
    assert later != one


def test_zip_entries_are_deflated_and_undated(tmp_path: Path) -> None:
    package = package_of(deck_of(tmp_path, cards("### A? {#a}\nB.")), tmp_path)
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_DEFLATED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.create_system == 3


def test_only_the_package_is_written(tmp_path: Path) -> None:
    deck = deck_of(tmp_path / "content", cards("### A? {#a}\nB."))
    before = set(tmp_path.rglob("*"))
    package = package_of(deck, tmp_path / "content")
    assert set(tmp_path.rglob("*")) - before == {package}


def test_decks_keep_their_numbers_and_name_no_preset(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, question(body="## Cards\n### A? {#a}\nB."))
    connection = database(package_of(deck, tmp_path))
    decks = json.loads(connection.execute("select decks from col").fetchone()[0])
    ours = {d["name"]: (d["id"], d["conf"]) for d in decks.values() if d["name"] != "Default"}
    # Anki finds decks by name, but a number that moved would still make the package differ.
    assert ours == {
        "Demo": (1967660292006, 1),
        "Demo::Questions": (1849277187344, 1),
        "Demo::Cards": (1721644467891, 1),
    }
    (presets,) = connection.execute("select dconf from col").fetchone()
    assert list(json.loads(presets)) == ["1"]


def test_a_subdeck_without_notes_is_left_out(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, cards("### A? {#a}\nB."))
    connection = database(package_of(deck, tmp_path))
    decks = json.loads(connection.execute("select decks from col").fetchone()[0])
    assert sorted(d["name"] for d in decks.values()) == ["Default", "Demo", "Demo::Cards"]


def test_a_note_without_a_card_is_refused(tmp_path: Path) -> None:
    """Anki would import it without a word and never show it."""
    deck = deck_of(tmp_path, cards("### A? {#a}\nB."))
    card = deck.entries[0].cards[0]
    assert isinstance(card, Basic)
    entry = replace(deck.entries[0], cards=(replace(card, front=rich("")),))
    with pytest.raises(ValueError, match="page/a: this note would have no card"):
        package_of(replace(deck, entries=(entry,)), tmp_path)
