"""The handbook as HTML: everything of every entry, in its place, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

import books
from commands import TINY
from deckmill.model import Code, Entry, Reference, Rich
from deckmill.prove.record import proven
from deckmill.reader import read
from deckmill.selection import Selection, select
from deckmill.source import Source
from deckmill.writers.citations import citation_short
from deckmill.writers.fixes import marked
from deckmill.writers.handbook import HANDBOOK
from deckmill.writers.html import code_html
from deckmill.writers.sheet import SHEET
from handbooks import DOT, full_deck, handbook
from sheets import DECK, REFERENCES, Node, deck, entry, options, parse

HOSTILE = "</style></title><script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Node:
    root = tmp_path_factory.mktemp("content")
    return handbook(root, full_deck(root))


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def of(page: Node, id: str) -> Node:
    return page.one("article", id=id)


# --- entries --------------------------------------------------------------------------------


def test_entries_stand_in_the_decks_order_with_the_sheets_numbers(
    page: Node, tmp_path: Path
) -> None:
    numbers = {
        node.attributes["id"]: node.one("a", class_="number").text for node in page.all("article")
    }
    assert list(numbers) == ["full", "choose", "mend", "sum", "wide", "terms"]
    made = full_deck(tmp_path)
    on_sheet = parse(books.text(SHEET, made, options(tmp_path))).all("article")
    for node in on_sheet:
        assert numbers.pop(node.attributes["id"]) == node.one("a", class_="n").text
    assert numbers == {"terms": "¶"}


def test_an_entry_says_all_in_reading_order(page: Node) -> None:
    text = squeezed(of(page, "full").one(class_="text").text)
    order = [
        *("shortanswer", "cheatline", "Explanation", "First paragraph", "inline_code(x)"),
        *("nested strongly", "quoted remark", "cell", "Formula", "formulaplace", "Code"),
        *("def shown", "Pitfalls", "pitfall of all", "Follow-ups", "first follow-up"),
        *("firstanswer", "And the second", "secondanswer"),
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert [node.text for node in of(page, "full").all("h4")] == [
        *("Explanation", "Formula", "Code", "Pitfalls", "Follow-ups"),
    ]


def test_cards_of_a_question_are_left_out(page: Node) -> None:
    assert "Cardsecret" not in page.text


def test_the_margin_tells_level_kind_date_tags_and_what_to_read_first(page: Node) -> None:
    about, cited = of(page, "full").all(class_="note")
    assert about.all("p")[0].text == "core · open question · as of 2026-03"
    # What is retired is not in the book, so nobody is sent there.
    assert [(a.attributes["href"], squeezed(a.text)) for a in about.all("a")] == [
        ("#sum", "4 How much is it?")
    ]
    assert cited.one(class_="tags").text == "alpha, beta"


def test_the_margin_tells_what_was_proven(tmp_path: Path) -> None:
    made = full_deck(tmp_path)
    tree = parse(books.text(HANDBOOK, made, options(tmp_path, checked=["sum"])))
    told = [squeezed(p.text) for p in of(tree, "sum").one(class_="note").all("p")]
    assert told == ["core · calculation", "checked by code"]
    assert "checked" not in of(tree, "full").text


def test_sources_have_a_short_name_a_place_and_a_link_to_the_list(page: Node) -> None:
    cited = of(page, "full").all(class_="note")[1]
    assert [squeezed(li.text) for li in cited.all("li")] == ["Ada 1999 [1], sec. 2", "Bo 2001 [2]"]
    assert [a.attributes["href"] for a in cited.all("a")] == ["#ref-one", "#ref-two"]
    works = page.one("section", id="ui_sources").all("li")
    assert [squeezed(work.text) for work in works] == [
        "1 Ada. First work. Journal, 1999 → 1",
        "2 Bo. Second work. 2001 → 1, 2",
        "3 Cy. Third work. 2002 → 2",
        "4 Di. Fourth work. 2003 → Terms to know",
    ]


def test_the_index_leads_from_tags_to_entries(page: Node) -> None:
    tags = page.one("section", id="ui_index").all("li")
    assert [squeezed(tag.text) for tag in tags] == ["alpha 1", "beta 1, 2", "gamma Terms to know"]


def test_links_to_entries_stay_where_the_entry_is_in_the_book(page: Node) -> None:
    text = of(page, "full").one(class_="text")
    assert [a.text for a in text.all("a", href="#sum")] == ["the sum"]
    assert "the gone" in text.text
    assert page.all("a", href="#gone") == []


def test_the_right_option_is_marked_in_the_answer_alone(page: Node) -> None:
    answer, asked = of(page, "choose").all("ol", class_="options")
    assert [squeezed(li.text) for li in answer.all("li")][:2] == [
        "A the wrongone",
        "B the rightone",
    ]
    (right,) = answer.all("li", class_="right")
    assert right.one("svg").attributes["aria-label"] == "right"
    # While the answer is folded the options stand open below, and do not give it away.
    assert asked in of(page, "choose").one(class_="given").children
    assert asked.all("svg") == []
    assert asked.all(class_="right") == []


def test_a_bug_stands_under_its_question_and_the_fix_marks_what_changed(page: Node) -> None:
    item = of(page, "mend")
    assert "y = -x" in item.one(class_="given").text
    first, second = item.one(class_="text").all("pre")
    assert "y = -x" in first.text
    assert [node.text for node in second.all("mark")] == ["    y = x"]
    assert item.one("h4").text == "Fix"
    assert item.one(class_="text").text.count("Read it.") == 1


def test_a_calculation_tells_its_result(page: Node) -> None:
    assert of(page, "sum").one(class_="result").text == "0.250 ± 0.01"


def test_pages_of_cards_are_terms_and_their_meanings(page: Node) -> None:
    terms = of(page, "terms")
    assert [squeezed(dt.text) for dt in terms.all("dt")] == ["The first term", "A gap", "A choice"]
    meaning, gap, choice = terms.all("dd")
    assert squeezed(meaning.text) == "Its meaning, m."
    assert squeezed(gap.text) == "The hidden word and x, with {{c1::code}} and }}."
    assert [node.text for node in gap.all(class_="gap")] == ["hidden word", "x"]
    assert [squeezed(li.text) for li in choice.all("li")] == ["no", "yes (right)"]
    assert "Becauseofit." in choice.text
    assert "Goneaway" not in page.text


def test_retired_entries_are_left_out(page: Node) -> None:
    assert "Goneentry" not in page.text


def test_code_is_highlighted_and_long_lines_may_use_the_margin(page: Node) -> None:
    (pre,) = of(page, "full").all("pre")
    assert pre.attributes["class"] == "wide"
    assert [node.text for node in pre.all(class_="nf")] == ["shown"]


def test_display_formulas_have_boxes_that_may_stand_in_a_paragraph(page: Node) -> None:
    boxes = page.all("span", class_="f")
    assert len(boxes) == 3
    assert [node.tag for box in boxes for node in box.walk() if node.tag == "div"] == []
    shrunk = [node for node in boxes if "--fit" in node.attributes.get("style", "")]
    assert shrunk == of(page, "wide").all("span", class_="f")


def test_pictures_travel_with_the_page(page: Node) -> None:
    image = page.one("img").attributes
    assert image["src"] == f"data:image/png;base64,{b64encode(DOT).decode()}"
    assert image["alt"] == "A dot"


@pytest.mark.parametrize(
    ("people", "name"),
    [
        ([], "The title 1999"),
        (["Ada"], "Ada 1999"),
        (["Ada", "Bo"], "Ada and Bo 1999"),
        (["Ada", "Bo", "Cy"], "Ada et al. 1999"),
        (["Ada", "et al."], "Ada et al. 1999"),
    ],
)
def test_a_source_is_named_by_who_and_when(people: list[str], name: str) -> None:
    csl = {"title": "The title", "author": [{"family": p} for p in people], "issued": 1999}
    reference = Reference("key", csl, Source("references.yaml", "x").span(0, 1))
    assert citation_short(reference) == name


# --- contents and order ---------------------------------------------------------------------


def test_the_contents_name_topics_and_entries_with_their_numbers(page: Node) -> None:
    assert [squeezed(a.text) for a in page.one("nav").all("a")] == [
        "1 The first topic 1–3",
        *("1 The full one", "2 Which one is right?", "3 What is wrong here?"),
        "2 The second topic 4–5",
        *("4 How much is it?", "5 What is wide?", "Terms to know"),
    ]


def test_headings_go_down_one_level_at_a_time(page: Node) -> None:
    levels = [int(n.tag[1]) for n in page.walk() if re.fullmatch(r"h\d", n.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(tmp_path: Path) -> None:
    names = ["main", "find", "open", "sources", "index", "contents", "topic", "theme-dark"]
    entries = {f"first/{name}": entry(front="sources: [one]\ntags: [x]\n") for name in names}
    made = deck(tmp_path, entries)
    for tree in (handbook(tmp_path, made), handbook(tmp_path, full_deck(tmp_path))):
        ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
        assert len(ids) == len(set(ids))
        for node in tree.walk():
            href = node.attributes.get("href", "")
            assert not href.startswith("#") or href[1:] in ids
            for name in node.attributes.get("aria-labelledby", "").split():
                assert name in ids


def test_a_part_of_the_deck_is_a_book_of_its_own(tmp_path: Path) -> None:
    made = full_deck(tmp_path)
    part = handbook(tmp_path, select(made, Selection(topics=["first"])))
    assert [node.attributes["id"] for node in part.all("article")] == ["full", "choose", "mend"]
    assert "Read first" not in part.one("main").text
    assert "the sum" in part.one("main").text
    assert part.all("a", href="#sum") == []
    assert [li.one("b").text for li in part.one(id="ui_sources").all("li")] == ["1", "2", "3"]
    only = handbook(tmp_path, select(made, Selection(tags=["gamma"])))
    assert [node.attributes["id"] for node in only.all("article")] == ["terms"]
    assert squeezed(only.one("main").one("h2", id="ui_second-title").text) == "1 The second topic"


def test_a_bare_entry_has_no_empty_headings_or_lists(tmp_path: Path) -> None:
    tree = handbook(tmp_path, deck(tmp_path, {"first/a": entry()}))
    assert tree.all("h4") == []
    assert tree.all(id="ui_sources") == tree.all(id="ui_index") == []
    assert [p.text for p in tree.one(class_="note").all("p")] == ["core · open question"]
    empty = handbook(tmp_path, replace(deck(tmp_path, {}), entries=()))
    assert empty.all("article") == []


def test_a_deck_in_another_language_keeps_the_books_own_words_in_english(tmp_path: Path) -> None:
    about = DECK.replace("language: en", "language: he")
    tree = handbook(tmp_path, full_deck(tmp_path, about=about))
    assert tree.one("html").attributes == {"lang": "he", "dir": "rtl"}
    assert {node.attributes.get("lang") for node in tree.all("h4")} == {"en"}


# --- the page as a whole --------------------------------------------------------------------


def test_nothing_is_loaded_from_elsewhere(page: Node) -> None:
    tags = {node.tag for node in page.walk()}
    assert tags.isdisjoint({"link", "iframe", "object", "embed", "base", "video", "audio"})
    for node in page.walk():
        assert node.attributes.get("src", "data:").startswith("data:")
        assert not any(name.startswith("on") for name in node.attributes)
    assert set(re.findall(r"url\(([^)]{0,5})", page.one("style").text)) == {"data:"}
    assert "@import" not in page.one("style").text


def test_the_policy_allows_our_own_style_and_script_and_no_other(page: Node) -> None:
    meta = page.one("meta", **{"http-equiv": "Content-Security-Policy"})
    policy = dict(rule.split(" ", 1) for rule in meta.attributes["content"].split("; "))

    def hashed(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    styles = {node.attributes["style"] for node in page.walk() if "style" in node.attributes}
    assert styles
    assert policy.pop("script-src") == hashed(page.one("script").text)
    assert set(policy.pop("style-src").split()) == {
        hashed(page.one("style").text),
        "'unsafe-hashes'",
        *map(hashed, styles),
    }
    assert set(policy.values()) == {"'none'", "data:"}


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    about = DECK.replace("Sample deck", quoted).replace("The first topic", quoted)
    about = about.replace("A. Author", quoted)
    about = about.replace("Every kind of thing a sheet can hold.", quoted)
    front = f"short: {quoted}\nsources:\n  - 'one, {HOSTILE.replace(chr(39), chr(39) * 2)}'\n"
    text = entry(HOSTILE, HOSTILE + r" $\text{</math><script>}$ `</code><script>`", front=front)
    text += f"\n## Code\n```python\n{HOSTILE}\n```\n\n## Follow-ups\n### {HOSTILE}\n{HOSTILE}\n"
    tree = handbook(
        tmp_path,
        deck(tmp_path, {"first/a": text}, about, REFERENCES.replace("First work", quoted)),
    )
    assert len(tree.all("script")) == len(tree.all("style")) == 1
    assert tree.one("title").text == f"{HOSTILE}: handbook"
    item = of(tree, "a")
    for node in (item.one("h3"), item.one("h5"), item.one("pre"), item.one(class_="line")):
        assert HOSTILE in node.text
    assert HOSTILE in item.one(class_="cited").text
    assert HOSTILE in tree.one("nav").text
    assert HOSTILE in tree.one("li", id="ref-one").text
    assert HOSTILE in tree.one("footer").text


@pytest.mark.parametrize(
    ("paper", "rule"), [("a4", "size:a4;"), ("letter", "size:letter;"), (None, None)]
)
def test_only_the_paper_option_sets_a_size(
    tmp_path: Path, paper: str | None, rule: str | None
) -> None:
    html = books.text(
        HANDBOOK, deck(tmp_path, {"first/a": entry()}), options(tmp_path, paper=paper)
    )
    found = re.search(r"@page\{[^}@]*?(size:\w+;)", html)
    assert (found[1] if found else None) == rule


def test_each_chapter_has_its_title_in_the_head_of_its_pages(page: Node) -> None:
    style = page.one("style").text
    assert '@page chapter-2{@top-left{content:"2  The second topic"' in style
    assert "#topic-second{page:chapter-2}" in style


def test_every_text_of_every_real_entry_is_there(content: Path) -> None:
    made = read(content).deck
    tree = handbook(content, made)
    for item in made.entries:
        if item.retired:
            continue
        text = letters(of(tree, item.id).text)
        for rich in seen(item):
            for run in re.split(r"<[^>]*>|\x0e\d+\x0f", rich.html):
                assert letters(parse(run).text) in text


def seen(item: Entry) -> list[Rich]:
    """What the book shows of an entry."""
    return replace(item, cards=() if item.kind != "cards" else item.cards).rich()


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_only_lines_of_the_fix_that_are_new_are_marked() -> None:
    span = Source("x", "x").span(0, 1)
    html = code_html(Code("a\nb\n\nc", True, span))
    changed = '<mark class="changed">'
    assert marked(html, "a\nc", "a\nb\n\nc", "mark") == (
        f"<pre><code>a\n{changed}b</mark>\n{changed}</mark>\nc</code></pre>"
    )
    assert marked(html, "a\nb\n\nc", "a\nb\n\nc", "mark") == html


def test_the_tiny_decks_book(golden: Callable[[str, str], None]) -> None:
    tiny = read(TINY).deck
    html = books.text(
        HANDBOOK, tiny, options(TINY, checked=proven(TINY, books.book(tiny, TINY).outlines))
    )
    golden("tiny/handbook.html", html[html.index("<body>") : html.index("<script>")])


@pytest.mark.slow
def test_the_same_deck_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    books.write(HANDBOOK, full_deck(content), tmp_path / "here.html", options(content))
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "import books; from sheets import options; from deckmill.reader import read\n"
        "from deckmill.writers.handbook import HANDBOOK\n"
        "root = Path(sys.argv[2])\n"
        "books.write(HANDBOOK, read(root).deck, Path(sys.argv[3]), options(root))\n"
    )
    there = tmp_path / "there.html"
    subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), str(content), str(there)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert there.read_bytes() == (tmp_path / "here.html").read_bytes()
