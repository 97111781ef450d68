"""Dollars that are no formula: money, or a formula that lost its other end.

A finding for every dollar would be a false alarm for each price; these patterns say which ones
are hardly money.
"""

from __future__ import annotations

from deckmill.lazy import lazy_pattern

# Behind an opening dollar: a letter, TeX, brackets, a minus before such, or a number that is
# reckoned with (2x, 2^n, 1-p); a thousand (5k), a range (5-10) and a rate (5/month) are money.
_OPENING = lazy_pattern(
    r"-?(?:[^\W\d_]|[\\(\[|{])"
    r"|-?\d[\d.,]*(?:[\^_\\=]|(?![kKmMbBtT])[A-Za-z](?![A-Za-z])|[-+*/<>][A-Za-z\\(](?![A-Za-z]))"
)
# Before a closing one: brackets, a command, an index, or a letter that is no currency's (A$, US$).
_CLOSING = lazy_pattern(
    r"(?:[)}\]|]|\\[A-Za-z]+|[_^][A-Za-z0-9]|(?:(?<![A-Za-z0-9])(?![ACS])[A-Za-z]|(?<=[A-Za-z0-9])[a-z])'*)\Z"
)
# A word that is reckoned with, which money never is: p<n-1, x+1, 2^n.
_RECKONED = lazy_pattern(r"(?:[<>=^_\\{}+]|[^\W\d_]-\d)[^\s$]*\Z")
_LOOK_BACK = 40
_LINE_END = lazy_pattern(r"[ \t]*(?:\n|\Z)")
_FORMULA_START = lazy_pattern(r"[A-Za-z\\({\[]")


def is_formula(text: str, start: int, close: int) -> bool:
    """Whether ``text[start:close]`` between two dollars is a formula, and not part of the prose.

    Code stands in no formula: ``$5, or `$x` `` is money and code.
    """
    inner = text[start:close] if close > start else ""
    if not inner or inner[-1].isspace() or text[close + 1 : close + 2].isdigit():
        return False
    return inner.count("`") % 2 == 0


def may_open(text: str, at: int) -> bool:
    """Whether a formula was most likely meant to start behind the dollar at ``at``."""
    if text[at - 1 : at].isalpha() and text[at + 1 : at + 2] == "(":
        return False  # a price in another country's dollars: US$(2019)
    return _OPENING.match(text, at + 1) is not None


def may_close(text: str, at: int) -> bool:
    """Whether a formula was most likely meant to end at the dollar at ``at``."""
    if text[at + 1 : at + 2].isalnum():
        return False
    before = text[max(at - _LOOK_BACK, 0) : at]
    return _CLOSING.search(before) is not None or _RECKONED.search(before) is not None


def start_another(text: str, start: int, close: int) -> bool:
    """Whether the double dollars at ``close`` start a formula, and end none from ``start`` on.

    So they do at the start of a line, behind a formula that starts with text in its own line, or
    behind the end of one.
    """
    line = text.rfind("\n", start, close) + 1
    if not line or text[line:close].strip():
        return False
    if not text[start:close].strip():
        return text[text.rfind("\n", 0, start) + 1 : start - 2].strip() != ""
    own_line = _LINE_END.match(text, start) is not None
    return not own_line and _FORMULA_START.match(text, close + 2) is not None
