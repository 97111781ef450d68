"""Lifts out of a fragment what Markdown must not touch: maths, code, escapes, link addresses.

What was lifted leaves a hole, so ``_``, ``*``, ``\\\\``, ``|`` and ``<`` in TeX are safe, in table
cells too, and every formula and address knows its offset. The rules for dollars are pandoc's: an
opening one stands before a non-space, a closing one after a non-space and not before a digit, so
``$5 and $10`` is money.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from html.entities import html5
from typing import TypeAlias

from deckmill.findings import Finding
from deckmill.model import HOLE_CLOSE, HOLE_OPEN, Code, Math
from deckmill.reader.blocks import Fence, fences
from deckmill.source import Source, Span
from deckmill.tex import Macros, TexError, commands, mathml, not_in_mathjax, portable


@dataclass(frozen=True, slots=True)
class Literal:
    """A character that is text whatever Markdown makes of it."""

    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a link or picture, as written."""

    text: str
    span: Span


Lifted: TypeAlias = Math | Code | Literal | Target

_SPECIAL = re.compile(r"\\|`+|\$\$?|&|<|\]\(|^\[[^\]\n]+\]:(?=[ ]*\S)", re.M)
_BLANK = re.compile(r"\n[ \t>]*(?=\n|$)")
_QUOTE_MARKS = re.compile(r"\n[ \t]*(?:>[ ]?)+")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ADDRESS = re.compile(
    r"[ ]*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>(?:[^\s()]|\((?:[^\s()]|\([^\s()]*\))*\))*))"
    r"(?P<title>[ ]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ ]*\)"
)
_SPACED = re.compile(r"[^()\n<>]*[ ][^()\n<>]*\)")


@dataclass(slots=True)
class Fragment:
    """A fragment with holes, what was lifted out of it, and the findings made on the way."""

    source: Source
    text: str = ""
    lifted: list[Lifted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _at: list[int] = field(default_factory=lambda: [0])
    _from: list[int] = field(default_factory=lambda: [0])

    def origin(self, offset: int) -> int:
        """The offset in the source of an offset in ``text``."""
        i = bisect_right(self._at, offset) - 1
        return self._from[i] + offset - self._at[i]


def lift(span: Span, macros: Macros) -> Fragment:
    """Lift the fragment that ``span`` covers."""
    return _Lifter(span, macros).run()


class _Lifter:
    def __init__(self, span: Span, macros: Macros) -> None:
        self.span = span
        self.text = span.text
        self.macros = macros
        self.out: list[str] = []
        self.length = 0
        self.fragment = Fragment(span.source, _from=[span.start])
        self.pos = 0

    def run(self) -> Fragment:
        at = 0
        for fence in fences(self.text):
            self._inline(at, fence.start)
            self._fence(fence)
            at = min(fence.end + 1, len(self.text))
        self._inline(at, len(self.text))
        self.fragment.text = "".join(self.out)
        return self.fragment

    def _emit(self, text: str, origin: int) -> None:
        if not text:
            return
        self.fragment._at.append(self.length)
        self.fragment._from.append(self.span.start + origin)
        self.out.append(text)
        self.length += len(text)

    def _hole(self, thing: Lifted, origin: int) -> None:
        self.fragment.lifted.append(thing)
        self._emit(f"{HOLE_OPEN}{len(self.fragment.lifted) - 1}{HOLE_CLOSE}", origin)

    def _find(self, code: str, message: str, start: int, end: int, help: str | None = None) -> None:
        self.fragment.findings.append(Finding(code, message, self.span.sub(start, end), help))

    def _fence(self, fence: Fence) -> None:
        language, *info = fence.info.split() or [""]
        span = self.span.sub(fence.start, fence.end)
        margin = re.sub(r"[^>\s]", " ", fence.prefix)
        item = fence.prefix if re.search(r"[-*+.)]", fence.prefix) else ""
        around = margin.rstrip() if ">" in margin else ""
        self._emit(item or f"{around}\n{margin}", fence.start)
        self._hole(Code(fence.text, True, span, language, tuple(info)), fence.start)
        self._emit(f"\n{around}\n", fence.end)

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
                help = "write the address in place: [text](address)"
                self._find("L113", "reference links are shown as text", match.start(), match.end(), help)
                self._take(match.end())
            at = self.pos
        self._emit(self.text[self.pos : stop], self.pos)

    def _take(self, end: int) -> None:
        """Pass the text up to ``end`` on as it is."""
        self._emit(self.text[self.pos : end], self.pos)
        self.pos = end

    def _lift(self, thing: Lifted, end: int) -> None:
        self._hole(thing, self.pos)
        self.pos = end

    def _closing(self, mark: str, start: int, stop: int) -> int:
        """Where ``mark`` stands next, before a blank line and not behind a backslash; else -1."""
        blank = _BLANK.search(self.text, start, stop)
        limit = blank.start() if blank else stop
        at = self.text.find(mark, start, limit)
        while at > start and mark[0] == "$" and _escaped(self.text, at, start):
            at = self.text.find(mark, at + 1, limit)
        return at

    def _backslash(self, stop: int) -> None:
        following = self.text[self.pos + 1 : self.pos + 2] if self.pos + 1 < stop else ""
        if following in ("(", "["):
            close = self._closing({"(": r"\)", "[": r"\]"}[following], self.pos + 2, stop)
            if close >= 0:
                self._math(self.pos + 2, close, close + 2, display=following == "[")
                return
        if following in ("(", ")"):
            message = f"\\{following} has no partner, so it is a plain parenthesis"
            help = r"write \( … \) around a formula"
            self._find("M104", message, self.pos, self.pos + 2, help)
        if following == "\n":
            self._emit("  ", self.pos)
            self.pos += 1
        elif following in _PUNCTUATION and following:
            self._lift(Literal(following), self.pos + 2)
        else:
            self._take(self.pos + 1)

    def _code(self, ticks: str, stop: int) -> None:
        blank = _BLANK.search(self.text, self.pos, stop)
        limit = blank.start() if blank else stop
        close = re.compile(rf"(?<!`){ticks}(?!`)").search(self.text, self.pos + len(ticks), limit)
        if close is None:
            self._take(self.pos + len(ticks))
            return
        inner = self.text[self.pos + len(ticks) : close.start()]
        inner = _QUOTE_MARKS.sub("\n", inner).replace("\n", " ")
        if inner.startswith(" ") and inner.endswith(" ") and inner.strip():
            inner = inner[1:-1]
        span = self.span.sub(self.pos, close.end())
        self._lift(Code(inner, False, span), close.end())

    def _dollar(self, token: str, stop: int) -> None:
        if token == "$$":
            close = self._closing("$$", self.pos + 2, stop)
            if close >= 0:
                self._math(self.pos + 2, close, close + 2, display=True)
                return
            help = "close it with $$ before the next blank line, or write \\$ for a dollar"
            self._find("M103", "$$ has no partner, so it is text", self.pos, self.pos + 2, help)
            self._take(self.pos + 2)
            return
        start = self.pos + 1
        following = self.text[start : start + 1] if start < stop else ""
        close = self._closing("$", start, stop) if following.strip() else -1
        after = self.text[close + 1 : close + 2]
        if close > start and self.text[close - 1].strip() and not after.isdigit():
            self._math(start, close, close + 1, display=False)
            return
        if following.isalpha() or following == "\\":
            help = "close the formula with $ before the next blank line, or write \\$ for a dollar"
            self._find("M103", "$ has no partner, so it is a dollar", self.pos, start, help)
        self._take(start)

    def _math(self, start: int, stop: int, end: int, *, display: bool) -> None:
        raw = self.text[start:stop]
        tex = _QUOTE_MARKS.sub("\n", raw) if ">" in raw else raw
        lead = len(tex) - len(tex.lstrip())
        span = self.span.sub(start + lead, max(stop - (len(raw) - len(raw.rstrip())), start + lead))
        tex = tex.strip()
        if tex:
            tex = self._checked(tex, span, display=display)
        else:
            help = "write TeX, or \\$ for a dollar"
            self._find("M106", "this formula is empty", self.pos, end, help)
        whole_line = display and self._alone(end)
        if whole_line:
            line = self.text.rfind("\n", 0, self.pos) + 1
            margin = re.sub(r"[^>\s]", " ", self.text[line : self.pos])
            around = margin.rstrip()
            self._emit(f"\n{around}\n{margin}" if self.pos > line or line else "", self.pos)
        self._lift(Math(tex, display, span), end)
        if whole_line:
            self._emit(f"\n{around}", self.pos)

    def _checked(self, tex: str, span: Span, *, display: bool) -> str:
        """The TeX with its macros expanded; findings for what an engine would refuse."""
        start, end = span.start - self.span.start, span.end - self.span.start

        def find(code: str, message: str, at: int, length: int, help: str | None) -> None:
            at = min(at, max(len(tex) - 1, 0)) + start
            self._find(code, message, at, min(max(at + length, at + 1), max(end, at + 1)), help)

        try:
            expanded = self.macros.expand(tex)
        except TexError as error:
            find("M105", error.message, error.offset, len(tex), error.help)
            return tex
        try:
            mathml(expanded.tex, display)
        except TexError as error:
            find("M101", error.message, expanded.origin(error.offset), error.length, error.help)
            return expanded.tex
        for offset, name in commands(expanded.tex):
            if name in not_in_mathjax():
                message = f"Anki's MathJax does not know \\{name}"
                find("M102", message, expanded.origin(offset), len(name) + 1, portable(name))
        return expanded.tex

    def _alone(self, end: int) -> bool:
        """Whether a display formula has its lines to itself, quote marks and markers aside."""
        line = self.text.rfind("\n", 0, self.pos) + 1
        stop = self.text.find("\n", end)
        after = self.text[end : len(self.text) if stop < 0 else stop]
        return not self.text[line : self.pos].strip(" \t>") and not after.strip()

    def _entity(self, stop: int) -> None:
        match = _ENTITY.match(self.text, self.pos, stop)
        if match is None:
            self._lift(Literal("&"), self.pos + 1)
            return
        decimal, hexadecimal, name = match.groups()
        if name:
            text = html5.get(name + ";")
        else:
            number = int(decimal) if decimal else int(hexadecimal, 16)
            valid = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000
            text = chr(number) if valid and not 0x7F <= number < 0xA0 else "\ufffd"
        if text is None:
            self._lift(Literal("&"), self.pos + 1)
        else:
            self._lift(Literal(text), match.end())

    def _angle(self, stop: int) -> None:
        match = _AUTOLINK.match(self.text, self.pos, stop)
        if match is None:
            self._take(self.pos + 1)
            return
        span = self.span.sub(match.start(1), match.end(1))
        self._emit("[", self.pos)
        self._hole(Literal(match[1].removeprefix("mailto:")), self.pos)
        self._emit("](", self.pos)
        self._hole(Target(match[1], span), self.pos)
        self._emit(")", self.pos)
        self.pos = match.end()

    def _address(self, stop: int) -> None:
        start = self.pos + 2
        match = _ADDRESS.match(self.text, start, stop)
        if match is None:
            spaced = _SPACED.match(self.text, start, stop)
            if spaced:
                help = "write %20 for the space, or put the path into <…>"
                self._find("L109", "a space ends the address of a link", start, spaced.end() - 1, help)
            self._take(start)
            return
        group = "bare" if match["angle"] is None else "angle"
        span = self.span.sub(match.start(group), match.end(group))
        self._take(start)
        self._hole(Target(match[group], span), match.start(group))
        self._emit(match["title"] or "", match.start(group))
        self._emit(")", match.end() - 1)
        self.pos = match.end()


def _escaped(text: str, at: int, start: int) -> bool:
    """Whether an odd number of backslashes stands before ``at``."""
    slashes = 0
    while at - slashes > start and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1
