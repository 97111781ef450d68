"""The handbook in a real browser: whole on paper, folding on screens, for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import books
from deckmill.model import Code, Deck, Entry, Math, Media
from deckmill.reader import read
from deckmill.writers.handbook import HANDBOOK
from handbooks import full_deck
from paper import A4, LETTER, letters, open_pdf, pages
from sheets import options, parse
from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

MILLIMETRE = 72 / 25.4
TOP, RIGHT, BOTTOM, LEFT = (length * MILLIMETRE for length in (18, 14, 16, 17))
GUTTER, NOTES = 8 * MILLIMETRE, 50 * MILLIMETRE
AXE = {"resultTypes": ["violations"], "rules": {"color-contrast-enhanced": {"enabled": True}}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Deck]:
    root = tmp_path_factory.mktemp("content")
    return root, full_deck(root)


@pytest.fixture(scope="module")
def file(made: tuple[Path, Deck], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("handbook") / "sample.html"
    books.write(HANDBOOK, made[1], path, options(made[0]))
    return path


@pytest.fixture(scope="module")
def real(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("handbook") / "real.html"
    path.write_text(books.text(HANDBOOK, read(content).deck, options(content)), "utf-8")
    return path


@pytest.fixture(scope="module")
def printed(chromium: Browser, file: Path, real: Path) -> Iterator[dict[str, bytes]]:
    """Without JavaScript and with everything folded: the least that a browser can do."""
    files = {"sample": file, "real": real}
    yield {
        f"{name} {paper}": _printed(chromium, path, paper)
        for name, path in files.items()
        for paper in ("A4", "Letter")
    }


def _printed(chromium: Browser, path: Path, paper: str) -> bytes:
    with Visit(chromium, path, java_script_enabled=False) as visit:
        return visit.pdf(paper)


# --- paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_text_of_every_entry_is_on_paper(
    printed: dict[str, bytes], content: Path, paper: str
) -> None:
    """Each run of text between formulas. At a turn of the page notes come before what goes on."""
    data = printed[f"real {paper}"]
    column, text = (letters("".join(_without_margins(data, notes=n))) for n in (False, True))
    for item in read(content).deck.entries:
        if item.retired:
            continue
        for run in _runs(replace(item, cards=())):
            assert letters(run) in column or letters(run) in text, f"{item.id}: {run}"


def _without_margins(data: bytes, *, notes: bool = True) -> Iterator[str]:
    """The text of each page but for its head and foot, and for the notes and numbers beside it."""
    for page in open_pdf(data):
        width, height = page.get_size()
        text = page.get_textpage()
        left, right = (0, width) if notes else (LEFT + GUTTER, width - RIGHT - NOTES)
        yield text.get_text_bounded(left, BOTTOM - 6, right, height - TOP + 6)


def _runs(item: Entry) -> Iterator[str]:
    for rich in item.rich():
        yield from (parse(run).text for run in re.split(r"<[^>]*>|\x0e\d+\x0f", rich.html))
        for hole in rich.holes:
            if isinstance(hole, Code):
                yield from hole.text.split("\n") if hole.block else (hole.text,)
            else:
                assert isinstance(hole, Math | Media)


def test_terms_and_marked_answers_are_on_paper(printed: dict[str, bytes]) -> None:
    text = letters("".join(pages(printed["sample A4"])))
    for words in ("Firstterm", "hiddenword", "yesright", "rightone", "secondanswer", "0250±001"):
        assert letters(words).lower() in text.lower()
    # What stands in the open while the answer is folded is not printed twice.
    assert text.count("rightone") == 1
    assert text.count("returny2") == 2  # the bug, the fix
    assert "Cardsecret" not in text


def test_javascript_and_what_is_folded_or_filtered_make_no_difference(
    chromium: Browser, file: Path, printed: dict[str, bytes]
) -> None:
    with Visit(chromium, file, color_scheme="dark") as visit:
        page = visit.page
        page.click("#full summary")
        page.check("#ui_theme-dark")
        page.uncheck("#ui_show-core")
        page.fill("#ui_find", "sign")
        assert visit.shown() == ["mend"]
        assert pages(visit.pdf()) == pages(printed["sample A4"])


@pytest.mark.parametrize("name", ["sample", "real"])
@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("Letter", LETTER)])
def test_nothing_is_cut_at_an_edge_and_no_type_is_tiny(
    printed: dict[str, bytes], name: str, paper: str, size: tuple[float, float]
) -> None:
    for number, page in enumerate(open_pdf(printed[f"{name} {paper}"]), 1):
        assert page.get_size() == pytest.approx(size, abs=1)
        text = page.get_textpage()
        for n in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(n)
            if right - left < 0.1:
                continue
            where = f"page {number}: {text.get_text_range(max(0, n - 30), 31)!r}"
            assert left > LEFT - 2, where
            assert right < size[0] - RIGHT + 2, where
            assert bottom > 20, where
            assert top < size[1] - 20, where
        for item in page.get_objects(max_depth=9):
            if hasattr(item, "get_font"):
                assert _size(item) >= 6 or "Math" in item.get_font().get_base_name()


def test_what_is_wide_does_not_shrink_the_book(printed: dict[str, bytes]) -> None:
    """A browser sets all pages smaller if anything is wider than one."""
    for data in printed.values():
        title = open_pdf(data)[0].get_objects(max_depth=9)
        assert max(_size(item) for item in title if hasattr(item, "get_font")) == pytest.approx(30)


def _size(item: Any) -> float:
    matrix = item.get_matrix()
    return float(item.get_font_size() * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5)


def test_head_and_foot_tell_chapter_book_edition_and_page(printed: dict[str, bytes]) -> None:
    texts = pages(printed["sample A4"])
    assert "Contents" in texts[0]
    assert texts[1].count("The first topic") == 2
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
        assert "Handbook 1.2.0 · November 2026 · CC BY 4.0" in text
    assert "Sources, Index" in texts[-1]


def test_no_heading_is_parted_from_what_it_heads(
    chromium: Browser, printed: dict[str, bytes], real: Path
) -> None:
    tree = parse(real.read_text("utf-8"))
    heads = [letters(n.text) for tag in ("h3", "h4", "h5") for n in tree.one("main").all(tag)]
    for text in _without_margins(printed["real A4"]):
        said = letters(text)
        assert [head for head in heads if said.endswith(head)] == []


def test_code_that_fits_a_page_is_not_parted(printed: dict[str, bytes], content: Path) -> None:
    texts = [letters(text) for text in pages(printed["real A4"])]
    for item in read(content).deck.entries:
        for code in item.code.code if item.code else ():
            if code.block:
                assert any(letters(code.text) in text for text in texts), item.id


def test_fonts_are_embedded_as_truetype(printed: dict[str, bytes]) -> None:
    for name, data in printed.items():
        assert b"/Type3" not in data
        names = set(re.findall(rb"/BaseFont\s*/([^\s/]+)", data))
        families = {re.sub(rb"^[A-Z]{6}\+|-.*$", b"", name) for name in names}
        own = {b"SheetSans", b"SheetMath", b"SheetCode"}
        # Words in a drawing are set in what the machine has: a picture gets no fonts of the page.
        assert families >= own if "real" in name else families == own


# --- screen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sample", "real"])
@pytest.mark.parametrize("pixels", [360, 768, 1280])
def test_no_screen_scrolls_sideways_and_nothing_is_asked_or_said(
    chromium: Browser, file: Path, real: Path, name: str, pixels: int
) -> None:
    path = {"sample": file, "real": real}[name]
    with Visit(chromium, path, viewport={"width": pixels, "height": 800}) as visit:
        page = visit.page
        width = "document.documentElement.scrollWidth"
        assert page.evaluate(width) == pixels
        page.check("#ui_open")
        assert page.evaluate(width) == pixels
        spilt = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML)"
        assert page.locator(".text p, .text li, .note, summary, dd").evaluate_all(spilt) == []
        asked = [url for url in visit.requests if not url.startswith("data:")]
        assert asked == [path.as_uri()]
        assert visit.messages == []


def is_open(page: Page, id: str) -> bool:
    return page.locator(f"#{id} .short").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_all_is_folded_until_a_question_is_asked_for(
    chromium: Browser, file: Path, script: bool
) -> None:
    with Visit(chromium, file, java_script_enabled=script) as visit:
        page = visit.page
        assert page.locator(".short:visible").count() == 0
        # What belongs to the question is there, the answer is not.
        assert page.locator("#choose .options:visible").count() == 1
        page.click("#choose > details > summary")
        assert is_open(page, "choose")
        assert page.locator("#choose .options:visible").count() == 1
        assert page.locator("#choose .right:visible").count() == 1
        page.click("#choose > details > summary")
        assert not is_open(page, "choose")
        page.check("#ui_open")
        for id in ("full", "choose", "mend", "sum", "wide"):
            assert is_open(page, id)
        assert page.get_by_text("Its firstanswer.").is_visible()
        page.uncheck("#ui_open")
        assert page.locator(".short:visible").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_an_entry_opens_it(chromium: Browser, file: Path, script: bool) -> None:
    with Visit(chromium, file, java_script_enabled=script) as visit:
        page = visit.page
        page.goto(f"{file.as_uri()}#full")
        assert is_open(page, "full")
        page.click("#full .note a")
        page.locator("#sum .short").wait_for(state="visible")


def test_a_link_to_a_hidden_entry_brings_it_back(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file) as visit:
        visit.page.fill("#ui_find", "sign")
        visit.page.uncheck("#ui_show-core")
        visit.page.evaluate("location.hash = 'sum'")
        visit.page.locator("#sum .short").wait_for(state="visible")


def test_search_topic_and_level_narrow_the_book(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file) as visit:
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("PITFALL of")
        assert visit.shown() == ["full"]
        assert page.inner_text(".hits") == "1 of 6"
        page.keyboard.press("Escape")
        page.select_option("#ui_topic", "topic-second")
        assert visit.shown() == ["sum", "wide", "terms"]
        page.uncheck("#ui_show-core")
        assert visit.shown() == ["wide", "terms"]


def test_what_scrolls_sideways_is_reached_by_keyboard(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file, viewport={"width": 360, "height": 800}) as visit:
        page = visit.page
        page.check("#ui_open")
        for place, name in (("#wide .f", "Formula"), ("#full pre", "Code")):
            box = page.locator(f"{place}[tabindex='0']")
            box.wait_for()
            assert box.get_attribute("aria-label") == f"{name}, scrolls sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pixels", [360, 768, 1280])
def test_axe_finds_nothing_folded_or_open(
    chromium: Browser, file: Path, pixels: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations(page: Page) -> list[str]:
        found = axe.run(page, options=AXE).response["violations"]
        return [f"{rule['id']}: {n['html'][:150]}" for rule in found for n in rule["nodes"][:3]]

    size = {"width": pixels, "height": 900}
    with Visit(chromium, file, viewport=size, color_scheme=scheme) as visit:
        page = visit.page
        assert violations(page) == []
        page.check("#ui_open")
        assert violations(page) == []
        page.fill("#ui_find", "sign")
        assert violations(page) == []


def test_landmarks_and_names(chromium: Browser, file: Path) -> None:
    with Visit(chromium, file) as visit:
        visit.page.check("#ui_open")
        tree = visit.page.locator("body").aria_snapshot()
    for landmark in ("banner", "navigation", "search", "main", "contentinfo"):
        assert f"- {landmark}" in tree
    assert '- img "intermediate"' in tree
    assert '- img "right"' in tree
    assert "- math" in tree
    assert '- heading "What does a full entry with' in tree
