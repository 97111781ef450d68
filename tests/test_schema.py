"""The schemas for editors: draft-07, with this deck's names, and neither too strict nor too lax."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator

from commands import run
from deckmill.reader.files import Folder
from deckmill.rules import RULES
from support import ENTRY, GOOD, write

Json = dict[str, Any]
SECOND = ENTRY.replace("id: plain", "id: second\ntags: [optics]")
LATER_DRAFTS = {"$defs", "prefixItems", "unevaluatedProperties", "dependentRequired", "$anchor"}


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: no dates, and only true and false are truth values."""


Core.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(("bool", "timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true$|false$"), list("tf"))


def load(text: str) -> Any:
    return yaml.load(text, Loader=Core)


def schema(name: str, content: Path | None = None) -> Json:
    options = [] if content is None else ["--content", content]
    document: Json = json.loads(run("schema", name, *options).stdout)
    return document


def faults(document: Any, schema: Json) -> list[str]:
    return [error.message for error in Draft7Validator(schema).iter_errors(document)]


def front_matter(text: str) -> Any:
    return load(text.split("---\n")[1])


def every(value: Any) -> Iterator[Json]:
    """Every mapping in a JSON document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from every(inner)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {**GOOD, "two/second.md": SECOND})


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without content."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", ["deck", "entry"])
def test_what_is_written_has_a_schema_of_draft_7(name: str) -> None:
    document = schema(name)
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(document)
    for mapping in every(document):
        assert not LATER_DRAFTS & mapping.keys()
        assert "$ref" not in mapping or len(mapping) == 1, "draft-07 ignores what is beside a $ref"


def test_the_export_keeps_its_dialect() -> None:
    document = schema("export")
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(document)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", ["deck", "entry"])
def test_every_key_is_described(name: str) -> None:
    keys = schema(name)["properties"]
    assert [key for key, value in keys.items() if not value.get("description")] == []


@pytest.mark.usefixtures("elsewhere")
def test_every_limit_is_described() -> None:
    limits = schema("deck")["properties"]["limits"]["properties"]
    assert limits
    assert [key for key, value in limits.items() if not value.get("description")] == []


def test_the_real_deck_is_right(content: Path) -> None:
    assert faults(load((content / "deck.yaml").read_text("utf-8")), schema("deck")) == []
    entry = schema("entry", content)
    texts = [(content / name).read_text("utf-8") for name in Folder(content).entries()]
    assert texts
    assert {text: found for text in texts if (found := faults(front_matter(text), entry))} == {}


def test_the_schema_of_an_entry_knows_the_deck(root: Path) -> None:
    keys = schema("entry", root)["properties"]
    assert keys["needs"]["items"]["enum"] == ["plain", "second"]
    assert keys["sources"]["items"]["anyOf"][0]["enum"] == ["ada1843"]
    assert keys["tags"]["items"]["examples"] == ["optics"]
    assert keys["excuse"]["properties"]["L112"]["description"] == RULES["L112"].title


@pytest.mark.usefixtures("elsewhere")
def test_without_content_any_name_is_right() -> None:
    entry = schema("entry")
    written = {"id": "a", "kind": "open", "level": "core", "sources": ["x1"], "needs": ["b"]}
    assert faults(written, entry) == []


def test_a_content_folder_that_is_named_must_be_there(tmp_path: Path) -> None:
    result = run("schema", "entry", "--content", tmp_path / "none")
    assert (result.exit_code, result.stdout) == (2, "")


GOOD_KEYS = """\
sources: [ada1843]
sources: ["ada1843, sec. 2"]
sources: ["ada1843,p. 3"]
needs: [second]
tags: [optics, 2024]
short: 1984
short: no
as_of: 2026-11
retired: 2026-11-22
seed: 3
seed: [3, 4]
excuse: {L112: "the sound says it"}
""".splitlines()
BAD_KEYS = """\
sources: [bob1900]
sources: ["bob1900, sec. 2"]
sources: [ada1843x]
sources: ada1843
needs: [third]
tags: ["two words"]
tags: optics
short:
answer: 3
tolerance: 0.1
as_of: 2026-13
as_of: "2026"
retired: yesterday
seed: [a]
excuse: {L999: "there is no such rule"}
excuse: {F103: "this one stands fast"}
excuse: {L112: ""}
source: [ada1843]
""".splitlines()
START = "id: plain\nkind: open\nlevel: core\n"


@pytest.mark.parametrize("line", GOOD_KEYS)
def test_keys_that_are_right(line: str, root: Path) -> None:
    assert faults(load(START + line), schema("entry", root)) == []


@pytest.mark.parametrize("line", BAD_KEYS)
def test_keys_that_are_wrong(line: str, root: Path) -> None:
    assert len(faults(load(START + line), schema("entry", root))) == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("id: a\nkind: cards", True),
        ("id: a\nkind: open", False),
        ("id: a\nlevel: core", False),
        ("kind: open\nlevel: core", False),
        ("id: a\nkind: opne\nlevel: core", False),
        ("id: A b\nkind: open\nlevel: core", False),
        ("id: a\nkind: open\nlevel: cor", False),
        ("id: a\nkind: numeric\nlevel: core", False),
        ("id: a\nkind: numeric\nlevel: core\nanswer: 1e-3\ntolerance: 0.1", True),
    ],
)
def test_what_a_kind_asks_for(text: str, right: bool, root: Path) -> None:
    assert (faults(load(text), schema("entry", root)) == []) is right


DECK_START = "id: tiny\ntitle: 2024\n"
TOPICS = "topics: {one: First}\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (DECK_START + TOPICS, True),
        (DECK_START, False),
        (DECK_START + "topics: {}", False),
        (DECK_START + "topics: {One: First}", False),
        (DECK_START + "topics: [one]", False),
        (DECK_START + TOPICS + "rules: {C2: off, L: note, L112: error}", True),
        (DECK_START + TOPICS + "rules: {C2: of}", False),
        (DECK_START + TOPICS + "rules: {X2: off}", False),
        (DECK_START + TOPICS + "rules: {F103: off}", False),
        (DECK_START + TOPICS + "limits: {cards_max: 8, similarity: 0.9}", True),
        (DECK_START + TOPICS + "limits: {cards_max: many}", False),
        (DECK_START + TOPICS + "limits: {card_max: 8}", False),
        (DECK_START + TOPICS + "limits: {similarity: 2}", False),
        (DECK_START + TOPICS + r"macros: {'\R': '\mathbb{R}'}", True),
        (DECK_START + TOPICS + "macros: {R: x}", False),
        (DECK_START + TOPICS + "report_url: 'https://example.org/?card={id}'", True),
        (DECK_START + TOPICS + "report_url: example.org", False),
        (DECK_START + TOPICS + "language: pt-BR", True),
        (DECK_START + TOPICS + "language: not a tag", False),
        (DECK_START + TOPICS + "topic: one", False),
    ],
)
def test_deck_files(text: str, right: bool) -> None:
    assert (faults(load(text), schema("deck")) == []) is right
