"""YAML as authors write it: every scalar a string, every value with its place.

YAML 1.2 has no surprises in ``no``, ``on``, ``1.10`` or dates; this reader goes further and keeps
every scalar as written, since the schemas say which type a key wants.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from deckmill.findings import Finding
from deckmill.reader.files import CONTROL
from deckmill.reader.yaml_errors import syntax_error
from deckmill.source import Source, Span

Path: TypeAlias = tuple[str | int, ...]

# Every scalar is a string here: a loader that looks for none of YAML's other types is faster.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_ALIASED = 1_000
MAX_DEPTH = 50


@dataclass(slots=True)
class Document:
    """A YAML document: its value, and the span of every key and value by its path."""

    value: Any
    span: Span
    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def at(self, path: Path) -> Span:
        """The value's span, else that of the nearest thing around it."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, self.span)

    def key(self, path: Path) -> Span:
        return self.keys.get(path) or self.at(path)


def parse(source: Source, start: int = 0, end: int | None = None) -> Document:
    """Read one YAML document out of a source; never raises for bad YAML."""
    end = len(source.text) if end is None else end
    text = source.text[start:end]
    document = Document(None, Span(source, start, start))
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        document.findings.append(_broken(error, source, start, text))
        return document
    if node is not None:
        _Builder(source, start, document).build(node, document)
    return document


def _broken(error: Exception, source: Source, start: int, text: str) -> Finding:
    if isinstance(error, yaml.YAMLError):
        with suppress(RecursionError):
            return syntax_error(source, start, text)
    span = source.span(start, start + 1)
    return Finding("F116", "this is nested too deeply", span, "write it with fewer levels")


class _Builder:
    def __init__(self, source: Source, base: int, document: Document) -> None:
        self.source = source
        self.text = source.text
        self.base = base
        self.findings = document.findings
        self.seen: set[int] = set()
        self.aliased = 0
        self.refused = False

    def build(self, node: yaml.Node, document: Document) -> None:
        value = self._value(node, (), document, ())
        # What was refused is not read in part: what is left of it could mean something else.
        document.value = None if self.refused else value

    def _span(self, node: yaml.Node) -> Span:
        start, stop = self.base + node.start_mark.index, self.base + node.end_mark.index
        # The end mark of a block runs on to the next token.
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Span(self.source, start, stop)

    def _value(
        self, node: yaml.Node, path: Path, document: Document, above: tuple[int, ...]
    ) -> Any:
        span = document.values[path] = self._span(node)
        if node.tag.startswith("!") or self.text.startswith("!", span.start):
            self._refuse(span, "a YAML tag has no place here", "leave out what starts with `!`")
            return ""
        if id(node) in self.seen:
            self.aliased += 1
        if id(node) in above or self.aliased > MAX_ALIASED or len(path) > MAX_DEPTH:
            self._refuse(span, "this anchor or nesting grows without bound", "write it out")
            return ""
        self.seen.add(id(node))
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, document, above)
        if isinstance(node, yaml.SequenceNode):
            return [
                self._value(child, (*path, i), document, above)
                for i, child in enumerate(node.value)
            ]
        return self._text(node.value, span)

    def _text(self, text: str, span: Span) -> str:
        """A scalar's text. An escape, "\\x1f", must not bring in what a source may not hold."""
        control = CONTROL.search(text)
        if control is None:
            return text
        message = f"a control character, U+{ord(control[0]):04X}"
        self.findings.append(Finding("F118", message, span, "remove its escape"))
        return CONTROL.sub("\ufffd", text)

    def _mapping(
        self, node: yaml.MappingNode, path: Path, document: Document, above: tuple[int, ...]
    ) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            span = self._span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                help = "write `key: value`, or put quotes around the key"
                self.findings.append(Finding("F106", "a key must be a word", span, help))
                continue
            key = self._text(key_node.value, span)
            if key in mapping:
                first = document.keys[(*path, key)].line
                message = f"the key '{key}' stands twice, first in line {first}"
                self.findings.append(Finding("F105", message, span, "keep one of the two"))
                if mapping[key] != "":
                    continue
            document.keys[(*path, key)] = span
            mapping[key] = self._value(value_node, (*path, key), document, above)
        return mapping

    def _refuse(self, span: Span, message: str, help: str) -> None:
        if not self.refused:
            self.refused = True
            self.findings.append(Finding("F116", message, span, help))
