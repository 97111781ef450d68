"""Mutation of entries: a change that makes an entry false must make its proof fail.

Shown code gets other operators, constants and comparisons, one at a time; a printed number another
last digit; the key of a choice question another right option. What no check notices is told: there
a mistake could hide. (DeMillo, Lipton and Sayward 1978 on mutation of programs.)
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deckmill.checks.numbers import claims, held
from deckmill.findings import Finding
from deckmill.model import Code, Entry
from deckmill.prove.runner import MEMORY_LIMIT, TIME_LIMIT, can_run, failing, job, run_all
from deckmill.source import Span

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_SIGNS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!=", "And": "and",
    "Or": "or",
}  # fmt: skip
_NAMES = {
    "max": "min", "maximum": "minimum", "argmax": "argmin", "sum": "mean", "zeros": "ones",
}  # fmt: skip
_NAMES |= {new: old for old, new in _NAMES.items()}
_KINDS = {"code": "code", "number": "numbers", "key": "keys"}
LEAST = 0.9
TINY = 1e-4
"""Constants below only keep a division from nothing; another one makes no entry false."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed entry: ``kind`` is code, number or key.

    ``task`` is what is run of it; where it is empty, ``check`` notices the change already.
    """

    entry: Entry
    kind: str
    span: Span
    what: str
    task: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """A mutant, and whether a check noticed."""

    mutant: Mutant
    caught: bool

    @property
    def finding(self) -> Finding:
        """What to tell of a mutant that nobody noticed."""
        mutant = self.mutant
        message = f"no check would notice that {mutant.what}"
        help = "add a check that depends on it, or leave out what nothing depends on"
        return Finding("K221", message, mutant.span, help)


def mutants(entry: Entry) -> Iterator[Mutant]:
    """Every mutant of an entry that is run."""
    if can_run(entry):
        yield from _of_code(entry)
        yield from _of_numbers(entry)
        yield from _of_key(entry)


def try_all(
    chosen: Sequence[Mutant],
    jobs: int | None = None,
    done: Callable[[Fate], None] | None = None,
    *,
    seconds: int = TIME_LIMIT,
    memory: int = MEMORY_LIMIT,
) -> list[Fate]:
    """Run the mutants of entries that are proven; the fates stand in the same order."""

    def fate(mutant: Mutant) -> Fate:
        return Fate(mutant, not mutant.task or failing(mutant.task, seconds, memory))

    return run_all(fate, chosen, jobs, done)


def enough(fates: Sequence[Fate]) -> bool:
    """Whether so many were caught that the checks can be trusted."""
    return sum(fate.caught for fate in fates) >= LEAST * len(fates)


def summary(fates: Sequence[Fate]) -> str:
    """How many mutants of each kind were caught, in one line."""
    counts = []
    for kind in dict.fromkeys(fate.mutant.kind for fate in fates):
        of_kind = [fate.caught for fate in fates if fate.mutant.kind == kind]
        counts.append(f"{sum(of_kind)} of {len(of_kind)} in {_KINDS[kind]}")
    caught = sum(fate.caught for fate in fates)
    share = f" ({100 * caught / len(fates):.1f} %)" if fates else ""
    detail = f": {', '.join(counts)}" if counts else ""
    return f"{caught} of {len(fates)} mistakes noticed{share}{detail}."


def _of_code(entry: Entry) -> Iterator[Mutant]:
    task = job(entry)
    fences = [code for code in (entry.code.code if entry.code else ()) if code.block]
    for group in ("shown", "fix"):
        for i, block in enumerate(task[group]):
            fence = next(code for code in fences if code.span.line + 1 == block["line"])
            for what, line, text in _changed_code(block["text"]):
                changed = copy.deepcopy(task)
                changed[group][i]["text"] = text
                # Without the bug the mutant is judged by the checks alone.
                changed["bug"] = []
                yield Mutant(entry, "code", _line_of(fence, line), what, changed)


def _line_of(fence: Code, line: int) -> Span:
    source = fence.span.source
    number = fence.span.line + line
    text = source.line(number)
    return source.span(source.offset(number) + len(text) - len(text.lstrip()))


def _changed_code(text: str) -> Iterator[tuple[str, int, str]]:
    """What was changed, in which line, and the whole text with that one change."""
    try:
        count = sum(1 for _ in ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        return
    for place in range(count):
        tree = ast.parse(text)  # a new one each time: a change is made in it
        node = list(ast.walk(tree))[place]
        what = _change(node)
        if what:
            yield what, getattr(node, "lineno", 1), ast.unparse(tree)


def _change(node: ast.AST) -> str | None:
    """Change a node in place, and say what was done; nothing where there is nothing to change."""
    match node:
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp():
            return _other_operator(node, "op")
        case ast.Compare():
            old = node.ops[0]
            new = _OPERATORS.get(type(old))
            if new is None:
                return None
            node.ops[0] = new()  # type: ignore[call-overload]
            return _told(old, node.ops[0])
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            node.op = ast.UAdd()
            return "- is left out"
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value) if value == 0 or abs(value) > TINY:
            node.value = value + 1 if isinstance(value, int) else value * 1.5 + (value == 0)
            return f"{value} becomes {node.value}"
        case ast.Name(id=name) if name in _NAMES and isinstance(node.ctx, ast.Load):
            node.id = _NAMES[name]
            return f"{name} becomes {node.id}"
        case ast.Attribute(attr=name) if name in _NAMES:
            node.attr = _NAMES[name]
            return f"{name} becomes {node.attr}"
    return None


def _other_operator(node: ast.BinOp | ast.AugAssign | ast.BoolOp, field: str) -> str | None:
    old = getattr(node, field)
    new = _OPERATORS.get(type(old))
    if new is None:
        return None
    setattr(node, field, new())
    return _told(old, getattr(node, field))


def _told(old: ast.AST, new: ast.AST) -> str:
    return f"{_SIGNS[type(old).__name__]} becomes {_SIGNS[type(new).__name__]}"


def _of_numbers(entry: Entry) -> Iterator[Mutant]:
    task = job(entry)
    known = held(entry)
    for claim in claims(entry):
        printed = claim.span.text
        other = _other_number(printed)
        what = f"{printed} becomes {other}"
        if not known.covers(claim, other):
            yield Mutant(entry, "number", claim.span, what, {})
            continue
        # The same number may stand in several places; this one is found by what is around it.
        around = entry.span.source.text[claim.span.start - 8 : claim.span.end + 8]
        around = around if task["prose"].count(around) == 1 else printed
        prose = task["prose"].replace(around, around.replace(printed, other, 1), 1)
        yield Mutant(entry, "number", claim.span, what, {**task, "prose": prose})


def _other_number(printed: str) -> str:
    """The number with another last digit that is not zero's neighbour in rounding: five away."""
    digits = [m.start() for m in re.finditer(r"\d", printed)]
    last = digits[-1]
    return f"{printed[:last]}{(int(printed[last]) + 5) % 10}{printed[last + 1 :]}"


def _of_key(entry: Entry) -> Iterator[Mutant]:
    task = job(entry)
    right = [i for i, correct in enumerate(task["key"]) if correct]
    for i, correct in enumerate(task["key"]):
        if not correct and right:
            key = [place == i for place in range(len(task["key"]))]
            what = f"option {'ABCDEF'[i]} is marked as right"
            yield Mutant(entry, "key", entry.options[i].text.span, what, {**task, "key": key})
