"""What YAML may hold: every fault is told, where it is, and a value comes out as it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from deckmill.shapes import (
    ListOf,
    Number,
    OneOf,
    Record,
    Shape,
    Table,
    Text,
    Unfit,
    json_of,
    key,
    keys,
    read,
)


@dataclass(frozen=True, kw_only=True)
class Inner:
    least: int = key(Number(whole=True, least=0), "", 1)


def short(value: str) -> Unfit | None:
    return Unfit("wordy", "one word is enough") if " " in value else None


@dataclass(frozen=True, kw_only=True)
class Outer:
    """A file."""

    name: str = key(Text(short), "What it is called.")
    sort: str = key(OneOf(("a", "b")), "", "a")
    lines: list[int] = key(ListOf(Number(whole=True), alone=True), "", list)
    words: dict[str, str] = key(Table(Text(short), Text()), "", dict)
    share: float = key(Number(least=0, most=1), "", 0.5)
    inner: Inner = key(Record(Inner), "", Inner())


def faults(**written: Any) -> list[tuple[str, str]]:
    made, found = read(Outer, {"name": "x", **written})
    assert (made is None) == bool(found)
    return [(fault.kind, ".".join(map(str, fault.path))) for fault in found]


def test_what_is_written_comes_out_as_it_is_wanted() -> None:
    written = {"name": "x", "lines": "3", "share": "0.25", "inner": {"least": "4"}}
    made, found = read(Outer, written)
    assert found == []
    assert made == Outer(name="x", lines=[3], share=0.25, inner=Inner(least=4))


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"name": ["x"]}, ("text", "name")),
        ({"name": ""}, ("short", "name")),
        ({"name": "x y"}, ("wordy", "name")),
        ({"sort": "c"}, ("choice", "sort")),
        ({"sort": ["a"]}, ("choice", "sort")),
        ({"lines": ["1", "1.5"]}, ("whole", "lines.1")),
        ({"lines": "9" * 5000}, ("whole", "lines.0")),
        ({"words": ["x"]}, ("mapping", "words")),
        ({"words": {"a": ["x"]}}, ("text", "words.a")),
        ({"words": {"a b": "x"}}, ("wordy", "words.a b")),
        ({"share": "much"}, ("number", "share")),
        ({"share": "nan"}, ("number", "share")),
        ({"share": "-1"}, ("small", "share")),
        ({"share": "2"}, ("large", "share")),
        ({"inner": "x"}, ("mapping", "inner")),
        ({"inner": {"least": "-1"}}, ("small", "inner.least")),
        ({"inner": {"most": "1"}}, ("unknown", "inner.most")),
        ({"nmae": "x"}, ("unknown", "nmae")),
    ],
)
def test_a_fault_is_told_with_its_place(written: Any, fault: tuple[str, str]) -> None:
    assert faults(**written) == [fault]


def test_no_fault_hides_another() -> None:
    found = faults(sort="c", lines=["x", "y"], words={"a b": ["x"]})
    assert [kind for kind, _ in found] == ["choice", "whole", "whole", "wordy", "text"]
    assert read(Outer, {})[1][0].kind == "missing"


@pytest.mark.parametrize("text", ["7", "+7", " 7 ", "7.0", "0_7"])
def test_whole_numbers_as_people_write_them(text: str) -> None:
    made, _ = read(Outer, {"name": "x", "lines": text})
    assert made is not None and made.lines == [7]


@pytest.mark.parametrize(
    ("shape", "json"),
    [
        (Text(), {"type": ["string", "number", "boolean"], "minLength": 1}),
        (Text(most=3, least=0, types="string"), {"type": "string", "maxLength": 3}),
        (OneOf(("a",)), {"enum": ["a"], "type": "string"}),
        (Number(whole=True, least=0), {"type": "integer", "minimum": 0}),
        (ListOf(Number()), {"type": "array", "items": {"type": "number"}}),
        (Table(Text(), OneOf(("a",)), 1), {
            "type": "object", "minProperties": 1,
            "additionalProperties": {"enum": ["a"], "type": "string"},
        }),
    ],
)  # fmt: skip
def test_the_schema_for_editors(shape: Shape, json: Any) -> None:
    assert shape.json == json


def test_the_schema_of_a_file() -> None:
    made = json_of(Outer)
    assert (made["title"], made["description"]) == ("Outer", "A file.")
    assert list(made["properties"]) == list(keys(Outer))
    assert made["required"] == ["name"]
    assert made["additionalProperties"] is False
    assert made["properties"]["sort"]["default"] == "a"
