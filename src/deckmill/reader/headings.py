"""Headings as the format has them, and lines that were meant as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from deckmill.lazy import lazy_pattern
from deckmill.spelling import nearest

SECTIONS = (
    "Short answer", "Cheat sheet", "Options", "Explanation", "Formula", "Code", "Pitfalls",
    "Follow-ups", "Cards", "Checks",
)  # fmt: skip
NAMES = "|".join(map(re.escape, SECTIONS))

_SLUG = re.compile(r"[ \t]\{#[a-z0-9-]+(?:[ \t][^{}]*)?\}[ \t*]*$")
UNDERLINE = re.compile(r"[ ]{0,3}(?:={2,}|-{2,})[ \t]*$")
# A line that says that a fence before it was forgotten: code does not hold such.
RECOVER = re.compile(rf"##[ ](?:{NAMES})[ \t]*$|###[ ].*\{{#[a-z0-9-]+.*\}}[ \t]*$")
_WRITTEN = re.compile(rf"\n## ({NAMES})[ \t]*$", re.M)
RECOVER_ALL = lazy_pattern(rf"^(?:{RECOVER.pattern})", re.M)

_WIDE = "\uff03"  # a sign of another script that looks right
_SPACE = "[ \t\u00a0\u3000]"
# Indented, without its space, with a space or a sign that only looks right.
_ALMOST = lazy_pattern(
    rf"(?P<indent>{_SPACE}*)(?P<marks>[#{_WIDE}]{{1,3}})(?P<gap>{_SPACE}*)(?=[^#\s])(?P<name>.*)$"
)
# A bare name with a colon only leads to what follows it.
_NAMED = lazy_pattern(
    rf"(?:(?P<mark>\*\*|__)(?P<bold>{NAMES}):?(?P=mark):?|(?P<bare>{NAMES}))[ \t]*$"
)
_QUOTED = lazy_pattern(r"[ \t]*>[ \t>]*#{1,6}[ \t]|(?:[ ]{4,}|\t+)#{1,6}[ \t]")
_INDENTED = lazy_pattern(r"^[ \t]+#{1,3}[ \t]+\S", re.M)
_FLUSH = re.compile(r"^#{1,3}[ \t]+\S", re.M)
_AROUND = lazy_pattern(r"\A[\W\d_]+|[\W_]+\Z")
_BY_LETTERS = {re.sub(r"[-\s]", "", section).lower(): section for section in SECTIONS}
_BOLD = lazy_pattern(
    r"(?:\d{1,2}[.)][ ]+)?(?P<mark>\*\*|__)(?:Q?\d{0,2}[.:)][ ]*)?"
    r"(?P<name>[^*\n]*[^*\s][?])(?P=mark)(?P<slug>[ ]\{#[^{}]*\})?\Z"
)
_DEEP = 4
_DEEPEST = 6


def written_sections(body: str) -> frozenset[str]:
    """The sections whose headings stand in a body just as they should, also in code."""
    return frozenset(_WRITTEN.findall("\n" + body))


def may_be_heading(line: str, after_blank: bool) -> bool:
    """Whether a line has what every heading, or what was meant as one, cannot be without."""
    if "#" in line or _WIDE in line:
        return True
    return after_blank and (line.startswith(SECTIONS) or "**" in line or "__" in line)


class Heading(NamedTuple):
    """A heading as the format has it: its level, and where in the line its name stands."""

    level: int
    start: int
    end: int


def heading(line: str) -> Heading | None:
    """What a line is as a heading; hash signs may close it, ``## Name ##``."""
    level = len(line) - len(line.lstrip("#"))
    rest = line[level:]
    if not 0 < level <= _DEEPEST or rest[:1] not in ("", " ", "\t"):
        return None
    name = rest.strip(" \t")
    bare = name.rstrip("#")
    if bare.endswith((" ", "\t")):
        name = bare.rstrip(" \t")
    start = level + len(rest) - len(rest.lstrip(" \t"))
    return Heading(level, start, start + len(name))


def has_slug(line: str) -> bool:
    """Whether a slug in braces ends a line."""
    return "{#" in line and _SLUG.search(line) is not None


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line was meant as: a heading's level, and where in the line its name stands.

    ``certain`` is whether it cannot be anything else.
    """

    level: int
    start: int
    end: int
    certain: bool


def meant(line: str, *, asked: bool, parted: bool, alone: bool) -> Meant | None:
    """The heading that a line was meant as, which it is not; nothing where it is text.

    ``asked`` says whether there is a question already, ``parted`` whether ``###`` headings part
    the section, ``alone`` whether a section's bare name would stand out from the text.
    """
    named = _NAMED.match(line) if asked and alone else None
    if named:
        return Meant(2, *named.span("bold" if named["mark"] else "bare"), certain=True)
    signed = "#" in line or _WIDE in line
    almost = _ALMOST.match(line.rstrip()) if signed else None
    if almost is None or heading(line):
        return None
    level, name = len(almost["marks"]), almost["name"]
    deep = len(almost["indent"].expandtabs(_DEEP)) >= _DEEP
    certain = False
    if level == 1:
        wanted = not asked and (almost["gap"] != "" or not deep)
        certain = True
    elif level == 2:
        certain = name in SECTIONS
        wanted = certain or (not deep and section_meant(name) is not None)
    else:
        certain = has_slug(line)
        wanted = parted and (certain or not deep)
    return Meant(level, *almost.span("name"), certain=certain) if wanted else None


def bold_question(line: str) -> str | None:
    """The question, with its slug, that a line in bold asks, as language models write headings."""
    bold = _BOLD.match(line.rstrip()) if "**" in line or "__" in line else None
    return bold["name"] + (bold["slug"] or "") if bold else None


def looks_like_heading(line: str) -> bool:
    """Whether a line has the marks of a heading in a quote, or so deep that it is text."""
    return _QUOTED.match(line) is not None


def all_indented(body: str) -> re.Match[str] | None:
    """The first heading of a body whose headings are all indented, as pasted text is."""
    if _FLUSH.search(body) or len(_INDENTED.findall(body)) < 2:
        return None
    return _INDENTED.search(body)


def section_named(title: str) -> str | None:
    """The section that a title names beyond doubt: in bold, with a colon, a number or a picture."""
    bare = _AROUND.sub("", title)
    return _BY_LETTERS.get(re.sub(r"[-\s]+", "", bare).lower())


def section_meant(title: str) -> str | None:
    """The section that a title means, whatever its case and its spaces."""
    known = {section.lower(): section for section in SECTIONS}
    near = nearest(" ".join(title.lower().split()), known)
    return known[near] if near else None
