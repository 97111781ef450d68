"""Jobs for the harness: what of an entry is run, in which limits, and what came of it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckmill.findings import Finding
from deckmill.model import Code, Entry, Rich
from deckmill.source import Span

TIME_LIMIT = 10  # seconds an entry
MEMORY_LIMIT = 2 * 1024**3  # bytes an entry
_HARNESS = Path(__file__).with_name("harness.py")


@dataclass(frozen=True, slots=True)
class Proof:
    """What running an entry gave; ``skipped`` blocks need a module that is not installed."""

    entry: Entry
    findings: tuple[Finding, ...]
    skipped: int = 0


def missing_module() -> str | None:
    """The module that the checks' namespace needs and this Python lacks."""
    return None if importlib.util.find_spec("numpy") else "numpy"


def can_run(entry: Entry) -> bool:
    """Whether an entry has code that is run."""
    return entry.checks is not None or any(_runs(code) for code in _fences(entry.code))


def prove(
    entries: Iterable[Entry], jobs: int | None = None, done: Callable[[Proof], None] | None = None
) -> list[Proof]:
    """Run the code of each entry, several at once; the results stand in the entries' order."""
    chosen = [entry for entry in entries if can_run(entry)]
    proofs = []
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        for proof in pool.map(_prove, chosen):
            proofs.append(proof)
            if done is not None:
                done(proof)
    return proofs


def _prove(entry: Entry) -> Proof:
    job = _job(entry)
    command = [sys.executable, "-I", "-W", "ignore", str(_HARNESS)]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **_one_thread()}
    if "SYSTEMROOT" in os.environ:  # Windows cannot start Python without it
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            ran = subprocess.run(
                command, input=json.dumps(job), capture_output=True, text=True, encoding="utf-8",
                timeout=TIME_LIMIT, cwd=folder, env=environment, check=False,
                **({"preexec_fn": _limit} if os.name == "posix" else {}),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            message = f"this took longer than {TIME_LIMIT} seconds"
            return Proof(entry, (Finding("K103", message, _first(entry), "compute less"),))
    try:
        result = json.loads(ran.stdout.rstrip().rpartition("\n")[2])
    except ValueError:
        reason = (ran.stderr.strip().splitlines() or [f"exit status {ran.returncode}"])[-1]
        message = f"the interpreter ended: {reason}"
        return Proof(entry, (Finding("K103", message, _first(entry), None),))
    return Proof(entry, tuple(_findings(entry, result["failures"])), result["skipped"])


def _one_thread() -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    return {**kept, **dict.fromkeys(names, "1")}


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))


def _job(entry: Entry) -> dict[str, Any]:
    shown = [code for code in _fences(entry.code) if _runs(code)]
    return {
        "path": entry.span.source.path,
        "text": entry.span.source.text,
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
    """Everything a reader of the entry can see, as written."""
    return "\n\n".join(rich.markdown for rich in entry.rich())


def _fences(rich: Rich | None) -> Iterator[Code]:
    for code in rich.code if rich else ():
        if code.block and code.language in ("python", "py"):
            yield code


def _runs(code: Code) -> bool:
    return "norun" not in code.info


def _block(code: Code) -> dict[str, Any]:
    requires = [word.removeprefix("requires=") for word in code.info if word.startswith("requires=")]
    line = code.span.line + 1
    return {
        "text": code.text,
        "line": line,
        "end": line + code.text.count("\n") + 1,
        "requires": requires[0] if requires else None,
    }


def _first(entry: Entry) -> Span:
    fences: Sequence[Code] = [*_fences(entry.checks), *_fences(entry.code)]
    return fences[0].span if fences else entry.span


def _findings(entry: Entry, failures: list[dict[str, Any]]) -> Iterator[Finding]:
    source = entry.span.source
    for failure in failures:
        start = source.offset(failure["line"])
        line = source.line(failure["line"])
        indent = len(line) - len(line.lstrip())
        yield Finding("K102", failure["message"], source.span(start + indent), None)
