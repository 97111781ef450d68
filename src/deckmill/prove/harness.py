"""Runs one entry's code in an interpreter of its own. Started by ``prove.runner`` alone.

Reads one JSON job from standard input and writes one JSON result to its last line of output. It
imports nothing of deckmill: the interpreter is isolated.
"""

from __future__ import annotations

import importlib.util
import json
import linecache
import math
import re
import sys
import traceback
from typing import Any

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?(?:[eE][-+−]?\d+)?")
SEED = 0


class Helpers:
    """The names that checks find in their namespace (format.md)."""

    def __init__(self, prose: str, key: list[bool]) -> None:
        self._prose = prose
        self._key = key

    def names(self) -> dict[str, Any]:
        import numpy as np

        return {
            "np": np,
            "math": math,
            "close": self.close,
            "says": self.says,
            "truth": self.truth,
            "numgrad": self.numgrad,
            "softmax": self.softmax,
        }

    def close(self, a: Any, b: Any, rel: float = 1e-9, abs: float = 0.0) -> bool:
        """Assert that two numbers or arrays are equal within a tolerance."""
        import numpy as np

        assert np.allclose(a, b, rtol=rel, atol=abs), f"{_shown(a)} is not close to {_shown(b)}"
        return True

    def says(self, literal: str, value: Any, abs: float | None = None) -> bool:
        """Assert that the prose has ``literal`` and that its first number is ``value``, as printed.

        Words and numbers behind the first pin the place: ``says("0.37 after 100", 0.99**100)``.
        """
        alone = re.compile(rf"(?<![\d.,]){re.escape(literal)}(?!\d|[.,]\d)")
        assert alone.search(self._prose), f"the entry's text does not say '{literal}'"
        number = _NUMBER.search(literal)
        assert number, f"'{literal}' holds no number"
        text = number[0].rstrip(",").replace(",", "").replace("−", "-")
        tolerance = half_unit(text) if abs is None else abs
        said, computed = float(text), float(value)
        off = math.fabs(said - computed)
        assert off <= tolerance, f"the entry says '{literal}', computed is {computed!r}"
        return True

    def truth(self, **options: Any) -> bool:
        """Assert that the options' truth, in order, is what the entry marks with [x]."""
        computed = [bool(value) for value in options.values()]
        assert self._key, "this entry has no options"
        assert computed == self._key, f"computed {computed}, marked {self._key}"
        return True

    def numgrad(self, f: Any, x: Any, h: float = 1e-6) -> Any:
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
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "…"


class Failure(Exception):
    """Something that the entry says is not so; ``line`` is where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job; the result has ``failures`` and the number of blocks that were ``skipped``."""
    linecache.cache[job["path"]] = (0, None, job["text"].splitlines(True), job["path"])
    skipped = 0
    checks = []
    for block in job["checks"]:
        module = block.get("requires")
        if module and importlib.util.find_spec(module) is None:
            skipped += 1
        else:
            checks.append(block)
    try:
        if job["bug"]:
            _expect_failure(job, checks)
        namespace = _execute(job, job["shown"] + job["fix"], checks)
        if job["answer"] is not None:
            _compare_answer(job, namespace)
    except Failure as failure:
        return {"failures": [{"message": failure.message, "line": failure.line}], "skipped": skipped}
    return {"failures": [], "skipped": skipped}


def _execute(
    job: dict[str, Any], shown: list[dict[str, Any]], checks: list[dict[str, Any]]
) -> dict[str, Any]:
    import numpy as np

    helpers = Helpers(job["prose"], job["key"]).names()
    namespace = {"__name__": "entry", **helpers, "rng": np.random.default_rng(SEED)}
    for block in shown:
        _exec(job["path"], block, namespace)
    # Shown code must not replace what judges it.
    namespace.update(helpers)
    for block in checks:
        _exec(job["path"], block, namespace)
    return namespace


def _exec(path: str, block: dict[str, Any], namespace: dict[str, Any]) -> None:
    padding = "\n" * (block["line"] - 1)  # so that lines are the source's own
    try:
        exec(compile(padding + block["text"], path, "exec"), namespace)
    except SyntaxError as error:
        raise Failure(f"this code does not parse: {error.msg}", error.lineno or block["line"]) from None
    except BaseException as error:
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
        inside = [n for n in lines if n and block["line"] <= n <= block["end"]]
        line = (inside or [block["line"]])[-1]
        if isinstance(error, AssertionError):
            code = (linecache.getline(path, line) or "").strip()
            raise _Asserted(str(error) or f"this does not hold: {code}", line) from None
        raise Failure(f"{type(error).__name__}: {error}", line) from None


class _Asserted(Failure):
    pass


def _expect_failure(job: dict[str, Any], checks: list[dict[str, Any]]) -> None:
    line = job["bug"][0]["line"]
    try:
        _execute(job, job["shown"] + job["bug"], checks)
    except _Asserted:
        return
    except Failure as failure:
        message = f"the buggy code must fail an assertion, not raise {failure.message}"
        raise Failure(message, line) from None
    raise Failure("the buggy code passes every check", line)


def _compare_answer(job: dict[str, Any], namespace: dict[str, Any]) -> None:
    line = job["answer_line"]
    if "answer" not in namespace:
        raise Failure("the checks bind no `answer`", line)
    printed, computed = job["answer"], float(namespace["answer"])
    tolerance = half_unit(printed) if job["tolerance"] is None else job["tolerance"]
    if math.fabs(float(printed) - computed) > tolerance * (1 + 1e-12):
        raise Failure(f"the answer is given as {printed}, computed is {computed!r}", line)


def main() -> None:
    job = json.load(sys.stdin)
    print("\n" + json.dumps(run(job)))


if __name__ == "__main__":
    main()
