"""What stands at a place of a file: a key, a source, an id, a rule's code, a macro, ….

It is told from the text alone, since a file that somebody is writing is broken most of the time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from deckmill.reader.deck import DECK_FILE
from deckmill.reader.fences import fences
from deckmill.source import Source, Span


class What(Enum):
    """What a word is, or would be once it is written."""

    KEY = auto()
    DECK_KEY = auto()
    KIND = auto()
    LEVEL = auto()
    TAG = auto()
    SOURCE = auto()
    ENTRY = auto()
    RULE = auto()
    RULE_LEVEL = auto()
    LIMIT = auto()
    SECTION = auto()
    MARK = auto()
    MACRO = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A word around a place, perhaps an empty one, and what it is."""

    what: What
    span: Span


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a YAML mapping: what they are, and what they hold."""

    key: What
    values: Mapping[str, What]
    inner_keys: Mapping[str, What]
    inner_values: Mapping[str, What]


_FRONT_MATTER = _Keys(
    What.KEY,
    {
        "kind": What.KIND, "level": What.LEVEL, "sources": What.SOURCE, "needs": What.ENTRY,
        "tags": What.TAG,
    },
    {"excuse": What.RULE},
    {},
)  # fmt: skip
_DECK = _Keys(
    What.DECK_KEY,
    {},
    {"rules": What.RULE, "limits": What.LIMIT},
    {"rules": What.RULE_LEVEL},
)
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^---[ \t]*$", re.M)
_QUESTION = re.compile(r"^#[ \t]", re.M)
_TOP_KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*(:(?:[ \t]|$))?", re.M)
_YAML_WORD = re.compile(r"[^\s,:\[\]{}\"'#]*")
_HEADING = re.compile(r"##[ \t]+(.*?)[ \t]*$")
_MARKS = re.compile(r"###[ \t].*\{([^{}]*)\}?[ \t]*$")
_MARK = re.compile(r"[^\s{}]*")
_LINK = re.compile(r"\(#([\w-]*)")
_MACRO = re.compile(r"\\[A-Za-z]*")


def place(source: Source, offset: int) -> Place | None:
    """What the word around ``offset`` is; nothing where no word would be of use."""
    if source.path == DECK_FILE:
        return _in_yaml(source, 0, offset, _DECK)
    if not source.path.endswith(".md"):
        return None
    opening = _OPENING.match(source.text)
    start = 0
    if opening:
        closing = _CLOSING.search(source.text, opening.end())
        closing = closing or _QUESTION.search(source.text, opening.end())
        start = closing.start() if closing else len(source.text)
        if opening.end() <= offset < start + (closing is None):
            return _in_yaml(source, opening.end(), offset, _FRONT_MATTER)
    return _in_body(source, start, offset)


def heading(span: Span) -> str:
    """The text of the card's heading in whose marks ``span`` stands."""
    line = span.source.line(span.line)
    return line.lstrip("# \t").rpartition("{")[0].strip()


# --------------------------------------------------------------------------- YAML


def _in_yaml(source: Source, start: int, offset: int, keys: _Keys) -> Place | None:
    owner = None
    for match in _TOP_KEY.finditer(source.text, start):
        if match.start() > offset:
            break
        owner = match
    line_start = source.offset(source.position(offset)[0])
    line = source.text[line_start:offset]
    if owner is not None and owner.start() <= offset <= owner.end(1):
        return Place(keys.key, source.span(owner.start(1), owner.end(1)))
    if not line:  # at the start of a line: a key will stand here
        return Place(keys.key, source.span(offset, offset))
    if owner is None or not owner[2]:
        return None
    item = _item(source.text, owner.end(), offset)
    if item is None:
        return None
    name = owner[1]
    if name in keys.inner_keys:
        what = keys.inner_values.get(name) if item.after_colon else keys.inner_keys[name]
    else:
        what = None if item.after_comma or item.after_colon else keys.values.get(name)
    if what is None:
        return None
    word = _YAML_WORD.match(source.text, item.start)
    end = word.end() if word else item.start
    return Place(what, source.span(item.start, end)) if item.start <= offset <= end else None


@dataclass(slots=True)
class _Item:
    """An item of a list or a mapping: where it starts, and what came in it before the place."""

    start: int
    after_colon: bool = False
    after_comma: bool = False  # in a source: its locator


def _item(text: str, start: int, offset: int) -> _Item | None:
    """The item at ``offset`` of the value that starts at ``start``; nothing in a comment."""
    item = _Item(start)
    quote, depth, fresh = "", 0, True
    for at in range(start, offset):
        character = text[at]
        if quote:
            if character == quote:
                quote = ""
            elif character == ",":
                item.after_comma = True
        elif character == "#" and text[at - 1].isspace():
            if "\n" not in text[at:offset]:
                return None
        elif character == "\n" and not depth:
            item, fresh = _Item(at + 1), True
        elif character in "[{":
            depth += 1
            item, fresh = _Item(at + 1), True
        elif character in "]}":
            depth -= 1
        elif character == "," and depth:
            item, fresh = _Item(at + 1), True
        elif character == ",":
            item.after_comma = True
        elif character == ":" and text[at + 1 : at + 2] in ("", " ", "\n"):
            item, fresh = _Item(at + 1, after_colon=True), True
        elif fresh and character in " \t\n-":
            item.start = at + 1
        elif fresh and character in "\"'":
            quote, item.start, fresh = character, at + 1, False
        else:
            fresh = False
    return item


# --------------------------------------------------------------------------- Markdown


def _in_body(source: Source, start: int, offset: int) -> Place | None:
    text = source.text[start:]
    if any(fence.start <= offset - start <= fence.end for fence in fences(text)):
        return None
    number = source.position(offset)[0]
    line, line_start = source.line(number), source.offset(number)

    def found(what: What, first: int, last: int) -> Place | None:
        inside = line_start + first <= offset <= line_start + last
        return Place(what, source.span(line_start + first, line_start + last)) if inside else None

    section = _HEADING.match(line)
    if section:
        return found(What.SECTION, *section.span(1))
    marks = _MARKS.match(line)
    if marks and line_start + marks.start(1) <= offset <= line_start + marks.end(1):
        for word in _MARK.finditer(line, marks.start(1), marks.end(1)):
            if mark := found(What.MARK, *word.span()):
                return mark
    for link in _LINK.finditer(line):
        if entry := found(What.ENTRY, *link.span(1)):
            return entry
    for macro in _MACRO.finditer(line):
        # Behind the backslash: before it, the word is not begun.
        if offset > line_start + macro.start() and (named := found(What.MACRO, *macro.span())):
            return named
    return None
