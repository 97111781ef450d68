"""What fits a phone: the limits of code and tables, measured on a card of 360 pixels."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest

from deckmill.limits import Limits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser
LIMITS = Limits()


def overflows(chromium: Browser, answer: str, selector: str) -> bool:
    """Whether an element of a card's back has to be scrolled sideways."""
    css = resources.files("deckmill").joinpath("anki/card.css").read_text("utf-8")
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    page.set_content(
        f'<!doctype html><style>{css}</style><body class="card"><article class="back">'
        f'<div class="answer">{answer}</div></article>'
    )
    wider = page.locator(selector).evaluate("element => element.scrollWidth > element.clientWidth")
    page.close()
    return bool(wider)


@pytest.mark.parametrize("more", [0, 1])
def test_code_of_a_card_fits_up_to_its_limit(chromium: Browser, more: int) -> None:
    line = "x" * (LIMITS.card_code_columns + more)
    assert overflows(chromium, f"<pre><code>{line}</code></pre>", "pre") == bool(more)


def test_a_table_breaks_between_words_and_nowhere_else(chromium: Browser) -> None:
    words = "<td>a long cell of many short words that no phone can show in one line of it</td>"
    assert not overflows(chromium, f"<table><tr>{words}{words}</tr></table>", "table")
    word = f"<td>{'m' * LIMITS.table_width}</td>"
    assert overflows(chromium, f"<table><tr>{word}{word}</tr></table>", "table")
