"""What a value in YAML may be: how it is read, every fault in it, and its JSON Schema for editors.

Every scalar comes as it was written (``reader.yamls``), so a shape says what the text has to look
like. A file's keys are a dataclass whose fields are made by ``key``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from math import isnan
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from deckmill.lazy import lazy_pattern

T = TypeVar("T")
Json: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]

TEXT_TYPES = ["string", "number", "boolean"]  # what YAML makes of an unquoted text
MAX_DIGITS = 1_000
_WHOLE = lazy_pattern(r"\s*[-+]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\s*")


class Unfit(NamedTuple):
    """Why a text that is no fault of its kind is unfit: a name for the fault, and words for it."""

    kind: str
    message: str


class Fault(NamedTuple):
    """A value that is not what its key wants.

    ``bound`` is what it goes beyond, or the values that are known. ``of_key`` is a fault in the key
    itself.
    """

    kind: str
    path: Path
    given: Any
    message: str = ""
    bound: Any = None
    of_key: bool = False


class Shape(Protocol):
    """What a value may be."""

    @property
    def json(self) -> Json:
        """Its JSON Schema, of draft 7."""
        ...

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        """The value as the program wants it; its faults are added."""
        ...


class Text(NamedTuple):
    """A single value, taken as text."""

    check: Callable[[str], Unfit | None] | None = None
    least: int = 1
    most: int | None = None
    types: Any = TEXT_TYPES
    pattern: str = ""
    format: str = ""

    @property
    def json(self) -> Json:
        least = 0 if self.pattern else self.least
        said = {"minLength": least, "maxLength": self.most, "pattern": self.pattern}
        said["format"] = self.format
        return {"type": self.types, **{name: value for name, value in said.items() if value}}

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, str):
            faults.append(Fault("text", path, value))
        elif len(value) < self.least:
            faults.append(Fault("short", path, value, bound=self.least))
        elif self.most is not None and len(value) > self.most:
            faults.append(Fault("long", path, value, bound=self.most))
        elif self.check and (unfit := self.check(value)):
            faults.append(Fault(unfit.kind, path, value, unfit.message))
        return value


class OneOf(NamedTuple):
    """One of a few words."""

    known: tuple[str, ...]

    @property
    def json(self) -> Json:
        return {"enum": list(self.known), "type": "string"}

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        if value not in self.known:
            faults.append(Fault("choice", path, value, bound=self.known))
        return value


class Number(NamedTuple):
    """A number: ``whole``, or any."""

    whole: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def json(self) -> Json:
        said = {"minimum": self.least, "maximum": self.most}
        kind = "integer" if self.whole else "number"
        return {"type": kind, **{name: value for name, value in said.items() if value is not None}}

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        number = self._number(value) if isinstance(value, str) else None
        if number is None:
            faults.append(Fault("whole" if self.whole else "number", path, value))
        elif self.least is not None and not number >= self.least:
            faults.append(Fault("small", path, value, bound=self.least))
        elif self.most is not None and not number <= self.most:
            faults.append(Fault("large", path, value, bound=self.most))
        return number

    def _number(self, text: str) -> float | None:
        if self.whole:
            fits = _WHOLE.fullmatch(text) and len(text) <= MAX_DIGITS
            return int(text.partition(".")[0]) if fits else None
        try:
            number = float(text)
        except ValueError:
            return None
        return None if isnan(number) else number


class ListOf(NamedTuple):
    """A list; where one may stand ``alone``, it needs no brackets."""

    item: Shape
    alone: bool = False

    @property
    def json(self) -> Json:
        listed = {"items": self.item.json, "type": "array"}
        return {"anyOf": [self.item.json, listed]} if self.alone else listed

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        if self.alone and not isinstance(value, list):
            value = [value]
        if not isinstance(value, list):
            faults.append(Fault("list", path, value))
            return []
        return [self.item.read(item, (*path, i), faults) for i, item in enumerate(value)]


class Table(NamedTuple):
    """A mapping whose keys are the author's."""

    name: Text
    item: Shape
    least: int = 0

    @property
    def json(self) -> Json:
        said: Json = {"type": "object"}
        if self.least:
            said["minProperties"] = self.least
        if self.name.pattern:
            return {**said, "patternProperties": {self.name.pattern: self.item.json}}
        return {**said, "additionalProperties": self.item.json}

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, dict):
            faults.append(Fault("mapping", path, value))
            return {}
        if len(value) < self.least:
            faults.append(Fault("short", path, value, bound=self.least))
        for name, item in value.items():
            of_name: list[Fault] = []
            self.name.read(name, (*path, name), of_name)
            faults += [
                Fault(fault.kind, fault.path, name, fault.message, fault.bound, of_key=True)
                for fault in of_name
            ]
            self.item.read(item, (*path, name), faults)
        return value


class Record(NamedTuple):
    """A mapping whose keys are those of a dataclass."""

    model: type[Any]
    check: Callable[[Any], Unfit | None] | None = None

    @property
    def json(self) -> Json:
        return json_of(self.model)

    def read(self, value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, dict):
            faults.append(Fault("mapping", path, value))
            return None
        made, found = read(self.model, value, path)
        if made is not None and self.check and (unfit := self.check(made)):
            found.append(Fault(unfit.kind, path, value, unfit.message))
        faults += found
        return made


class Key(NamedTuple):
    """A key of a file: what its value may be, what it says, and what stands for it elsewhere."""

    shape: Shape
    description: str
    required: bool
    default: Any


_KEYS: dict[type[Any], Mapping[str, Key]] = {}


def key(shape: Shape, description: str, default: Any = MISSING) -> Any:
    """A field of a dataclass: a key that is required, or has a default (or makes one)."""
    metadata = {"shape": shape, "description": description}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def keys(model: type[Any]) -> Mapping[str, Key]:
    """The keys of a file, in the order of its schema."""
    if model not in _KEYS:
        _KEYS[model] = _keys(model)
    return _KEYS[model]


def _keys(model: type[Any]) -> Mapping[str, Key]:
    return {
        it.name: Key(
            it.metadata["shape"],
            it.metadata["description"],
            it.default is MISSING and it.default_factory is MISSING,
            None if it.default is MISSING else it.default,
        )
        for it in fields(model)
    }


def read(model: type[T], value: Mapping[str, Any], path: Path = ()) -> tuple[T | None, list[Fault]]:
    """The model's instance, where nothing is wrong, and every fault.

    Other keys than the model's are faults, unless it has ``OTHER_KEYS``.
    """
    known, made = keys(model), {}
    faults: list[Fault] = []
    for name, of_key in known.items():
        if name in value:
            made[name] = of_key.shape.read(value[name], (*path, name), faults)
        elif of_key.required:
            faults.append(Fault("missing", (*path, name), value))
    if not getattr(model, "OTHER_KEYS", False):
        unknown = (name for name in value if name not in known)
        faults += [Fault("unknown", (*path, name), value[name]) for name in unknown]
    return (None if faults else model(**made)), faults


def json_of(model: type[Any]) -> Json:
    """The JSON Schema of a file's keys."""
    properties = {}
    required = [name for name, of_key in keys(model).items() if of_key.required]
    for name, of_key in keys(model).items():
        properties[name] = {**of_key.shape.json, "description": of_key.description}
        if of_key.default and isinstance(of_key.default, str | int | float):
            properties[name]["default"] = of_key.default
    return {
        "title": model.__name__,
        "description": model.__doc__,
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": getattr(model, "OTHER_KEYS", False),
    }
