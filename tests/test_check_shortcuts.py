"""Checks look for cheap traces first, and patterns are written for speed: what is found is the
same as with the plain way, which stands here."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckmill.checks import choices, front_matter, layout, numbers, prose, questions, text, typos
from deckmill.checks.kept import MOST, kept

ODD = ["\u00a0", "\u2003", "\u2028", "\t", "\n", "\n\n", "ſ", "ı", "İ", "\u212a", "é", "–", "’"]


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces, in both cases, and of odd letters and spaces."""
    signs = [*" .,:;?()[]-'\"", *ODD, *pieces, *(piece.upper() for piece in pieces)]
    return st.lists(st.sampled_from(signs), max_size=24).map("".join)


def spelt_oddly(words: list[str]) -> list[str]:
    """The words, and with each letter that has an odd twin the word with that."""
    twins = str.maketrans({"s": "ſ", "k": "\u212a", "i": "ı"})
    return [*words, *(word.translate(twins) for word in words)]


DATED = "currently nowadays these days state of the art as today now at time writing recent years"
WORDS = {
    "dated": (front_matter._DATED, front_matter._TRACES, f"{DATED} work recently least latest key"),
    "style": (prose._STYLE, prose._STYLE_TRACES, "obviously simply connected clearly just as"),
    "options": (
        choices._REFERRING,
        choices._TRACES,
        "all none either both of the above A B and or",
    ),
    "names": (
        numbers._NAMED,
        numbers._NAMES,
        "section fig. eq. pp. p steps ch. 12 3, and – appendix",
    ),
}


@pytest.mark.parametrize("name", WORDS)
@given(data=st.data())
def test_what_a_pattern_matches_has_a_trace(name: str, data: st.DataObject) -> None:
    pattern, traces, words = WORDS[name]
    written = data.draw(texts(*spelt_oddly(words.split())))
    if pattern.search(written):
        assert text.has(text.fold(written), traces)


@given(texts("the", "a", "it", "is", "sky", "skies"))
def test_a_doubled_word_is_never_passed_over(written: str) -> None:
    if typos._DOUBLED.search(written):
        assert typos._may_double(written)


SPACE = re.compile(r"[ \t]*\n\s*")


@given(texts("word", "x"))
def test_plain_text_has_no_spaces_around_its_lines(written: str) -> None:
    assert text._lines(written) == SPACE.sub("\n", written).strip()


LIST_AFTER = re.compile(r"\S[ \t]*\n(?:[-*+]|1[.)])[ \t]+\S")


@given(texts("- x", "* ", "1. y", "word", "\n- ", " \n"))
def test_a_list_behind_text_is_told_from_others(written: str) -> None:
    assert layout._has_list_after_text(written) == (LIST_AFTER.search(written) is not None)


def places(pattern: re.Pattern[str]) -> Callable[[str], list[tuple[tuple[int, int], str]]]:
    return lambda written: [(match.span(), match[0]) for match in pattern.finditer(written)]


NUMBER = re.compile(
    r"(?<![\w.,^_-])(?<![\w.,^_]\{)(?<!\d[−–])"
    r"(?:\d{1,3}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:[ \u00a0\u202f]?\\?%|(?:st|nd|rd|th|D|d)\b|[ \u00a0-]?bits?\b)?"
    r"(?![\w]|[.,]\d|\{,\}\d)"
)


@given(texts("1", "23", "456", "{,}", "{", "_", "^", "−", "%", "\\", "th", "bits", "٣", "x"))
def test_numbers_are_found_in_their_places(written: str) -> None:
    assert places(numbers._NUMBER)(written) == places(NUMBER)(written)


LITERAL = re.compile(
    r"#[^\n]*|(?P<quote>\"\"\"|'''|[\"'])(?P<text>(?:\\.|(?!(?P=quote)).)*?)(?P=quote)"
    r"|(?<![\w.])(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?",
    re.S,
)


@given(texts("'''", '"""', "#", "\\", "1", "2.5", "_", "e", "x"))
def test_literals_are_found_in_their_places(written: str) -> None:
    assert places(numbers._LITERAL)(written) == places(LITERAL)(written)
    groups = ((m.lastgroup, m) for m in numbers._LITERAL.finditer(written))
    quoted = [match[group] for group, match in groups if group and group != "number"]
    assert quoted == [match["text"] for match in LITERAL.finditer(written) if match["quote"]]


ALONE = re.compile(
    r"\\."
    r"|https?://(?:[^\s()\[\]]|\([^\s()]*\)?)*"
    r"|(?<!\S)[:;]-?[()\[\]](?!\w)"
    r"|[(\[\]]\s*[^\s()\[\],;]+\s*[,;]\s*[^\s()\[\],;]+\s*[)\]\[]"
)


@given(texts("http://", "https://", "\\", ":-)", "[0, 1)", "h", "x"))
def test_brackets_that_may_stand_alone_are_found_in_their_places(written: str) -> None:
    assert places(typos._ALONE)(written) == places(ALONE)(written)


ACRONYM = re.compile(r"(?<![\w.@#/-])[A-Z]{2,5}(?=s?(?![\w@]))(?!-\d)")


@given(texts("SGD", "AB", "C", "s", "@", "#", "/", "-3", "x"))
def test_acronyms_are_found_in_their_places(written: str) -> None:
    assert places(prose._ACRONYM)(written) == places(ACRONYM)(written)


CLAUSE = re.compile(
    rf"(?:^|[,:;.–—]\s+)(?:and\s+|but\s+|so\s+|then\s+)?(?P<verb>{questions._AUXILIARY})", re.I
)


@given(texts("is", "can't", "does", "and ", "so ", "then ", "it"))
def test_clauses_are_found_in_their_places(written: str) -> None:
    marked = questions._START + written
    shift = len(questions._START)
    fast = [m.start("verb") - shift for m in questions._CLAUSE.finditer(marked)]
    assert fast == [m.start("verb") for m in CLAUSE.finditer(written)]


def test_what_is_kept_is_of_the_thing_itself_and_bounded() -> None:
    asked: list[str] = []
    first, same = "".join(["a", "b"]), "".join(["a", "b"])

    @kept
    def length(thing: str) -> int:
        asked.append(thing)
        return len(thing)

    assert [length(first), length(first), length(same)] == [2, 2, 2]
    assert len(asked) == 2  # equal things are two
    for number in range(MOST):
        length(f"{number} things")
    assert length(first) == 2
    assert asked.count("ab") == 3
