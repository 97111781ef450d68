"""YAML values against a pydantic model: findings at the place of every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from deckmill.findings import Finding
from deckmill.reader.foreign import Foreign
from deckmill.reader.yamls import Document, Path
from deckmill.source import Span
from deckmill.spelling import did_you_mean, nearest

T = TypeVar("T", bound=BaseModel)

# What these say of an entry is not to be guessed.
_GRAVE = frozenset(("id", "retired"))

Elsewhere = Callable[[str], Foreign | None]
"""What a key that is none of the model's was meant as."""


def validate(
    model: type[T],
    document: Document,
    placeholders: Mapping[str, Any],
    path: Path = (),
    elsewhere: Elsewhere = lambda key: None,
) -> tuple[T, frozenset[str], list[Finding]]:
    """The model's instance, the names of keys that were bad, and their findings.

    A bad key takes its placeholder (or its default), so that one fault does not hide the others.
    """
    value: Any = document.value
    for step in path:
        value = value[step]
    assert isinstance(value, dict)
    known = model.model_fields
    meant = {key: elsewhere(key) for key in value if key not in known}
    findings = [*_foreign_keys(meant, document, path)]
    try:
        return model.model_validate(value), frozenset(), findings
    except ValidationError as error:
        faults = error.errors(include_url=False)
    # A misspelt key is unknown; that the right one is missing is no fault of its own.
    unknown = (str(fault["loc"][0]) for fault in faults if fault["type"] == "extra_forbidden")
    misspelt = {_nearest_key(key, known, value) for key in unknown}
    misspelt |= {foreign.key for foreign in meant.values() if foreign}
    misspelt -= {None}
    bad = {str(key) for key in misspelt}
    for fault in faults:
        key = str(fault["loc"][0])
        if fault["type"] == "missing" and key in misspelt:
            continue
        bad.add(key)
        if not (len(fault["loc"]) == 1 and meant.get(key)):
            findings.append(_finding(model, fault, document, path))
    sound = {key: item for key, item in value.items() if key not in bad and key in known}
    filled = {key: item for key, item in placeholders.items() if key in bad}
    return model.model_validate({**filled, **sound}), frozenset(bad), findings


def _foreign_keys(
    meant: Mapping[str, Foreign | None], document: Document, path: Path
) -> Iterator[Finding]:
    for key, foreign in meant.items():
        if foreign is not None:
            at = document.key((*path, key))
            yield Finding("F104", f"unknown key '{key}'", at, foreign.help)


def _nearest_key(key: str, known: Iterable[str], given: Container[str]) -> str | None:
    """The key that was meant, of those that are not there already."""
    near = nearest(key, [name for name in known if name not in given])
    grave = near in _GRAVE and not nearest(key, [near], 0.8)
    return None if grave else near


def _finding(
    model: type[BaseModel], fault: ErrorDetails, document: Document, path: Path
) -> Finding:
    kind, given, loc = fault["type"], fault["input"], fault["loc"]
    of_key = loc[2:] == ("[key]",)  # a fault in the key of a mapping
    loc = loc[:2] if of_key else loc
    key = str(loc[0])
    place = (*path, *loc)
    if kind == "missing":
        what = model.model_fields[key].description
        help = f"add `{key}:`" + (f" ({what.rstrip('.')})" if what else "")
        message = f"the key '{key}' is missing"
        return Finding("F107", message, place_of_missing(model, key, document, path), help)
    if kind in _UNKNOWN:
        known = _keys_at(model, loc[:-1])
        key = str(loc[-1])
        beside = [str(at[-1]) for at in document.keys if at[:-1] == place[:-1]]
        near = _nearest_key(key, known, beside)
        help = f"did you mean '{near}'?" if near else f"known keys: {', '.join(known)}"
        return Finding("F104", f"unknown key '{key}'", document.key(place), help)
    named = loc[:-1] if of_key else loc
    name = ".".join(str(step) for step in named if isinstance(step, str))
    if given == "" or kind == "too_short":
        required = model.model_fields[key].is_required()
        help = "give it a value" + ("" if required else ", or leave the key out")
        return Finding("F106", f"'{name}' is empty", _visible(document, place), help)
    at = document.key(place) if of_key else document.at(place)
    if kind == "literal_error" and isinstance(given, str):
        known = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
        help = did_you_mean(given, known) or "one of " + ", ".join(known)
        if "off" in known and given.lower() in _NO:
            help = "write off"
        message = (
            f"unknown {key} '{given}'" if len(loc) == 1 else f"'{name}': unknown value '{given}'"
        )
        return Finding("F103", message, at, help)
    problem, help = _said(fault)
    return Finding("F106", f"'{name}': {problem}", at, help)


def place_of_missing(model: type[BaseModel], key: str, document: Document, path: Path = ()) -> Span:
    """Where a key that is missing would stand: behind those that come before it."""
    names = list(model.model_fields)
    start = document.at(path).start if path else document.span.start
    for name in names[: names.index(key)]:
        if (*path, name) in document.keys:
            start = max(document.key((*path, name)).start, document.at((*path, name)).end)
    source = document.span.source
    return source.span(source.offset(source.position(start)[0]))


def _visible(document: Document, path: Path) -> Span:
    """The value's span, or the key's where the value has no length."""
    span = document.at(path)
    return span if span.end > span.start else document.key(path)


def _keys_at(model: type[BaseModel], loc: Path) -> list[str]:
    """The keys of the mapping at ``loc``: of the file, or of the dataclass that is under a key."""
    if not loc:
        return list(model.model_fields)
    inner: Any = model.model_fields[str(loc[0])].annotation
    return [it.name for it in fields(inner)]


_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
# What pydantic calls a fault, what it is, and its cure.
_WHOLE = ("this is no whole number", "write digits alone, such as 3")
_NUMBER = ("this is no number", "write digits, such as 0.25: no unit, no thousands separator")
_VALUE = ("this is no single value", "write one value, not a list or a mapping")
_MAPPING = ("this is no mapping", "write one `key: value` a line, each indented by two spaces")
_SAID: Mapping[str, tuple[str, str]] = {
    "list_type": ("this is no list", "write [one, two], or one item a line after a hyphen"),
    "string_type": _VALUE,
    "literal_error": _VALUE,
    "dict_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": ("this number has too many digits", "write fewer"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "number": _NUMBER,
    "month": ("this is no month", "write YYYY-MM, such as 2026-11"),
    "date": ("this is no day of the calendar", "write YYYY-MM-DD, such as 2026-11-22"),
    "string_pattern_mismatch": ("this is no language tag", "write one such as en or pt-BR"),
    "url": ("this is no address", "write one that starts with https://"),
}
_NO = frozenset(("no", "false", "none", "never", "ignore", "disable", "disabled", "null", "0"))
# Cures of what the schema says itself.
_CURES = {
    "limits": "set both of them, the least not over the most",
    "id": "write lower-case letters and digits, parted by single hyphens",
    "macro": "write a backslash and letters, such as \\R",
    "title": "write a single colon, or a dash",
    "tag": "leave out spaces, commas and quotation marks; a hyphen may join words",
    "anchor": "choose another id",
    "rule": "`deckmill rule` lists all of them",
}


def _no_list(given: str, key: str) -> tuple[str, str]:
    if given.startswith("-"):
        return "no space stands behind the hyphen", f"write `- {given.lstrip('-').lstrip()}`"
    if key == "sources" and "," in given:
        # In brackets the comma would part the place from its key.
        return "this is no list", f"write it in a line of its own: `- {given}`"
    return "this is no list", f"write [{given}]"


def _said(fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, and the cure."""
    kind, given, key = fault["type"], fault["input"], str(fault["loc"][0])
    bounds = fault.get("ctx", {})
    if kind == "list_type" and isinstance(given, str):
        return _no_list(given, key)
    if kind == "string_type" and key == "sources" and isinstance(given, dict):
        key, place = next(iter(given.items()), ("key", "place"))
        return "this is a mapping", f"write `- {key}, {place}`: a comma parts the key and the place"
    if kind == "dict_type" and key == "excuse":
        code = given[0] if isinstance(given, list) and given else given or "C203"
        return "this gives no reason", f'write {{{code}: "why it may stand here"}}'
    if kind == "url" and re.match(r"[\w-]+(\.[\w-]+)+(?:/|\Z)", given):
        return _SAID[kind][0], f"write https://{given}"
    if kind == "macro" and given.isalpha():
        return f"'{given}' is no macro name", f"write \\{given}"
    if kind in _SAID:
        return _SAID[kind]
    if kind == "string_too_long":
        return f"{len(given)} characters, where {bounds['max_length']} fit", "shorten it"
    if kind in ("greater_than_equal", "less_than_equal") and "nan" in given.lower():
        return _NUMBER
    if kind == "greater_than_equal":
        return f"{given} is too small", f"write {bounds['ge']:g} or more"
    if kind == "less_than_equal":
        return f"{given} is too large", f"write {bounds['le']:g} or less"
    message, _, hint = fault["msg"].partition("; ")
    if kind == "id" and hint:
        hint = "write " + hint.split("'")[1]
    return message, hint or _CURES.get(kind, "see `deckmill schema`")
