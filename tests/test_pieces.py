"""What writers make of an entry by itself, and what the whole deck's outputs make of that."""

from __future__ import annotations

import json
import marshal
import zipfile
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

import books
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
from commands import TINY
from deckmill.model import Basic, Deck
from deckmill.reader import read
from deckmill.writers import WRITERS
from deckmill.writers.apkg import APKG
from deckmill.writers.base import Options, Setting, Writer
from deckmill.writers.fonts import ALWAYS, Shown
from deckmill.writers.html import unwrapped
from deckmill.writers.packed import captions_of
from deckmill.writers.page import Part
from deckmill.writers.sheet import SHEET
from deckmill.writers.sheet_places import Sheet, ranges
from deckmill.writers.states import note_states, open_states, states_of

PIECEMEAL = [writer for writer in WRITERS if writer.pieces]


@pytest.fixture(scope="module", params=["tiny", "real"])
def root(request: pytest.FixtureRequest, content: Path) -> Path:
    return TINY if request.param == "tiny" else content


@pytest.fixture(scope="module")
def deck(root: Path) -> Deck:
    return read(root).deck


@pytest.mark.parametrize("writer", PIECEMEAL, ids=lambda writer: writer.name)
def test_a_piece_is_plain_and_depends_on_its_entry_alone(
    writer: Writer, deck: Deck, root: Path
) -> None:
    setting = Setting(replace(deck, entries=()), root)
    assert writer.pieces is not None
    make = writer.pieces(setting)
    backwards = [make(entry) for entry in reversed(deck.entries)]
    for entry, piece in zip(reversed(deck.entries), backwards, strict=True):
        again = writer.pieces(setting)(entry)
        assert marshal.loads(marshal.dumps(piece)) == again
        assert str(root) not in repr(piece)


def test_states_are_told_by_pieces_and_captions(deck: Deck, root: Path) -> None:
    book = books.book(deck, root)
    told: dict[str, tuple[str, str, bool]] = {}
    left_open = 0
    for piece in book.pieces("apkg"):
        told |= {id: (type_, digest, gone) for id, type_, digest, gone, _ in states_of(piece)}
        for id, state in open_states(piece, captions_of(book)):
            assert told[id][1] == ""
            told[id] = (state.type, state.digest, state.retired)
            left_open += 1
    wanted = note_states(books.contents_of(book))
    assert told == {id: (state.type, state.digest, state.retired) for id, state in wanted.items()}
    assert left_open == sum(bool(entry.needs) for entry in deck.entries if entry.kind != "cards")


def test_contents_are_those_of_the_package(deck: Deck, root: Path, tmp_path: Path) -> None:
    book = books.book(deck, root)
    proven = {entry.id for entry in deck.entries[::2]}
    path = tmp_path / "deck.apkg"
    APKG.write(book, path, Options(root, "", TIME, checked=frozenset(proven)))
    notes = written(path)
    contents = list(books.contents_of(book, proven))
    assert {content.id: dict(content.fields) for content in contents} == {
        id: {name: value for name, value in note.fields.items() if value}
        for id, note in notes.items()
    }
    assert [content.id for content in contents] == [
        id for id, note in sorted(notes.items(), key=lambda pair: pair[1].due)
    ]


def test_a_parts_notes_are_what_they_are_in_the_whole(tmp_path: Path) -> None:
    first = question("chain-rule", title="What is the chain rule?")
    whole = deck_of(tmp_path, first, question(front_matter="needs: [chain-rule]\n"))
    path = tmp_path / "part.apkg"
    part = books.book(whole, tmp_path, ["slope"])
    APKG.write(part, path, Options(tmp_path, "1.0.0", TIME))
    notes = written(path)
    assert list(notes) == ["slope"]
    assert notes["slope"].fields["Needs"] == "<ul><li>What is the chain rule?</li></ul>"


def test_ids_are_the_milliseconds_before_the_build(tmp_path: Path) -> None:
    """Questions first, then cards, each note before its cards; however many there are."""
    body = "## Cards\n### A? {#a .reversed}\nB.\n\n### C {#c}\nThe {{c1::one}} and {{c2::other}}."
    glossary = "\n\n".join(f"### What is {n}? {{#n{n}}}\nA number." for n in range(300))
    made = deck_of(tmp_path, question(body=body), cards(glossary, "terms"), question("why"))
    connection = database(package_of(made, tmp_path))
    found = connection.execute("select id, flds from notes order by id").fetchall()
    names = {id: fields.partition("\x1f")[0] for id, fields in found}
    order = [names[id] for id in sorted(names)]
    assert order == ["slope", "why", "slope/a", "slope/c", *(f"terms/n{n}" for n in range(300))]
    of_cards = connection.execute("select id, nid from cards").fetchall()
    ids = sorted(chain(names, (id for id, _ in of_cards)))
    assert ids == list(range(TIME * 1000 - len(ids), TIME * 1000))
    for note, (_, fields) in zip(sorted(names), sorted(found), strict=True):
        mine = sorted(id for id, of in of_cards if of == note)
        assert mine == list(range(note + 1, note + 1 + len(mine))), fields
        assert len(mine) == (2 if names[note] in ("slope/a", "slope/c") else 1)


def test_the_database_is_whole_and_indexed(tmp_path: Path) -> None:
    connection = database(package_of(deck_of(tmp_path, question()), tmp_path))
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    named = "select name from sqlite_master where type = 'index' order by name"
    assert [name for (name,) in connection.execute(named)] == [
        *("ix_cards_nid", "ix_cards_sched", "ix_cards_usn", "ix_notes_csum", "ix_notes_usn"),
        *("ix_revlog_cid", "ix_revlog_usn"),
    ]


def test_large_media_arrive_as_they_are(tmp_path: Path) -> None:
    noise = bytes((n * n * 7 + n // 251) % 256 for n in range(2_500_000))
    put(tmp_path, "a.png", noise)
    put(tmp_path, "b.png", b"")
    path = package_of(with_media(tmp_path, "a.png", "b.png"), tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = json.loads(archive.read("media"))
        contents = {names[number][0]: archive.read(number) for number in names}
        assert contents == {"a": noise, "b": b""}
        assert archive.getinfo("0").compress_size < len(noise)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    made = deck_of(tmp_path, cards("### A? {#a}\nB."))
    card = made.entries[0].cards[0]
    assert isinstance(card, Basic)
    blank = replace(made.entries[0], cards=(replace(card, front=rich("")),))
    before = set(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="no card"):
        package_of(replace(made, entries=(blank,)), tmp_path)
    assert set(tmp_path.rglob("*")) == before


def test_the_sheets_head_knows_what_its_entries_show(deck: Deck, root: Path) -> None:
    book = books.book(deck, root)
    entries = [outline for outline in book.outlines if outline.on_sheet]
    keys = dict.fromkeys(key for entry in entries for key, _, _ in entry.cited)
    sheet = Sheet(
        {entry.id for entry in entries},
        {key: number for number, key in enumerate(keys, 1)},
        {entry.id for entry in entries[::2]},
    )
    pieces = [piece for piece in book.pieces(SHEET.name) if piece is not None]
    for entry, piece in zip(entries, pieces, strict=True):
        part = sheet.part(entry, 7, piece)
        assert "\x0e" not in part.html
        assert "\x0f" not in part.html
        shown = Shown.of(part.html)
        assert shown._replace(text=shown.text | ALWAYS) == part.shown._replace(
            text=part.shown.text | ALWAYS
        )
        assert part.styles == Part.of(part.html).styles


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ([], ""),
        ([4], "4"),
        ([1, 2], "1, 2"),
        ([1, 2, 3], "1–3"),
        ([1, 2, 3, 5], "1–3, 5"),
        ([1, 3, 4, 5, 6, 9], "1, 3–6, 9"),
    ],
)
def test_numbers_in_a_row_are_a_range(numbers: list[int], printed: str) -> None:
    assert "".join(f"{before}{number}" for before, number in ranges(numbers)) == printed


@pytest.mark.parametrize(
    ("html", "inner"),
    [
        ("<p>a</p>", "a"),
        (" \n<p>a <b>b</b></p>\n", "a <b>b</b>"),
        ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<ul><li><p>a</p></li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("a", "a"),
        ("<p></p>", ""),
    ],
)
def test_a_single_paragraph_is_unwrapped(html: str, inner: str) -> None:
    assert unwrapped(html) == inner
