"""Everybody can use the sheet: axe-core, contrast, and every control by keyboard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import books
from deckmill.reader import read
from deckmill.writers.sheet import SHEET
from sheets import deck, every_element, options
from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
# Contrast of 7 is no default of axe: it belongs to the strictest level, AAA.
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
CONTROLS = [
    *("ui_find", "ui_topic", "ui_show-core", "ui_show-intermediate", "ui_show-advanced"),
    *("ui_quiz", "ui_theme-auto", "ui_print"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, content: Path) -> dict[str, Path]:
    """The real deck's sheet, and that of every element."""
    root, out = tmp_path_factory.mktemp("content"), tmp_path_factory.mktemp("sheets")
    small = deck(root, every_element())
    pages = {
        "real": books.text(SHEET, read(content).deck, options(content)),
        "every element": books.text(SHEET, small, options(root)),
    }
    for name, page in pages.items():
        (out / f"{name}.html").write_text(page, "utf-8")
    return {name: out / f"{name}.html" for name in pages}


def violations(page: Page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found: list[dict[str, Any]] = axe.run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"][:3]]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["real", "every element"])
def test_axe_finds_nothing_whatever_is_filtered_or_hidden(
    chromium: Browser, files: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    with Visit(chromium, files[name], viewport=size, color_scheme=scheme) as visit:
        page = visit.page
        assert violations(page) == []
        page.uncheck("#ui_show-intermediate")
        page.fill("#ui_find", "a")
        page.select_option("#ui_topic", index=1)
        page.check("#ui_quiz")
        assert visit.shown()
        assert violations(page) == []
        page.fill("#ui_find", "no such word")
        assert visit.shown() == []
        assert violations(page) == []


def test_a_theme_that_is_chosen_by_hand_is_as_good(
    chromium: Browser, files: dict[str, Path]
) -> None:
    for scheme, chosen in (("light", "dark"), ("dark", "light")):
        with Visit(chromium, files["every element"], color_scheme=scheme) as visit:
            visit.page.check(f"#ui_theme-{chosen}")
            assert violations(visit.page) == []


def test_pale_text_would_be_found(chromium: Browser, files: dict[str, Path]) -> None:
    with Visit(chromium, files["every element"], bypass_csp=True) as visit:
        visit.page.add_style_tag(content=":root{--soft:#5f6875}")  # 5.6, enough for many
        assert {found.partition(":")[0] for found in violations(visit.page)} == {
            "color-contrast-enhanced"
        }


def focused(page: Page) -> str:
    return page.evaluate(
        "(document.activeElement.id || document.activeElement.getAttribute('href'))"
    )


def test_tab_reaches_every_control_in_the_order_of_the_page(
    chromium: Browser, files: dict[str, Path]
) -> None:
    with Visit(chromium, files["every element"]) as visit:
        page = visit.page
        order = []
        for _ in range(40):
            page.keyboard.press("Tab")
            order.append(focused(page))
            ring = page.evaluate(
                "(e => [e, e.closest('label')].some(x => x && getComputedStyle(x).outlineStyle"
                " !== 'none'))(document.activeElement)"
            )
            assert ring, f"{order[-1]} has the focus and does not show it"
            if order[-1] == "#ref-one":
                break
        assert order[:11] == ["#ui_main", "#topic-first", "#topic-second", *CONTROLS]
        assert order[11] == "#words"
        assert order.index("#words") < order.index("#maths") < order.index("#ref-one")


def test_every_control_works_by_keyboard(chromium: Browser, files: dict[str, Path]) -> None:
    with Visit(chromium, files["every element"]) as visit:
        page = visit.page
        press = page.keyboard.press
        everything = visit.shown()
        page.focus("#ui_show-core")
        press("Space")
        assert visit.shown() == ["maths", "wide"]
        press("Space")
        page.focus("#ui_topic")
        press("ArrowDown")
        assert visit.shown() == everything[:3]
        press("ArrowUp")
        page.focus("#ui_theme-auto")
        press("ArrowRight")
        press("ArrowRight")
        assert page.is_checked("#ui_theme-dark")
        page.focus("#ui_quiz")
        press("Space")
        hidden = "a => getComputedStyle(a).visibility"
        assert page.locator("#words .a p").evaluate(hidden) == "hidden"
        page.focus("#words .n")
        assert page.locator("#words .a p").evaluate(hidden) == "visible"
        page.evaluate("window.print = () => { window.printed = true }")
        page.focus("#ui_print")
        press("Enter")
        assert page.evaluate("window.printed")
        press("/")
        page.keyboard.type("e.org")
        assert visit.shown() == ["words"]
        press("Escape")
        assert visit.shown() == everything


def test_a_formula_that_scrolls_can_be_scrolled_by_keyboard(
    chromium: Browser, files: dict[str, Path]
) -> None:
    size = {"width": 360, "height": 900}
    with Visit(chromium, files["every element"], viewport=size, bypass_csp=True) as visit:
        box = visit.page.locator("#wide .f")
        assert box.get_attribute("tabindex") == "0"
        box.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function("document.querySelector('#wide .f').scrollLeft > 0")


def test_landmarks_headings_and_names(chromium: Browser, files: dict[str, Path]) -> None:
    with Visit(chromium, files["every element"]) as visit:
        tree = visit.page.locator("body").aria_snapshot()
    for landmark in ("banner", "navigation", "search", "main", "contentinfo"):
        assert f"- {landmark}" in tree
    levels = [line.split("[level=")[1][0] for line in tree.splitlines() if "[level=" in line]
    assert levels[0] == "1"
    assert all(int(b) - int(a) <= 1 for a, b in pairwise(levels))
    assert '- img "intermediate"' in tree
    assert "- math" in tree
