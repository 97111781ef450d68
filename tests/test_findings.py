"""What reading and checking finds: the cases of ``cases/findings.md``, and a deck full of faults."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from support import GOOD, Case, found, read_cases, rewrite_case, write

from deckmill.findings import RULES
from deckmill.reports.concise import render

FILE = "findings.md"
CASES = read_cases(FILE)
# Found when entries are run and when a deck is released; large files have a test of their own.
ELSEWHERE = re.compile(r"K10[23]|R\d+|L11[01]")
SIGNS = str.maketrans({"→": "\t", "␠": " ", "␇": "\a", "␍": "\r", "⇄": "\u202e", "⊡": "\ufeff"})


def patched(case: Case) -> dict[str, str | bytes]:
    """The good deck with the changes of a case; a fence's info says which file, and how."""
    files = dict(GOOD)
    for fence in case.fences[:-1]:
        name, _, how = fence["info"].partition(" ")
        text = fence["text"].translate(SIGNS)
        if how == "gone":
            del files[name]
        elif how == "bytes":
            files[name] = ast.literal_eval(text)
        elif how == "changed":
            files[name] = changed(str(files[name]), text)
        else:
            files[name] = text
    return files


def changed(text: str, diff: str) -> str:
    """The text with each run of ``- old`` lines replaced by the ``+ new`` lines behind it."""
    for run in re.finditer(r"((?:^-.*\n)+)((?:^\+.*\n)*)", diff, re.M):
        old, new = (re.sub(r"^[-+] ?", "", part, flags=re.M) for part in run.groups())
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, tmp_path: Path, regen: bool) -> None:
    findings = found(write(tmp_path, patched(case)))
    shown = render(findings)
    if regen:
        rewrite_case(FILE, case.title, shown)
        return
    assert shown == case.expected
    for finding in findings:
        # A message such as "'seed': write a whole number" says the cure itself.
        assert finding.help or finding.message.startswith("'"), finding


def test_the_deck_that_the_cases_change_is_good(tmp_path: Path) -> None:
    assert found(write(tmp_path, GOOD)) == []


def codes(case: Case) -> set[str]:
    return set(re.findall(r"\[([A-Z]\d+)\]", case.expected))


@pytest.mark.parametrize("code", [code for code in RULES if not ELSEWHERE.fullmatch(code)])
def test_every_rule_has_a_case_that_fails_and_one_that_passes(code: str) -> None:
    about = [case for case in CASES if case.title.startswith(f"{code} ")]
    assert any(code in codes(case) for case in about if not case.title.startswith(f"{code} passes"))
    assert any(not codes(case) for case in about if case.title.startswith(f"{code} passes"))


@pytest.mark.parametrize(
    ("size", "report"),
    [
        (4_900_000, ""),
        (5_200_000, "17:6: warning[L110] 'a.png' has 5.2 MB\n"),
        (105_000_000, "17:6: error[L111] 'a.png' has 105 MB\n"),
    ],
)
def test_large_files(size: int, report: str, tmp_path: Path) -> None:
    shown = str(GOOD["one/plain.md"]).replace("Violet.", "![a](a.png)")
    write(tmp_path, {**GOOD, "one/plain.md": shown, "a.png": b"\x89PNG\r\n\x1a\n"})
    with (tmp_path / "a.png").open("r+b") as file:
        file.truncate(size)
    assert render(found(tmp_path)).replace("one/plain.md:", "") == report
