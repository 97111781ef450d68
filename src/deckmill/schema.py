"""What deck.yaml, front matter and the bibliography may hold, as pydantic models.

The reader hands these models strings (see ``reader.yamls``); they say which type each key wants.
The JSON Schemas of ``deckmill schema`` come from here, too.

pydantic takes some 80 ms to import, so whoever needs this module imports it where something is
validated.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from deckmill.ids import ID_PATTERN, MAX_ID, is_id, kebab
from deckmill.lazy import lazy_pattern
from deckmill.limits import ORDERED, Limits
from deckmill.model import Kind, Level
from deckmill.rules import RULES, starting
from deckmill.spelling import nearest
from deckmill.tex import MACRO_NAME

_DATE = lazy_pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NUMBER = lazy_pattern(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TAG = lazy_pattern(r"[^\s,\"']+")


def _id(value: str) -> str:
    if not is_id(value):
        cure = kebab(value)
        hint = f"; '{cure}' would be one" if cure and len(cure) <= MAX_ID else ""
        message = f"'{value}' is no id: lower-case letters, digits and single hyphens{hint}"
        raise PydanticCustomError("id", message)
    return value


def _number(value: str) -> str:
    if not (_NUMBER.fullmatch(value) and isfinite(float(value))):
        raise PydanticCustomError("number", "write a number")
    return value


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _month(value: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise PydanticCustomError("month", "write a month as YYYY-MM")
    return value


def _date(value: str) -> str:
    if not _DATE.fullmatch(value) or not _is_day(value):
        raise PydanticCustomError("date", "write a date as YYYY-MM-DD")
    return value


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _macro_name(value: str) -> str:
    if not MACRO_NAME.match(value):
        raise PydanticCustomError("macro", f"'{value}' is no macro name: a backslash and letters")
    return value


def _title(value: str) -> str:
    if "::" in value:
        raise PydanticCustomError("title", "'::' would make Anki nest decks")
    return value


def _tag(value: str) -> str:
    if not _TAG.fullmatch(value):
        raise PydanticCustomError(
            "tag", f"'{value}' is no tag: no spaces, commas or quotation marks"
        )
    if value == "retired" or value.startswith(("topic::", "level::", "kind::")):
        raise PydanticCustomError("tag", f"the tag '{value}' is set by deckmill itself")
    return value


def _entry_id(value: str) -> str:
    if _id(value).startswith(("topic-", "ref-")):
        message = f"'{value}' starts as the sheet's anchors of topics and sources do"
        raise PydanticCustomError("anchor", message)
    return value


def _https(value: str) -> str:
    if not re.fullmatch(r"https?://\S+", value):
        raise PydanticCustomError("url", "write an address that starts with https://")
    return value


def _rule_code(value: str) -> str:
    if value not in RULES:
        meant = value.upper()
        near = meant if meant in RULES else nearest(meant, RULES)
        hint = f"; did you mean '{near}'?" if near else ""
        raise PydanticCustomError("rule", f"there is no rule '{value}'{hint}")
    return value


def _rule_or_start(value: str) -> str:
    """A code, or what codes start with: ``C``, ``C2``."""
    if starting(value):
        return value
    if starting(value.upper()):
        raise PydanticCustomError(
            "rule", f"there is no rule '{value}'; did you mean '{value.upper()}'?"
        )
    return _rule_code(value)


def _in_order(value: Limits) -> Limits:
    """A least number is not over the most; both may come from the deck, or one."""
    for least, most in ORDERED:
        low, high = getattr(value, least), getattr(value, most)
        if low > high:
            raise PydanticCustomError("limits", f"{least} is {low}, over {most}, which is {high}")
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
_ID = Field(json_schema_extra={"pattern": ID_PATTERN})
Id = Annotated[str, AfterValidator(_id), _ID]
EntryId = Annotated[str, AfterValidator(_entry_id), _ID]
NumberText = Annotated[str, AfterValidator(_number), WithJsonSchema({"type": ["number", "string"]})]
Seeds = Annotated[
    list[int],
    BeforeValidator(_listed),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}
    ),
]
_MONTH = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
Month = Annotated[str, AfterValidator(_month), WithJsonSchema(_MONTH)]
Day = Annotated[str, AfterValidator(_date), WithJsonSchema(_DAY)]
Tag = Annotated[str, AfterValidator(_tag), Field(json_schema_extra={"pattern": "^[^\\s,\"']+$"})]
Url = Annotated[
    str, AfterValidator(_https), Field(json_schema_extra={"pattern": r"^https?://\S+$"})
]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
RuleLevel = Literal["error", "warning", "note", "off"]


# A run that reads no entry needs no validator of them: each is built where it is first used.
_STRICT = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class DeckFile(BaseModel):
    """deck.yaml: the deck's identity, title, topics and macros."""

    model_config = _STRICT

    id: Id = Field(description="Namespace of every GUID. It never changes.")
    title: Annotated[Text, AfterValidator(_title)] = Field(
        description="The deck's name in Anki and the heading of the sheet."
    )
    description: Text = Field("", description="One sentence, shown by Anki and on the sheet.")
    language: Language = Field("en", description="A BCP 47 tag, such as en or pt-BR.")
    license: Text = Field("", description="An SPDX identifier, such as CC-BY-4.0.")
    authors: list[Text] = Field(default_factory=list, description="Who wrote the deck.")
    topics: dict[Id, Text] = Field(
        min_length=1, description="Topic id to title, in the order of the sheet and of new cards."
    )
    macros: dict[Annotated[str, AfterValidator(_macro_name)], str] = Field(
        default_factory=dict, description="TeX macros; a body may use #1 to #9."
    )
    report_url: Url | None = Field(
        None, description="Where to report a mistake; {id} stands for the card's id."
    )
    rules: dict[Annotated[str, AfterValidator(_rule_or_start)], RuleLevel] = Field(
        default_factory=dict,
        description="Rule code, or the start of codes (C2), to error, warning, note or off.",
    )
    limits: Annotated[Limits, AfterValidator(_in_order)] = Field(
        Limits(), description="Thresholds of the checks."
    )
    acronyms: list[Text] = Field(
        default_factory=list, description="Acronyms that its readers know, never written out."
    )


class FrontMatter(BaseModel):
    """What stands between the two `---` lines of an entry."""

    model_config = _STRICT

    id: EntryId = Field(description="Unique in the deck; the file is named <id>.md.")
    kind: Kind = Field(description="open, derivation, numeric, code, bug, choice or cards.")
    level: Level | None = Field(
        None, description="core, intermediate or advanced; kind cards may leave it out."
    )
    short: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = Field(
        None, description="A name of at most 60 characters for lists and search."
    )
    tags: list[Tag] = Field(default_factory=list, description="What else to find it by in Anki.")
    sources: list[Text] = Field(
        default_factory=list,
        description="Keys of references.yaml, each with an optional locator: he2015, sec. 2.",
    )
    needs: list[Id] = Field(default_factory=list, description="Entries to learn first.")
    answer: NumberText | None = Field(
        None, description="The number asked for, as it is printed; kind numeric only."
    )
    tolerance: NumberText | None = Field(
        None, description="How far the computed answer may be off: absolute, at least 0."
    )
    as_of: Month | None = Field(
        None, description="The month, YYYY-MM, in which what the entry says was true."
    )
    seed: Seeds = Field(
        default_factory=list, description="Where the question came from; shown nowhere."
    )
    retired: Day | None = Field(
        None, description="The day, YYYY-MM-DD, from which the entry is marked as retired."
    )
    excuse: dict[Annotated[str, AfterValidator(_rule_code)], Text] = Field(
        default_factory=dict, description="Rule code to the reason why this file may break it."
    )


class ReferenceItem(BaseModel):
    """One work, in CSL-YAML; every other CSL variable may stand beside these."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    id: Text
    type: Text
    title: Text
