"""Jobs for the harness: what of an entry is run, in which limits, and what came of it."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from deckmill.findings import Finding
from deckmill.model import Code, Entry, Rich
from deckmill.source import Span

T = TypeVar("T")
R = TypeVar("R")
TIME_LIMIT = 10  # seconds an entry
MEMORY_LIMIT = 2 * 1024**3  # bytes an entry
_HARNESS = Path(__file__).with_name("harness.py")
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1000)  # Windows has no such signal


@dataclass(frozen=True, slots=True)
class Proof:
    """What running an entry gave; ``missing`` are modules that blocks want and do not find."""

    entry: Entry
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()


def missing_module() -> str | None:
    """The module that the checks' namespace needs and this Python lacks."""
    return None if importable("numpy") else "numpy"


def importable(module: str) -> bool:
    """Whether this Python has a module."""
    return importlib.util.find_spec(module.partition(".")[0]) is not None


def can_run(entry: Entry) -> bool:
    """Whether an entry has code that is run."""
    return bool(_shown(entry) or _fences(entry.checks))


def prove(
    entries: Iterable[Entry],
    jobs: int | None = None,
    done: Callable[[Proof], None] | None = None,
    *,
    seconds: int = TIME_LIMIT,
    memory: int = MEMORY_LIMIT,
) -> list[Proof]:
    """Run the code of each entry, several at once; the results stand in the entries' order.

    Entries without code are left out. Each has ``seconds`` of time and ``memory`` bytes.
    """
    chosen = [entry for entry in entries if can_run(entry)]
    return run_all(lambda entry: _prove(entry, seconds, memory), chosen, jobs, done)


def run_all(
    run: Callable[[T], R],
    chosen: Sequence[T],
    jobs: int | None,
    done: Callable[[R], None] | None,
) -> list[R]:
    """Run each of ``chosen``, several at once; ``done`` is told each result, in order."""
    from concurrent.futures import ThreadPoolExecutor

    results = []
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        for result in pool.map(run, chosen):
            results.append(result)
            if done is not None:
                done(result)
    return results


def failing(task: dict[str, Any], seconds: int, memory: int) -> bool:
    """Whether a job fails, in whatever way."""
    outcome = _run(task, seconds, memory)
    return outcome.late or bool(outcome.last.get("failures", True))


def summary(proofs: Sequence[Proof], unchanged: int, without: int) -> str:
    """The outcome in one line.

    ``unchanged`` entries were proven before and not run again; ``without`` have no code.
    """
    failed = sum(bool(proof.findings) for proof in proofs)
    good = len(proofs) - failed
    parts = [f"{good} {'entry' if good == 1 else 'entries'} proven"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{unchanged} unchanged since"] if unchanged else []
    parts += [f"{without} without code"] if without else []
    missing = sorted({module for proof in proofs for module in proof.missing})
    parts += [f"blocks skipped that need {', '.join(missing)}"] if missing else []
    return ", ".join(parts) + "."


def _prove(entry: Entry, seconds: int, memory: int) -> Proof:
    outcome = _run(job(entry), seconds, memory)
    last = outcome.last
    if "failures" in last:
        findings = [_finding(entry, failure) for failure in last["failures"]]
        return Proof(entry, tuple(findings), tuple(last["missing"]))
    at = _fence_at(entry, last.get("block", 0))
    if outcome.late:
        message = f"this took longer than {seconds} second{'s' if seconds != 1 else ''}"
        return Proof(entry, (Finding("K103", message, at, "compute less"),))
    reason = (outcome.error.strip().splitlines() or [_ending(outcome.status)])[-1]
    return Proof(entry, (Finding("K103", f"the interpreter ended: {reason}", at, None),))


class _Outcome(NamedTuple):
    """The last line that the harness told of a job, how it ended, and whether it was too slow."""

    last: dict[str, Any]
    error: str
    status: int
    late: bool


def _run(task: dict[str, Any], seconds: int, memory: int) -> _Outcome:
    import subprocess
    import tempfile

    command = [sys.executable, "-I", "-B", "-W", "ignore", str(_HARNESS)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(), text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        limits = {"seconds": seconds, "memory": memory}
        with process:
            try:
                out, err = process.communicate(json.dumps({**task, **limits}), timeout=seconds)
                late = process.returncode == _OUT_OF_TIME
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                late = True
    lines = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    return _Outcome(lines[-1] if lines else {}, err, process.returncode, late)


def _environment() -> dict[str, str]:
    """A bare environment, in which one entry takes one core."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {
        name: value
        for name, value in os.environ.items()
        # Windows cannot start Python without its root; OpenBLAS may need to be told the processor.
        if name in ("PATH", "SYSTEMROOT") or name.startswith("OPENBLAS_")
    }
    return {**kept, "LANG": "C.UTF-8", **dict.fromkeys(threads, "1")}


def _ending(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def job(entry: Entry) -> dict[str, Any]:
    """All that the harness needs to know of an entry."""
    shown = _shown(entry)
    return {
        "path": entry.span.source.path,
        "prose": prose(entry),
        "key": [option.correct for option in entry.options],
        "shown": [_block(code) for code in shown if not {"bug", "fix"} & set(code.info)],
        "bug": [_block(code) for code in shown if "bug" in code.info],
        "fix": [_block(code) for code in shown if "fix" in code.info],
        "checks": [_block(code) for code in _fences(entry.checks)],
        "answer": entry.answer.printed if entry.answer else None,
        "answer_line": entry.where("answer").line,
        "tolerance": entry.tolerance.value if entry.tolerance else None,
    }


def prose(entry: Entry) -> str:
    """What a reader of the entry can see, as written, without the code that is shown."""
    return "\n\n".join(_without_fences(rich) for rich in entry.rich())


def _without_fences(rich: Rich) -> str:
    text, at, kept = rich.span.source.text, rich.span.start, []
    for code in rich.code:
        if code.block:
            kept.append(text[at : code.span.start])
            at = code.span.end
    return "".join([*kept, text[at : rich.span.end]])


def _shown(entry: Entry) -> list[Code]:
    return [code for code in _fences(entry.code) if "norun" not in code.info]


def _fences(rich: Rich | None) -> list[Code]:
    codes = rich.code if rich else ()
    return [code for code in codes if code.block and code.is_python]


def _block(code: Code) -> dict[str, Any]:
    line = code.span.line + 1
    words = [word.partition("=") for word in code.info]
    return {
        "text": code.text,
        "line": line,
        "end": line + code.text.count("\n") + 1,
        "requires": [value for name, _, value in words if name == "requires" and value],
    }


def _fence_at(entry: Entry, line: int) -> Span:
    """The fence whose code starts at a line; the first that is run where there is none."""
    fences = [*_shown(entry), *_fences(entry.checks)]
    there = [code for code in fences if code.span.line + 1 == line]
    return _first_line((there or fences)[0].span)


def _first_line(span: Span) -> Span:
    return span.source.span(span.start)


def _finding(entry: Entry, failure: dict[str, Any]) -> Finding:
    source = entry.span.source
    line = source.line(failure["line"])
    start = source.offset(failure["line"]) + len(line) - len(line.lstrip())
    code = "K103" if failure["limit"] else "K102"
    return Finding(code, failure["message"], source.span(start), None)
