"""The JSON Schemas that help while writing: of deck.yaml and of front matter, for editors.

They are draft-07, which is what yaml-language-server reads, and know the deck at hand: its sources,
its entries, its tags. An editor's YAML has types where deckmill keeps every scalar as written, so
``short: 1984`` is a text here, too. What a schema cannot say, ``deckmill check`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from deckmill.model import Deck
from deckmill.rules import FAMILIES, RULES, Rule
from deckmill.schema import DeckFile, FrontMatter

DIALECT = "http://json-schema.org/draft-07/schema#"
_TEXT = ["string", "number", "boolean"]  # what YAML makes of an unquoted text

Json: TypeAlias = dict[str, Any]


class _Draft7(GenerateJsonSchema):
    """pydantic's generator without what only later drafts know, and without made-up titles."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": _TEXT}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        # A key may be left out; one without a value is a finding.
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        json = super().default_schema(schema)
        return {key: value for key, value in json.items() if key != "default" or value}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def deck_schema() -> Json:
    """The schema of deck.yaml."""
    schema = _schema(DeckFile)
    keys = schema["properties"]
    keys["topics"]["additionalProperties"] = False
    keys["macros"]["propertyNames"] = {"pattern": r"^\\[A-Za-z]+$"}
    level = keys["rules"].pop("additionalProperties")
    families = "".join(FAMILIES)
    keys["rules"] |= {
        "properties": _by_rule((rule for rule in RULES.values() if rule.adjustable), level),
        "patternProperties": {rf"^[{families}]\d{{0,2}}$": level},
        "additionalProperties": False,
    }
    return schema


def entry_schema(deck: Deck | None = None) -> Json:
    """The schema of an entry's front matter; ``deck`` gives the names that may stand in it."""
    schema = _schema(FrontMatter)
    keys = schema["properties"]
    reason = keys["excuse"]["additionalProperties"]
    excusable = (rule for rule in RULES.values() if rule.excusable)
    keys["excuse"] |= {
        "properties": _by_rule(excusable, reason),
        "additionalProperties": False,
    }
    schema["allOf"] = [
        {"if": _of_kind("cards"), "else": {"required": ["level"]}},
        {
            "if": _of_kind("numeric"),
            "then": {"required": ["answer"]},
            "else": {"properties": {"answer": False, "tolerance": False}},
        },
    ]
    if deck is not None:
        _name(keys, deck)
    return schema


def _name(keys: Json, deck: Deck) -> None:
    """Put the deck's own names where they may stand."""
    if deck.references:
        known = sorted(deck.references)
        located = "|".join(map(re.escape, known))
        keys["sources"]["items"] = {"anyOf": [{"enum": known}, {"pattern": rf"^(?:{located})\s*,"}]}
    keys["needs"]["items"] = {"enum": sorted({entry.id for entry in deck.entries})}
    tags = sorted({tag for entry in deck.entries for tag in entry.tags})
    if tags:
        keys["tags"]["items"]["examples"] = tags


def _schema(model: type[BaseModel]) -> Json:
    schema = model.model_json_schema(schema_generator=_Draft7)
    definitions = schema.pop("$defs", {})
    # Draft-07 ignores what stands beside a $ref, such as a description.
    for key, value in schema["properties"].items():
        if "$ref" in value:
            inner = definitions[value["$ref"].rpartition("/")[2]]
            schema["properties"][key] = {**inner, "description": value["description"]}
    return {"$schema": DIALECT, **schema}


def _by_rule(rules: Iterable[Rule], value: Json) -> Json:
    """``value`` for each of the rules, by their codes."""
    return {rule.code: {**value, "description": rule.title} for rule in rules}


def _of_kind(kind: str) -> Json:
    return {"properties": {"kind": {"const": kind}}}
