"""Jobs for the harness: what of an entry is run, in which limits, and what came of it."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
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
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1000)  # Windows has no such signal


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
    proofs = []
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        for proof in pool.map(lambda entry: _prove(entry, seconds, memory), chosen):
            proofs.append(proof)
            if done is not None:
                done(proof)
    return proofs


def summary(proofs: Sequence[Proof], without: int) -> str:
    """The outcome in one line; ``without`` is the number of entries that have no code."""
    failed = sum(bool(proof.findings) for proof in proofs)
    skipped = sum(proof.skipped for proof in proofs)
    good = len(proofs) - failed
    parts = [f"{good} {'entry' if good == 1 else 'entries'} proven"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{without} without code"] if without else []
    blocks = "block" if skipped == 1 else "blocks"
    parts += [f"{skipped} {blocks} skipped (module not installed)"] if skipped else []
    return ", ".join(parts) + "."


def _prove(entry: Entry, seconds: int, memory: int) -> Proof:
    job = {**_job(entry), "seconds": seconds, "memory": memory}
    command = [sys.executable, "-I", "-B", "-W", "ignore", str(_HARNESS)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(), text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        with process:
            try:
                out, err = process.communicate(json.dumps(job), timeout=seconds)
                late = process.returncode == _OUT_OF_TIME
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                late = True
    lines = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    if lines and "failures" in lines[-1]:
        findings = [_finding(entry, failure) for failure in lines[-1]["failures"]]
        return Proof(entry, tuple(findings), lines[-1]["skipped"])
    at = _fence_at(entry, lines[-1]["block"] if lines else 0)
    if late:
        message = f"this took longer than {seconds} second{'s' if seconds != 1 else ''}"
        return Proof(entry, (Finding("K103", message, at, "compute less"),))
    reason = (err.strip().splitlines() or [_ending(process.returncode)])[-1]
    return Proof(entry, (Finding("K103", f"the interpreter ended: {reason}", at, None),))


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


def _job(entry: Entry) -> dict[str, Any]:
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
