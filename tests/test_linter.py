"""What is found in questions, answers, cards, lists and words: the cases of ``linter.md``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckmill.checks.cloze import deletions
from deckmill.checks.text import THING, compared, find, masked, plain, words
from rule_examples import good_deck
from support import Case, found, hold, patched, read_cases, rendered, write

FILE = "linter.md"
CASES = read_cases(FILE)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, tmp_path: Path, regen: bool) -> None:
    findings = found(write(tmp_path, patched(case, good_deck())))
    hold(FILE, case, findings, regen=regen)
    assert all(finding.help for finding in findings)


def codes(root: Path) -> list[str]:
    return [finding.code for finding in found(root)]


def test_a_copy_of_a_file_is_one_finding(tmp_path: Path) -> None:
    files = good_deck()
    files["sky/rainbow.md"] = files["light/rainbow.md"]
    assert codes(write(tmp_path, files)) == ["F113"]


def test_a_copy_of_a_card_is_one_finding(tmp_path: Path) -> None:
    files = good_deck()
    text = str(files["sky/blue-sky.md"])
    files["sky/blue-sky.md"] = f"{text}\n{text[text.index('### Why are clouds') :]}"
    assert codes(write(tmp_path, files)) == ["C102"]


@pytest.mark.parametrize("entry", ["light/rainbow.md", "sky/blue-sky.md"])
def test_what_is_retired_is_not_linted(entry: str, tmp_path: Path) -> None:
    files = good_deck()
    worse = re.sub(r"^(#+ [^{\n]*)\?", r"\1", str(files[entry]), flags=re.M)
    worse = worse.replace("sources:", "level: advanced\nsources:").replace("level: core\n", "")
    files[entry] = re.sub(r"(## Short answer\n)", r"\1It is just so, currently.\n\n", worse)
    assert len(codes(write(tmp_path, files))) >= 4
    files[entry] = str(files[entry]).replace("sources:", "retired: 2026-11-22\nsources:")
    assert [code for code in codes(write(tmp_path, files)) if code[1:] < "220"] == []


# Texts

TEXT = """\
A $x$-gram of $a$$b$ – is [a **link**](https://example.org/just), `code` and \\( y \\).

$$
x
$$
Where
- $x$ is `x`:
  ```python
  just = "code"
  ```
| a | b |
|---|---|
| $c$ | d |
"""


def test_the_words_of_a_text_are_what_a_reader_counts() -> None:
    assert plain(rendered(TEXT)[0]).split("\n") == [
        f"A {THING}-gram of {THING}{THING} – is a link, {THING} and {THING}.",
        THING,
        "Where",
        f"{THING} is {THING}:",
        *"ab",
        THING,
        "d",
    ]
    assert len(words(rendered(TEXT)[0])) == 19
    assert words(rendered("日本語 and 1,000 — text's")[0]) == [*"日本語", "and", "1,000", "text's"]


def test_a_place_in_the_prose_is_one_in_the_source() -> None:
    rich, _ = rendered(TEXT)
    assert len(masked(rich)) == len(rich.span.text)
    assert set(masked(rich)) - set(rich.span.text) == {THING}
    shown = [span.text for span, _ in find(rich, re.compile(r"\w+"))]
    assert shown == "A gram of is a link and Where is a b d".split()


def test_a_deletion_is_read_as_what_it_hides() -> None:
    rich, _ = rendered(
        "The {{c1::{{c2::old}} one::a hint}}, \\{\\{c1::no\\}\\} and {{c3::$x$::y}}-ray."
    )
    assert plain(rich) == f"The old one, {{{{c1::no}}}} and {THING}-ray."
    hidden = [(d.number, d.span.text, d.whole.text) for d in deletions(rich)]
    assert hidden == [
        ("2", "old", "{{c2::old}}"),
        ("1", "{{c2::old}} one", "{{c1::{{c2::old}} one::a hint}}"),
        ("3", "$x$", "{{c3::$x$::y}}"),
    ]


def test_words_are_compared_in_lower_case_and_formulas_as_they_are() -> None:
    assert compared(rendered("Why is  $W$ <br> not `w`?")[0]) == "why is $W$ not `w`"
