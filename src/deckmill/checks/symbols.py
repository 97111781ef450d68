"""The symbols of a formula: the letters that its reader must be told the meaning of.

A symbol is a letter, Latin or Greek, with its font, its accent and its subscript. Names such as
``\\log`` or ``\\mathrm{BCE}`` speak for themselves, and so does notation that every field writes
alike: numbers, sets of numbers, expectations, differentials, orders of growth. What a sum or a
maximum runs over is bound there, and what stands in a subscript is a mark, not a quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[^\s]", re.S)


def _commands(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


_LETTERS = _commands("""
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu
xi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi
Sigma Upsilon Phi Psi Omega ell hbar imath jmath
""")
_ACCENTS = _commands("""
hat bar tilde vec dot ddot dddot check breve acute grave mathring widehat widetilde overline
underline
""")
_BOLD = _commands("boldsymbol bm pmb symbf mathbf")
_FONTS = {name: name for name in _commands("mathcal mathbb mathfrak mathscr mathsf mathtt")}
_FONTS |= dict.fromkeys(_BOLD, r"\mathbf")
_NAMES = _commands("""
mathrm mathit operatorname operatorname* text textrm textit textbf textsf texttt mbox mathop
""")
_AROUND = _ACCENTS | _FONTS.keys()
_WRAPPERS = _AROUND | _NAMES
# Commands whose argument is no part of the formula.
_SKIPPED = _commands("end color textcolor hspace vspace mspace kern tag label ref") | _commands(
    "phantom hphantom vphantom"
)
_COLUMNS = frozenset(("array", "subarray", "alignedat", "alignat"))
_INTEGRALS = _commands("int iint oint")
_BINDING = _INTEGRALS | _commands("""
sum prod coprod max min sup inf lim limsup liminf bigcup bigcap bigoplus bigotimes bigvee bigwedge
bigodot operatorname operatorname*
""")
_FRACTIONS = _commands("frac dfrac tfrac")
_LANDAU = _commands("Theta Omega mathcal{O}") | {"O", "o"}
_KNOWN = _commands("mathbb{E} mathbb{P} mathbb{N} mathbb{Z} mathbb{Q} mathbb{R} mathbb{C}")
_KNOWN |= _commands("mathcal{N}")
_RUNS_TO = _commands("in le leq ge geq lt ne neq to sim rightarrow mid subset subseteq")
_RUNS_TO |= frozenset("=<>:|")
_OPENING = _commands("left big bigl Big Bigl") | {"(", "["}
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter as it stands in a formula; ``start`` and ``end`` are offsets in the TeX."""

    letter: str
    accent: str
    index: str
    start: int
    end: int

    @property
    def fixed(self) -> bool:
        """Whether the subscript is part of the name: a number or a word, as in ``W_2``."""
        return self.index.isdecimal() or self.index.startswith((r"\mathrm", r"\text"))

    @property
    def name(self) -> str:
        """What tells this symbol from others."""
        return f"{self.letter}_{self.index}" if self.fixed else self.letter

    def explains(self, other: Symbol) -> bool:
        """Whether who knows this symbol knows the other: a bar or a counting index adds little."""
        if self.letter != other.letter or self.accent not in ("", other.accent):
            return False
        return not (other.fixed and self.fixed) or self.index == other.index


@dataclass(slots=True)
class Symbols:
    """The symbols of a formula in order, the letters bound or used as marks, and its names."""

    free: list[Symbol] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @property
    def unbound(self) -> Iterator[Symbol]:
        """The symbols that the formula does not itself say the range of."""
        return (symbol for symbol in self.free if symbol.letter not in self.bound)

    @property
    def letters(self) -> set[str]:
        """Every letter, whatever its part."""
        return {symbol.letter for symbol in self.free} | self.bound | self.marks


@lru_cache(1024)
def symbols(tex: str) -> Symbols:
    """The symbols of a formula whose macros are expanded; not to be changed."""
    return _Scanner(tex).run()


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    is_letter: bool


def _token(match: re.Match[str]) -> _Token:
    text = match[0]
    return _Token(text, match.start(), match.end(), text.isalpha() or text in _LETTERS)


_NONE = _Token("", 0, 0, is_letter=False)
_Tokens = list[_Token]


class _Scanner:
    def __init__(self, tex: str) -> None:
        self.tokens = [_token(match) for match in _TOKEN.finditer(tex)]
        self.found = Symbols()
        self.integral = any(token.text in _INTEGRALS for token in self.tokens)

    def run(self) -> Symbols:
        self._walk(self.tokens, 0)
        return self.found

    def _walk(self, tokens: _Tokens, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        at, before = 0, _NONE
        while at < len(tokens):
            token = tokens[at]
            following = tokens[at + 1] if at + 1 < len(tokens) else _NONE
            if token.is_letter or token.text in _AROUND:
                at = self._symbol(tokens, at, depth)
            elif token.text in _NAMES:
                inner, at = _argument(tokens, at + 1)
                self.found.names.add("".join(t.text for t in inner if t.text != r"\,"))
            elif token.text == r"\begin":
                inner, at = _argument(tokens, at + 1)
                if "".join(t.text for t in inner).rstrip("*") in _COLUMNS:
                    _, at = _argument(tokens, at)
            elif token.text in _SKIPPED:
                _, at = _argument(tokens, at + 1)
            elif token.text in "_^" and following is not _NONE:
                inner, at = _argument(tokens, at + 1)
                self._script(token.text, inner, before, depth)
                continue  # a second script is of the same base
            elif token.text in _FRACTIONS:
                above, at = _argument(tokens, at + 1)
                below, at = _argument(tokens, at)
                self._walk(_without_differential(above), depth + 1)
                self._walk(_without_differential(below), depth + 1)
            elif token.text == "{":
                inner, at = _argument(tokens, at)
                self._walk(inner, depth + 1)
            else:
                if token.text[1:].isalpha():
                    self.found.names.add(token.text[1:])
                at += 1
            before = token

    def _symbol(self, tokens: _Tokens, at: int, depth: int) -> int:
        """Take the symbol at ``at``, and give where it ends; fonts and accents may wrap it."""
        first = tokens[at]
        inner, accent, font, end = _unwrapped(tokens, at)
        if len(inner) > 1 and inner[0].is_letter and inner[1].text == "_":
            self._walk(inner, depth + 1)  # the subscript stands under the accent
            return end
        if len(inner) != 1 or not inner[0].is_letter:
            if accent or not font:
                self._walk(inner, depth + 1)
            else:
                self.found.names.add("".join(token.text for token in inner))
            return end
        letter = f"{font}{{{inner[0].text}}}" if font else inner[0].text
        following = tokens[end] if end < len(tokens) else _NONE
        if self._known(letter, following):
            return end
        index, stop = "", end
        if following.text == "_":
            marks, stop = _argument(tokens, end + 1)
            index = "".join(token.text for token in marks)
            self._script("_", marks, first, depth)
        last = tokens[min(stop, len(tokens)) - 1]
        self.found.free.append(Symbol(letter, accent, index, first.start, last.end))
        return stop

    def _known(self, letter: str, following: _Token) -> bool:
        """Whether everybody writes a letter so: it needs no explanation here."""
        opens = following.text in _OPENING
        return (
            letter in _KNOWN
            or (letter == "e" and following.text == "^")
            or (letter == r"\Delta" and following.is_letter)
            or (opens and (letter in _LANDAU or letter in "PE"))
            or (letter == "d" and self.integral and following.is_letter)
        )

    def _script(self, kind: str, inner: _Tokens, base: _Token, depth: int) -> None:
        if kind == "_" and base.text in _BINDING:
            stop = next((i for i, t in enumerate(inner) if t.text in _RUNS_TO), len(inner))
            self.found.bound |= {token.text for token in inner[:stop] if token.is_letter}
            self._walk(inner[stop:], depth + 1)
        elif kind == "_" or (inner and inner[0].text in ("(", "[")) or _is_label(inner, base):
            self.found.marks |= {token.text for token in inner if token.is_letter}
        else:
            self._walk(inner, depth + 1)


def _unwrapped(tokens: _Tokens, at: int) -> tuple[_Tokens, str, str, int]:
    """What the accents and fonts at ``at`` stand around, the innermost of each, and the end."""
    accent = font = ""
    inner, end = [tokens[at]], at + 1
    for _ in range(_MAX_DEPTH):
        if not inner or inner[0].text not in _AROUND:
            break
        if inner[0].text in _ACCENTS:
            accent = inner[0].text
        else:
            font = _FONTS[inner[0].text]
        if len(inner) == 1:
            inner, end = _argument(tokens, end)
        else:
            inner, _ = _argument(inner, 1)
    return inner, accent, font, end


def _argument(tokens: _Tokens, at: int) -> tuple[_Tokens, int]:
    """The argument that starts at ``at``, without its braces, and where what follows starts."""
    start = at
    while at < len(tokens) and tokens[at].text in _WRAPPERS:
        at += 1
    if at < len(tokens) and tokens[at].text == "{":
        level = 0
        for end in range(at, len(tokens)):
            level += (tokens[end].text == "{") - (tokens[end].text == "}")
            if level == 0:
                return (tokens[at + 1 : end] if at == start else tokens[start : end + 1]), end + 1
        return tokens[at + 1 :], len(tokens)
    return tokens[start : at + 1], at + 1


def _is_label(inner: _Tokens, base: _Token) -> bool:
    """Whether a superscript is a mark: a transposition, or the name of one matrix among others."""
    alone = len(inner) == 1 and inner[0].text.isupper() and inner[0].is_letter
    return alone and (inner[0].text == "T" or base.text.isupper())


def _without_differential(inner: _Tokens) -> _Tokens:
    """The part of a fraction, without the ``d`` of a derivative."""
    if inner and inner[0].text == "d" and (len(inner) == 1 or inner[1].is_letter):
        return inner[1:]
    return inner
