"""The sheet in a real browser: on paper, on screens, with and without JavaScript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import books
from deckmill.model import Deck
from deckmill.tex import mathml
from deckmill.typeset.breaks import parse as parse_mathml
from deckmill.typeset.widths import width
from deckmill.writers import fonts
from deckmill.writers.sheet import SHEET
from paper import A4, LETTER, letters, pages
from sheets import deck, entry, options, parse
from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

FORMULAS = [
    r"$$\sigma'(z) = \sigma(z)\,(1-\sigma(z)) \le \tfrac14$$",
    r"$$\operatorname{Attn}(Q,K,V)=\operatorname{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V"
    r",\qquad \operatorname{Var}(q^{\top}k)=d_k$$",
    r"$$\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \end{aligned}$$",
    r"$$\log p(x) \ge \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] - D_{\mathrm{KL}}(q(z \mid x)"
    r" \Vert p(z)) + \text{const}$$",
    "",
]
LINES = [
    r"Slope $\sigma(1-\sigma) \le 1/4$: ten layers scale it by at most $10^{-6}$, then `clip()`.",
    r"The root keeps the variance of a score at 1; *never* divide by $d_k$: it would shrink.",
    r"First and second moments, corrected for their start; the step is about $\eta$ at most.",
]
LEVELS = ("core", "intermediate", "advanced")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Deck]:
    """Forty entries of every shape."""
    root = tmp_path_factory.mktemp("content")
    entries = {
        f"{'first' if n < 25 else 'second'}/entry-{n}": entry(
            f"What is *asked* in place {n}, and which formula with ${'xyz'[n % 3]}$ goes with it?",
            f"Place {n}. {LINES[n % len(LINES)]}",
            level=LEVELS[n % 3],
            formula=FORMULAS[n % len(FORMULAS)],
            front=f"sources: [{('one', 'two', 'three, four')[n % 3]}]\n",
        )
        for n in range(40)
    }
    return root, deck(root, entries)


@pytest.fixture(scope="module")
def file(sample: tuple[Path, Deck], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, made = sample
    path = tmp_path_factory.mktemp("sheet") / "sample.html"
    books.write(SHEET, made, path, options(root))
    return path


@pytest.fixture(scope="module")
def printed(chromium: Browser, file: Path) -> Iterator[dict[str, bytes]]:
    with Visit(chromium, file) as visit:
        yield {"A4": visit.pdf(), "Letter": visit.pdf("Letter")}


# --- paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("Letter", LETTER)])
def test_it_prints_on_the_readers_paper(
    printed: dict[str, bytes], paper: str, size: tuple[float, float]
) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(printed[paper])
    for page in document:
        assert page.get_size() == pytest.approx(size, abs=1)
    assert 2 <= len(document) <= 3


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_question_and_line_is_on_paper(
    printed: dict[str, bytes], file: Path, paper: str
) -> None:
    text = letters("".join(pages(printed[paper])))
    for item in parse(file.read_text("utf-8")).all("article"):
        for piece in (item.one("h3"), item.one("p")):
            for run in piece.children:
                if isinstance(run, str):
                    assert letters(run) in text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_entries_sources_and_page_numbers_are_in_order(
    printed: dict[str, bytes], paper: str
) -> None:
    texts = pages(printed[paper])
    places = [int(n) for n in re.findall(r"asked\s+in\s+place\s+(\d+)", " ".join(texts))]
    expected = [
        n
        for half in (range(25), range(25, 40))
        for level in range(3)
        for n in sorted((n for n in half if n % 3 == level), key=str)
    ]
    assert places == expected
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
    assert "First work" in texts[-1]
    assert "Sample deck" in texts[1]


def test_fonts_are_embedded_as_truetype(printed: dict[str, bytes]) -> None:
    for data in printed.values():
        assert b"/Type3" not in data
        assert b"/CIDFontType2" in data
        names = set(re.findall(rb"/BaseFont\s*/([^\s/]+)", data))
        families = {re.sub(rb"^[A-Z]{6}\+|-.*$", b"", name) for name in names}
        assert families == {b"SheetSans", b"SheetMath", b"SheetCode"}


def test_the_paper_option_wins_over_the_printer(
    chromium: Browser,
    sample: tuple[Path, Deck],
    tmp_path: Path,
) -> None:
    import pypdfium2

    root, made = sample
    books.write(SHEET, made, tmp_path / "letter.html", options(root, paper="letter"))
    with Visit(chromium, tmp_path / "letter.html") as visit:
        document = pypdfium2.PdfDocument(visit.pdf())
    assert document[0].get_size() == pytest.approx(LETTER, abs=1)


def test_paper_shows_the_whole_sheet_whatever_the_screen_hides(
    chromium: Browser,
    file: Path,
    printed: dict[str, bytes],
) -> None:
    with Visit(chromium, file, color_scheme="dark") as visit:
        visit.page.fill("#ui_find", "entry-7")
        visit.page.uncheck("#ui_show-core")
        visit.page.check("#ui_quiz")
        visit.page.check("#ui_theme-dark")
        assert len(visit.shown()) < 40
        assert pages(visit.pdf()) == pages(printed["A4"])


def test_without_javascript_paper_is_the_same(
    chromium: Browser,
    file: Path,
    printed: dict[str, bytes],
) -> None:
    with Visit(chromium, file, java_script_enabled=False) as visit:
        assert pages(visit.pdf()) == pages(printed["A4"])


def test_no_column_is_left_empty_on_the_last_page(
    chromium: Browser,
    file: Path,
    printed: dict[str, bytes],
) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(printed["A4"])
    page = document[len(document) - 1]
    text = page.get_textpage()
    thirds = Counter(
        int(3 * text.get_charbox(n)[0] // page.get_width()) for n in range(text.count_chars())
    )
    assert min(thirds[column] for column in range(3)) > 0.2 * max(thirds.values())


# --- screen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pixels", [360, 768, 1280])
def test_no_screen_scrolls_sideways_and_nothing_is_asked_or_said(
    chromium: Browser,
    file: Path,
    pixels: int,
    scheme: str,
) -> None:
    size = {"width": pixels, "height": 800}
    with Visit(chromium, file, viewport=size, color_scheme=scheme) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") == pixels
        wide = visit.page.locator(".f[tabindex='0']")
        for name in wide.evaluate_all("all => all.map(f => f.getAttribute('aria-label'))"):
            assert name == "Formula, scrolls sideways"
        asked = [url for url in visit.requests if not url.startswith("data:")]
        assert asked == [file.as_uri()]
        assert visit.messages == []


def test_search_topic_and_level_narrow_the_sheet(
    chromium: Browser,
    file: Path,
) -> None:
    with Visit(chromium, file) as visit:
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("ENTRY-12")
        assert visit.shown() == ["entry-12"]
        assert page.inner_text(".hits") == "1 of 40"
        page.keyboard.press("Escape")
        assert len(visit.shown()) == 40
        page.select_option("#ui_topic", "topic-second")
        assert len(visit.shown()) == 15
        page.uncheck("#ui_show-core")
        assert len(visit.shown()) == 10


def test_a_link_to_a_hidden_entry_brings_it_back(
    chromium: Browser,
    file: Path,
) -> None:
    with Visit(chromium, file, bypass_csp=True) as visit:
        visit.page.fill("#ui_find", "entry-12")
        visit.page.evaluate("location.hash = 'entry-30'")
        visit.page.wait_for_function("document.getElementById('entry-30').offsetParent")
        assert len(visit.shown()) == 40


def test_self_test_reveals_by_hover_keyboard_and_click(
    chromium: Browser,
    file: Path,
) -> None:
    def visible(page: Page, entry: str) -> bool:
        return page.locator(f"#{entry} .a p").evaluate(
            "p => getComputedStyle(p).visibility === 'visible'"
        )

    with Visit(chromium, file) as visit:
        page = visit.page
        page.check("#ui_quiz")
        assert not visible(page, "entry-0")
        page.focus("#entry-0 .n")
        assert visible(page, "entry-0")
        page.hover("#entry-12")
        assert visible(page, "entry-12")
        page.click("#entry-15 h3")
        page.hover("h1")
        assert visible(page, "entry-15")
        assert not visible(page, "entry-12")


def test_filters_and_theme_work_without_javascript(
    chromium: Browser,
    file: Path,
) -> None:
    with Visit(chromium, file, java_script_enabled=False) as visit:
        page = visit.page
        assert not page.locator("#ui_find").is_visible()
        page.uncheck("#ui_show-core")
        assert page.locator(".e[data-level=core]:visible").count() == 0
        assert page.locator(".e:visible").count() == 26
        page.check("#ui_theme-dark")
        background = page.locator("html").evaluate("h => getComputedStyle(h).backgroundColor")
        assert background == "rgb(19, 22, 27)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_the_strictest_level(
    chromium: Browser,
    file: Path,
    scheme: str,
) -> None:
    def luminance(colour: str) -> float:
        channels = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    look = """e => {
        let behind = e;
        while (/, 0\\)$/.test(getComputedStyle(behind).backgroundColor))
            behind = behind.parentElement;
        return [getComputedStyle(e).color, getComputedStyle(behind).backgroundColor];
    }"""
    with Visit(chromium, file, color_scheme=scheme) as visit:
        places = (
            "h1",
            ".sub",
            ".legend",
            ".toc span",
            ".toc b",
            "h2",
            ".n",
            ".e p",
            ".s",
            ".f math",
        )
        for place in (*places, ".refs li", ".refs b", "footer", ".tools legend", ".hits"):
            colours = visit.page.locator(place).first.evaluate(look)
            light, dark = sorted(map(luminance, colours), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, (place, colours)


# --- formulas -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tex",
    [
        "x",
        "a + b = c",
        r"p(x \mid z)",
        r"\frac{\partial L}{\partial h_0}",
        r"\sum_{i=1}^{n} x_i",
        r"\sqrt{1-\bar\alpha_t}\,\varepsilon",
        r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right) V",
        r"\begin{aligned} a + b &= c \\ d &= e + f + g \end{aligned}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    ],
)
def test_a_formula_is_as_wide_as_was_reckoned(
    chromium: Browser,
    file: Path,
    tex: str,
) -> None:
    formula = mathml(tex, True)
    with Visit(chromium, file, bypass_csp=True) as visit:
        real = visit.page.evaluate(
            """async ([mathml, faces]) => {
                document.head.insertAdjacentHTML('beforeend', `<style>${faces}</style>`);
                document.body.insertAdjacentHTML('afterbegin', mathml);
                const math = document.body.firstElementChild;
                math.style.fontSize = '16px';
                await document.fonts.load('16px "Sheet Math"');
                await document.fonts.ready;
                return math.getBoundingClientRect().width / 16;
            }""",
            [formula, fonts.stylesheet(fonts.Shown.of(formula))],
        )
    assert width(parse_mathml(formula)) == pytest.approx(real, rel=0.06, abs=0.15)


@pytest.mark.parametrize("pixels", [360, 1280])
def test_formulas_on_screen_stay_inside_their_boxes(
    chromium: Browser,
    file: Path,
    pixels: int,
) -> None:
    with Visit(chromium, file, viewport={"width": pixels, "height": 800}) as visit:
        spill = visit.page.locator(".f.w").evaluate_all(
            "all => all.filter(f => f.scrollWidth > f.clientWidth).map(f => f.closest('.e').id)"
        )
    assert spill == []
