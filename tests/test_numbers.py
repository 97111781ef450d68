"""Which numbers an entry claims, and which of them its checks compute."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckmill.checks.numbers import claims, uncovered
from deckmill.model import Entry
from deckmill.reader import read
from support import ENTRY, GOOD, write

ANSWER = "Air scatters short waves more."
CHECKS = "\n## Checks\n```python\n{}\n```\n"


def entry(root: Path, answer: str = ANSWER, checks: str = "", card: str = "Violet.") -> Entry:
    text = ENTRY.replace(ANSWER, answer).replace("Violet.", card)
    write(root, {**GOOD, "one/plain.md": text + (CHECKS.format(checks) if checks else "")})
    (only,) = read(root).deck.entries
    return only


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # What is claimed
        ("It is 0.25 at most.", ["0.25"]),
        ("It has 11,689,512 parameters.", ["11,689,512"]),
        ("A third, 33 %, or 33%, or $33\\%$.", ["33", "33", "33"]),
        ("Between 94.9 and 95.2 percent.", ["94.9", "95.2"]),
        ("It halves: 0.5.", ["0.5"]),
        ("Only .5 of it.", [".5"]),
        ("It takes 59 trials", ["59"]),
        ("About $34{,}944$ weights, $\\approx 0.37$.", ["34{,}944", "0.37"]),
        ("A batch of 32, not 64.", ["32", "64"]),
        ("5 % at most", ["5"]),
        ("A map of 56×56×64.", ["56", "56", "64"]),
        # What only counts, or is a name
        ("Two of 3 layers, 12 heads, 10 times.", []),
        ("Shown in 2014 and in 1998.", []),
        ("See sec. 31, figure 14, table 20 and eq. 44.", []),
        ("ResNet-50, GPT-2, VGG16, conv-3x3, float32 and CIFAR-100.", []),
        ("In 16-bit and 32 bit and 8 bits, in 100D, the 21st.", []),
        ("Slope $\\frac{1}{2}$ of $x_{15}$, $2^{32}$, $a_{10,20}$, $10^{-15}$.", []),
        ("Code such as `range(100)` and\n\n```\nx = 100\n```", []),
        ("[A work](https://example.org/2048)", []),
        ("No number at all", []),
    ],
)
def test_what_is_claimed(text: str, claimed: list[str], tmp_path: Path) -> None:
    assert [claim.span.text for claim in claims(entry(tmp_path, text))] == claimed


def test_answers_lines_explanations_and_cards_are_looked_at(tmp_path: Path) -> None:
    text = ENTRY.replace("Scattering grows", "By 21 it grows").replace("Violet.", "By 23.")
    text = text.replace(ANSWER, "By 20.").replace("## Cards", "## Explanation\nBy 22.\n\n## Cards")
    text = text.replace("# Why is", "# Why in 24 is") + "\n## Pitfalls\n- By 25.\n"
    choice = "\n### How many? {#many}\n- [x] 26\n- [ ] 27\n\nBecause 28.\n"
    write(
        tmp_path, {**GOOD, "one/plain.md": text.replace("\n## Pitfalls", choice + "\n## Pitfalls")}
    )
    (only,) = read(tmp_path).deck.entries
    shown = [claim.span.text for claim in claims(only)]
    assert shown == ["20", "21", "22", "23", "26", "28"], "24 is asked, 27 is wrong, 25 is no claim"


@pytest.mark.parametrize(
    ("checks", "left"),
    [
        ("", ["0.25", "34,944"]),
        ('says("0.25", f(0))', ["34,944"]),
        ('says("at most 0.25 of 34,944", f(0))', []),
        ('for text in ("0.25", "34,944"):\n    says(text, f())', []),
        ("close(f(0), 0.25); assert n == 34_944", []),
        ("assert f(0) == 0.5 / 2", ["0.25", "34,944"]),
        ("x = 1  # 0.25 of 34,944", ["0.25", "34,944"]),
        ('says(\'0.25\', f()); says("""34,944""", g())', []),
    ],
)
def test_what_no_check_computes(checks: str, left: list[str], tmp_path: Path) -> None:
    made = entry(tmp_path, "It is at most 0.25 of 34,944.", checks)
    assert [claim.span.text for claim in uncovered(made)] == left


def test_a_per_cent_may_be_computed_as_a_share(tmp_path: Path) -> None:
    assert list(uncovered(entry(tmp_path, "It is 95 %.", "assert share > 0.95"))) == []
    assert list(uncovered(entry(tmp_path, "It is 95 percent.", "assert share > 0.95"))) == []
    assert len(list(uncovered(entry(tmp_path, "There are 95.", "assert share > 0.95")))) == 1


def test_the_answer_is_compared_by_prove(tmp_path: Path) -> None:
    text = ENTRY.replace("kind: open", "kind: numeric\nanswer: 42").replace(ANSWER, "42 it is.")
    write(tmp_path, {**GOOD, "one/plain.md": text + CHECKS.format("answer = 6 * 7")})
    (only,) = read(tmp_path).deck.entries
    assert list(uncovered(only)) == []
