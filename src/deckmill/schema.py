"""What deck.yaml, front matter and the bibliography may hold.

The reader reads them by these (``reader.typed``); the JSON Schemas of ``deckmill schema`` come from
here, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import ClassVar, Literal, TypeAlias

from deckmill.ids import ID_PATTERN, MAX_ID, is_id, kebab
from deckmill.lazy import lazy_pattern
from deckmill.limits import ORDERED, Limits
from deckmill.model import KINDS, LEVELS, Kind, Level
from deckmill.rules import RULES, starting
from deckmill.shapes import ListOf, Number, OneOf, Record, Table, Text, Unfit, key
from deckmill.spelling import nearest
from deckmill.tex import MACRO_NAME

RuleLevel: TypeAlias = Literal["error", "warning", "note", "off"]

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_LANGUAGE = lazy_pattern(LANGUAGE_PATTERN[1:-1])
_DATE = lazy_pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NUMBER = lazy_pattern(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TAG = lazy_pattern(r"[^\s,\"']+")


def _id(value: str) -> Unfit | None:
    if is_id(value):
        return None
    cure = kebab(value)
    hint = f"; '{cure}' would be one" if cure and len(cure) <= MAX_ID else ""
    return Unfit("id", f"'{value}' is no id: lower-case letters, digits and single hyphens{hint}")


def _entry_id(value: str) -> Unfit | None:
    if is_id(value) and value.startswith(("topic-", "ref-")):
        message = f"'{value}' starts as the sheet's anchors of topics and sources do"
        return Unfit("anchor", message)
    return _id(value)


def _number(value: str) -> Unfit | None:
    if _NUMBER.fullmatch(value) and isfinite(float(value)):
        return None
    return Unfit("number", "write a number")


def _month(value: str) -> Unfit | None:
    fits = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value)
    return None if fits else Unfit("month", "write a month as YYYY-MM")


def _day(value: str) -> Unfit | None:
    fits = _DATE.fullmatch(value) and _is_day(value)
    return None if fits else Unfit("date", "write a date as YYYY-MM-DD")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _macro(value: str) -> Unfit | None:
    if MACRO_NAME.match(value):
        return None
    return Unfit("macro", f"'{value}' is no macro name: a backslash and letters")


def _title(value: str) -> Unfit | None:
    return Unfit("title", "'::' would make Anki nest decks") if "::" in value else None


def _tag(value: str) -> Unfit | None:
    if not _TAG.fullmatch(value):
        return Unfit("tag", f"'{value}' is no tag: no spaces, commas or quotation marks")
    if value == "retired" or value.startswith(("topic::", "level::", "kind::")):
        return Unfit("tag", f"the tag '{value}' is set by deckmill itself")
    return None


def _language(value: str) -> Unfit | None:
    return None if _LANGUAGE.fullmatch(value) else Unfit("language", "write a language tag")


def _https(value: str) -> Unfit | None:
    fits = re.fullmatch(r"https?://\S+", value)
    return None if fits else Unfit("url", "write an address that starts with https://")


def _rule(value: str) -> Unfit | None:
    if value in RULES:
        return None
    meant = value.upper()
    near = meant if meant in RULES else nearest(meant, RULES)
    hint = f"; did you mean '{near}'?" if near else ""
    return Unfit("rule", f"there is no rule '{value}'{hint}")


def _rule_or_start(value: str) -> Unfit | None:
    """A code, or what codes start with: ``C``, ``C2``."""
    if starting(value):
        return None
    if starting(value.upper()):
        return Unfit("rule", f"there is no rule '{value}'; did you mean '{value.upper()}'?")
    return _rule(value)


def _in_order(value: Limits) -> Unfit | None:
    """A least number is not over the most; both may come from the deck, or one."""
    for least, most in ORDERED:
        low, high = getattr(value, least), getattr(value, most)
        if low > high:
            return Unfit("limits", f"{least} is {low}, over {most}, which is {high}")
    return None


TEXT = Text()
ID = Text(_id, pattern=ID_PATTERN, least=0)
ENTRY_ID = Text(_entry_id, pattern=ID_PATTERN, least=0)
NUMBER = Text(_number, types=["number", "string"], least=0)
MONTH = Text(_month, types="string", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", least=0)
DAY = Text(_day, types="string", pattern=r"^\d{4}-\d{2}-\d{2}$", format="date", least=0)
TAG = Text(_tag, pattern="^[^\\s,\"']+$", least=0)
URL = Text(_https, pattern=r"^https?://\S+$", least=0)
LANGUAGE = Text(_language, pattern=LANGUAGE_PATTERN, least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckFile:
    """deck.yaml: the deck's identity, title, topics and macros."""

    id: str = key(ID, "Namespace of every GUID. It never changes.")
    title: str = key(Text(_title), "The deck's name in Anki and the heading of the sheet.")
    description: str = key(TEXT, "One sentence, shown by Anki and on the sheet.", "")
    language: str = key(LANGUAGE, "A BCP 47 tag, such as en or pt-BR.", "en")
    license: str = key(TEXT, "An SPDX identifier, such as CC-BY-4.0.", "")
    authors: list[str] = key(ListOf(TEXT), "Who wrote the deck.", list)
    topics: dict[str, str] = key(
        Table(ID, TEXT, least=1),
        "Topic id to title, in the order of the sheet and of new cards.",
    )
    macros: dict[str, str] = key(
        Table(Text(_macro, least=0), Text(least=0)),
        "TeX macros; a body may use #1 to #9.",
        dict,
    )
    report_url: str | None = key(
        URL, "Where to report a mistake; {id} stands for the card's id.", None
    )
    rules: dict[str, RuleLevel] = key(
        Table(Text(_rule_or_start, least=0), OneOf(("error", "warning", "note", "off"))),
        "Rule code, or the start of codes (C2), to error, warning, note or off.",
        dict,
    )
    limits: Limits = key(Record(Limits, _in_order), "Thresholds of the checks.", Limits())
    acronyms: list[str] = key(
        ListOf(TEXT), "Acronyms that its readers know, never written out.", list
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands between the two `---` lines of an entry."""

    id: str = key(ENTRY_ID, "Unique in the deck; the file is named <id>.md.")
    kind: Kind = key(OneOf(KINDS), "open, derivation, numeric, code, bug, choice or cards.")
    level: Level | None = key(
        OneOf(LEVELS), "core, intermediate or advanced; kind cards may leave it out.", None
    )
    short: str | None = key(
        Text(most=60), "A name of at most 60 characters for lists and search.", None
    )
    tags: list[str] = key(ListOf(TAG), "What else to find it by in Anki.", list)
    sources: list[str] = key(
        ListOf(TEXT),
        "Keys of references.yaml, each with an optional locator: he2015, sec. 2.",
        list,
    )
    needs: list[str] = key(ListOf(ID), "Entries to learn first.", list)
    answer: str | None = key(
        NUMBER, "The number asked for, as it is printed; kind numeric only.", None
    )
    tolerance: str | None = key(
        NUMBER, "How far the computed answer may be off: absolute, at least 0.", None
    )
    as_of: str | None = key(
        MONTH, "The month, YYYY-MM, in which what the entry says was true.", None
    )
    seed: list[int] = key(
        ListOf(Number(whole=True), alone=True),
        "Where the question came from; shown nowhere.",
        list,
    )
    retired: str | None = key(
        DAY, "The day, YYYY-MM-DD, from which the entry is marked as retired.", None
    )
    excuse: dict[str, str] = key(
        Table(Text(_rule, least=0), TEXT),
        "Rule code to the reason why this file may break it.",
        dict,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceItem:
    """One work, in CSL-YAML; every other CSL variable may stand beside these."""

    OTHER_KEYS: ClassVar = True

    id: str = key(TEXT, "")
    type: str = key(TEXT, "")
    title: str = key(TEXT, "")
