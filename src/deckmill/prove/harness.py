"""Runs one entry's code in an interpreter of its own. Started by ``prove.runner`` alone.

Reads one JSON job from standard input. Writes JSON lines to what was standard output: ``{"block":
line}`` before each block that is run, and at the end ``{"failures": […], "missing": […]}``: what
went wrong, and the modules that some blocks want and that are not there. What the code itself
prints goes nowhere. Of deckmill only the module beside this one is imported: the interpreter is
isolated.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import linecache
import math
import os
import re
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Without -I's isolation `import cage` would do; this finds it beside this file alone.
_spec = importlib.util.spec_from_file_location("cage", Path(__file__).with_name("cage.py"))
assert _spec and _spec.loader
cage: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cage)

SEED = 0
_MODULE = "entry"
_MAX_MESSAGE = 500
_MINUS = "−"
_THOUSANDS = re.compile(r"\{,\}|\\,|[\u2009\u202f]")
_NUMBER = re.compile(
    rf"[-{_MINUS}]?(?:(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+{_MINUS}]?\d+)?"
)
# What makes a literal part of a longer number: digits and separators, an exponent, a sign. A minus
# behind a letter, a digit or a bracket is a range or a difference, and parts two numbers.
_NO_NUMBER_BEFORE = rf"(?<![\d.,])(?<!\d[eE])(?<!\d[eE][-+{_MINUS}])(?<!(?<![\w)}}\]])[-{_MINUS}])"
_NO_NUMBER_AFTER = rf"(?!\d|[.,]\d|\{{,\}}\d|[eE][-+{_MINUS}]?\d)"


class Helpers:
    """The names that checks find in their namespace (format.md)."""

    def __init__(self, prose: str, key: list[bool]) -> None:
        self._prose = prose
        self._key = key

    def judges(self) -> dict[str, Any]:
        """What shown code must not replace."""
        import numpy as np

        return {
            "np": np,
            "math": math,
            "rng": np.random.default_rng(SEED),
            "close": self.close,
            "says": self.says,
            "truth": self.truth,
        }

    def conveniences(self) -> dict[str, Any]:
        """What shown code may define itself: then that is what is checked."""
        return {"numgrad": self.numgrad, "softmax": self.softmax}

    def close(self, a: Any, b: Any, rel: float = 1e-9, abs: float = 0.0) -> bool:
        """Assert that two numbers or arrays are equal within a tolerance."""
        import numpy as np

        assert np.allclose(a, b, rtol=rel, atol=abs), f"{_shown(a)} is not close to {_shown(b)}"
        return True

    def says(self, literal: str, value: Any, abs: float | None = None) -> bool:
        """Assert that the prose has ``literal`` and that its first number is ``value``, as printed.

        Words and numbers behind the first pin the place: ``says("0.37 after 100", 0.99**100)``.
        """
        alone = re.compile(_NO_NUMBER_BEFORE + re.escape(literal) + _NO_NUMBER_AFTER)
        assert alone.search(self._prose), f"the entry's text does not say '{literal}'"
        number = _NUMBER.search(_THOUSANDS.sub(",", literal))
        assert number, f"'{literal}' holds no number"
        text = number[0].replace(",", "").replace(_MINUS, "-")
        tolerance = half_unit(text) if abs is None else abs
        said, computed = float(text), float(value)
        assert math.fabs(said - computed) <= tolerance, (
            f"the entry says '{literal}', computed is {computed!r}"
        )
        return True

    def truth(self, **options: Any) -> bool:
        """Assert that the options' truth, in order, is what the entry marks with [x]."""
        assert self._key, "this entry has no options"
        names = "ABCDEF"[: len(self._key)]
        assert "".join(options) == names, f"name the options in order: {', '.join(names)}"
        computed = {name: bool(value) for name, value in options.items()}
        marked = dict(zip(names, self._key, strict=True))
        wrong = [name for name in names if computed[name] is not marked[name]]
        assert not wrong, ", ".join(
            f"{name} is {'right' if computed[name] else 'wrong'} and marked as "
            f"{'right' if marked[name] else 'wrong'}"
            for name in wrong
        )
        return True

    def numgrad(self, f: Callable[[Any], Any], x: Any, h: float = 1e-6) -> Any:
        """The gradient of a scalar function by central differences."""
        import numpy as np

        x = np.array(x, dtype=float)
        gradient = np.zeros_like(x)
        for i in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[i] = h
            gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
        return gradient

    def softmax(self, z: Any, axis: int = -1) -> Any:
        """Softmax along an axis, stable."""
        import numpy as np

        e = np.exp(z - np.max(z, axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)


def half_unit(number: str) -> float:
    """Half a unit of the last digit that is printed, and a little for binary rounding."""
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals) * (1 + 1e-9)


def _shown(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 200 else text[:200] + "…"


class Failure(Exception):
    """Something that the entry says is not so; ``line`` is where."""

    def __init__(self, message: str, line: int, *, limit: bool = False) -> None:
        super().__init__(message)
        self.message, self.line, self.limit = message, line, limit


class _Asserted(Failure):
    pass


class Runner:
    """Runs a job; ``tell`` is called with each line of the protocol."""

    def __init__(self, job: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> None:
        self.job = job
        self.tell = tell
        wanted = {module for block in job["checks"] for module in block["requires"]}
        self.missing = sorted(module for module in wanted if not _importable(module))
        self.checks = [b for b in job["checks"] if not set(b["requires"]) & set(self.missing)]

    def run(self) -> None:
        job = self.job
        failures = []
        try:
            if job["bug"]:
                self._expect_failure()
            namespace = self._execute(job["shown"] + job["fix"])
            if job["answer"] is not None:
                self._compare_answer(namespace)
        except Failure as failure:
            failures.append(
                {"message": failure.message, "line": failure.line, "limit": failure.limit}
            )
        self.tell({"failures": failures, "missing": self.missing})

    def _execute(self, shown: list[dict[str, Any]]) -> dict[str, Any]:
        path = self.job["path"]
        self._show_to_inspect(path, [*shown, *self.checks])
        helpers = Helpers(self.job["prose"], self.job["key"])
        module = types.ModuleType(_MODULE)
        module.__file__ = path
        sys.modules[_MODULE] = module
        namespace = module.__dict__
        namespace.update(helpers.conveniences() | helpers.judges())
        for block in shown:
            self._exec(block, namespace)
        namespace.update(helpers.judges())
        for block in self.checks:
            self._exec(block, namespace)
        return namespace

    @staticmethod
    def _show_to_inspect(path: str, blocks: list[dict[str, Any]]) -> None:
        """Give tracebacks and ``inspect`` the source as Python: all but these blocks is blank."""
        lines: list[str] = []
        for block in sorted(blocks, key=lambda block: int(block["line"])):
            lines += [""] * (block["line"] - 1 - len(lines))
            lines += block["text"].split("\n")
        linecache.cache[path] = (0, None, [line + "\n" for line in lines], path)

    def _exec(self, block: dict[str, Any], namespace: dict[str, Any]) -> None:
        path, line = self.job["path"], block["line"]
        self.tell({"block": line})
        padding = "\n" * (line - 1)  # so that lines are the source's own
        try:
            code = compile(padding + block["text"], path, "exec", dont_inherit=True)
        except SyntaxError as error:
            message = f"this code does not parse: {error.msg}"
            raise Failure(message, error.lineno or line) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Failure(f"this code does not parse: {_message(error)}", line) from None
        try:
            exec(code, namespace)
        except BaseException as error:
            raise self._failure(error, block) from None

    def _failure(self, error: BaseException, block: dict[str, Any]) -> Failure:
        path = self.job["path"]
        frames = traceback.walk_tb(error.__traceback__)
        lines = [line for frame, line in frames if frame.f_code.co_filename == path]
        inside = [line for line in lines if block["line"] <= line < block["end"]]
        line = (inside or [block["line"]])[-1]
        message = _message(error)
        if isinstance(error, AssertionError):
            statement = linecache.getline(path, line).strip()
            return _Asserted(message or f"this does not hold: {statement}", line)
        if isinstance(error, MemoryError):
            megabytes = self.job["memory"] // 1024**2
            return Failure(f"this needs more than {megabytes} MB of memory", line, limit=True)
        if isinstance(error, cage.Beyond):
            return Failure(message, line, limit=True)
        return Failure(": ".join(filter(None, (type(error).__name__, message))), line)

    def _expect_failure(self) -> None:
        line = self.job["bug"][0]["line"] - 1
        try:
            self._execute(self.job["shown"] + self.job["bug"])
        except _Asserted:
            return
        except Failure as failure:
            if failure.limit:
                raise
            message = f"the buggy code must fail an assertion, not end with {failure.message}"
            raise Failure(message, line) from None
        if not self.missing:  # what was skipped might have found it
            raise Failure("the buggy code passes every check", line)

    def _compare_answer(self, namespace: dict[str, Any]) -> None:
        job, line = self.job, self.job["answer_line"]
        if "answer" not in namespace:
            if self.missing:
                return
            raise Failure("the checks bind no `answer`", line)
        try:
            computed = float(namespace["answer"])
        except Exception:
            raise Failure(f"`answer` is no number: {_shown(namespace['answer'])}", line) from None
        printed = job["answer"]
        tolerance = half_unit(printed) if job["tolerance"] is None else job["tolerance"]
        if not math.fabs(float(printed) - computed) <= tolerance * (1 + 1e-12):
            message = f"the answer is given as {printed}, computed is {computed!r}"
            raise Failure(message, line)


def _message(error: BaseException) -> str:
    """What an exception says, on one line of bounded length."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    return text if len(text) <= _MAX_MESSAGE else text[:_MAX_MESSAGE] + "…"


def _importable(module: str) -> bool:
    return importlib.util.find_spec(module.partition(".")[0]) is not None


def main() -> None:
    job = json.load(sys.stdin)
    cage.enclose(job["seconds"], job["memory"])
    importlib.import_module("numpy")  # where that fails, standard error still tells why
    results = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)

    def tell(line: dict[str, Any]) -> None:
        results.write(json.dumps(line) + "\n")
        results.flush()

    cage.guard(Path.cwd())
    Runner(job, tell).run()


if __name__ == "__main__":
    main()
