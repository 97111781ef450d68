"""Running the entries' code: what proves an entry, what fails it, and what a failure says.

Each case of CASES is an entry. All are run beforehand, several at once; a finding must stand in
the line that says ``# here``.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands import TINY, run
from deckmill.prove.harness import Helpers, half_unit
from deckmill.prove.runner import MEMORY_LIMIT, TIME_LIMIT, Proof, can_run, prose, prove, summary
from deckmill.reader import read
from support import DECK, write


@dataclass(frozen=True)
class Case:
    """An entry's parts, and what the one finding must say; nothing where all is proven."""

    says: str = ""
    code: str = ""
    checks: str = ""
    kind: str = "open"
    front: str = ""
    prose: str = "It is 0.25."
    missing: tuple[str, ...] = ()
    rule: str = "K102"
    seconds: int = TIME_LIMIT

    def text(self, id: str) -> str:
        front = f"---\nid: {id}\nkind: {self.kind}\nlevel: core\n{self.front}---\n"
        body = f"# What?\n\n## Short answer\n{self.prose}\n\n## Cheat sheet\nOne line.\n"
        code = f"\n## Code\n{self.code}\n" if self.code else ""
        checks = f"\n## Checks\n{self.checks}\n" if self.checks else ""
        options = "\n## Options\n- [ ] a\n- [x] b\n- [ ] c\n- [ ] d\n"
        return front + body + (options if self.kind == "choice" else "") + code + checks


def python(*lines: str, info: str = "") -> str:
    return "\n".join([f"```python{info}", *lines, "```"])


def bug(*lines: str) -> str:
    return python(*lines, info=" bug")


def fix(*lines: str) -> str:
    return python(*lines, info=" fix")


SQUARE = python("def f(x):", "    return x**2")
WRONG = bug("def f(x):", "    return 2 * x")
RIGHT = fix("def f(x):", "    return x**2")

CASES: dict[str, Case] = {
    # What is run
    "passes": Case(code=SQUARE, checks=python("assert f(3) == 9")),
    "fails": Case(
        "this does not hold: assert f(3) == 8",
        code=SQUARE,
        checks=python("assert f(2) == 4", "assert f(3) == 8  # here"),
    ),
    "fails-with-a-message": Case(
        "nine, not eight", code=SQUARE, checks=python("assert f(3) == 8, 'nine, not eight'  # here")
    ),
    "raises": Case(
        "ZeroDivisionError: division by zero",
        code=python("def f(x):", "    return 1 / x"),
        checks=python("f(1)", "f(0)  # here"),
    ),
    "shown-code-raises": Case(
        "NameError: name 'y' is not defined",
        code=python("x = 1", "y + x  # here"),
        checks=python("assert x == 1"),
    ),
    "does-not-parse": Case(
        "this code does not parse: '(' was never closed", checks=python("x = 1", "close(1,  # here")
    ),
    "raises-a-syntax-error": Case("SyntaxError: ", checks=python("x = 1", "exec('1 +')  # here")),
    "exits": Case("SystemExit: 3", checks=python("import sys", "sys.exit(3)  # here")),
    "recurses": Case(
        "RecursionError: maximum recursion",
        code=python("def f(x):", "    return f(x)"),
        checks=python("f(1)  # here"),
    ),
    "several-fences": Case(
        "this does not hold: assert x == 4",
        code=python("x = 1") + "\n\nand then\n\n" + python("x += 1"),
        checks=python("x += 1", "assert x == 3") + "\n" + python("assert x == 4  # here"),
    ),
    "in-a-list": Case(
        "this does not hold: assert x == 2",
        code="- First:\n\n  ```python\n  x = 1\n  ```",
        checks="- And:\n\n  ```python\n  if x:\n      assert x == 2  # here\n  ```",
    ),
    "not-run": Case(code=python("1 / 0", info=" norun"), checks=python("assert True")),
    "another-language": Case(code="```text\n1 / 0\n```", checks=python("assert True")),
    "code-elsewhere": Case(prose=f"It is 0.25.\n\n{python('1 / 0')}", checks=python("assert True")),
    "shown-code-alone": Case("ZeroDivisionError", code=python("1 / 0  # here")),
    "unicode": Case(
        "'naïve' is not '自然'",
        code=python("größe = '自然'"),
        checks=python(
            "assert größe == '自然'",
            "assert 'naïve' == größe, f\"'naïve' is not '{größe}'\"  # here",
        ),
    ),
    "modern-annotations": Case(
        checks=python("def f(x: int) -> float: ...", "assert f.__annotations__['x'] is int")
    ),
    "a-dataclass": Case(
        code=python(
            "from dataclasses import dataclass", "@dataclass", "class P:", "    x: 'int' = 1"
        ),
        checks=python("assert P().x == 1"),
    ),
    "a-message-that-raises": Case(
        "Odd",
        checks=python(
            "class Odd(Exception):", "    def __str__(self): raise ValueError", "raise Odd  # here"
        ),
    ),
    "a-long-message": Case(
        "ValueError: aaaa", checks=python("raise ValueError('a' * 10**6)  # here")
    ),
    "source-of-shown-code": Case(
        code="Some words.\n\n"
        + python("def f(x):", "    # as shown", "    return x", "", "class C:", "    y = 1"),
        checks=python(
            "import inspect",
            "assert '# as shown' in inspect.getsource(f)",
            "assert inspect.getsource(C) == 'class C:\\n    y = 1\\n'",
        ),
    ),
    # The namespace
    "helpers": Case(
        code=python("draws = rng.random(3)"),
        checks=python(
            "assert np.pi == math.pi",
            "close(draws, np.random.default_rng(0).random(3))",
            "close(numgrad(lambda v: (v**2).sum(), [1.0, 2.0]), [2, 4], rel=1e-6)",
            "close(softmax([0, 0]), [0.5, 0.5])",
        ),
    ),
    "the-same-draws-whatever-is-shown": Case(
        code=python("rng.random(7)"),
        checks=python("close(rng.random(), np.random.default_rng(0).random())"),
    ),
    "shown-code-cannot-replace-helpers": Case(
        "1 is not close to 2",
        code=python("close = says = truth = lambda *a, **k: True", "np = math = rng = None"),
        checks=python("assert np and math and rng", "close(1, 2)  # here"),
    ),
    "shown-code-may-be-what-is-named-softmax": Case(
        "this does not hold",
        code=python("def softmax(z):", "    return z"),
        checks=python("assert softmax(3) != 3  # here"),
    ),
    "says": Case(checks=python('says("0.25", 1 / 4)')),
    "says-another": Case(
        "the entry says '0.25', computed is 0.26", checks=python('says("0.25", 0.26)  # here')
    ),
    "says-only-in-code": Case(
        "the entry's text does not say '77'",
        code=python("x = 77"),
        checks=python('says("77", x)  # here'),
    ),
    "truth": Case(kind="choice", checks=python("truth(A=0, B=np.True_, C=[], D=None)")),
    "truth-wrong": Case(
        "B is wrong and marked as right, D is right and marked as wrong",
        kind="choice",
        checks=python("truth(A=False, B=False, C=False, D=True)  # here"),
    ),
    # Bug and fix
    "bug": Case(kind="bug", code=f"{WRONG}\n{RIGHT}", checks=python("assert f(3) == 9")),
    "bug-that-passes": Case(
        "the buggy code passes every check",
        kind="bug",
        code=f"{WRONG}\n{RIGHT}",
        checks=python("assert f(2) == 4"),
    ),
    "bug-with-another-error": Case(
        "the buggy code must fail an assertion, not end with TypeError",
        kind="bug",
        code=bug("def f():", "    return 1") + "\n" + RIGHT,
        checks=python("assert f(3) == 9"),
    ),
    "fix-that-fails": Case(
        "this does not hold: assert f(3) == 10",
        kind="bug",
        code=f"{WRONG}\n{RIGHT}",
        checks=python("assert f(3) == 10  # here"),
    ),
    "fix-without-the-bug": Case(
        "NameError: name 'helper' is not defined",
        kind="bug",
        code=bug("def helper(x): return x", "def f(x): return helper(x)")
        + "\n"
        + fix("def f(x): return helper(x) ** 2"),
        checks=python("assert f(3) == 9  # here"),
    ),
    "bug-beside-shared-code": Case(
        kind="bug",
        code=python("def g(x): return x")
        + "\n"
        + bug("f = lambda x: g(x)")
        + "\n"
        + fix("f = lambda x: g(x) ** 2"),
        checks=python("assert f(3) == 9"),
    ),
    "bug-whose-check-is-skipped": Case(
        kind="bug",
        code=f"{WRONG}\n{RIGHT}",
        checks=python("assert f(3) == 9", info=" requires=no_such_module"),
        missing=("no_such_module",),
    ),
    # Numeric answers
    "answer": Case(kind="numeric", front="answer: 0.33\n", checks=python("answer = 1 / 3")),
    "answer-missing": Case(
        "the checks bind no `answer`",
        kind="numeric",
        front="answer: 1  # here\n",
        checks=python("x = 1"),
    ),
    "answer-wrong": Case(
        "the answer is given as 0.34, computed is 0.333",
        kind="numeric",
        front="answer: 0.34  # here\n",
        checks=python("answer = 1 / 3"),
    ),
    "answer-within-tolerance": Case(
        kind="numeric", front="answer: 100\ntolerance: 5\n", checks=python("answer = 105")
    ),
    "answer-outside-tolerance": Case(
        "the answer is given as 100, computed is 105.1",
        kind="numeric",
        front="answer: 100  # here\ntolerance: 5\n",
        checks=python("answer = 105.1"),
    ),
    "answer-with-no-tolerance-at-all": Case(
        "computed is 100.1",
        kind="numeric",
        front="answer: 100  # here\ntolerance: 0\n",
        checks=python("answer = 100.1"),
    ),
    "answer-not-a-number": Case(
        "computed is nan",
        kind="numeric",
        front="answer: 1  # here\n",
        checks=python("answer = float('nan')"),
    ),
    "answer-of-another-type": Case(
        "`answer` is no number: 'one'",
        kind="numeric",
        front="answer: 1  # here\n",
        checks=python("answer = 'one'"),
    ),
    "answer-whose-check-is-skipped": Case(
        kind="numeric",
        front="answer: 1\n",
        checks=python("answer = 1", info=" requires=no_such_module"),
        missing=("no_such_module",),
    ),
    # Modules
    "module-not-installed": Case(
        checks=python("1 / 0", info=" requires=no_such_module.part") + "\n" + python("x = 1"),
        missing=("no_such_module.part",),
    ),
    "module-installed": Case(
        "ZeroDivisionError", checks=python("1 / 0  # here", info=" requires=json.decoder")
    ),
    # Limits
    "endless": Case(
        "this took longer than 4 seconds",
        rule="K103",
        seconds=4,
        checks=python("x = 1") + "\n" + python("while True: pass", info=" requires=json"),
    ),
    "memory": Case(
        f"this needs more than {MEMORY_LIMIT // 1024**2} MB of memory",
        rule="K103",
        checks=python("x = 1", "y = np.zeros(3 * 2**27)  # here, 3 GB"),
    ),
    "memory-of-lists": Case("MB of memory", rule="K103", checks=python("z = [0] * 10**10  # here")),
    "prints": Case(checks=python("print('{\"failures\": []}')", "import os", "os.write(2, b'x')")),
    "prints-without-end": Case(
        "this took longer than 4 seconds",
        rule="K103",
        seconds=4,
        checks=python("while True: print('x' * 10_000)"),
    ),
    "ends-the-interpreter": Case(
        "the interpreter ended: exit status 0",
        rule="K103",
        checks=python("import os", "os._exit(0)"),
    ),
    "crashes": Case(
        "the interpreter ended: SIGSEGV",
        rule="K103",
        checks=python("import ctypes", "ctypes.string_at(0)"),
    ),
    "network": Case(
        "checks cannot use the network",
        rule="K103",
        checks=python("import socket", "socket.create_connection(('127.0.0.1', 9))  # here"),
    ),
    "processes": Case(
        "checks cannot use other processes",
        rule="K103",
        checks=python("import subprocess, sys", "subprocess.run([sys.executable, '-V'])  # here"),
    ),
    "forks": Case(
        "checks cannot use other processes",
        rule="K103",
        checks=python("import os", "os.fork()  # here"),
    ),
    # What surrounds the code
    "an-empty-folder": Case(
        checks=python("import os", "assert os.listdir() == []", "open('x', 'w').write('x')")
    ),
    "a-bare-environment": Case(
        checks=python(
            "import os, sys",
            "assert {k for k in os.environ if not k.endswith('_THREADS')} <= "
            "{'PATH', 'LANG', 'LC_CTYPE', 'SYSTEMROOT', 'OPENBLAS_CORETYPE'}, os.environ",
            "assert sys.flags.isolated",
            "assert not any(name.startswith('deckmill') for name in sys.modules)",
        )
    ),
    "no-input": Case(checks=python("import sys", "assert sys.stdin.read() == ''")),
}


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Proof]:
    """Every case, proven."""
    root = tmp_path_factory.mktemp("content")
    write(root, {"deck.yaml": DECK})
    write(root, {f"one/{id}.md": case.text(id) for id, case in CASES.items()})
    entries = read(root).deck.entries
    assert {entry.id for entry in entries} == set(CASES)
    proofs = []
    for seconds in {case.seconds for case in CASES.values()}:
        some = [entry for entry in entries if CASES[entry.id].seconds == seconds]
        proofs += prove(some, seconds=seconds)
    return {proof.entry.id: proof for proof in proofs}


@pytest.mark.parametrize("id", CASES)
def test_case(proofs: dict[str, Proof], id: str) -> None:
    case, proof = CASES[id], proofs[id]
    assert proof.missing == case.missing
    if not case.says:
        assert proof.findings == ()
        return
    (finding,) = proof.findings
    assert case.says in finding.message
    assert finding.code == case.rule
    assert len(finding.message) < 700
    marked = "# here" in finding.span.source.text
    assert not marked or "# here" in finding.span.text


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("endless", "```python requires=json"),
        ("prints-without-end", "```python"),
        ("ends-the-interpreter", "```python"),
        ("bug-that-passes", "```python bug"),
        ("bug-with-another-error", "```python bug"),
    ],
)
def test_what_has_no_line_of_its_own_stands_at_the_fence(
    proofs: dict[str, Proof], id: str, line: str
) -> None:
    (finding,) = proofs[id].findings
    assert finding.span.text == line


# Helpers


def helpers(text: str = "", key: Sequence[bool] = ()) -> Helpers:
    return Helpers(text, list(key))


@pytest.mark.parametrize(
    ("text", "literal", "value"),
    [
        ("It is 0.25.", "0.25", 0.25),
        ("It is 0.25, or less.", "0.25", 0.25),
        ("(0.25)", "0.25", 0.25),
        ("$\\le 0.25$", "0.25", 0.25),
        ("34,944 weights", "34,944", 34944),
        ("$34{,}944$ weights", "34{,}944", 34944),
        ("$10\\,000$ steps", "10\\,000", 10_000),
        ("1,234,567 and more", "1,234,567", 1234567),
        ("weights 3, 4 and 5", "3, 4", 3),
        ("at (3,4)", "3,4", 3),
        ("about −3.01 dB", "−3.01", -3.01),
        ("about -3.01 dB", "-3.01", -3.01),
        ("a range of 3-5 dB", "5", 5),
        ("$n-1$ of them", "1", 1),
        ("$2^{n}-1$ of them", "1", 1),
        ("1e-6 or less", "1e-6", 1e-6),
        ("6.02e23 of them", "6.02e23", 6.022e23),
        ("a rate of 1e−3", "1e−3", 1.3e-3),
        ("half, or 50 %", "50 %", 50.0),
        ("0.37 after 100 steps", "0.37 after 100", 0.99**100),
        ("5 times as large", "5 times", 1 / (1 - 0.8)),
        ("9×9 filters", "9×9", 9),
        (".5 of them", ".5", 0.5),
        ("It was 12. Then", "12", 12),
    ],
)
def test_says_finds_a_number_in_the_prose(text: str, literal: str, value: float) -> None:
    assert helpers(text).says(literal, value) is True


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("It is 0.25.", "0.26"),
        ("It is 0.255.", "0.25"),
        ("It is 10.25.", "0.25"),
        ("It is 0.25.", "25"),
        ("34,944 weights", "944"),
        ("34,944 weights", "34"),
        ("$34{,}944$", "34"),
        ("1,034,944", "34,944"),
        ("It is −0.25.", "0.25"),
        ("It is -0.25.", "0.25"),
        ("$=-0.25$", "0.25"),
        ("1e-6 or less", "1"),
        ("1e-6 or less", "6"),
        ("2.1e8", "8"),
        ("2.1e8", "2.1"),
        ("It is 0,25.", "25"),
        ("", "1"),
    ],
)
def test_says_takes_no_part_of_another_number(text: str, literal: str) -> None:
    with pytest.raises(AssertionError, match="does not say"):
        helpers(text).says(literal, 0.0)


def test_says_needs_a_number() -> None:
    with pytest.raises(AssertionError, match="'half' holds no number"):
        helpers("It is half.").says("half", 0.5)


@pytest.mark.parametrize(
    ("literal", "least", "most"),
    [
        ("0.25", 0.245, 0.255),
        ("0.250", 0.2495, 0.2505),
        ("34,944", 34943.5, 34944.5),
        ("-3.0", -3.05, -2.95),
        ("1e-6", 0.5e-6, 1.5e-6),
        ("6.0e23", 5.95e23, 6.05e23),
        ("0", -0.5, 0.5),
    ],
)
def test_says_compares_at_the_printed_precision(literal: str, least: float, most: float) -> None:
    told = helpers(f"It is {literal} here")
    width = most - least
    assert told.says(literal, least)
    assert told.says(literal, most)
    for outside in (least - width / 1000, most + width / 1000, math.nan, math.inf):
        with pytest.raises(AssertionError, match="computed is"):
            told.says(literal, outside)


def test_says_takes_a_tolerance_of_its_own() -> None:
    told = helpers("About 100 steps")
    assert told.says("100", 104.9, abs=5)
    with pytest.raises(AssertionError, match="computed is"):
        told.says("100", 105.1, abs=5)


def test_says_takes_what_float_takes() -> None:
    import fractions

    import numpy as np
    import sympy

    told = helpers("It is 0.25.")
    for value in (np.float32(0.25), fractions.Fraction(1, 4), sympy.Rational(1, 4), "0.25"):
        assert told.says("0.25", value)
    with pytest.raises(TypeError):
        told.says("0.25", [0.25])


@pytest.mark.parametrize(
    ("number", "half"), [("7", 0.5), ("0.25", 0.005), ("1e3", 500.0), ("1.5E-3", 0.00005)]
)
def test_half_a_unit_of_the_last_digit(number: str, half: float) -> None:
    assert half_unit(number) == pytest.approx(half)


def test_close_is_exact_but_for_rounding() -> None:
    assert helpers().close(0.1 + 0.2, 0.3) is True
    assert helpers().close([1, 2], [1, 2.1], rel=0.1)
    assert helpers().close(1e-9, 0, abs=1e-8)
    for wrong in (0.3001, math.nan, math.inf):
        with pytest.raises(AssertionError, match="is not close to"):
            helpers().close(wrong, 0.3)


def test_close_keeps_its_message_short() -> None:
    with pytest.raises(AssertionError) as failed:
        helpers().close([0.1] * 1000, [0.2] * 1000)
    assert len(str(failed.value)) < 450


KEY = (False, True, False, False)


def test_truth_takes_any_truth_value_in_order() -> None:
    assert helpers(key=KEY).truth(A=0, B="yes", C=None, D=[]) is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"A": 1, "B": 1, "C": 0, "D": 0}, "A is right and marked as wrong"),
        ({"A": 0, "B": 0, "C": 0, "D": 0}, "B is wrong and marked as right"),
        ({"A": 0, "B": 1, "C": 0}, "in order: A, B, C, D"),
        ({"A": 0, "B": 1, "C": 0, "D": 0, "E": 0}, "in order: A, B, C, D"),
        ({"B": 0, "A": 1, "C": 0, "D": 0}, "in order: A, B, C, D"),
        ({"a": 0, "b": 1, "c": 0, "d": 0}, "in order: A, B, C, D"),
        ({}, "in order: A, B, C, D"),
    ],
)
def test_truth_refuses(options: dict[str, bool], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        helpers(key=KEY).truth(**options)


def test_truth_needs_options() -> None:
    with pytest.raises(AssertionError, match="this entry has no options"):
        helpers().truth(A=True)


# Whole decks


def test_the_limits_are_those_of_the_format() -> None:
    assert (TIME_LIMIT, MEMORY_LIMIT) == (10, 2 * 1024**3)


def test_what_a_reader_sees_is_prose_but_code_that_is_shown(tmp_path: Path) -> None:
    write(tmp_path, {"deck.yaml": DECK, "one/fails.md": CASES["fails"].text("fails")})
    (entry,) = read(tmp_path).deck.entries
    text = prose(entry)
    assert "It is 0.25." in text
    assert "What?" in text
    assert "return" not in text
    assert "assert" not in text


def test_entries_without_code_are_left_out() -> None:
    entries = read(TINY).deck.entries
    assert [entry.id for entry in entries if not can_run(entry)] == ["octave-doubles", "note-names"]


def test_progress_is_told_for_each_entry() -> None:
    entries = [entry for entry in read(TINY).deck.entries if entry.topic == "loudness"]
    told: list[str] = []
    proofs = prove(entries, jobs=1, done=lambda proof: told.append(proof.entry.id))
    assert told == [entry.id for entry in entries] == [proof.entry.id for proof in proofs]


def test_summary(proofs: dict[str, Proof]) -> None:
    assert summary([proofs["passes"]], 0, 0) == "1 entry proven."
    some = [proofs[id] for id in ("passes", "says", "fails", "module-not-installed")]
    assert summary(some, 4, 2) == (
        "3 entries proven, 1 failed, 4 unchanged since, 2 without code, "
        "blocks skipped that need no_such_module.part."
    )


@pytest.mark.slow
def test_the_real_deck_is_proven(content: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(content, tmp_path / "content")
    result = run("prove", "--all", "--format", "concise", "--content", copy)
    assert (result.exit_code, result.stderr) == (0, "")
