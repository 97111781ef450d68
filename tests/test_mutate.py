"""Mutants: what is changed, and what checks notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import run
from deckmill.model import Entry
from deckmill.prove.mutate import Fate, enough, mutants, summary, try_all
from deckmill.reader import read
from support import DECK, ENTRY, GOOD, write

CODE = "\n## Code\n```python\n{code}\n```\n\n## Checks\n```python\n{checks}\n```\n"
OPTIONS = (
    "\n## Options\n- [ ] one\n- [x] two\n- [ ] three\n- [ ] four\n\n## Checks\n```python\n{}\n```\n"
)
GROWN = "def grown(n):\n    return n + 1"


def entry(root: Path, text: str) -> Entry:
    write(root, {**GOOD, "one/plain.md": text})
    (only,) = read(root).deck.entries
    return only


def made(root: Path, code: str, checks: str = "assert True") -> list[str]:
    return [m.what for m in mutants(entry(root, ENTRY + CODE.format(code=code, checks=checks)))]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = a + b", ["+ becomes -"]),
        ("x = a ** b", ["** becomes *"]),
        ("x //= b", ["// becomes *"]),
        ("x = a < b", ["< becomes >="]),
        ("x = a == b", ["== becomes !="]),
        ("x = a and b", ["and becomes or"]),
        ("x = -a", ["- is left out"]),
        ("x = 3", ["3 becomes 4"]),
        ("x = 0.5", ["0.5 becomes 0.75"]),
        ("x = 0.0", ["0.0 becomes 1.0"]),
        ("x = max(a, b)", ["max becomes min"]),
        ("x = np.argmax(a)", ["argmax becomes argmin"]),
        ("x = a.sum()", ["sum becomes mean"]),
        ("x = True", []),
        ("x = 1e-8", []),
        ("x = 'text'", []),
        ("x = a @ b", []),
        ("this is no Python", []),
        ("def f(x):\n    return x * 2", ["* becomes /", "2 becomes 3"]),
    ],
)
def test_changes_of_code(code: str, expected: list[str], tmp_path: Path) -> None:
    assert made(tmp_path, code) == expected


def test_a_change_of_code_stands_at_its_line(tmp_path: Path) -> None:
    code = "def f(x):\n    y = x\n    return y * x"
    (mutant,) = mutants(entry(tmp_path, ENTRY + CODE.format(code=code, checks="assert f(2) == 4")))
    assert mutant.span.text == "return y * x"
    assert mutant.task["shown"][0]["text"] == code.replace("*", "/")


def caught(root: Path, text: str) -> dict[str, bool]:
    return {fate.mutant.what: fate.caught for fate in try_all(list(mutants(entry(root, text))))}


def test_what_checks_notice_in_code(tmp_path: Path) -> None:
    strong = ENTRY + CODE.format(code=GROWN, checks="assert grown(2) == 3")
    assert caught(tmp_path, strong) == {"+ becomes -": True, "1 becomes 2": True}
    weak = ENTRY + CODE.format(code=GROWN, checks="assert grown(2)")
    assert caught(tmp_path, weak) == {"+ becomes -": False, "1 becomes 2": False}


def test_what_checks_notice_in_numbers(tmp_path: Path) -> None:
    text = ENTRY.replace("Air scatters", "A quarter is 0.25; half of 60 is 30. Air scatters")
    checks = 'says("0.25", 1 / 4); says("60 is 30", 60)'
    code = CODE.format(code="x = a", checks=checks).replace("## Code\n```python\nx = a\n```\n", "")
    assert caught(tmp_path, text + code) == {
        "0.25 becomes 0.20": True, "60 becomes 65": True, "30 becomes 35": True,
    }  # fmt: skip


def test_what_checks_notice_of_a_key(tmp_path: Path) -> None:
    text = ENTRY.replace("kind: open", "kind: choice")
    strong = text + OPTIONS.format("truth(A=1 > 2, B=1 < 2, C=1 == 2, D=1 >= 2)")
    assert list(caught(tmp_path, strong).values()) == [True, True, True]
    assert list(caught(tmp_path, text + OPTIONS.format("assert True")).values()) == [False] * 3


def test_of_a_bug_it_is_the_fix_that_is_changed(tmp_path: Path) -> None:
    text = ENTRY.replace("kind: open", "kind: bug")
    code = "\n## Code\n```python bug\ndef f(x):\n    return x\n```\n"
    code += "```python fix\ndef f(x):\n    return x + x\n```\n\n## Checks\n```python\n{}\n```\n"
    assert caught(tmp_path, text + code.format("assert f(3) == 6")) == {"+ becomes -": True}
    assert caught(tmp_path, text + code.format("assert f(0) == 0")) == {"+ becomes -": False}


def test_an_entry_without_code_has_no_mutants(tmp_path: Path) -> None:
    assert list(mutants(entry(tmp_path, ENTRY.replace("Violet.", "By 25 %.")))) == []


def test_the_summary_and_what_is_enough(tmp_path: Path) -> None:
    text = ENTRY + CODE.format(code=GROWN, checks="assert grown(2) == 3")
    code = list(mutants(entry(tmp_path, text)))
    fates = [Fate(mutant, i > 0) for i, mutant in enumerate(code * 5)]
    assert summary(fates) == "9 of 10 mistakes noticed (90.0 %): 9 of 10 in code."
    assert enough(fates)
    assert not enough([*fates, Fate(code[0], False)])
    assert (summary([]), enough([])) == ("0 of 0 mistakes noticed.", True)


def test_the_command_tells_what_nobody_noticed(tmp_path: Path) -> None:
    text = ENTRY + CODE.format(code=GROWN, checks="assert 1")
    strict = DECK.replace(DECK.splitlines()[-1], "")
    write(tmp_path, {**GOOD, "deck.yaml": strict, "one/plain.md": text})
    arguments = ("prove", "--mutate", "--content", tmp_path, "--format", "concise")
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "0 of 2 mistakes noticed (0.0 %): 0 of 2 in code."
    place = "one/plain.md:21:5: note[K221] no check would notice that"
    assert result.stderr == f"{place} + becomes -\n{place} 1 becomes 2\n"
    excuse = "level: core\nexcuse: {K221: an example}"
    write(tmp_path, {"one/plain.md": text.replace("level: core", excuse)})
    assert run(*arguments).stderr == ""
    assert run("check", "--format", "concise", "--content", tmp_path).stderr.count("F201") == 0
