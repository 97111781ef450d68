"""YAML values against a pydantic model: findings at the place of every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
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
    findings = [*_foreign_keys(model, value, document, path, elsewhere)]
    meant = {key: elsewhere(key) for key in value if key not in model.model_fields}
    try:
        return model.model_validate(value), frozenset(), findings
    except ValidationError as error:
        details = error.errors(include_url=False)
    # A misspelt key is unknown; that the right one is missing is no fault of its own.
    misspelt = {
        _nearest_key(str(d["loc"][0]), model, value)
        for d in details
        if d["type"] == "extra_forbidden"
    }
    misspelt |= {foreign.key for foreign in meant.values() if foreign}
    misspelt -= {None}
    bad = {str(key) for key in misspelt}
    for detail in details:
        loc = tuple(step for step in detail["loc"] if step != "[key]")
        if detail["type"] == "missing" and loc[0] in misspelt:
            continue
        bad.add(str(loc[0]))
        if not (len(loc) == 1 and meant.get(str(loc[0]))):
            findings.append(_finding(model, detail, loc, document, path))
    known = set(model.model_fields)
    sound = {key: item for key, item in value.items() if key not in bad and key in known}
    filled = {key: item for key, item in placeholders.items() if key in bad}
    return model.model_validate({**filled, **sound}), frozenset(bad), findings


def _foreign_keys(
    model: type[BaseModel],
    value: dict[str, Any],
    document: Document,
    path: Path,
    elsewhere: Elsewhere,
) -> Iterator[Finding]:
    for key in value:
        foreign = elsewhere(key) if key not in model.model_fields else None
        if foreign is not None:
            at = document.key((*path, key))
            yield Finding("F104", f"unknown key '{key}'", at, foreign.help)


def _nearest_key(key: str, model: type[BaseModel], given: Container[str]) -> str | None:
    """The key that was meant, of those that are not there already."""
    near = nearest(key, [name for name in model.model_fields if name not in given])
    grave = near in _GRAVE and not nearest(key, [near], 0.8)
    return None if grave else near


def _finding(
    model: type[BaseModel], detail: ErrorDetails, loc: Path, document: Document, path: Path
) -> Finding:
    kind, given = detail["type"], detail["input"]
    key = str(loc[0])
    place = (*path, *loc)
    if kind == "missing":
        what = model.model_fields[key].description if key in model.model_fields else None
        help = f"add `{key}:`" + (f" ({what.rstrip('.')})" if what else "")
        message = f"the key '{key}' is missing"
        return Finding("F107", message, place_of_missing(model, key, document, path), help)
    if kind == "extra_forbidden":
        inner = _model_at(model, loc[:-1])
        key = str(loc[-1])
        beside = [str(at[-1]) for at in document.keys if at[:-1] == place[:-1]]
        near = _nearest_key(key, inner, beside)
        names = ", ".join(inner.model_fields)
        help = f"did you mean '{near}'?" if near else f"known keys: {names}"
        return Finding("F104", f"unknown key '{key}'", document.key(place), help)
    named = loc[:-1] if "[key]" in detail["loc"] else loc
    name = ".".join(str(step) for step in named if isinstance(step, str))
    if given == "" or (kind == "too_short" and not given):
        required = key in model.model_fields and model.model_fields[key].is_required()
        help = "give it a value" + ("" if required else ", or leave the key out")
        return Finding("F106", f"'{name}' is empty", _visible(document, place), help)
    at = document.key(place) if "[key]" in detail["loc"] else document.at(place)
    if kind == "literal_error" and isinstance(given, str):
        known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        help = did_you_mean(given, known) or "one of " + ", ".join(known)
        if "off" in known and given.lower() in _NO:
            help = "write off"
        message = (
            f"unknown {key} '{given}'" if len(loc) == 1 else f"'{name}': unknown value '{given}'"
        )
        return Finding("F103", message, at, help)
    problem, help = _said(kind, given, detail)
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


def _model_at(model: type[BaseModel], loc: Path) -> type[BaseModel]:
    """The model of the mapping at ``loc``."""
    for step in loc:
        inner = model.model_fields[str(step)].annotation
        assert isinstance(inner, type) and issubclass(inner, BaseModel)
        model = inner
    return model


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
    "model_type": _MAPPING,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
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
    "kebab": "write lower-case letters and digits, parted by single hyphens",
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


def _said(kind: str, given: Any, detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, and the cure."""
    context = detail.get("ctx", {})
    if kind == "list_type" and isinstance(given, str):
        return _no_list(given, str(detail["loc"][0]))
    if kind == "string_type" and detail["loc"][0] == "sources" and isinstance(given, dict):
        key, place = next(iter(given.items()), ("key", "place"))
        return "this is a mapping", f"write `- {key}, {place}`: a comma parts the key and the place"
    if kind in ("dict_type", "model_type") and detail["loc"][0] == "excuse":
        code = given[0] if isinstance(given, list) and given else given or "C203"
        return "this gives no reason", f'write {{{code}: "why it may stand here"}}'
    if kind == "url" and isinstance(given, str) and re.match(r"[\w-]+(\.[\w-]+)+(?:/|\Z)", given):
        return _SAID[kind][0], f"write https://{given}"
    if kind == "macro" and isinstance(given, str) and given.isalpha():
        return f"'{given}' is no macro name", f"write \\{given}"
    if kind in _SAID:
        return _SAID[kind]
    if kind == "string_too_long":
        limit = context["max_length"]
        return f"{len(str(given))} characters, where {limit} fit", "shorten it"
    if kind == "greater_than_equal":
        return f"{given} is too small", f"write {context['ge']:g} or more"
    if kind == "less_than_equal":
        return f"{given} is too large", f"write {context['le']:g} or less"
    message, _, hint = detail["msg"].partition("; ")
    if kind == "kebab" and hint:
        hint = "write " + hint.split("'")[1]
    return message, hint or _CURES.get(kind, "see `deckmill schema`")
