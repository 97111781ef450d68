"""TeX: macros, MathML for the sheet and the export, and what Anki's MathJax does not know.

A formula meets two engines: math-core makes MathML Core of it, and Anki's MathJax sets it on the
cards. Both see it with every macro expanded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple, Protocol

from deckmill.lazy import lazy_pattern

_TOKEN = lazy_pattern(r"\\(?:[A-Za-z]+|.)?|.", re.S)
_PIECE = lazy_pattern(r"#[1-9]|\\(?:[A-Za-z]+|.)?|.", re.S)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_COMMENT = lazy_pattern(r"\\.|%", re.S)
_NAMED = lazy_pattern(r"\\[A-Za-z]+|\{[A-Za-z*]+\}")
_PARAMETER = lazy_pattern(r"#([1-9])")
MACRO_NAME = re.compile(r"\\[A-Za-z]+\Z")
MAX_EXPANSIONS = 1000
MAX_LENGTH = 50_000
MAX_COMMANDS = 1_000
MAX_DEPTH = 100
MANY = 4096
_EDGES = lazy_pattern(r"</|<(?=\w)(?![^>]*/>)")
_NESTING = re.compile(r"\\[A-Za-z]|\{")

# Names that math-core has and MathJax lacks, with a spelling that both know.
PORTABLE = {
    r"\argmax": r"\operatorname*{arg\,max}",
    r"\argmin": r"\operatorname*{arg\,min}",
    r"\bm": r"\boldsymbol",
}


class TexError(Exception):
    """TeX that cannot be set: what is wrong, where (offset, length), and what to write instead."""

    def __init__(self, message: str, offset: int, help: str | None = None, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.help = help
        self.length = length


class Engine(Protocol):
    """Anything that turns TeX into MathML."""

    def convert(self, tex: str, *, display: bool) -> str:
        """MathML of ``tex``; raises TexError."""
        ...


class MathCore:
    """math-core: MathML Core, with the offset of what it refuses."""

    def __init__(self) -> None:
        from math_core import LatexToMathML

        self._converter = LatexToMathML(fancy_error=False)

    def convert(self, tex: str, *, display: bool) -> str:
        from math_core import LatexError

        # Its parser goes down the stack with each of these, and would take the process with it.
        nestings = len(_NESTING.findall(tex))
        if nestings > MAX_COMMANDS:
            message = f"a formula of more than {MAX_COMMANDS} commands and braces"
            raise TexError(message, 0, "make several formulas of it", len(tex))
        try:
            made = self._converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            at, _, message = str(error).partition(": ")
            offset = min(int(at), len(tex)) if at.isdigit() else 0
            named = _NAMED.match(tex, offset)
            length = len(named[0]) if named else 1
            cure = _cure(message, tex, offset)
            raise TexError(_lower(message or at), offset, cure, length) from None
        # What reads MathML goes down the stack with each level, too.
        if nestings > MAX_DEPTH and _depth(made) > MAX_DEPTH:
            message = f"a formula nested more than {MAX_DEPTH} deep"
            raise TexError(message, 0, "make several formulas of it", len(tex))
        return made


def _depth(mathml: str) -> int:
    """How deep the elements of a piece of MathML stand in each other."""
    levels = accumulate(-1 if tag == "</" else 1 for tag in _EDGES.findall(mathml))
    return max(levels, default=0)


def _lower(message: str) -> str:
    return (message[:1].lower() + message[1:]).rstrip("., ")


# What to write instead of a command that math-core refuses.
_CURES = {
    "substack": r"write the lines with \begin{subarray}{c} … \end{subarray} or in two formulas",
    "smash": r"leave \smash out",
    "mathop": r"write \operatorname*{…}",
    "tag": r"leave \tag out; refer to the entry instead",
    "label": r"leave \label out; refer to the entry instead",
    "widetilde": r"write \tilde{…}",
    "mathbbm": r"write \mathbb{…}",
    "mathds": r"write \mathbb{…}",
    "href": "put the link into the text beside the formula",
}
# What math-core says, and what to do.
_REMEDIES = (
    ("text mode", r"close \text{…} before the formula and open it again after"),
    ("xpected closing token", "close the group that stands open"),
    ("nmatched closing", "remove it, or open the group it closes"),
    ("xpected argument", "write what belongs there, in braces"),
    ("uplicate subscript or superscript", "part the two with braces: {a^b}^c"),
    ("Unknown environment", "check the spelling"),
    ('Found "&"', r"write \& for the character, or use aligned, cases or a matrix"),
    ('"$"', r"write \$ for a dollar"),
    ("Macro parameter", r"write \# for the character"),
    ("Unknown command", "check the spelling, or define it under `macros:` in deck.yaml"),
)


def _cure(message: str, tex: str, offset: int) -> str | None:
    command = _COMMAND.match(tex, offset) or _COMMAND.search(message)
    if command and command[1] in _CURES and "text mode" not in message:
        return _CURES[command[1]]
    return next((cure for said, cure in _REMEDIES if said in message), None)


@cache
def engine() -> Engine:
    """The engine of this process; made once."""
    return MathCore()


@lru_cache(MANY)
def mathml(tex: str, display: bool) -> str:
    """MathML of a formula; raises TexError. What was made of the last ``MANY`` is kept."""
    return engine().convert(tex, display=display)


@cache
def not_in_mathjax() -> frozenset[str]:
    """Names (without backslash) that math-core knows and Anki's MathJax does not."""
    text = resources.files("deckmill").joinpath("assets/not-in-mathjax.txt").read_text("utf-8")
    return frozenset(text.split())


@cache
def known_commands() -> frozenset[str]:
    """Names (without backslash) that both engines know: what a misspelt one may have meant."""
    text = resources.files("deckmill").joinpath("assets/tex-commands.txt").read_text("utf-8")
    return frozenset(text.split())


def commands(tex: str) -> Iterator[tuple[int, str]]:
    """Every command of a formula: its offset and its name without the backslash."""
    at = 0
    while (at := tex.find("\\", at)) >= 0:
        found = _COMMAND.match(tex, at)
        if found:
            yield at, found[1]
        at = found.end() if found else at + 2


def comments(tex: str) -> Iterator[int]:
    """The offset of every ``%`` that starts a comment: both engines leave out what follows it."""
    for match in _COMMENT.finditer(tex):
        if match[0] == "%":
            yield match.start()


_SPELLINGS = {
    "Reals": r"\mathbb{R}", "R": r"\mathbb{R}", "reals": r"\mathbb{R}", "real": r"\Re",
    "N": r"\mathbb{N}", "natnums": r"\mathbb{N}", "Z": r"\mathbb{Z}", "Complex": r"\mathbb{C}",
    "cnums": r"\mathbb{C}", "H": r"\mathbb{H}", "bold": r"\mathbf", "emph": r"\textit",
    "lang": r"\langle", "rang": r"\rangle", "infin": r"\infty", "isin": r"\in",
    "exist": r"\exists", "empty": r"\emptyset", "plusmn": r"\pm", "sub": r"\subset",
    "sube": r"\subseteq", "supe": r"\supseteq", "harr": r"\leftrightarrow",
    "hArr": r"\Leftrightarrow", "larr": r"\leftarrow", "rarr": r"\rightarrow",
    "rArr": r"\Rightarrow", "lArr": r"\Leftarrow", "dag": r"\dagger", "ddag": r"\ddagger",
    "bull": r"\bullet", "degree": r"^\circ", "plim": r"\operatorname*{plim}",
    "coloncolon": r"\mathrel{::}", "colonequals": r"\mathrel{:=}", "vcentcolon": r"\mathrel{:}",
    "textbar": "|", "textdollar": r"\$", "textunderscore": r"\_", "textendash": "–",
    "operatornamewithlimits": r"\operatorname*", "medspace": r"\:", "thickspace": r"\;",
    "Alpha": r"\mathrm{A}", "Beta": r"\mathrm{B}", "omicron": "o", "Epsilon": r"\mathrm{E}",
    "sect": r"\S", "notni": r"\not\ni", "underbar": r"\underline", "weierp": r"\wp",
}  # fmt: skip


def portable(name: str) -> str:
    """What to write instead of a command that only one of the two engines knows."""
    spelling = _SPELLINGS.get(name)
    return f"write {spelling}" if spelling else "use a command that LaTeX itself has"


class _Token(NamedTuple):
    """A command or a character: its place in the TeX as written, the macros that it came out of."""

    text: str
    start: int
    end: int
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A formula with its macros expanded, and where each stretch of it came from."""

    tex: str
    _starts: tuple[int, ...] = ()
    _origins: tuple[tuple[int, int], ...] = ()

    def origin(self, offset: int, length: int = 1) -> tuple[int, int]:
        """The range in the TeX as written of a range in the expanded one: for what a macro's body
        brought in, that of the macro's name."""
        if not self._starts:
            return offset, offset + length
        first, last = (
            self._origins[max(bisect_right(self._starts, at) - 1, 0)]
            for at in (offset, offset + max(length, 1) - 1)
        )
        return first[0], max(first[1], last[1])


class Macros:
    """The deck's macros and the portable spellings; definitions may take ``#1`` … ``#9``."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._bodies = {**PORTABLE, **definitions}
        names = sorted((name[1:] for name in self._bodies), key=len, reverse=True)
        self._any = re.compile(r"\\(?:" + "|".join(names) + r")(?![A-Za-z])")

    def __contains__(self, name: str) -> bool:
        return name in self._bodies

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def expand(self, tex: str) -> Expanded:
        """Expand every macro; raises TexError where one calls itself or an argument is missing."""
        if not self._any.search(tex):
            return Expanded(tex)
        # The next token is the last one: TeX, too, puts a body back in front of what follows.
        waiting = _tokens(tex)[::-1]
        done: list[_Token] = []
        expansions = 0
        while waiting:
            token = waiting.pop()
            body = self._bodies.get(token.text)
            if body is None:
                done.append(token)
                continue
            expansions += 1
            waiting += self._filled(token, body, waiting)[::-1]
            if expansions > MAX_EXPANSIONS or len(waiting) + len(done) > MAX_LENGTH:
                raise _error("the macros make this formula too long", token, "write it out")
        return _joined(done)

    def _filled(self, macro: _Token, body: str, waiting: list[_Token]) -> list[_Token]:
        """A macro's body with its arguments, which are taken from ``waiting``."""
        name = macro.text
        if name in macro.inside:
            raise _error(f"the macro {name} calls itself", macro, "change its definition")
        wanted = max((int(n) for n in _PARAMETER.findall(body)), default=0)
        arguments = []
        for _ in range(wanted):
            argument = _argument(waiting)
            if argument is None:
                plural = "s" if wanted > 1 else ""
                cure = f"write {name}{'{…}' * wanted}"
                raise _error(f"{name} takes {wanted} argument{plural}", macro, cure)
            arguments.append(argument)
        inside = (*macro.inside, name)
        filled: list[_Token] = []
        for piece in _PIECE.findall(body):
            if _PARAMETER.fullmatch(piece):
                filled += arguments[int(piece[1]) - 1]
            else:
                filled.append(_Token(piece, macro.start, macro.end, inside))
        return filled


def _error(message: str, at: _Token, help: str) -> TexError:
    return TexError(message, at.start, help, at.end - at.start)


def _tokens(tex: str) -> list[_Token]:
    return [_Token(match[0], *match.span()) for match in _TOKEN.finditer(tex)]


def _argument(waiting: list[_Token]) -> list[_Token] | None:
    """Take the next argument off: a group without its braces, a command, or one character."""
    while waiting and waiting[-1].text.isspace():
        waiting.pop()
    if not waiting or waiting[-1].text == "}":
        return None
    first = waiting.pop()
    if first.text != "{":
        return [first]
    depth = 1
    taken: list[_Token] = []
    while waiting:
        token = waiting.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return taken
        taken.append(token)
    return None


def _joined(tokens: list[_Token]) -> Expanded:
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    word = False
    for token in tokens:
        # A letter that a body brings behind a command must not run into its name.
        text = " " + token.text if word and token.text[0].isalpha() else token.text
        word = _COMMAND.fullmatch(token.text) is not None
        starts.append(at)
        pieces.append(text)
        at += len(text)
    origins = tuple((token.start, token.end) for token in tokens)
    return Expanded("".join(pieces), tuple(starts), origins)
