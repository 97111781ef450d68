"""Addresses of links and pictures, and the entities and escapes in text."""

from __future__ import annotations

import re
from html.entities import html5

from deckmill.lazy import lazy_pattern

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ENTITY = lazy_pattern(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));")
AUTOLINK = lazy_pattern(r"<((?:https?://|mailto:)[^\s<>]+)>", re.I)

# What may stand behind `](`: a path in <…>, or one whose parentheses are in balance; a title.
_MARK = r"[!-/:-@\[-`{-~]"
ADDRESS = lazy_pattern(
    r"[ ]*(?:<(?P<angle>[^<>\n]*)>"
    rf"|(?P<bare>(?:\\{_MARK}|[^\s()\\]|\\(?!{_MARK})"
    r"|\((?:[^\s()]|\([^\s()]*\))*\))*))"
    r"(?:[ ]+(?P<title>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\((?:\\.|[^()\\\n])*\)))?[ ]*\)"
)
# An address that a space ends too early.
SPACED = lazy_pattern(r"(?=[^()\n<> ]*[ ])[^()\n<>]+\)")
_ESCAPE = lazy_pattern(rf"\\({_MARK})")


def resolved(entity: re.Match[str]) -> str | None:
    """The character that an entity stands for; nothing for a name that HTML does not know."""
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(name + ";")
    number = int(decimal) if decimal else int(hexadecimal, 16)
    valid = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000
    return chr(number) if valid and not 0x7F <= number < 0xA0 else "\ufffd"


def unescaped(text: str) -> str:
    """An address or a title with its escapes and entities resolved."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return ENTITY.sub(lambda m: resolved(m) or m[0], text) if "&" in text else text
