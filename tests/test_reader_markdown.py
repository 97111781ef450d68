"""What a section's Markdown becomes: the cases of ``cases/markdown.md``."""

from __future__ import annotations

import pytest

from deckmill.findings import in_order
from deckmill.reports.concise import render
from support import Case, read_cases, readable, rendered, rewrite_case

FILE = "markdown.md"
MACROS = {r"\R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert"}
CASES = read_cases(FILE)


def typed(text: str) -> str:
    """The text that a case means: arrows are tabs, open boxes are spaces."""
    return text.removesuffix("\n").replace("→", "\t").replace("␠", " ")


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, regen: bool) -> None:
    rich, findings = rendered(typed(case.text(0)), MACROS)
    shown = readable(rich) + "\n" + render(in_order(findings)).replace("one/text.md:", "")
    if regen:
        rewrite_case(FILE, case.title, shown)
    else:
        assert shown == case.expected


def test_every_case_has_its_own_title() -> None:
    titles = [case.title for case in CASES]
    assert len(set(titles)) == len(titles) > 100
