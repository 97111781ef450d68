"""Readings that are kept: what changed is read again, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckmill import checks, reader
from deckmill.findings import Finding, in_order
from deckmill.reader import Memory, Reading, read
from support import DECK, ENTRY, GOOD, PNG, write

OFF = DECK.splitlines()[-1]
STRICT = DECK.replace(OFF, "")
PICTURE = ENTRY.replace("Violet.", "![A spectrum](media/spectrum.png)")
OTHER = ENTRY.replace("id: plain", "id: other").replace("most}", "hue}")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, {**GOOD, "two/other.md": OTHER})


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the entries that were really read."""
    names: list[str] = []
    whole = reader.EntryReader.read

    def counting(self: reader.EntryReader, name: str, data: bytes) -> object:
        names.append(name)
        return whole(self, name, data)

    monkeypatch.setattr(reader.EntryReader, "read", counting)
    return names


def same(kept: Reading, fresh: Reading) -> bool:
    """Whether a reading with a memory tells what one without tells."""
    as_text = [
        (f.code, f.message, f.span.source.path, f.span.start) for f in in_order(kept.findings)
    ]
    assert as_text == [
        (f.code, f.message, f.span.source.path, f.span.start) for f in in_order(fresh.findings)
    ]
    return [e.question.html for e in kept.deck.entries] == [
        e.question.html for e in fresh.deck.entries
    ]


def test_nothing_changed_nothing_read(root: Path, memory: Memory, again: list[str]) -> None:
    first = read(root, memory=memory)
    assert again == ["one/plain.md", "two/other.md"]
    second = read(root, memory=memory)
    assert again == ["one/plain.md", "two/other.md"]
    assert second.deck.entries == first.deck.entries


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"one/plain.md": ENTRY.replace("blue", "red")}, ["one/plain.md"]),
        ({"two/third.md": ENTRY.replace("plain", "third")}, ["two/third.md"]),
        ({"deck.yaml": DECK + "macros:\n  \\R: \\mathbb{R}\n"}, ["one/plain.md", "two/other.md"]),
        ({"deck.yaml": DECK.replace("Tiny", "Small")}, []),
        ({"references.yaml": ""}, []),
    ],
)
def test_what_changed_is_read(
    root: Path, memory: Memory, again: list[str], change: dict[str, str], expected: list[str]
) -> None:
    read(root, memory=memory)
    again.clear()
    write(root, change)
    kept = read(root, memory=memory)
    assert again == expected
    assert same(kept, read(root))


def test_a_file_that_goes_is_forgotten(root: Path, memory: Memory) -> None:
    read(root, memory=memory)
    (root / "two/other.md").unlink()
    assert [entry.id for entry in read(root, memory=memory).deck.entries] == ["plain"]


def test_a_picture_that_comes_and_goes(root: Path, memory: Memory, again: list[str]) -> None:
    write(root, {"one/plain.md": PICTURE})
    assert [f.code for f in read(root, memory=memory).findings] == ["L103"]
    write(root, {"media/spectrum.png": PNG})
    again.clear()
    assert read(root, memory=memory).findings == []
    assert again == ["one/plain.md"]
    (root / "media/spectrum.png").write_bytes(b"")
    assert [f.code for f in read(root, memory=memory).findings] == ["L108"]


def test_an_open_text_stands_for_its_file(root: Path, memory: Memory) -> None:
    texts = {"one/plain.md": ENTRY.replace("# Why", "Why"), "two/unsaved.md": "# Why?\n"}
    opened = read(root, memory=memory, texts=texts)
    assert {f.span.source.path for f in opened.findings} == set(texts)
    assert read(root, memory=memory).findings == []


def test_an_open_deck_yaml(root: Path, memory: Memory) -> None:
    texts = {"deck.yaml": DECK.replace("  two: The second topic\n", "")}
    assert [f.code for f in read(root, memory=memory, texts=texts).findings] == ["F108"]


# What was found of entries

LONG = " ".join(["word"] * 50)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the entries that a check of entries was asked about."""
    ids: list[str] = []

    def looking(reading: Reading) -> list[Finding]:
        ids.extend(entry.id for entry in reading.deck.entries)
        return []

    monkeypatch.setattr(checks, "OF_ENTRIES", (*checks.OF_ENTRIES, looking))
    return ids


def test_entries_that_did_not_change_are_not_checked_again(
    root: Path, memory: Memory, looked_at: list[str]
) -> None:
    checks.run(read(root, memory=memory), memory)
    assert looked_at == ["plain", "other"]
    looked_at.clear()
    write(root, {"two/other.md": OTHER.replace("blue", "red")})
    checks.run(read(root, memory=memory), memory)
    assert looked_at == ["other"]
    looked_at.clear()
    write(root, {"deck.yaml": DECK + "limits: {card_answer_max: 30}\n"})
    checks.run(read(root, memory=memory), memory)
    assert looked_at == ["plain", "other"], "other limits, other findings"


def test_outlines_are_made_anew_where_entries_are_checked_anew(root: Path, memory: Memory) -> None:
    plain, other = checks.surveyed(read(root, memory=memory), memory).outlines
    write(root, {"two/other.md": OTHER.replace("blue", "red")})
    again = checks.surveyed(read(root, memory=memory), memory).outlines
    assert again[0] is plain
    assert again[1].facts.title != other.facts.title


CHANGES: list[dict[str, str]] = [
    {"one/plain.md": ENTRY.replace("Violet.", LONG)},
    {"one/plain.md": ENTRY.replace("Violet.", "The the sky.").replace("level: core\n", "")},
    {"one/plain.md": ENTRY.replace("level: core", "level: core\nexcuse: {C204: short}")},
    {"two/other.md": OTHER.replace("# Why is the sky blue?", "# Is it?")},
    {"two/other.md": ENTRY},
    {"deck.yaml": STRICT + "language: de\n"},
    {"deck.yaml": DECK + "limits: {card_answer_max: 60}\n"},
    {"deck.yaml": STRICT + "rules: {C2: note, S2: off}\n"},
    {"references.yaml": "- id: unused\n  type: book\n  title: A book\n"},
]


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_found_is_the_same_with_a_memory(changes: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder), {**GOOD, "two/other.md": OTHER, "deck.yaml": STRICT})
        memory = Memory()
        for change in changes:
            write(root, {name: text.replace(OFF, "") for name, text in change.items()})
            found = in_order(checks.run(read(root, memory=memory), memory))
            fresh = in_order(checks.run(read(root)))
            assert [(f.code, f.severity, f.span.source.path, f.span.start) for f in found] == [
                (f.code, f.severity, f.span.source.path, f.span.start) for f in fresh
            ]
