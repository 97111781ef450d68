"""Patterns that are compiled late do what those do that are compiled at once."""

from __future__ import annotations

import re

import pytest

from deckmill.lazy import lazy_pattern


@pytest.mark.parametrize("text", ["", "one", "Two words", "a1 b22"])
def test_it_finds_what_the_pattern_finds(text: str) -> None:
    written = r"(?P<word>[a-z]+)(\d*)"
    late, now = lazy_pattern(written, re.I), re.compile(written, re.I)
    assert late.findall(text) == now.findall(text)
    assert late.sub(r"<\1>", text) == now.sub(r"<\1>", text)
    assert bool(late.fullmatch(text)) == bool(now.fullmatch(text))
    assert (late.pattern, late.flags, late.groupindex) == (now.pattern, now.flags, now.groupindex)


def test_nothing_is_compiled_before_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("x")
