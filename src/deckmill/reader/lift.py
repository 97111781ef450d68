"""Lifts out of a fragment what Markdown must not touch: maths, code, escapes, link addresses.

What was lifted leaves a hole, so ``_``, ``*``, ``\\\\``, ``|`` and ``<`` in TeX are safe, in table
cells too, and every formula and address knows its offset. The rules for dollars are pandoc's: an
opening one stands before a non-space, a closing one after a non-space and not before a digit, so
``$5 and $10`` is money.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE_CLOSE, HOLE_OPEN, Code, Math
from deckmill.reader import dollars, maths
from deckmill.reader.addresses import (
    ADDRESS,
    AUTOLINK,
    ENTITY,
    PUNCTUATION,
    SPACED,
    resolved,
    unescaped,
)  # fmt: skip
from deckmill.reader.fences import PREFIX, Fence, fences, without_quotes
from deckmill.reader.fragment import Fragment, Lifted, Literal, Target
from deckmill.reader.tree import BLOCK
from deckmill.source import Span
from deckmill.tex import Macros

# Each alternative starts with a plain sign: so the search leaps from one to the next.
_SPECIAL = re.compile(r"\\|``*|\$\$?|&|<|\]\(|\[(?<=^\[)(?!\^)[^\]\n]+\]:(?=[ ]*\S)", re.M)
# Where inline text ends: a blank line, and for what is not display maths also the next item.
_BLANK = re.compile(r"\n[ \t>]*(?=\n|\Z)")
_EDGE = re.compile(r"\n[ \t>]*(?=\n|\Z|(?:[-*+]|\d{1,9}[.)])[ \t])")
_LINE_START = lazy_pattern(PREFIX + r"[ \t]*\Z")
_QUOTED = lazy_pattern(PREFIX)
_BRACE = lazy_pattern(r"\\.|[{}$]|\n\n", re.S)
_BRACED = 500  # how far a dollar in braces is looked past
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_LINE_BREAK = lazy_pattern(r"\n[ \t]*")
_ADDRESS_START = lazy_pattern(r"[ ]*(?:#[\w-]|https?://|[\w./-]+\.[a-z0-9]{2,4}\b)")
_TICKS = lazy_pattern(r"``*")


def lift(span: Span, macros: Macros) -> Fragment:
    """Lift the fragment that ``span`` covers."""
    text = span.text
    if _SPECIAL.search(text) or "~~~" in text:
        return _Lifter(span, text, macros).run()
    fragment = Fragment(span.source, text)
    fragment.note(0, span.start)
    return fragment


class _Lifter:
    def __init__(self, span: Span, text: str, macros: Macros) -> None:
        self.span = span
        self.text = text
        self.macros = macros
        self.out: list[str] = []
        self.length = 0
        self.fragment = Fragment(span.source)
        self.fragment.note(0, span.start)
        self.pos = 0
        # Looked up again and again: kept, so that a long text takes time in proportion.
        has_lines = "\n" in text
        self.blanks = [match.start() for match in _BLANK.finditer(text)] if has_lines else []
        self.edges = [match.start() for match in _EDGE.finditer(text)] if has_lines else []
        self.ticks: dict[int, list[int]] = {}
        for run in _TICKS.finditer(text) if "`" in text else ():
            self.ticks.setdefault(len(run[0]), []).append(run.start())
        self.next: dict[str, tuple[int, int]] = {}
        self.after = 0  # where the last formula ends
        self.open = False  # whether a dollar before had no partner

    def run(self) -> Fragment:
        at = 0
        for fence in fences(self.text):
            self._inline(at, fence.start)
            self._fence(fence)
            at = fence.end
        self._inline(at, len(self.text))
        self.fragment.text = "".join(self.out)
        return self.fragment

    def _emit(self, text: str, origin: int) -> None:
        if not text:
            return
        self.fragment.note(self.length, self.span.start + origin)
        self.out.append(text)
        self.length += len(text)

    def _hole(self, thing: Lifted, origin: int, mark: str = "") -> None:
        self.fragment.lifted.append(thing)
        self._emit(f"{mark}{HOLE_OPEN}{len(self.fragment.lifted) - 1}{HOLE_CLOSE}", origin)

    def _find(self, code: str, message: str, start: int, end: int, help: str | None = None) -> None:
        self.fragment.findings.append(Finding(code, message, self.span.sub(start, end), help))

    def _fence(self, fence: Fence) -> None:
        language, *info = fence.info.split() or [""]
        self._emit(fence.prefix, fence.start)
        span = self.span.sub(fence.start, fence.end)
        self._hole(Code(fence.text, True, span, language, tuple(info)), fence.mark, BLOCK)

    def _inline(self, start: int, stop: int) -> None:
        self.pos = at = start
        while match := _SPECIAL.search(self.text, at, stop):
            self._emit(self.text[self.pos : match.start()], self.pos)
            self.pos = match.start()
            token = match[0]
            if token == "\\":
                self._backslash(stop)
            elif token[0] == "`":
                self._code(token, stop)
            elif token[0] == "$":
                self._dollar(token, stop)
            elif token == "&":
                self._entity(stop)
            elif token == "<":
                self._angle(stop)
            elif token == "](":
                self._address(stop)
            else:
                message = "reference links are shown as text"
                help = "write the address in place: [text](address)"
                self._find("L113", message, match.start(), match.end(), help)
                self._take(match.end())
            at = self.pos
        self._emit(self.text[self.pos : stop], self.pos)

    def _take(self, end: int) -> None:
        """Pass the text up to ``end`` on as it is."""
        self._emit(self.text[self.pos : end], self.pos)
        self.pos = end

    def _lift(self, thing: Lifted, end: int, mark: str = "") -> None:
        self._hole(thing, self.pos, mark)
        self.pos = end

    def _closing(self, mark: str, start: int, stop: int, edges: list[int]) -> int:
        """Where ``mark`` stands next, before an edge and not behind a backslash; else -1."""
        edge = bisect_left(edges, start)
        limit = min(edges[edge], stop) if edge < len(edges) else stop
        searched, at = self.next.get(mark, (0, -1))
        if not searched <= start <= at:
            at = self.text.find(mark, start)
            while at >= 0 and _escaped(self.text, at, start):
                at = self.text.find(mark, at + 1)
            at = len(self.text) if at < 0 else at
            self.next[mark] = start, at
        return at if at + len(mark) <= limit else -1

    def _outside_braces(self, start: int, close: int, stop: int) -> int:
        r"""The first dollar from ``close`` on that stands in no braces, as in ``$\text{$x$}$``."""
        depth = 0
        limit = min(stop, close + _BRACED)
        for match in _BRACE.finditer(self.text, start, limit):
            depth += (match[0] == "{") - (match[0] == "}")
            if match[0] == "$" and depth <= 0:
                return match.start()
            if match[0] == "\n\n":
                break
        return close

    def _backslash(self, stop: int) -> None:
        following = self.text[self.pos + 1 : self.pos + 2] if self.pos + 1 < stop else ""
        if following in ("(", "["):
            mark, edges = (r"\)", self.edges) if following == "(" else (r"\]", self.blanks)
            close = self._closing(mark, self.pos + 2, stop, edges)
            if close >= 0:
                self._math(self.pos + 2, close, close + 2, display=following == "[")
                return
        alone = following == "[" and _LINE_END.match(self.text, self.pos + 2, stop)
        if following in ("(", ")") or alone:
            what = "bracket" if alone else "parenthesis"
            message = f"\\{following} has no partner, so it is a plain {what}"
            help = r"write \[ … \] around a formula" if alone else r"write \( … \) around a formula"
            self._find("M104", message, self.pos, self.pos + 2, help)
        if following == "\n":
            self._emit("  ", self.pos)
            self.pos += 1
        elif following in PUNCTUATION:
            self._lift(Literal(following), self.pos + 2)
        else:
            self._take(self.pos + 1)

    def _code(self, ticks: str, stop: int) -> None:
        start = self.pos + len(ticks)
        runs = self.ticks.get(len(ticks), [])
        run = bisect_left(runs, start)
        edge = bisect_left(self.edges, self.pos)
        limit = min(self.edges[edge], stop) if edge < len(self.edges) else stop
        if run == len(runs) or runs[run] >= limit:
            self._take(start)
            return
        inner = self._unquoted(start, runs[run])[0]
        inner = _LINE_BREAK.sub(" ", inner)
        if inner.startswith(" ") and inner.endswith(" ") and inner.strip():
            inner = inner[1:-1]
        end = runs[run] + len(ticks)
        self._lift(Code(inner, False, self.span.sub(self.pos, end)), end)

    def _dollar(self, token: str, stop: int) -> None:
        if token == "$$":
            self._display(stop)
            return
        start = self.pos + 1
        following = self.text[start : start + 1] if start < stop else ""
        close = self._closing("$", start, stop, self.edges) if following.strip() else -1
        if close >= 0 and "{" in self.text[start:close]:
            close = self._outside_braces(start, close, stop)
        if dollars.is_formula(self.text, start, close):
            opened = self.pos
            self._math(start, close, close + 1, display=False)
            self._too_many(opened, close, stop)
            return
        help = None
        opens = dollars.may_open(self.text, self.pos)
        if opens:
            help = "close the formula with $ before the next blank line, or write \\$ for a dollar"
        elif dollars.may_close(self.text, self.pos) and not self.open:
            help = "open the formula with $ where it starts, or write \\$ for a dollar"
        if help:
            self._find("M103", "$ has no partner, so it is a dollar", self.pos, start, help)
        self.open = opens  # the next one may be its partner, behind a blank line or a space
        self._take(start)

    def _display(self, stop: int) -> None:
        """A display formula; one without its end is taken up to where that was meant to be."""
        start = self.pos + 2
        close = self._closing("$$", start, stop, self.blanks)
        single = self._closing("$", start, stop, self.blanks)
        early = 0 <= single < close and _LINE_END.match(self.text, single + 1) is not None
        if close >= 0 and not early and not dollars.start_another(self.text, start, close):
            self._math(start, close, close + 2, display=True)
            return
        if close >= 0 and not self.text[start:close].strip():
            help = "open the formula with $$ where it starts"
            message = "$$ ends a formula that nothing starts"
            self._find("M107", message, self._paragraph(), start, help)
            self._take(start)
            return
        message = "$$ has no partner, so it is text"
        help = "close it with $$ before the next blank line, or write \\$ for a dollar"
        end = start
        later = self.text.find("$$", start, stop)
        in_line = single >= 0 and "\n" not in self.text[start:single]
        if in_line or (single >= 0 and _LINE_END.match(self.text, single + 1)):
            message, help, end = "$$ is closed by a single $", "close it with $$", single + 1
            if not _LINE_END.match(self.text, single + 1):
                help = "write $ at both ends of the formula, or $$ at both"
        elif later >= 0 and self._closing("$$", later + 2, stop, self.blanks) < 0:
            message, end = "a blank line ends this formula before its $$", later + 2
            help = "remove the blank line, or close the formula before it"
        self._find("M107", message, self.pos, end, help)
        self._take(end)

    def _paragraph(self) -> int:
        """Where the text starts that no formula and no blank line parts from here."""
        blank = bisect_left(self.blanks, self.pos)
        at = max(self.blanks[blank - 1] if blank else 0, self.after)
        return at + len(self.text[at : self.pos]) - len(self.text[at : self.pos].lstrip())

    def _too_many(self, opened: int, close: int, stop: int) -> None:
        """A second dollar behind a formula, which starts none of its own."""
        at = close + 1
        if at >= stop or self.text[at] != "$":
            return
        second = self._closing("$", at + 1, stop, self.edges)
        if self.text[at + 1 : at + 2].strip() and dollars.is_formula(self.text, at + 1, second):
            return
        help = "write $ at both ends of the formula, or $$ at both"
        message = "two dollars end this formula, and one starts it"
        self._find("M103", message, opened, at + 1, help)
        self._take(at + 1)

    def _math(self, start: int, stop: int, end: int, *, display: bool) -> None:
        inner, cut = self._unquoted(start, stop)
        tex = inner.strip()
        lead = start + len(inner) - len(inner.lstrip()) if tex else start

        def origin(at: int) -> int:
            return lead + at + (_shift(cut, lead - start + at) if cut else 0)

        span = self.span.sub(origin(0), origin(len(tex) - 1) + 1 if tex else origin(0))
        if tex:
            tex, problems = maths.expand(tex, self.macros, display=display)
            for problem in problems:
                first, last = origin(problem.start), origin(problem.end - 1)
                self._find(problem.code, problem.message, first, last + 1, problem.help)
        else:
            help = "write TeX, or \\$ for a dollar"
            self._find("M106", "this formula is empty", self.pos, end, help)
        mark = BLOCK if display and self._alone(end) else ""
        self._lift(Math(tex, display, span), end, mark)
        self.after = end

    def _unquoted(self, start: int, stop: int) -> tuple[str, list[tuple[int, int]]]:
        """The text without the quote marks of its own quote; where they stood, how much was cut."""
        first, *rest = self.text[start:stop].split("\n")
        if not rest:
            return first, []
        line = self.text.rfind("\n", 0, start) + 1
        prefix = _QUOTED.match(self.text, line, start)
        quotes = prefix[0].count(">") if prefix else 0
        shown, cut, length = [first], [], len(first) + 1
        for one in rest:
            # A line that goes on lazily has fewer marks, or none.
            marks = range(quotes, -1, -1)
            bare = next(b for n in marks if (b := without_quotes(one, n)) is not None)
            cut.append((length, len(one) - len(bare)))
            shown.append(bare)
            length += len(bare) + 1
        return "\n".join(shown), cut

    def _alone(self, end: int) -> bool:
        """Whether a display formula has its lines to itself, quote marks and markers aside."""
        if _LINE_END.match(self.text, end) is None:
            return False
        line = self.text.rfind("\n", 0, self.pos) + 1
        return _LINE_START.match(self.text[line : self.pos]) is not None

    def _entity(self, stop: int) -> None:
        match = ENTITY.match(self.text, self.pos, stop)
        text = resolved(match) if match else None
        if match is None or text is None:
            self._take(self.pos + 1)
        else:
            self._lift(Literal(text), match.end())

    def _angle(self, stop: int) -> None:
        match = AUTOLINK.match(self.text, self.pos, stop)
        if match is None:
            self._take(self.pos + 1)
            return
        address = match[1]
        target = Target(address, "", address, self.span.sub(match.start(1), match.end(1)))
        shown = address[7:] if address[:7].lower() == "mailto:" else address
        self._emit("[", self.pos)
        self._hole(Literal(shown), self.pos)
        self._emit("](", self.pos)
        self._hole(target, self.pos)
        self._emit(")", self.pos)
        self.pos = match.end()

    def _address(self, stop: int) -> None:
        start = self.pos + 2
        match = ADDRESS.match(self.text, start, stop)
        if match is None:
            spaced = SPACED.match(self.text, start, stop)
            if spaced:
                message = "a space ends the address of a link"
                help = "write %20 for the space, or put the path into <…>"
                self._find("L109", message, start, spaced.end() - 1, help)
            elif _ADDRESS_START.match(self.text, start, stop):
                help = "write [text](address), with both brackets and both parentheses"
                self._find("L114", "no ) ends the address of this link", self.pos, start, help)
            # In a hole the parenthesis cannot make a link of what is none.
            self._take(self.pos + 1)
            self._lift(Literal("("), start)
            return
        group = "bare" if match["angle"] is None else "angle"
        target = Target(
            unescaped(match[group]),
            unescaped((match["title"] or "")[1:-1]),
            self.text[start : match.end() - 1],
            self.span.sub(match.start(group), match.end(group)),
        )
        self._take(start)
        self._hole(target, match.start(group))
        self._emit(")", match.end() - 1)
        self.pos = match.end()


def _escaped(text: str, at: int, start: int) -> bool:
    """Whether an odd number of backslashes stands before ``at``."""
    slashes = 0
    while at - slashes > start and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _shift(cut: list[tuple[int, int]], offset: int) -> int:
    """How much was cut out of a text before ``offset`` of what is left."""
    return sum(length for at, length in cut if at <= offset)
