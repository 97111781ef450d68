"""TeX: macros, MathML for the sheet and the export, and what Anki's MathJax does not know.

A formula meets two engines: math-core makes MathML Core of it, and Anki's MathJax sets it on the
cards. Both see it with every macro expanded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}]|[^\\{}]+", re.S)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_PARAMETER = re.compile(r"#([1-9])")
MACRO_NAME = re.compile(r"\\[A-Za-z]+\Z")
MAX_EXPANSIONS = 1000
MAX_LENGTH = 50_000

# Names that math-core has and MathJax lacks, with a spelling that both know.
PORTABLE = {
    r"\argmax": r"\operatorname*{arg\,max}",
    r"\argmin": r"\operatorname*{arg\,min}",
    r"\bm": r"\boldsymbol",
}


class TexError(Exception):
    """TeX that cannot be set: what is wrong, where (offset, length), and what to write instead."""

    def __init__(
        self, message: str, offset: int, help: str | None = None, length: int = 1
    ) -> None:
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

        try:
            return self._converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            at, _, message = str(error).partition(": ")
            offset = min(int(at), len(tex)) if at.isdigit() else 0
            command = _COMMAND.match(tex, offset)
            length = len(command[0]) if command else 1
            cure = _cure(message, tex, offset)
            raise TexError(_lower(message or at), offset, cure, length) from None


def _lower(message: str) -> str:
    return (message[:1].lower() + message[1:]).rstrip(".")


_CURES = {
    "substack": r"write the lines with \begin{subarray}{c} … \end{subarray} or in two formulas",
    "smash": r"leave \smash out",
    "mathop": r"write \operatorname*{…}",
    "tag": r"leave \tag out; refer to the entry instead",
    "widetilde": r"write \tilde{…}",
    "mathbbm": r"write \mathbb{…}",
    "mathds": r"write \mathbb{…}",
    "href": "put the link into the text beside the formula",
}


def _cure(message: str, tex: str, offset: int) -> str | None:
    if "text mode" in message:
        return r"close \text{…} before the formula and open it again after"
    if "Expected closing token" in message or "reached end" in message:
        return "close the group that stands open"
    if "Unmatched closing" in message:
        return "remove it, or open the group it closes"
    command = _COMMAND.match(tex, offset) or _COMMAND.search(message)
    name = command[1] if command else ""
    if name in _CURES:
        return _CURES[name]
    if "Unknown command" in message:
        return "check the spelling, or define it under `macros:` in deck.yaml"
    return None


@cache
def engine() -> Engine:
    """The engine of this process; made once."""
    return MathCore()


@cache
def mathml(tex: str, display: bool) -> str:
    """MathML of a formula; raises TexError."""
    return engine().convert(tex, display=display)


@cache
def not_in_mathjax() -> frozenset[str]:
    """Names (without backslash) that math-core knows and Anki's MathJax does not."""
    text = resources.files("deckmill").joinpath("assets/not-in-mathjax.txt").read_text("utf-8")
    return frozenset(text.split())


def commands(tex: str) -> Iterator[tuple[int, str]]:
    """Every command of a formula: its offset and its name without the backslash."""
    at = 0
    while (at := tex.find("\\", at)) >= 0:
        found = _COMMAND.match(tex, at)
        if found:
            yield at, found[1]
        at = found.end() if found else at + 2


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


@dataclass(frozen=True, slots=True)
class Expanded:
    """A formula with its macros expanded, and where each stretch of it came from."""

    tex: str
    _starts: tuple[int, ...] = (0,)
    _origins: tuple[int, ...] = (0,)
    _literal: tuple[bool, ...] = (True,)

    def origin(self, offset: int) -> int:
        """The offset in the TeX as written of an offset in the expanded one."""
        i = bisect_right(self._starts, offset) - 1
        return self._origins[i] + (offset - self._starts[i] if self._literal[i] else 0)


class Macros:
    """The deck's macros and the portable spellings; definitions may take ``#1`` … ``#9``."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._bodies = {**PORTABLE, **definitions}
        names = sorted((name[1:] for name in self._bodies), key=len, reverse=True)
        self._any = re.compile(r"\\(?:" + "|".join(names) + r")(?![A-Za-z])")

    def expand(self, tex: str) -> Expanded:
        """Expand every macro; raises TexError where one calls itself or an argument is missing."""
        if not self._any.search(tex):
            return Expanded(tex)
        pieces: list[tuple[str, int, bool]] = []
        budget = [MAX_EXPANSIONS]
        for piece in self._walk(tex, 0, True, (), budget):
            pieces.append(piece)
            if sum(len(p[0]) for p in pieces[-1:]) > MAX_LENGTH:
                raise TexError("the macros make this formula too long", piece[1])
        starts, at = [], 0
        for text, _, _ in pieces:
            starts.append(at)
            at += len(text)
        return Expanded(
            "".join(p[0] for p in pieces),
            tuple(starts) or (0,),
            tuple(p[1] for p in pieces) or (0,),
            tuple(p[2] for p in pieces) or (True,),
        )

    def _walk(
        self, tex: str, origin: int, literal: bool, inside: tuple[str, ...], budget: list[int]
    ) -> Iterator[tuple[str, int, bool]]:
        tokens = list(_TOKEN.finditer(tex))
        i = 0
        while i < len(tokens):
            token = tokens[i]
            here = origin + token.start() if literal else origin
            i += 1
            body = self._bodies.get(token[0])
            if body is None:
                yield token[0], here, literal
                continue
            if token[0] in inside:
                raise TexError(f"the macro {token[0]} calls itself", here, "change its definition")
            budget[0] -= 1
            if budget[0] < 0:
                raise TexError(f"more than {MAX_EXPANSIONS} macros in one formula", here)
            wanted = max((int(n) for n in _PARAMETER.findall(body)), default=0)
            arguments = []
            for _ in range(wanted):
                argument, i = self._argument(tex, tokens, i)
                if argument is None:
                    raise TexError(
                        f"{token[0]} takes {wanted} argument{'s' if wanted > 1 else ''}",
                        here,
                        f"write {token[0]}{'{…}' * wanted}",
                    )
                arguments.append(argument)
            filled = _PARAMETER.sub(lambda m: arguments[int(m[1]) - 1], body)
            if len(filled) > MAX_LENGTH:
                raise TexError("the macros make this formula too long", here)
            yield from self._walk(filled, here, False, (*inside, token[0]), budget)
            # A body that ends in a command must not run into a letter that follows.
            if re.search(r"\\[A-Za-z]+\Z", filled) and tex[token.end() : token.end() + 1].isalpha():
                yield " ", here, False

    @staticmethod
    def _argument(tex: str, tokens: list[re.Match[str]], i: int) -> tuple[str | None, int]:
        """The next argument: a group without its braces, a command, or one character."""
        while i < len(tokens) and not tokens[i][0].strip():
            i += 1
        if i == len(tokens):
            return None, i
        token = tokens[i]
        if token[0] == "{":
            depth, start = 0, token.end()
            for j in range(i, len(tokens)):
                depth += (tokens[j][0] == "{") - (tokens[j][0] == "}")
                if depth == 0:
                    return tex[start : tokens[j].start()], j + 1
            return None, i
        if token[0] == "}":
            return None, i
        if token[0].startswith("\\"):
            return token[0], i + 1
        # One character of a run of text: the rest goes back as a run of its own.
        first = token.start() + len(token[0]) - len(token[0].lstrip())
        rest = re.compile(r"[^\\{}]+").match(tex, first + 1)
        if rest is not None and rest.end() == token.end():
            tokens[i] = rest
            return tex[first], i
        return tex[first], i + 1
