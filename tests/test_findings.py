"""What reading and checking finds: the cases of ``cases/findings.md``, a deck full of faults."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckmill.cli import main
from deckmill.reports.concise import render
from deckmill.rules import RULES
from support import GOOD, Case, found, hold, patched, read_cases, write

FILE = "findings.md"
CASES = read_cases(FILE)
# Found when entries are run and when a deck is released; large files have a test of their own.
ELSEWHERE = re.compile(r"K10[23]|K221|R\d+|L11[01]")


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, tmp_path: Path, regen: bool) -> None:
    findings = found(write(tmp_path, patched(case)))
    hold(FILE, case, findings, regen=regen)
    for finding in findings:
        # A message such as "'seed': write a whole number" says the cure itself.
        assert finding.help or finding.message.startswith("'"), finding


def test_the_deck_that_the_cases_change_is_good(tmp_path: Path) -> None:
    assert found(write(tmp_path, GOOD)) == []


ALL_CASES = [case for file in (FILE, "linter.md", "proofreading.md") for case in read_cases(file)]


def codes(case: Case) -> set[str]:
    return set(re.findall(r"\[([A-Z]\d+)\]", case.expected))


@pytest.mark.parametrize("code", [code for code in RULES if not ELSEWHERE.fullmatch(code)])
def test_every_rule_has_a_case_that_fails_and_one_that_passes(code: str) -> None:
    about = [case for case in ALL_CASES if case.title.startswith(f"{code} ")]
    assert any(code in codes(case) for case in about if not case.title.startswith(f"{code} passes"))
    assert any(not codes(case) for case in about if case.title.startswith(f"{code} passes"))


@pytest.mark.parametrize(
    ("size", "report"),
    [
        (4_900_000, ""),
        (5_200_000, "16:6: warning[L110] 'a.png' has 5.2 MB\n"),
        (105_000_000, "16:6: error[L111] 'a.png' has 105 MB\n"),
    ],
)
def test_large_files(size: int, report: str, tmp_path: Path) -> None:
    shown = str(GOOD["one/plain.md"]).replace("Violet.", "![a](a.png)")
    write(tmp_path, {**GOOD, "one/plain.md": shown, "a.png": b"\x89PNG\r\n\x1a\n"})
    with (tmp_path / "a.png").open("r+b") as file:
        file.truncate(size)
    assert render(found(tmp_path)).replace("one/plain.md:", "") == report


# A deck with thirty faults of thirty kinds; «fault» marks where each is to be found.
PLANTED = {
    "deck.yaml": """\
id: tiny
title: Tiny deck
«L»anguage: en
topics:
  one: The first topic
  two: The second topic
report_url: «example.org»
macros:
  \\loop: «x\\loop»
""",
    "references.yaml": """\
- id: ada1843
  type: article
  title: Notes
- id: «ada1843»
  type: book
  title: More notes
""",
    "one/plain.md": """\
---
id: plain
kind: open
level: «cor»
tags: «sky»
sources: [«ada1834»]
needs: [«nobody»]
«colour»: blue
---
# Why is $\\text{the «$»x$ sky}$ blue?
«Some lost text.»

## Short answer
Air scatters «{{c1::»short}} waves $x«_»$ more.

## Cheat sheet
«One paragraph.»

Another.

## Explanation
See [this](«javascript:x») and [that](«#nowhere») and ![x](«media/gone.png»).

«### A heading without a place»
Costs «$»x or «\\(» five.

«## Histroy»
Long ago.

## Cards
### «Which light is scattered most?»
Violet.

### Twice {#twice}
One.

### Twice {«#twice»}
«{{C1::»Two}}.

### Marks {#marks «.reverse»}
Text «\u202e»here.

### «Nothing» {#nothing}

### Code {#code}
«```python»
x
""",
    "one/choice.md": """\
---
id: «choices»
kind: choice
level: core
---
# Which?

## Short answer
This.

## Cheat sheet
This.

## «Options»
- [x] one
- [ ] two

## Checks
```python «norun»
pass
```
""",
    "three/other.md": "«---»\nid: other\nkind: cards\n---\n# Words\n\n## Cards\n### A {#a}\nB\n",
    "stray.md": "«---»\nid: stray\nkind: cards\n---\n# Words\n\n## Cards\n### A {#a}\nB\n",
}


def planted(root: Path) -> list[tuple[str, int, int]]:
    """Write the deck without its marks; where each mark stood, as file, line and column."""
    places = []
    for name, text in PLANTED.items():
        clean = re.sub("[«»]", "", text)
        write(root, {name: clean})
        before = [m.start() - 2 * i for i, m in enumerate(re.finditer("«", text))]
        for at in before:
            line = clean.count("\n", 0, at) + 1
            places.append((name, line, at - clean.rfind("\n", 0, at)))
    return sorted(places)


def test_thirty_planted_faults_are_each_found_once_at_their_place(tmp_path: Path) -> None:
    places = planted(tmp_path)
    arguments = ["check", "--content", str(tmp_path), "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    report = json.loads(result.stderr)
    assert [(f["file"], f["line"], f["column"]) for f in report] == places
    assert len({f["code"] for f in report}) >= 25
    assert len(places) >= 30
