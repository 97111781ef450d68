"""What the reader passes over to be fast changes nothing: a short way gives what the long does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckmill.model import Rich
from deckmill.reader import read
from deckmill.reader.headings import (
    SECTIONS,
    bold_question,
    has_slug,
    heading,
    looks_like_heading,
    may_be_heading,
    meant,
)
from deckmill.reader.inline import Inline
from deckmill.reader.lift import lift
from deckmill.reader.patterns import Patterns
from deckmill.tex import Macros
from support import whole
from test_reader_properties import MANY, MARKS, TEXT

# Inline text as the blocks hold it: with holes where addresses stand.
PIECES = (
    "* ** _ __ [ ] ](\x0e0\x0f) ![ <br> <br/> <sub> </sub> <sup> </sup> <kbd> </kbd> < > & &amp; ! "
    "a word é 1 \" ' \x0e1\x0f ( ) \\"
).split()
INLINE = st.lists(st.sampled_from([*PIECES, " ", "  \n", "\n"]), max_size=25).map("".join)
WORDS = [*SECTIONS, "**", "__Why?__", "**Why?**", "1. ", ":", " "]
CLOSED = st.tuples(st.text("#", max_size=7), st.text("# \ta", max_size=8)).map("".join)
LINE = st.one_of(
    CLOSED,
    st.text("# \t\u3000\uff03>-*_{}1.)?Code", max_size=20),
    st.lists(st.sampled_from(WORDS), max_size=4).map("".join),
    MARKS.map(lambda text: text.replace("\n", " ")),
)


def by_every_pattern(text: str) -> str:
    patterns = Patterns()
    return patterns.html_by(patterns.all, text)


@MANY
@given(st.one_of(INLINE, TEXT))
def test_only_patterns_that_can_match_are_tried(text: str) -> None:
    assert Inline().html(text) == by_every_pattern(text)


def test_so_it_is_for_every_text_of_the_real_deck(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    html = Inline.html

    def noted(inline: Inline, text: str) -> str:
        seen.add(text)
        return html(inline, text)

    monkeypatch.setattr(Inline, "html", noted)
    read(content)
    patterns = Patterns()
    assert len(seen) > 1000
    for text in seen:
        assert html(Inline(), text) == patterns.html_by(patterns.all, text)


HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")


@MANY
@given(LINE)
def test_a_heading_is_what_the_pattern_of_commonmark_says(line: str) -> None:
    match = HEADING.match(line)
    found = heading(line)
    assert (found is None) == (match is None)
    if match and found:
        assert (found.level, line[found.start : found.end]) == (len(match[1]), match[2] or "")


@MANY
@given(LINE, st.booleans())
def test_a_line_that_is_passed_over_is_no_heading(line: str, after_blank: bool) -> None:
    if may_be_heading(line, after_blank):
        return
    assert not (heading(line) or looks_like_heading(line) or has_slug(line))
    assert not (after_blank and bold_question(line))
    for asked in (True, False):
        assert not meant(line, asked=asked, parted=True, alone=after_blank)


@MANY
@given(st.text(st.characters(exclude_characters="\\`$&<]~", exclude_categories=["Cs", "Cc"])))
def test_a_text_without_signs_is_lifted_as_one_with_signs_behind_it(text: str) -> None:
    plain, marked = (lift(whole(one), Macros({})) for one in (text, text + "\n\n$x$"))
    assert plain.text == text and not plain.lifted and not plain.findings
    assert marked.text.startswith(text + "\n\n")
    for at in range(len(text)):
        assert plain.origin(at) == marked.origin(at) == at


def test_a_texts_plain_form_is_made_once() -> None:
    rich = Rich("*a*\n\nb", "<p><em>a</em></p>\n<p>b &lt; c</p>", whole("*a*\n\nb"))
    assert rich.text == "a\nb < c"
    assert rich.text is rich.text
    assert rich == Rich(rich.markdown, rich.html, rich.span)
