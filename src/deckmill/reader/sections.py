"""The cut of an entry's body into question, sections and sub-sections, outside fences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deckmill.findings import Finding
from deckmill.reader.fences import Fence, fences, lines
from deckmill.source import Source, Span
from deckmill.spelling import nearest

SECTIONS = (
    "Short answer", "Cheat sheet", "Options", "Explanation", "Formula", "Code", "Pitfalls",
    "Follow-ups", "Cards", "Checks",
)  # fmt: skip
_PARTED = ("Follow-ups", "Cards")  # sections whose text is parted by ### headings

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_NAMES = "|".join(map(re.escape, SECTIONS))
# What was meant as a heading: one that is indented, or lacks the space behind its marks.
_ALMOST = re.compile(
    rf"[ ]{{1,3}}(?P<indented>##)[ \t]*(?P<name>{_NAMES})[ \t]*$"
    r"|(?:[ ]{1,3}(?P<deep>###)[ \t]+|(?P<tight>#+)(?=[^#\s]))(?P<rest>.*)$"
)
# Hashes behind a quote mark, deep indentation or before a space that only looks like one.
_HASHES = re.compile(
    r"(?:[ \t]*>[ \t>]*|[ ]{4,}|\t+)#{1,6}[ \t]|[ \t>]*(?:#{1,6}[\u00a0\u3000]|\uff03+)"
)
_SLUG = re.compile(r"[ \t]\{#[a-z0-9-]+(?:[ \t][^{}]*)?\}[ \t*]*$")
_AS_HEADING = "start the line with # signs and a plain space"
_UNDERLINE = re.compile(r"[ ]{0,3}(?:={2,}|-{2,})[ \t]*$")
_NOT_PARAGRAPH = re.compile(r"[ \t]*(?:[-*+>|]|\d+[.)][ \t]|#{1,6}[ \t]|$)")
_RECOVER = re.compile(rf"##[ ](?:{_NAMES})[ \t]*$|###[ ].*\{{#[a-z0-9-]+.*\}}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text under it; ``name`` is the heading's text."""

    name: Span
    body: Span


@dataclass(slots=True)
class Section:
    """A ``##`` section; ``parts`` are its ``###`` sub-sections, where it has such."""

    name: Span
    body: Span
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """An entry's body, cut; ``whole`` is false where an unclosed fence hides the rest."""

    question: Span | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    whole: bool = True


def cut(source: Source, start: int) -> Body:
    """Cut everything from ``start`` on."""
    return _Cutter(source, start).run()


class _Cutter:
    def __init__(self, source: Source, start: int) -> None:
        self.source = source
        self.start = start
        self.body = Body()
        self.section: Section | None = None
        self.skipping = False  # inside a section that has a finding already
        self.mark = start  # where the text that is being gathered starts
        self.part: Span | None = None

    def run(self) -> Body:
        text = self.source.text
        found = fences(text[self.start :], _RECOVER)
        for fence in found:
            if not fence.closed:
                self._unclosed(fence)
        hidden = iter((self.start + f.start, self.start + f.end) for f in found)
        fence_start, fence_end = next(hidden, (len(text) + 1, -1))
        previous = ""
        for at, line in lines(text, self.start):
            while at > fence_end >= 0:
                fence_start, fence_end = next(hidden, (len(text) + 1, -1))
            if fence_start <= at <= fence_end:
                previous = ""
                continue
            heading = _HEADING.match(line)
            if heading and self._cuts(len(heading[1])):
                self._close(at)
                self._heading(at, line, heading)
                previous = ""
                continue
            if heading and self.section is not None:
                # It stays a part of the text, so that what is wrong under it is found as well.
                message = f"the heading '{heading[2] or line}' has no place here"
                help = "write it in bold, or as a paragraph"
                self._find("S109", message, at, at + len(line), help)
            if heading is None and (_HASHES.match(line) or self._is_card(line)):
                self._find("S109", "this looks like a heading", at, at + len(line), _AS_HEADING)
            almost = _ALMOST.match(line)
            if almost and self._almost(at, line, almost):
                previous = ""
                continue
            if _UNDERLINE.match(line) and previous and not _NOT_PARAGRAPH.match(previous):
                help = "start headings with #, or leave a blank line before a rule"
                self._find("S110", "this underlines the line above", at, at + len(line), help)
            previous = line
        self._close(len(text))
        return self.body

    def _is_card(self, line: str) -> bool:
        """Whether a line under Cards names a slug: as text it would end the card before."""
        under_cards = self.section is not None and self.section.name.text == "Cards"
        return under_cards and _SLUG.search(line) is not None

    def _find(self, code: str, message: str, start: int, end: int, help: str | None) -> None:
        self.body.findings.append(Finding(code, message, Span(self.source, start, end), help))

    def _unclosed(self, fence: Fence) -> None:
        self.body.whole = False
        at = self.start + fence.mark
        text = self.source.text
        mark = text[at:][: len(text[at:]) - len(text[at:].lstrip(text[at]))]
        help = f"end the code with a line {mark}"
        self._find("S111", "this fence is never closed", at, self.source.span(at).end, help)

    def _almost(self, at: int, line: str, match: re.Match[str]) -> bool:
        """Read as a heading what was meant as one; false where it is text such as ``#tag``."""
        level = len(match["indented"] or match["deep"] or match["tight"])
        meant = (
            self.body.question is None,
            bool(match["indented"]) or _nearest(match["rest"].strip()) is not None,
            self._parted(),
        )
        if level > len(meant) or not meant[level - 1]:
            return False
        group = "name" if match["indented"] else "rest"
        name = Span(self.source, at + match.start(group), at + len(line.rstrip()))
        code = ("S106", "S104", "S109")[level - 1]
        help = f"write `{'#' * level} {name.text}` at the start of the line"
        self._find(code, "this looks like a heading", at, at + len(line), help)
        self._close(at)
        self._headed(at, line, level, name)
        return True

    def _heading(self, at: int, line: str, heading: re.Match[str]) -> None:
        level = len(heading[1])
        name = Span(self.source, at + max(heading.start(2), 0), at + max(heading.end(2), 0))
        if heading[2] is None:
            name = Span(self.source, at + len(heading[1]), at + len(heading[1]))
        self._headed(at, line, level, name)

    def _headed(self, at: int, line: str, level: int, name: Span) -> None:
        after = min(at + len(line) + 1, len(self.source.text))
        if level == 1:
            self._question(at, line, name)
        elif level == 2:
            self._section(at, line, name, after)
        else:
            self.part = name
        self.mark = after

    def _cuts(self, level: int) -> bool:
        """Whether a heading of this level parts the text here."""
        return level < 3 or (level == 3 and self._parted())

    def _parted(self) -> bool:
        return self.section is not None and self.section.name.text in _PARTED

    def _question(self, at: int, line: str, name: Span) -> None:
        self.section, self.part, self.skipping = None, None, False
        if self.body.question is not None:
            help = "an entry is one question: make the second one an entry of its own"
            self._find("S107", "a second question", at, at + len(line), help)
            self.skipping = True
        elif not name.text:
            self.body.question = name
            self._find("S106", "the question is empty", at, at + len(line), "write it after the #")
        else:
            self.body.question = name

    def _section(self, at: int, line: str, name: Span, after: int) -> None:
        self.section, self.part, self.skipping = None, None, True
        title = name.text
        if title not in SECTIONS:
            near = _nearest(title)
            help = f"did you mean '{near}'?" if near else f"sections: {', '.join(SECTIONS)}"
            self._find("S104", f"unknown section '{title}'", at, at + len(line), help)
            if near:
                self.body.known.add(near)
        elif title in self.body.sections:
            first = self.body.sections[title].name.line
            message = f"the section '{title}' stands twice, first in line {first}"
            self._find("S105", message, at, at + len(line), "put both together")
        else:
            self.skipping = False
            self.body.known.add(title)
            self.section = Section(name, Span(self.source, after, after))
            self.body.sections[title] = self.section

    def _close(self, end: int) -> None:
        """End the text that was being gathered at ``end``."""
        span = _trim(self.source, self.mark, end)
        section, part = self.section, self.part
        self.part = None
        if part is not None and section is not None:
            section.parts.append(Part(part, span))
        elif section is not None and not section.parts and not section.body.text:
            section.body = span
            if section.name.text in _PARTED and span.text:
                self._lost(span, f"before the first ### of {section.name.text}")
        elif span.text and section is None and not self.skipping:
            where = "before the question" if self.body.question is None else "after the question"
            self._lost(span, where)

    def _lost(self, span: Span, where: str) -> None:
        first = self.source.span(span.start)
        help = "move it under a heading, such as `## Explanation`"
        if "###" in where:
            help = "give it a ### heading, or move it to another section"
        message = f"this text stands {where}, where no output shows it"
        self._find("S101", message, span.start, min(first.end, span.end), help)


def _nearest(title: str) -> str | None:
    """The section that a title means, whatever its case."""
    known = {section.lower(): section for section in SECTIONS}
    near = nearest(title.lower(), known)
    return known[near] if near else None


def _trim(source: Source, start: int, end: int) -> Span:
    """The span without blank lines around it; leading spaces of its first line stay."""
    text = source.text[start:end]
    lead = len(text) - len(text.lstrip())
    first = text.rfind("\n", 0, lead) + 1 if lead < len(text) else len(text)
    return Span(source, start + first, max(start + len(text.rstrip()), start + first))
