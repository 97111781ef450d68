"""YAML values against a pydantic model: findings at the place of every fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from deckmill.findings import Finding
from deckmill.reader.yamls import Document, Path
from deckmill.source import Span
from deckmill.spelling import did_you_mean, nearest

T = TypeVar("T", bound=BaseModel)


def validate(
    model: type[T], document: Document, placeholders: Mapping[str, Any], path: Path = ()
) -> tuple[T, frozenset[str], list[Finding]]:
    """The model's instance, the names of keys that were bad, and their findings.

    A bad key takes its placeholder (or its default), so that one fault does not hide the others.
    """
    value: Any = document.value
    for step in path:
        value = value[step]
    assert isinstance(value, dict)
    try:
        return model.model_validate(value), frozenset(), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    # A misspelt key is unknown; that the right one is missing is no fault of its own.
    misspelt = {_nearest_key(model, d) for d in details if d["type"] == "extra_forbidden"} - {None}
    findings, bad = [], {str(key) for key in misspelt}
    for detail in details:
        loc = tuple(step for step in detail["loc"] if step != "[key]")
        if detail["type"] == "missing" and loc[0] in misspelt:
            continue
        bad.add(str(loc[0]))
        findings.append(_finding(model, detail, loc, document, path))
    known = set(model.model_fields)
    sound = {key: item for key, item in value.items() if key not in bad and key in known}
    filled = {key: item for key, item in placeholders.items() if key in bad}
    return model.model_validate({**filled, **sound}), frozenset(bad), findings


def _nearest_key(model: type[BaseModel], detail: ErrorDetails) -> str | None:
    return nearest(str(detail["loc"][0]), model.model_fields)


def _finding(
    model: type[BaseModel], detail: ErrorDetails, loc: Path, document: Document, path: Path
) -> Finding:
    kind, given = detail["type"], detail["input"]
    key = str(loc[0])
    at = document.at((*path, *loc))
    inside_key = "[key]" in detail["loc"]
    if inside_key:
        at = document.key((*path, *loc))
    if kind == "missing":
        what = model.model_fields[key].description if key in model.model_fields else None
        start = document.at(path) if path else document.span
        help = f"add `{key}:`" + (f" ({what.rstrip('.')})" if what else "")
        message = f"the key '{key}' is missing"
        return Finding("F107", message, start.source.span(start.start), help)
    if kind == "extra_forbidden":
        names = list(_model_at(model, loc[:-1]).model_fields)
        key = str(loc[-1])
        help = did_you_mean(key, names) or f"known keys: {', '.join(names)}"
        return Finding("F104", f"unknown key '{key}'", document.key((*path, *loc)), help)
    if given == "" or (kind == "too_short" and not given):
        name = next(step for step in reversed(loc) if isinstance(step, str))
        help = "give it a value, or leave the key out"
        return Finding("F106", f"'{name}' is empty", _visible(document, (*path, *loc)), help)
    if kind == "literal_error" and isinstance(given, str):
        known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        help = did_you_mean(given, known) or "one of " + ", ".join(known)
        return Finding("F103", f"unknown {key} '{given}'", at, help)
    return Finding("F106", f"'{key}': {_said(kind, detail)}", at, None)


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


_SAID = {
    "list_type": "write a list: [one, two], or one item a line after a hyphen",
    "string_type": "write one value, not a list or a mapping",
    "dict_type": "write a mapping, one `key: value` a line",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "float_parsing": "write a number",
    "string_pattern_mismatch": "write a language tag such as en or pt-BR",
    "literal_error": "write one value, not a list or a mapping",
}


def _said(kind: str, detail: ErrorDetails) -> str:
    if kind in _SAID:
        return _SAID[kind]
    if kind == "string_too_long":
        limit = detail["ctx"]["max_length"]
        return f"at most {limit} characters, this has {len(str(detail['input']))}"
    return detail["msg"]
