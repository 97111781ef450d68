"""Sheets that could break: what is too wide, too long, too many, too few, or missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import books
from deckmill.writers.sheet import SHEET
from paper import MATHS, columns, letters, marks, open_pdf, pages
from sheets import DECK, deck, entry, every_element, options
from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PAPERS = ["A4", "Letter"]
SMALLEST = 6.49  # 6.5, rounded by Chromium
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten" * 2
LONG_URL = "https://example.org/" + "a-very-long-path-without-an-end/" * 6
WIDE = " + ".join(f"x_{{{n}}}" for n in range(40))

# Questions, lines and formulas as long as those of a sheet that is written well.
FACTS = [
    ("How steep can a logistic sigmoid get?",
     r"At most $1/4$: ten in a row let through at most $4^{-10}$ of a gradient, weights aside.",
     r"$$\sigma'(z) = \sigma(z)\,(1-\sigma(z)) \le \tfrac14$$"),
    ("Clip by norm: what changes and what stays?",
     "Length is capped at $c$, direction stays; clipping by value bends it. Small ones pass.", ""),
    ("How does noise depend on batch size $B$?",
     r"Variance falls as $1/B$, the deviation only as $1/\sqrt{B}$: four times to halve it.",
     r"$$\operatorname{Var}[\hat g_B] = \frac1B \operatorname{Var}[g_i]$$"),
    ("What does momentum do to the step?",
     r"Velocity is a decaying sum. Along a steady slope the step grows by $1/(1-\beta)$.",
     r"$$v_t = \beta v_{t-1} + g_t,\quad \theta_t = \theta_{t-1} - \eta v_t$$"),
    ("Why do residual connections train deep nets?",
     "The identity carries the gradient past every block: a term is added, not a factor.",
     r"$$h_{l+1} = h_l + F_l(h_l)$$"),
    ("When is a ReLU unit dead?",
     "Its input is negative on every example, so no gradient reaches its weights.", ""),
    ("What does label smoothing do to the target?",
     "It mixes in the uniform distribution over $K$ classes. The best logit gap becomes finite.",
     r"$$y'_k = (1-\varepsilon)\,y_k + \frac{\varepsilon}{K}$$"),
    ("How many parameters has a convolution?",
     "The picture's size does not enter. Without biases a depthwise one needs far fewer.",
     r"$$P = (k^2 c_{\mathrm{in}} + 1)\,c_{\mathrm{out}}$$"),
]  # fmt: skip


def facts(count: int, topics: int = 6) -> dict[str, str]:
    """Entries as they should be, spread over topics."""
    made = {}
    for n in range(count):
        question, line, formula = FACTS[n % len(FACTS)]
        front = f"sources: [{('one', 'two')[n % 2]}]\n"
        text = entry(question, f"{line} ({n})", formula=formula, front=front)
        made[f"topic-{n * topics // count}/entry-{n:04}"] = text
    return made


def about(topics: int) -> str:
    listed = "".join(f"  topic-{n}: Topic number {n} of this deck\n" for n in range(topics))
    return DECK[: DECK.index("topics:")] + "topics:\n" + listed


def write(root: Path, entries: Mapping[str, str], **more: str) -> Path:
    content = root / "content"
    content.mkdir()
    books.write(SHEET, deck(content, entries, **more), root / "sheet.html", options(content))
    return root / "sheet.html"


def spilt(data: bytes) -> list[object]:
    """What sticks out of a column, or of a page."""
    found: list[object] = []
    for page in open_pdf(data):
        for column in columns(page):
            found += column.spilt
        width, height = page.get_size()
        found += [
            mark
            for mark in marks(page)
            if mark.font
            and (mark.left < 0 or mark.bottom < 0 or mark.right > width or mark.top > height)
        ]
    return found


def check_paper(browser: Browser, file: Path, *texts: str) -> bytes:
    """Print on both papers: nothing spills, nothing is tiny, and the texts are all there."""
    with Visit(browser, file) as visit:
        for paper in PAPERS:
            data = visit.pdf(paper)
            assert spilt(data) == []
            printed = letters("".join(pages(data)))
            for text in texts:
                assert letters(text) in printed, text
            for page in open_pdf(data):
                sizes = [m.size for m in marks(page) if m.font and m.font != MATHS]
                assert min(sizes) >= SMALLEST
        return visit.pdf()


# --- as it should be ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sixty"), facts(60), about=about(6))


def test_a_full_page_holds_25_entries_and_its_columns_are_full(
    chromium: Browser, sixty: Path
) -> None:
    check_paper(chromium, sixty, *(f"({n})" for n in range(60)))
    with Visit(chromium, sixty) as visit:
        for paper in PAPERS:
            data = visit.pdf(paper)
            first, *_ = pages(data)
            assert len(re.findall(r"\(\d+\)", first)) >= 25
            for page in list(open_pdf(data))[:-1]:
                for column in columns(page):
                    assert column.fill >= 0.9


def test_no_head_is_parted_from_its_first_entry(chromium: Browser, sixty: Path) -> None:
    with Visit(chromium, sixty) as visit:
        for paper in PAPERS:
            for page in open_pdf(visit.pdf(paper)):
                for column in columns(page):
                    texts = [mark for mark in column.content if mark.font]
                    lowest = min(texts, key=lambda mark: mark.bottom)
                    assert lowest.size != pytest.approx(8.4, abs=0.1)


def test_formulas_are_set_a_little_larger_than_text(chromium: Browser, sixty: Path) -> None:
    with Visit(chromium, sixty) as visit:
        sizes = {
            round(mark.size, 1)
            for page in open_pdf(visit.pdf())
            for mark in marks(page)
            if mark.font == MATHS
        }
    assert sizes <= {8.0, 7.9, 5.6, 4.4}  # the line, a script, a script's script


# --- too wide -------------------------------------------------------------------------------


def test_a_wide_formula_is_broken_or_set_smaller(chromium: Browser, tmp_path: Path) -> None:
    entries = {
        "first/sum": entry("Sum?", formula=f"$$y = {WIDE}$$"),
        "first/line": entry("Inline?", rf"It is $y = {WIDE}$, of course."),
        "first/after": entry("After?"),
    }
    file = write(tmp_path, entries)
    check_paper(chromium, file, "Sum?", "of course", "After?")
    for pixels in (360, 1280):
        with Visit(chromium, file, viewport={"width": pixels, "height": 800}) as visit:
            assert visit.page.evaluate("document.documentElement.scrollWidth") == pixels


def test_wide_code_words_and_addresses_are_broken(chromium: Browser, tmp_path: Path) -> None:
    code = "some_module.some_function(first_argument=1,second_argument=[2,3,4],third='abcdefg')"
    bug = entry("What is the bug?").replace("kind: open", "kind: bug")
    bug += f"\n## Code\n```python bug\nx = {code}\n```\n```python fix\ny = {code}\n```\n"
    entries = {
        "first/code": entry("Code?", f"Call `{code}`."),
        "first/bug": bug,
        "first/word": entry(f"{LONG_WORD}?", f"A {LONG_WORD} it is."),
        "first/address": entry("Where?", f"At [{LONG_URL}]({LONG_URL})."),
    }
    file = write(tmp_path, entries)
    check_paper(chromium, file, code, f"y = {code}", LONG_WORD, LONG_URL)
    for pixels in (360, 1280):
        with Visit(chromium, file, viewport={"width": pixels, "height": 800}) as visit:
            assert visit.page.evaluate("document.documentElement.scrollWidth") == pixels


def test_what_cannot_be_broken_lies_over_nothing_and_shrinks_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    formula = rf"$$\boxed{{{WIDE}}}$$"  # a finding of `check`
    file = write(tmp_path, {"first/boxed": entry("Boxed?", formula=formula)})
    with Visit(chromium, file) as visit:
        (page,) = open_pdf(visit.pdf())
    assert max(mark.size for mark in marks(page)) == pytest.approx(17, abs=0.1)
    picture = page.render(scale=2, crop=(210, 100, 0, 120)).to_numpy()
    assert picture.min() == 255


# --- too long -------------------------------------------------------------------------------


def test_a_question_of_300_characters_is_printed_whole(chromium: Browser, tmp_path: Path) -> None:
    question = ("Is a question as long as this one still a question " * 6)[:299] + "?"
    check_paper(chromium, write(tmp_path, {"first/long": entry(question)}), question)


@pytest.mark.parametrize("lines", [60, 200])
def test_an_entry_longer_than_a_column_goes_on_in_the_next(
    chromium: Browser, tmp_path: Path, lines: int
) -> None:
    text = " ".join(f"This is line number {n} of those that do not fit." for n in range(lines))
    entries = {
        "first/before": entry("Before?"),
        "first/long": entry("Long?", text),
        "first/next": entry("Next?"),
    }
    check_paper(chromium, write(tmp_path, entries), text, "Before?", "Next?")


def test_a_bracket_that_hangs_out_of_a_column_empties_no_page(
    chromium: Browser, tmp_path: Path
) -> None:
    formula = r"$$y = x\left[z \ge \log\frac{\tau}{1-\tau}\right]$$"
    entries = {f"first/entry-{n}": entry("Why?", "Because so.", formula=formula) for n in range(60)}
    with Visit(chromium, write(tmp_path, entries), bypass_csp=True) as visit:
        for down in range(0, 40, 2):
            visit.page.add_style_tag(content=f"@media print{{main{{padding-top:{down}px}}}}")
            first, *_ = pages(visit.pdf())
            assert letters(first).count("Becauseso") > 40


# --- too many, too few ----------------------------------------------------------------------


def test_one_entry_twenty_topics_and_empty_ones(chromium: Browser, tmp_path: Path) -> None:
    one = {f"topic-{n}/entry-{n}": entry(f"The one of topic {n}?") for n in range(20)}
    file = write(tmp_path, one, about=about(25))
    data = check_paper(chromium, file, *(f"The one of topic {n}?" for n in range(20)))
    assert len(pages(data)) == 1
    assert "Topic number 20" not in pages(data)[0]


def test_a_deck_of_one_entry_and_of_none(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "none").mkdir()
    check_paper(chromium, write(tmp_path / "one", {"first/only": entry("Only?")}), "Only?")
    with Visit(chromium, write(tmp_path / "none", {})) as visit:
        assert "Sample deck" in pages(visit.pdf())[0]
        assert visit.messages == []


@pytest.mark.slow
def test_a_thousand_entries_print_whole(chromium: Browser, tmp_path: Path) -> None:
    file = write(tmp_path, facts(1000, 20), about=about(20))
    assert file.stat().st_size < 2_000_000
    with Visit(chromium, file) as visit:
        data = visit.pdf()
    printed = pages(data)
    numbers = [int(n) for n in re.findall(r"\((\d+)\)", " ".join(printed)) if n]
    assert sorted(set(numbers)) == list(range(1000))
    assert len(printed) <= 1000 / 25
    assert spilt(data) == []


# --- foreign, missing -----------------------------------------------------------------------


def test_text_from_right_to_left(chromium: Browser, tmp_path: Path) -> None:
    entries = {
        "first/arabic": entry("ما هي الشبكة العصبية؟", "طبقات من $y=f(x)$ (GPT-2)."),
        "first/choice": every_element()["second/choice"],
    }
    file = write(tmp_path, entries, about=DECK.replace("language: en", "language: ar"))
    check_paper(chromium, file, "GPT", "Which of these does", "Because")
    with Visit(chromium, file, viewport={"width": 360, "height": 800}) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 360
        number, question = (
            visit.page.locator(f"#arabic {part}").bounding_box() for part in (".n", "h3")
        )
        assert number and question and number["x"] > question["x"]
        formula = visit.page.locator("#arabic math").evaluate("m => getComputedStyle(m).direction")
        assert formula == "ltr"


def test_without_the_fonts_of_the_page_nothing_is_lost(chromium: Browser, tmp_path: Path) -> None:
    file = write(tmp_path, every_element())
    html = file.read_text("utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r"url\(data:font[^)]*\)", "local('none')", html), "utf-8")
    with Visit(chromium, bare, bypass_csp=True) as visit:
        data = visit.pdf()
    assert b"SheetSans" not in data
    printed = letters("".join(pages(data)))
    for text in ("Words", "the second", "the third", "return a / (1 - p)"):
        assert letters(text) in printed
    for text in ("Between", "wide) it is", "שכבות", "First work"):
        assert letters(text) in printed


def test_every_element_prints(chromium: Browser, tmp_path: Path) -> None:
    file = write(tmp_path, every_element())
    check_paper(chromium, file, "the first", "the third", "− return a", "+ return a / (1 - p)")
