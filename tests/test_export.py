"""The JSON export: the contract of its schema, and what stands in it."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from commands import EPOCH, TINY
from deckmill import project
from deckmill.model import Entry
from deckmill.reader import read

Json = dict[str, Any]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every output of the tiny deck."""
    return built(TINY, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, content: Path) -> Path:
    """A folder with the export and the package of the real deck."""
    return built(content, tmp_path_factory.mktemp("real"), only=["json", "apkg"])


def built(root: Path, out: Path, only: list[str] | None = None) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        done = project.build(root, out, only=only or [])
    assert done.written, done.checked.findings
    return out


def export_of(out: Path) -> Json:
    (path,) = (path for path in out.glob("[!.]*.json") if not path.name.endswith("schema.json"))
    document: Json = json.loads(path.read_text("utf-8"))
    return document


def schema_of(out: Path) -> Json:
    """The schema that the export itself names, beside it."""
    schema: Json = json.loads((out / export_of(out)["$schema"]).read_text("utf-8"))
    return schema


def entry(document: Json, id: str) -> Json:
    found: Json
    (found,) = (entry for entry in document["entries"] if entry["id"] == id)
    return found


def card(document: Json, id: str) -> Json:
    found: Json
    (found,) = (c for entry in document["entries"] for c in entry["cards"] if c["id"] == id)
    return found


def rich_texts(value: Any) -> Iterator[Json]:
    """Every piece of rich text in a document."""
    if isinstance(value, dict):
        if {"markdown", "html", "text"} <= value.keys():
            yield value
        for item in value.values():
            yield from rich_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from rich_texts(item)


@pytest.mark.parametrize("deck", ["tiny", "real"])
def test_the_export_keeps_to_its_schema(deck: str, request: pytest.FixtureRequest) -> None:
    out = request.getfixturevalue(deck)
    schema = schema_of(out)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(export_of(out))]
    assert errors == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("format",), "other"),
        (("version",), "2.0"),
        (("entries", 0, "level"), "hard"),
        (("entries", 0, "question"), "What?"),
        (("entries", 0, "surprise"), 1),
        (("entries", 0, "cards", 0, "type"), "typed"),
        (("entries", 0, "source", "line"), 0),
        (("deck", "title"), None),
    ],
)
def test_the_schema_finds_what_is_wrong(
    tiny: Path, where: tuple[str | int, ...], value: object
) -> None:
    document: Any = export_of(tiny)
    place = document
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    assert not Draft202012Validator(schema_of(tiny)).is_valid(document)


def test_the_tiny_deck(tiny: Path, golden: Callable[[str, str], None]) -> None:
    text = json.dumps(export_of(tiny), ensure_ascii=False, indent=1)
    golden("tiny/export.json", text + "\n")


def test_an_entry_is_a_line(tiny: Path) -> None:
    lines = (tiny / "tiny-sounds.json").read_text("utf-8").splitlines()
    starts = [line for line in lines if line.startswith('{"id": ')]
    assert len(starts) == 7 + 2, "entries and references"


def test_entries_carry_every_field_of_the_source(tiny: Path) -> None:
    inner = {"span", "spans", "unread"}  # where things stand is told by `source`
    fields = {name for name in Entry.__slots__ if name not in inner}
    for exported in export_of(tiny)["entries"]:
        assert exported.keys() == fields | {"guid", "source", "checked"}


def test_entries_stand_in_the_order_of_the_deck(tiny: Path) -> None:
    document = export_of(tiny)
    assert [topic["id"] for topic in document["topics"]] == ["pitch", "loudness"]
    assert [entry["id"] for entry in document["entries"]] == [
        entry.id for entry in read(TINY).deck.entries
    ]


def test_the_source_is_the_place_of_the_question(tiny: Path) -> None:
    for exported in export_of(tiny)["entries"]:
        for thing in (exported, *exported["cards"]):
            text = (TINY / thing["source"]["file"]).read_text("utf-8")
            line = text.splitlines()[thing["source"]["line"] - 1]
            title = (thing.get("question") or thing.get("front"))["markdown"]
            assert title in line


def test_front_matter_keeps_its_types(tiny: Path) -> None:
    numeric = entry(export_of(tiny), "semitone-ratio")
    assert (numeric["answer"], numeric["tolerance"]) == (1.0595, None)
    assert numeric["needs"] == ["octave-doubles"]
    assert numeric["sources"] == [{"key": "helmholtz1885", "locator": "app. XX"}]
    assert entry(export_of(tiny), "decibel-sum")["seed"] == [2, 3]
    assert entry(export_of(tiny), "rms-level")["retired"] == "2026-11-20"
    assert entry(export_of(tiny), "cents-add")["as_of"] == "2026-11"


def test_a_whole_answer_is_a_whole_number(real: Path) -> None:
    assert repr(entry(export_of(real), "conv-output-and-parameters")["answer"]) == "34944"


def test_cards_by_their_type(tiny: Path) -> None:
    document = export_of(tiny)
    basic = card(document, "note-names/a4")
    assert (basic["type"], basic["reversed"], basic["typed"]) == ("basic", True, False)
    assert card(document, "semitone-ratio/semitones")["typed"] is True
    assert card(document, "note-names/ut")["retired"] is True
    choice = card(document, "cents-add/cents")
    assert choice["type"] == "choice"
    assert [option["correct"] for option in choice["options"]] == [False, True, False]
    assert choice["back"]["text"] == "An octave has 1,200."
    cloze = card(document, "note-names/b-flat")
    assert cloze["type"] == "cloze"
    assert "{{c1::B}}" in cloze["text"]["markdown"]


def test_maths_is_mathml_in_html_and_tex_in_text(tiny: Path) -> None:
    formula = entry(export_of(tiny), "octave-doubles")["formula"]
    assert formula["markdown"].startswith(r"$$\ratio{\freq{high}}{\freq{low}} = 2$$")
    assert "<math" in formula["html"]
    assert "$" not in formula["html"]
    expanded = r"$$\frac{f_{\mathrm{high}}}{f_{\mathrm{low}}} = 2$$"
    assert formula["text"].startswith(expanded)
    assert "<" not in formula["text"]


@pytest.mark.parametrize("deck", ["tiny", "real"])
def test_rich_text_is_whole(deck: str, request: pytest.FixtureRequest) -> None:
    pieces = list(rich_texts(export_of(request.getfixturevalue(deck))))
    assert len(pieces) > 50
    for piece in pieces:
        assert piece["text"].strip(), piece
        for form in ("html", "text"):
            assert "\x0e" not in piece[form]
            assert "\x0f" not in piece[form]


def test_pictures_and_sounds_keep_their_paths(tiny: Path) -> None:
    html = entry(export_of(tiny), "octave-doubles")["explanation"]["html"]
    assert '<img src="waves/plot.svg" alt="Two sine waves, one twice as fast">' in html
    assert '<audio controls src="sounds/a4.wav" aria-label="the standard A"></audio>' in html


def test_references_are_csl_json(tiny: Path) -> None:
    references = {item["id"]: item for item in export_of(tiny)["references"]}
    assert references["helmholtz1885"]["issued"] == {"date-parts": [[1885]]}
    assert references["iso16"]["issued"] == {"date-parts": [[1975, 1]]}
    assert references["iso16"]["author"] == [{"literal": "ISO"}]


@pytest.mark.parametrize("deck", ["tiny", "real"])
def test_guids_are_those_of_the_package(deck: str, request: pytest.FixtureRequest) -> None:
    out = request.getfixturevalue(deck)
    exported = [
        thing["guid"]
        for entry in export_of(out)["entries"]
        for thing in (entry, *entry["cards"])
        if thing["guid"] is not None
    ]
    (package,) = out.glob("*.apkg")
    assert sorted(exported) == sorted(note_guids(package))
    assert len(set(exported)) == len(exported)


def note_guids(package: Path) -> list[str]:
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(package) as archive:
        connection.deserialize(archive.read("collection.anki2"))
    guids = [guid for (guid,) in connection.execute("select guid from notes")]
    connection.close()
    return guids


def test_a_page_of_cards_has_no_note_of_its_own(tiny: Path) -> None:
    assert entry(export_of(tiny), "note-names")["guid"] is None
