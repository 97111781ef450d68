"""What is found in formulas, code, tables, pictures, works and spelling: ``proofreading.md``."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckmill.checks.symbols import symbols
from deckmill.checks.varieties import spellings
from rule_examples import good_deck
from support import Case, found, hold, patched, read_cases, write

FILE = "proofreading.md"
CASES = read_cases(FILE)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, tmp_path: Path, regen: bool) -> None:
    findings = found(write(tmp_path, patched(case, good_deck())))
    hold(FILE, case, findings, regen=regen)
    assert all(finding.help for finding in findings)


@pytest.mark.parametrize(
    ("tex", "asked_for"),
    [
        # Letters with their marks; a subscript that counts is none of the name.
        (r"y = W_1 x_i + b_{\mathrm{out}}", r"y W_1 x b_\mathrm{out}"),
        (r"\hat{x} + \bar\theta_l + \mathbf{w} + \boldsymbol w", r"x \theta \mathbf{w} \mathbf{w}"),
        (r"\hat{x_t} + \mathcal L", r"x \mathcal{L}"),
        # Names speak for themselves.
        (r"\log x + \mathrm{ReLU}(z) + \operatorname{softmax}(q) + \text{if } t", "x z q t"),
        (r"\mathsf{Attn}(Q)", "Q"),
        # What everybody writes alike.
        (r"x \in \mathbb{R}^n, \mathbb{E}[x], \mathcal{N}(0, 1), \mathbb{1}[z > 0]", "x n x z"),
        (r"e^{-z} + \pi + O(n^2) + \Delta t + 2\mathrm{e}", "z n t"),
        (r"\int f(u)\, du + \frac{dL}{dw} + \frac{\partial L}{\partial w}", "f u u L w L w"),
        (r"A^T B^\top W^Q h^{(l)} c' D^\star", "A B W h c D"),
        # Indices that run, and where they run to.
        (r"\sum_{i=1}^{n} x_i", "n x"),
        (r"\prod_{l=k+1}^{n} W_l \max_{j \le m} \epsilon_j", r"k n W m \epsilon"),
        (r"\min_G \max_D V(D, G)", "V"),
        (r"\operatorname*{arg\,max}_{\theta} p_\theta(x)", "p x"),
        # Structure is no symbol.
        (r"\begin{array}{cc} a & b \end{array}\hspace{2em}\color{red} c", "a b c"),
        (r"\left\lVert u \right\rVert_2 \tfrac1m \sqrt[3]{v}", "u m v"),
        (r"\underbrace{a + b}_{\text{sum}} \overset{!}{=} c", "a b c"),
        ("{" * 200 + "x" + "}" * 200, ""),
        (r"\hat", ""),
        (r"\frac", ""),
        ("x_", "x"),
    ],
)
def test_the_symbols_that_a_formula_wants_explained(tex: str, asked_for: str) -> None:
    assert [symbol.name for symbol in symbols(tex).unbound] == asked_for.split()


def test_the_spellings_come_in_pairs() -> None:
    known = spellings()
    assert len(known) > 1500
    for word, spelling in known.items():
        other = known[spelling.other]
        assert (other.other, other.side != spelling.side) == (word, True)
