"""Task lists as options: ``- [x]`` is right, ``- [ ]`` is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE, TAG, Code, Hole, Math, Media, Option, Rich
from deckmill.reader.fences import lines
from deckmill.reader.markdown import Renderer
from deckmill.source import Span

_ITEM = re.compile(r"[ ]{0,3}[-*+][ ]+\[([ xX])\](?:[ \t]+|$)")
_BULLET = re.compile(r"[ ]{0,1}[-*+][ ]")
_MALFORMED = lazy_pattern(r"[ ]{0,3}[-*+][ ]*\[[ xX]{0,3}\](?![(\[])")
_SPACED = lazy_pattern(r"(?P<bullet>[ ]{0,3}[-*+])[ ]*\[[ ]*(?P<mark>[xX]?)[ ]*\][ \t]*(?=\S)")
_OTHER_MARK = lazy_pattern(r"[ ]{0,3}[-*+][ ]+(?P<box>\[(?P<mark>[^\s\]]{1,2})\])(?![(\[])")
_ITEMS = lazy_pattern(rf"^{_ITEM.pattern}", re.M)
_RIGHT = frozenset("✓✔✅☑vVyYoO+*1√")


@dataclass(frozen=True, slots=True)
class TaskList:
    """The items, each with its mark, and what follows the list (the explanation)."""

    items: tuple[tuple[bool, Span], ...]
    rest: Span
    malformed: tuple[Span, ...]


def task_list(span: Span) -> TaskList | None:
    """The task list that a text starts with; nothing where it starts otherwise."""
    items: list[tuple[bool, int, int]] = []
    malformed: list[Span] = []
    rest = len(span.text)
    blank = False  # behind a blank line a list is the explanation
    for at, line in lines(span.text):
        item = _ITEM.match(line)
        if item:
            items.append((item[1] in "xX", at + item.end(), at + len(line)))
        elif not line.strip():
            blank = True
            continue
        elif (
            _MALFORMED.match(line)
            or (items and _BULLET.match(line) and not blank)
            or (_OTHER_MARK.match(line) and (items or _ITEMS.search(span.text, at)))
        ):
            malformed.append(span.sub(at, at + len(line)))
            items.append((False, at + len(line), at + len(line)))
        elif items and line.startswith("  "):
            mark, start, _ = items[-1]
            items[-1] = (mark, start, at + len(line))
        else:
            rest = at
            break
    if not items:
        return None
    spans = tuple((mark, span.sub(start, max(end, start))) for mark, start, end in items)
    return TaskList(spans, span.sub(rest), tuple(malformed))


def read_options(
    tasks: TaskList, where: Span, least: int, most: int, codes: tuple[str, str], renderer: Renderer
) -> tuple[tuple[Option, ...], list[Finding]]:
    """The options of a task list; ``codes`` are those for a wrong number and for equal ones."""
    wrong, equal = codes
    help = "write `- [ ] text`, or `- [x] text` for the right one"
    message = "this option's box is not one"
    findings = []
    for at in tasks.malformed:
        other = _OTHER_MARK.match(at.text)
        where = at.sub(*other.span("box")) if other else at
        cure = help
        if other:
            looks_right = other["mark"][0] in _RIGHT
            cure = "write [x] for the right option" if looks_right else "write [x] or [ ]"
        findings.append(Finding(wrong, message, where, cure, _mended(at)))
    options = []
    for correct, span in tasks.items:
        text, found = renderer.inline(span)
        options.append(Option(text, correct))
        findings += found
        if not text.markdown and not tasks.malformed:
            findings.append(Finding(wrong, "this option is empty", span, "write its text"))
    if tasks.malformed:
        return tuple(options), findings
    right = sum(option.correct for option in options)
    if not least <= len(options) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        message = f"{len(options)} option{'s' if len(options) != 1 else ''}, where {wanted} belong"
        findings.append(Finding(wrong, message, where, "add or remove options"))
    if right != 1:
        message = "no option is right" if right == 0 else f"{right} options are right"
        findings.append(Finding(wrong, message, where, "mark exactly one with [x]"))
    seen: dict[str, Span] = {}
    for option in options:
        key = _compared(option.text)
        if key in seen:
            message = f"this option equals the one in line {seen[key].line}"
            findings.append(Finding(equal, message, option.text.span, "change one of them"))
        if key:
            seen.setdefault(key, option.text.span)
    return tuple(options), findings


def _mended(line: Span) -> tuple[Edit, ...]:
    """A box that is only spaced otherwise than it should be, written as it should."""
    box = _SPACED.match(line.text)
    if box is None:
        return ()
    return (Edit(line.sub(0, box.end()), f"{box['bullet']} [{box['mark'] or ' '}] "),)


def _compared(text: Rich) -> str:
    """What two equal options have in common: their words in any case, formulas and code exactly."""
    words = HOLE.sub("\0", text.html).lower()
    holes = iter(text.holes)
    shown = re.sub("\0", lambda _: _plain(next(holes)), TAG.sub("", words))
    return " ".join(shown.split())


def _plain(hole: Hole) -> str:
    match hole:
        case Math():
            return f"${hole.tex}$"
        case Code():
            return f"`{hole.text}`"
        case Media():
            return hole.path
