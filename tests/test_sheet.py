"""The sheet as HTML: what stands where, and that nothing else gets in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

import books
from deckmill.writers.sheet import SHEET
from sheets import DECK, NOON, REFERENCES, Node, deck, entry, options, parse, sheet

HOSTILE = "</style></title><script>alert(1)</script>\"'&"


def articles(page: Node) -> list[Node]:
    return page.all("article")


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


# --- entries --------------------------------------------------------------------------------


def test_every_entry_stands_once_in_the_decks_order(tmp_path: Path) -> None:
    page = sheet(
        tmp_path,
        {
            "second/alpha": entry(),
            "first/hard": entry(level="advanced"),
            "first/easy": entry(),
        },
    )
    assert [node.attributes["id"] for node in articles(page)] == ["easy", "hard", "alpha"]
    assert [node.one("a", class_="n").text for node in articles(page)] == ["1", "2", "3"]
    assert [node.one("a", class_="n").attributes["href"] for node in articles(page)] == [
        "#easy",
        "#hard",
        "#alpha",
    ]
    assert [node.attributes["data-level"] for node in articles(page)] == [
        "core",
        "advanced",
        "core",
    ]


def test_retired_entries_and_pages_of_cards_are_left_out(tmp_path: Path) -> None:
    cards = "---\nid: ID\nkind: cards\n---\n# Words\n\n## Cards\n### A word? {#word}\nYes.\n"
    page = sheet(
        tmp_path,
        {
            "first/gone": entry(front="retired: 2026-01-02\n"),
            "first/here": entry(),
            "first/words": cards,
        },
    )
    assert [node.attributes["id"] for node in articles(page)] == ["here"]


def test_an_entry_prints_question_line_and_first_display_formula(tmp_path: Path) -> None:
    formula = "Given $a$ first.\n$$x = 1$$\nWhere $x$ matters.\n$$y = 2$$"
    page = sheet(tmp_path, {"first/one": entry("How *much*?", "Just `one`.", formula=formula)})
    item = page.one("article")
    assert item.one("h3").text == "How much?"
    assert item.one("p").text == "Just one."
    assert item.one("h3").one("em").text == "much"
    assert item.one("p").one("code").text == "one"
    assert [node.text for node in item.all("math")] == ["x=1"]
    assert item.one("math").attributes["display"] == "block"


def test_an_entry_without_display_formula_ends_after_its_line(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": entry(formula="Only $x$ here.")})
    assert page.all(class_="f") == []


def test_a_short_name_stands_beside_the_question_which_names_the_entry(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": entry("Why *so*?", front="short: Nickname <1\n")})
    item = page.one("article")
    heading = item.one("h3")
    assert heading.attributes["id"] == item.attributes["aria-labelledby"]
    assert squeezed(heading.one(class_="asked").text) == "Why so?"
    assert heading.one(class_="short").text == "Nickname <1"


def test_without_a_short_name_the_question_is_all_of_the_heading(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": entry("Why?"), "first/two": choice()})
    assert page.one("article", id="one").one("h3").children == ["Why?"]
    assert page.all(class_="asked") == page.all(class_="short") == []


def test_what_an_entry_asks_is_marked_where_a_short_name_can_stand_for_it(
    tmp_path: Path,
) -> None:
    named = choice().replace("kind: choice", "kind: choice\nshort: Nickname")
    page = sheet(tmp_path, {"first/one": named})
    assert [node.tag for node in page.all(class_="asked")] == ["span", "ol", "b"]


def test_tags_can_be_searched_but_are_not_printed(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": entry(front="tags: [alpha, beta]\n")})
    assert page.one("article").attributes["data-find"] == "alpha beta"
    assert "alpha" not in page.one("body").text


def test_the_date_of_what_may_age_is_printed(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": entry(front="as_of: 2026-03\n")})
    assert squeezed(page.one("article").one("p").text) == "Because. as of 2026-03"


def test_an_entry_whose_facts_were_proven_says_so_and_the_legend_explains_it(
    tmp_path: Path,
) -> None:
    made = deck(tmp_path, {"first/a": entry(), "first/b": entry()})
    page = parse(books.text(SHEET, made, options(tmp_path, checked=["b"])))
    proven = [node.all("svg", **{"aria-label": "checked by code"}) for node in articles(page)]
    assert [len(marks) for marks in proven] == [0, 1]
    assert "checked by code" in page.one(class_="legend").text
    without = parse(books.text(SHEET, made, options(tmp_path, checked=["elsewhere"])))
    assert "checked" not in without.one(class_="legend").text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("at $x$, then", "x,"),
        ("in ($x$) brackets", "(x)"),
        ("an $n$-wide layer", "n-wide"),
        ("is it $x$?", "x?"),
        ("$a$/$b$ of it", "a/b"),
    ],
)
def test_a_formula_sticks_to_what_touches_it(tmp_path: Path, line: str, kept: str) -> None:
    page = sheet(tmp_path, {"first/one": entry(line=line)})
    assert [node.text for node in page.all("span", class_="nb")] == [kept]


@pytest.mark.parametrize("line", ["where $x$ is", "$x$", "the best-of-$k$ rule", "`f`, then"])
def test_a_formula_that_nothing_touches_is_left_alone(tmp_path: Path, line: str) -> None:
    page = sheet(tmp_path, {"first/one": entry(line=line)})
    assert page.all("span", class_="nb") == []


# --- kinds ----------------------------------------------------------------------------------


def choice(right: int = 1) -> str:
    options = "".join(f"- [{'x' if n == right else ' '}] the {n}. of $x$\n" for n in range(4))
    text = entry().replace("kind: open", "kind: choice")
    return text.replace("## Short answer", f"## Options\n{options}\n## Short answer")


def bug(before: str, after: str) -> str:
    code = f"```python bug\n{before}\n```\n```python fix\n{after}\n```\n"
    return entry().replace("kind: open", "kind: bug") + f"\n## Code\n{code}"


def test_a_choice_has_its_options_lettered_before_the_answer(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": choice(right=2)})
    item = page.one("article")
    assert [squeezed(node.text) for node in item.all("li")] == [
        "A the 0. of x",
        "B the 1. of x",
        "C the 2. of x",
        "D the 3. of x",
    ]
    assert squeezed(item.one(class_="a").text) == "✓ C Because."


def test_a_bug_has_the_lines_that_its_fix_changes(tmp_path: Path) -> None:
    before = "def f(x):\n    if x:\n        return x * mask"
    after = "def f(x):\n    if x:\n        y = x\n\n        return x * mask / (1 - p)"
    page = sheet(tmp_path, {"first/one": bug(before, after)})
    changes = [(node.tag, node.text) for node in page.one(class_="d").children]
    assert changes == [
        ("del", "− return x * mask"),
        ("ins", "+ y = x"),
        ("ins", "+ return x * mask / (1 - p)"),
    ]


def test_a_fix_that_moves_a_line_shows_how(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/one": bug("for x in y:\n    z()", "for x in y:\n    pass\nz()")})
    changes = [node.text for node in page.one(class_="d").children]
    assert changes == ["−     z()", "+     pass", "+ z()"]


def test_a_fix_that_changes_much_stays_on_the_card(tmp_path: Path) -> None:
    before, after = ("\n".join(f"{name} = {n}" for n in range(4)) for name in "xy")
    page = sheet(tmp_path, {"first/one": bug(before, after)})
    assert page.all(class_="d") == []


def test_code_of_other_kinds_stays_on_the_card(tmp_path: Path) -> None:
    text = bug("x", "y").replace("kind: bug", "kind: code")
    assert page_texts(sheet(tmp_path, {"first/one": text})) == ["Why? Because."]


def page_texts(page: Node) -> list[str]:
    return [squeezed(f"{n.one('h3').text} {n.one(class_='a').text}") for n in articles(page)]


# --- topics and contents --------------------------------------------------------------------


def test_topics_have_ranges_and_empty_ones_are_left_out(tmp_path: Path) -> None:
    page = sheet(
        tmp_path, {"first/a": entry(), "first/b": entry(), "first/c": entry(), "second/d": entry()}
    )
    contents = [squeezed(node.text) for node in page.one("nav").all("li")]
    assert contents == ["1 The first topic 1–3", "2 The second topic 4"]
    heads = [squeezed(node.text) for node in page.one("main").all("h2")]
    assert heads == contents
    assert [node.attributes["href"] for node in page.one("nav").all("a")] == [
        "#topic-first",
        "#topic-second",
    ]


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(tmp_path: Path) -> None:
    names = ["main", "find", "quiz", "sources", "print", "topic", "hits", "theme-dark", "lv1"]
    entries = {f"first/{name}": entry(front="sources: [one, two]\n") for name in names}
    page = sheet(tmp_path, entries)
    ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in page.walk():
        href = node.attributes.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids
        for name in node.attributes.get("aria-labelledby", "").split():
            assert name in ids


def test_links_to_entries_stay_where_the_entry_is_on_the_sheet(tmp_path: Path) -> None:
    page = sheet(
        tmp_path,
        {
            "first/a": entry(line="See [this one](#b), [*that* one](#c) and [it](https://e.org/)."),
            "first/b": entry(),
            "first/c": entry(front="retired: 2026-01-02\n"),
        },
    )
    line = page.all("article")[0].one("p")
    assert line.text == "See this one, that one and it."
    assert [node.attributes["href"] for node in line.all("a")] == ["#b", "https://e.org/"]


# --- sources --------------------------------------------------------------------------------


def test_sources_are_numbered_by_first_use_and_listed_at_the_end(tmp_path: Path) -> None:
    page = sheet(
        tmp_path,
        {
            "first/a": entry(front="sources: [two]\n"),
            "first/b": entry(front="sources:\n  - one, sec. 2\n  - two\n"),
        },
    )
    first, second = (node.one(class_="s") for node in articles(page))
    assert (first.text, second.text) == ("[1]", "[1, 2]")
    assert second.all("a")[1].attributes == {
        "href": "#ref-one",
        "aria-label": "source 2, sec. 2",
        "title": "sec. 2",
    }
    works = page.one("section", class_="refs").all("li")
    assert [node.attributes["id"] for node in works] == ["ref-two", "ref-one"]
    assert squeezed(works[0].text) == "1 Bo. Second work. 2001"
    assert squeezed(works[1].text) == "2 Ada. First work. Journal, 1999"
    assert works[1].one("a").attributes["href"] == "https://example.org/one"


@pytest.mark.parametrize(
    ("cited", "printed"),
    [
        ("one", "[1]"),
        ("one, two", "[1, 2]"),
        ("one, two, three", "[1–3]"),
        ("one, two, four", "[1, 2, 4]"),
        ("four, three, two", "[2–4]"),
        ("three, one", "[1, 3]"),
        ("one, one", "[1]"),
    ],
)
def test_three_sources_in_a_row_are_a_range(tmp_path: Path, cited: str, printed: str) -> None:
    page = sheet(
        tmp_path,
        {
            "first/a": entry(front="sources: [one, two, three, four]\n"),
            "first/b": entry(front=f"sources: [{cited}]\n"),
        },
    )
    assert articles(page)[1].one(class_="s").text == printed


def test_a_deck_without_sources_says_nothing_of_them(tmp_path: Path) -> None:
    page = sheet(tmp_path, {"first/a": entry()})
    assert "ource" not in page.one("body").one("main").text
    assert page.all(class_="refs") == []
    assert "source" not in page.one(class_="legend").text


# --- media ----------------------------------------------------------------------------------


def test_a_picture_travels_with_the_page_and_a_sound_is_its_label(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    (media / "dot.svg").write_bytes(picture)
    (media / "beep.mp3").write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00")
    line = 'A ![dot "x"](media/dot.svg) and a [beep](media/beep.mp3).'
    page = sheet(tmp_path, {"first/a": entry(line=line)})
    image = page.one("img").attributes
    assert image["src"] == f"data:image/svg+xml;base64,{b64encode(picture).decode()}"
    assert image["alt"] == 'dot "x"'
    assert page.one("article").one("p").text == "A  and a beep."
    assert page.all("audio") == []


# --- the page as a whole --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "month"),
    [(NOON, "November 2026"), (1_798_761_599, "December 2026"), (1_798_761_600, "January 2027")],
)
def test_version_and_month_in_utc_are_in_footer_and_page_head(
    tmp_path: Path, time: int, month: str
) -> None:
    html = books.text(SHEET, deck(tmp_path, {"first/a": entry()}), options(tmp_path, time=time))
    imprint = f"Cheat sheet 1.2.0 · {month} · CC BY 4.0 · A. Author · made with deckmill"
    assert parse(html).one("footer").text.strip() == imprint
    assert f'@top-right{{content:"Cheat sheet 1.2.0 · {month}"' in html


@pytest.mark.parametrize(
    ("spdx", "name"),
    [
        ("CC-BY-4.0", "CC BY 4.0"),
        ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"),
        ("CC0-1.0", "CC0 1.0"),
        ("MIT", "MIT"),
    ],
)
def test_licences_are_named_as_people_write_them(tmp_path: Path, spdx: str, name: str) -> None:
    page = sheet(tmp_path, {"first/a": entry()}, about=DECK.replace("CC-BY-4.0", spdx))
    assert f"· {name} ·" in page.one("footer").text


@pytest.mark.parametrize(
    ("language", "attributes"),
    [("en-GB", {"lang": "en-GB"}), ("de", {"lang": "de"}), ("he", {"lang": "he", "dir": "rtl"})],
)
def test_the_page_is_in_the_decks_language(
    tmp_path: Path, language: str, attributes: dict[str, str]
) -> None:
    about = DECK.replace("language: en", f"language: {language}")
    page = sheet(tmp_path, {"first/a": entry()}, about=about)
    assert page.one("html").attributes == attributes
    own_words = page.one("form").attributes.get("lang")
    assert own_words == (None if language.startswith("en") else "en")


@pytest.mark.parametrize(
    ("paper", "rule"), [("a4", "size:a4;"), ("letter", "size:letter;"), (None, None)]
)
def test_only_the_paper_option_sets_a_size(
    tmp_path: Path, paper: str | None, rule: str | None
) -> None:
    html = books.text(SHEET, deck(tmp_path, {"first/a": entry()}), options(tmp_path, paper=paper))
    found = re.search(r"@page\{[^}@]*?(size:\w+;)", html)
    assert (found[1] if found else None) == rule


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    front = "sources: [one, two]\n"
    html = books.text(
        SHEET, deck(tmp_path, {"first/a": entry(formula="$$x^2$$", front=front)}), options(tmp_path)
    )
    page = parse(html)
    tags = {node.tag for node in page.walk()}
    assert tags.isdisjoint({"link", "iframe", "object", "embed", "base", "video", "audio"})
    for node in page.walk():
        assert node.attributes.get("src", "data:").startswith("data:")
        assert not any(name.startswith("on") for name in node.attributes)
    urls = re.findall(r"url\(([^)]{0,5})", page.one("style").text)
    assert urls
    assert set(urls) == {"data:"}
    assert "@import" not in page.one("style").text


def test_the_policy_allows_our_own_style_and_script_and_no_other(tmp_path: Path) -> None:
    formula = r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$"
    page = sheet(tmp_path, {"first/a": entry(formula=formula)})
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
    assert policy == {
        "default-src": "'none'",
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    about = DECK.replace("Sample deck", quoted).replace("The first topic", quoted)
    about = about.replace("A. Author", quoted)
    about = about.replace("Every kind of thing a sheet can hold.", quoted)
    page = sheet(
        tmp_path,
        {
            "first/a": entry(
                HOSTILE,
                HOSTILE + " $\\text{</math><script>}$ `</code><script>`",
                front=f"short: {quoted}\nsources: [one]\n",
            )
        },
        about=about,
        works=REFERENCES.replace("First work", quoted),
    )
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert page.one("title").text == f"{HOSTILE}: cheat sheet"
    assert page.one("h1").text == HOSTILE
    assert HOSTILE in page.one("h2", id="ui_first-title").text
    assert HOSTILE in page.one("footer").text
    assert HOSTILE in page.one("li", id="ref-one").text
    assert page.one("article").one("h3").text == f"{HOSTILE} {HOSTILE}"
    assert page.one("article").one("code").text == "</code><script>"


@pytest.mark.slow
def test_the_same_deck_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    made = deck(content, {"first/a": entry(formula=r"$$\sqrt{x} \le \hat y$$")})
    books.write(SHEET, made, tmp_path / "here.html", options(content))
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "import books; from sheets import options; from deckmill.reader import read\n"
        "from deckmill.writers.sheet import SHEET\n"
        "root = Path(sys.argv[2])\n"
        "books.write(SHEET, read(root).deck, Path(sys.argv[3]), options(root))\n"
    )
    there = tmp_path / "there.html"
    subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), str(content), str(there)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert there.read_bytes() == (tmp_path / "here.html").read_bytes()
