"""Short names: on paper they stand for the questions, and make room for 25 entries a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import books
from deckmill.reader import read
from deckmill.writers.sheet import SHEET
from paper import columns, counts, letters, open_pdf, pages
from sheets import deck, entry, options
from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PAPERS = ["A4", "Letter"]
NAMED = {"open": "Slope", "choice": "Saturation", "bug": "Scale of dropout"}
QUESTIONS = {
    "open": "How steep can it get?",
    "choice": "Which of these saturates?",
    "bug": "What is wrong in here?",
    "plain": "Why is that so?",
    "pick": "Which one is larger?",
}
OPTIONS = "## Options\n- [ ] the {0} identity\n- [x] the {0} tangent\n- [ ] the {0} rectifier\n\n"
BUG = "\n## Code\n```python bug\nreturn x * mask\n```\n```python fix\nreturn x * mask / keep\n```\n"


def sample() -> dict[str, str]:
    """Entries of every kind that the sheet tells apart, three of them with a short name."""
    texts = {}
    for name, question in QUESTIONS.items():
        front = f"short: {NAMED[name]}\n" if name in NAMED else ""
        text = entry(question, f"The answer to {name}.", front=front)
        if name in {"choice", "pick"}:
            text = text.replace("kind: open", "kind: choice")
            text = text.replace("## Short answer", f"{OPTIONS.format(name)}## Short answer")
        if name == "bug":
            text = text.replace("kind: open", "kind: bug") + BUG
        texts[f"first/{name}"] = text
    return texts


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("content")
    path = tmp_path_factory.mktemp("sheet") / "names.html"
    books.write(SHEET, deck(root, sample()), path, options(root))
    return path


@pytest.fixture(scope="module")
def printed(chromium: Browser, file: Path) -> dict[str, str]:
    with Visit(chromium, file) as visit:
        return {paper: letters("".join(pages(visit.pdf(paper)))) for paper in PAPERS}


# --- paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_an_entry_is_headed_by_its_short_name_or_its_question(
    printed: dict[str, str], paper: str
) -> None:
    for name, question in QUESTIONS.items():
        head = NAMED.get(name, question)
        assert letters(head) in printed[paper]
        assert letters(f"The answer to {name}.") in printed[paper]
        if name in NAMED:
            assert letters(question) not in printed[paper]


def test_options_go_with_the_question(printed: dict[str, str]) -> None:
    for word in ("identity", "tangent", "rectifier"):
        assert letters(f"the pick {word}") in printed["A4"]
        assert letters(f"the choice {word}") not in printed["A4"]
    assert letters("✓ B The answer to pick") in printed["A4"]
    assert letters("✓ B The answer to choice") not in printed["A4"]


def test_a_bug_keeps_the_lines_that_change(printed: dict[str, str]) -> None:
    assert letters("− return x * mask + return x * mask / keep") in printed["A4"]


def test_without_javascript_the_names_are_the_same(
    chromium: Browser, file: Path, printed: dict[str, str]
) -> None:
    with Visit(chromium, file, java_script_enabled=False) as visit:
        assert letters("".join(pages(visit.pdf()))) == printed["A4"]


# --- screen ---------------------------------------------------------------------------------


def test_the_screen_asks_the_question_and_offers_the_options(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file) as visit:
        page = visit.page
        assert page.locator(".short:visible").count() == 0
        assert page.locator(".asked:visible").count() == 5  # three questions, options, a letter
        for name, question in QUESTIONS.items():
            article = page.get_by_role("article", name=question, exact=True)
            assert article.get_attribute("id") == name
            assert article.get_by_role("heading", name=question, exact=True).is_visible()
        assert page.locator("#choice li:visible").count() == 3


def test_a_search_finds_an_entry_by_its_short_name(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file) as visit:
        visit.page.fill("#ui_find", "scale of DROPOUT")
        assert visit.shown() == ["bug"]


# --- the real deck --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(
    chromium: Browser, content: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[str], dict[str, bytes]]:
    """The headings of the real deck's sheet, and the sheet on both papers."""
    made = read(content).deck
    path = tmp_path_factory.mktemp("real") / "sheet.html"
    books.write(SHEET, made, path, options(content))
    with Visit(chromium, path) as visit:
        heads = [item.short or item.question.text for item in made.sheet_entries]
        return heads, {paper: visit.pdf(paper) for paper in PAPERS}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_full_page_of_the_real_deck_holds_25_entries(
    real: tuple[list[str], dict[str, bytes]], paper: str
) -> None:
    heads, printed = real
    found = counts(printed[paper], heads)
    assert sum(found) == len(heads)
    # Above the first page's entries stand title and contents, below the last ones the sources.
    last = max(page for page, count in enumerate(found) if count)
    full = found[1:last]
    assert full
    assert min(full) >= 25, found


@pytest.mark.parametrize("paper", PAPERS)
def test_the_columns_of_the_real_deck_are_full(
    real: tuple[list[str], dict[str, bytes]], paper: str
) -> None:
    _, printed = real
    *full, last = [columns(page) for page in open_pdf(printed[paper])]
    assert [column.spilt for page in (*full, last) for column in page if column.spilt] == []
    fills = [column.fill for page in full for column in page]
    assert sum(fills) / len(fills) >= 0.9
    # An entry stays whole, so a column may lack as much as the tallest takes.
    assert min(fills) >= 0.8
