"""The JSON Schema of the export, as pydantic models: the contract with those who read it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from deckmill.model import Kind, Level
from deckmill.schema import SCHEMA_DIALECT


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RichText(_Model):
    """A piece of rich text, three times."""

    markdown: str = Field(description="As the author wrote it.")
    html: str = Field(description="HTML; formulas are MathML.")
    text: str = Field(description="Plain text; formulas are TeX between dollars.")


class OptionText(RichText):
    correct: bool


class Place(_Model):
    """Where something stands in the content folder."""

    file: str = Field(description="Relative to the content folder, with /.")
    line: int = Field(ge=1)


class CitationItem(_Model):
    key: str = Field(description="The id of a reference.")
    locator: str | None


class FollowUpItem(_Model):
    question: RichText
    answer: RichText


class _CardItem(_Model):
    id: str = Field(description="<entry id>/<slug>; never reused.")
    guid: str = Field(description="The note's GUID in Anki.")
    front: RichText
    retired: bool
    source: Place


class BasicItem(_CardItem):
    type: Literal["basic"]
    back: RichText
    reversed: bool
    typed: bool


class ClozeItem(_CardItem):
    """``front`` is the cue above the text; deletions read ``{{c1::answer::hint}}``."""

    type: Literal["cloze"]
    text: RichText


class ChoiceItem(_CardItem):
    type: Literal["choice"]
    options: list[OptionText] = Field(min_length=2, max_length=6)
    back: RichText | None


class EntryItem(_Model):
    """A question and its cards; a field without a value in the source is null or empty."""

    id: str
    guid: str | None = Field(description="Null for kind cards, which has no question note.")
    topic: str
    source: Place
    kind: Kind
    level: Level | None
    short: str | None
    tags: list[str]
    sources: list[CitationItem]
    needs: list[str]
    answer: int | float | None
    tolerance: int | float | None
    as_of: str | None
    seed: list[int]
    retired: str | None = Field(description="The day it was retired; still shipped, marked.")
    excuse: dict[str, str] = Field(description="Rules that the file may break, and why.")
    question: RichText
    short_answer: RichText | None
    cheat_sheet: RichText | None
    options: list[OptionText]
    explanation: RichText | None
    formula: RichText | None
    code: RichText | None
    pitfalls: RichText | None
    follow_ups: list[FollowUpItem]
    cards: list[BasicItem | ClozeItem | ChoiceItem]
    checked: bool = Field(description="Whether its code was run and holds, as it stands here.")
    checks: RichText | None


class TopicItem(_Model):
    id: str
    title: str


class DeckItem(_Model):
    id: str
    title: str
    description: str
    language: str
    license: str
    authors: list[str]
    macros: dict[str, str]
    report_url: str | None
    version: str = Field(description="The last release; a + marks changes since.")


class ReferenceData(BaseModel):
    """A CSL-JSON item."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: str
    title: str


class Export(_Model):
    """A deck as deckmill exports it."""

    schema_: str = Field(alias="$schema")
    format: Literal["deckmill"]
    version: Literal["1.0"]
    deck: DeckItem
    topics: list[TopicItem]
    entries: list[EntryItem]
    references: list[ReferenceData]


def export_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the export."""
    schema = Export.model_json_schema(by_alias=True)
    return {"$schema": SCHEMA_DIALECT, **schema}
