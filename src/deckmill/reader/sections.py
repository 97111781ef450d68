"""The cut of an entry's body into question, sections and sub-sections, outside fences."""

from __future__ import annotations

import re

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.reader.body import Body, Part, Section, trimmed
from deckmill.reader.code_places import CodePlaces, code_places
from deckmill.reader.fences import lines
from deckmill.reader.headings import (
    SECTIONS,
    UNDERLINE,
    Meant,
    all_indented,
    bold_question,
    has_slug,
    heading,
    looks_like_heading,
    may_be_heading,
    meant,
    section_meant,
    section_named,
    written_sections,
)  # fmt: skip
from deckmill.reader.slugs import Slugs
from deckmill.source import Source, Span

__all__ = ["SECTIONS", "Body", "Part", "Section", "cut"]

_NOT_PARAGRAPH = lazy_pattern(r"[ \t]*(?:[-*+>|]|\d+[.)][ \t]|#{1,6}[ \t]|$)")
_QUESTION = lazy_pattern(r"^#[ \t]+\S", re.M)
_TEXT_BELOW = lazy_pattern(r"\s*[^\s#]")
_AS_HEADING = "start the line with # signs and a plain space"


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
        self.hanging = False  # under a heading that cannot be read, of which a finding tells
        self.code = CodePlaces()
        self.written = written_sections(source.text[start:])

    def run(self) -> Body:
        text = self.source.text
        indented = all_indented(text[self.start :])
        if indented:
            self.body.whole = False
            at = self.start + indented.start()
            help = "remove the spaces at the start of the lines"
            self._find("S109", "the whole text is indented", at, self.source.span(at).end, help)
            return self.body
        self.code = code_places(self.source, self.start)
        self.body.findings += self.code.findings
        self.body.whole = not self.code.findings
        hidden = iter(self.code.places)
        fence_start, fence_end = next(hidden, (len(text) + 1, -1))
        before: tuple[int, str] | None = None  # the line above, where it is text
        after_blank = True
        for at, line in lines(text, self.start):
            while at > fence_end >= 0:
                fence_start, fence_end = next(hidden, (len(text) + 1, -1))
            if fence_start <= at <= fence_end:
                if at in self.code.lost:
                    self._leave_out(at, fence_end)
                before, after_blank = None, False
                continue
            heads = may_be_heading(line, after_blank) and self._is_heading(at, line, after_blank)
            if heads or not line.strip() or (before and self._underlined(at, line, *before)):
                before, after_blank = None, True
            else:
                before, after_blank = (at, line), False
        self._close(len(text))
        return self.body

    def _is_heading(self, at: int, line: str, after_blank: bool) -> bool:
        """Read a line as the heading that it is or was meant as; false where it is text."""
        head = heading(line)
        if head:
            name = Span(self.source, at + head.start, at + head.end)
            level = self._level(at, line, head.level, name)
            if self._cuts(level):
                self._close(at)
                self._headed(at, line, level, name)
                return True
            if self.section is not None and not self._is_told(at):
                # It stays a part of the text, so that what is wrong under it is found as well.
                message = f"the heading '{name.text or line}' has no place here"
                help = "write it in bold, or as a paragraph"
                self._find("S109", message, at, at + len(line), help)
            return False
        asked = self.body.question is not None
        # Under a card's heading a section's name may well be the answer.
        alone = after_blank and self.part is None
        bold = bold_question(line) if after_blank and self._parted() else None
        if bold and self._is_answered(at, line):
            self._bold(at, line, bold)
            return True
        almost = meant(line, asked=asked, parted=self._parted(), alone=alone)
        if almost and not self._is_bare(at, line, almost):
            self._almost(at, line, almost)
            return True
        if looks_like_heading(line) or self._is_card(line):
            self._find("S109", "this looks like a heading", at, at + len(line), _AS_HEADING)
        return False

    def _is_bare(self, at: int, line: str, almost: Meant) -> bool:
        """Whether a line is text that only is a section's name, or underlined as a heading."""
        if almost.start > 0 and line[0] not in "*_":
            return False
        after = at + len(line) + 1
        underlined = UNDERLINE.match(self.source.span(min(after, len(self.source.text))).text)
        return underlined is not None or line[almost.start : almost.end] in self.body.sections

    def _is_told(self, at: int) -> bool:
        return any(f.span.start <= at <= f.span.end for f in self.body.findings[-1:])

    def _level(self, at: int, line: str, level: int, name: Span) -> int:
        """The level that a heading was meant to have: three for a card's, two for a section's."""
        title, under_cards = name.text, self._under("Cards")
        if level == 2 and self._is_question(at, title):
            self._misfit(at, level, 1, "the question's heading starts with one #")
            return 1
        if has_slug(line):
            if under_cards and level != 3:
                self._misfit(at, level, 3, "a card's heading starts with ###")
                return 3
            if (
                level > 1
                and not under_cards
                and not self.skipping
                and "Cards" not in self.body.known
            ):
                return self._without_section("Cards", at, line, level)
        elif level == 3 and title.endswith("?") and not (self._parted() or self.skipping):
            if self.section is not None and "Follow-ups" not in self.body.known:
                return self._without_section("Follow-ups", at, line, level)
        elif level != 2 and self.body.question is not None:
            section = section_named(title)
            if section and section not in self.body.known:
                help = f"write `## {section}`"
                message = "a section's heading starts with ##"
                end = at + (level if title == section else len(line))
                fix = Edit(Span(self.source, at, at + len(line)), f"## {section}")
                self._find("S109", message, at, end, help, fix)
                return 2
        return level

    def _misfit(self, at: int, level: int, wanted: int, message: str) -> None:
        span = Span(self.source, at, at + level)
        help = f"write {'#' * wanted}"
        self._find("S109", message, at, at + level, help, Edit(span, "#" * wanted))

    def _is_question(self, at: int, title: str) -> bool:
        """Whether a ## heading is the question: nothing else is, and it is no section."""
        if self.body.question is not None or section_meant(title) or not title:
            return False
        later = (match.start() for match in _QUESTION.finditer(self.source.text, at))
        return all(any(start <= one <= end for start, end in self.code.places) for one in later)

    def _without_section(self, section: str, at: int, line: str, level: int) -> int:
        """A card or a follow-up elsewhere; without its section it is read as if that were there."""
        if section in self.written:
            what = {"Cards": "card", "Follow-ups": "follow-up"}[section]
            help = f"move it under `## {section}`"
            message = f"a {what}'s heading has no place here"
            self._find("S109", message, at, at + len(line), help)
            return level
        help = f"write `## {section}` above this"
        message = f"here the {section.lower()} start, without the section '{section}'"
        self._find("S102", message, at, at + len(line), help)
        self._close(at)
        self.mark = at
        self._open(section, Span(self.source, at, at + len(line)), at)
        return 3

    def _underlined(self, at: int, line: str, above: int, text: str) -> bool:
        """An underline: what was meant as a heading is read as one, for one finding a fault."""
        if not UNDERLINE.match(line) or _NOT_PARAGRAPH.match(text):
            return False
        title = text.strip()
        level = 0
        if self.body.question is None:
            level = 1
        elif title in SECTIONS and title not in self.body.sections:
            level = 2
        help = "start headings with #, or leave a blank line before a rule"
        if level:
            help = f"write `{'#' * level} {title}` instead"
        self._find("S110", "this underlines the line above", at, at + len(line), help)
        if level:
            lead = len(text) - len(text.lstrip())
            name = Span(self.source, above + lead, above + lead + len(title))
            self._close(above)
            self._headed(at, line, level, name)
        return level > 0

    def _under(self, *titles: str) -> bool:
        return self.section is not None and self.section.title in titles

    def _is_card(self, line: str) -> bool:
        """Whether a line under Cards names a slug: as text it would end the card before."""
        return self._under("Cards") and has_slug(line)

    def _find(
        self, code: str, message: str, start: int, end: int, help: str, fix: Edit | None = None
    ) -> None:
        span = Span(self.source, start, end)
        self.body.findings.append(Finding(code, message, span, help, (fix,) if fix else ()))

    def _leave_out(self, start: int, end: int) -> None:
        """End the text before code that is not read, and go on behind it."""
        section, part = self.section, self.part
        self._close(start)
        if section is not None:
            self.body.hidden.add(section.title)
        self.part, self.mark = part, min(end + 1, len(self.source.text))

    def _almost(self, at: int, line: str, almost: Meant) -> None:
        """Read a line as the heading that it was meant as."""
        marks = "#" * almost.level
        name = Span(self.source, at + almost.start, at + almost.end)
        code = ("S106", "S104", "S109")[almost.level - 1]
        help = f"write `{marks} {name.text}` at the start of the line"
        whole = Span(self.source, at, at + len(line))
        fix = Edit(whole, f"{marks} {name.text}") if almost.certain else None
        self._find(code, "this looks like a heading", at, at + len(line), help, fix)
        self._close(at)
        self._headed(at, line, almost.level, name)

    def _is_answered(self, at: int, line: str) -> bool:
        """Whether a question in bold parts what stands above it from its answer."""
        text = self.source.text
        is_answer = self.part is not None and not text[self.mark : at].strip()
        return not is_answer and _TEXT_BELOW.match(text, at + len(line)) is not None

    def _bold(self, at: int, line: str, question: str) -> None:
        """A question in bold, which starts a follow-up; a card is not read, for want of a slug."""
        is_card = self._under("Cards")
        what = "card" if is_card else "follow-up"
        missing = is_card and not has_slug(line)
        slug = f" {{#{Slugs((), ()).propose(question)}}}" if missing else ""
        help = f"write `### {question}{slug}`"
        fix = None if missing else Edit(Span(self.source, at, at + len(line)), f"### {question}")
        self._find("S109", f"this looks like a {what}", at, at + len(line), help, fix)
        self._close(at)
        self.hanging = is_card
        if is_card:
            self.body.hidden.add("Cards")
        else:
            start = at + line.index(question)
            self.part = Span(self.source, start, start + len(question))
        self.mark = min(at + len(line) + 1, len(self.source.text))

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
        """Whether ### headings part the text of the section."""
        return self._under("Cards", "Follow-ups")

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
        previous, title = self.section, " ".join(name.text.split())
        self.section, self.part, self.skipping = None, None, True
        named = section_named(title) if title not in SECTIONS else None
        if named and named not in self.written | self.body.known:
            if not self._is_told(at):
                help = f"write `## {named}`"
                fix = Edit(name, named)
                self._find("S104", f"unknown section '{title}'", at, at + len(line), help, fix)
            self._open(named, name, after)
        elif title not in SECTIONS:
            near = section_meant(title)
            help = f"did you mean '{near}'?" if near else f"sections: {', '.join(SECTIONS)}"
            self._find("S104", f"unknown section '{title}'", at, at + len(line), help)
            if near:
                self.body.known.add(near)
            elif previous is not None:
                self.body.hidden.add(previous.title)
        elif title in self.body.sections:
            first = self.body.sections[title].name.line
            message = f"the section '{title}' stands twice, first in line {first}"
            self._find("S105", message, at, at + len(line), "put both together")
        else:
            if title != name.text:
                message = f"the spaces in '{title}' are not plain ones"
                help = f"write `## {title}` with the space bar"
                self._find("S104", message, name.start, name.end, help, Edit(name, title))
            self._open(title, name, after)

    def _open(self, title: str, name: Span, after: int) -> None:
        self.skipping = False
        self.body.known.add(title)
        self.section = Section(title, name, Span(self.source, after, after))
        self.body.sections[title] = self.section

    def _close(self, end: int) -> None:
        """End the text that was being gathered at ``end``."""
        span = trimmed(self.source, self.mark, end)
        section, part, hanging = self.section, self.part, self.hanging
        self.part, self.hanging = None, False
        if hanging:
            return
        if part is not None and section is not None:
            section.parts.append(Part(part, span))
        elif section is not None and not section.parts and not section.body.text:
            section.body = span
            if self._parted() and span.text:
                self._lost(span, f"before the first ### of {section.title}")
        elif span.text and section is None and not self.skipping:
            where = "before the question" if self.body.question is None else "after the question"
            self._lost(span, where)

    def _lost(self, span: Span, where: str) -> None:
        if any(found.span.start == span.start for found in self.body.findings):
            return  # a heading that is told of already
        first = self.source.span(span.start)
        help = "move it under a heading, such as `## Explanation`"
        if where == "after the question":
            self.body.adrift = True
            help = "write a heading above it, such as `## Short answer`"
            if span.text.startswith("### "):
                help = "move it under `## Cards` or `## Follow-ups`"
        elif "###" in where:
            help = "give it a ### heading, or move it to another section"
        message = f"this text stands {where}, where no output shows it"
        self._find("S101", message, span.start, min(first.end, span.end), help)
