"""Rules as text for a terminal: one in full, or many in a list.

Colours are in the text; who prints it strips them where there is no terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import click

from deckmill.explain import by_family, place, visible
from deckmill.rules import FAMILIES, Rule, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_INDENT = "    "


def explained(rule: Rule, width: int) -> str:
    """All there is to say of a rule, in lines of ``width`` columns; examples keep their own."""
    head = click.style(f"{rule.code}: {rule.title}", bold=True)
    firm = "" if rule.adjustable else ", whatever deck.yaml says"
    paragraphs = [f"{head}\n{_severity(rule)}{firm}", _wrapped(rule.why, width)]
    if rule.source:
        paragraphs.append(_wrapped(f"Source: {rule.source}", width))
    paragraphs += [
        _wrapped(f"This fails, in {place(rule)}:", width), _example(rule.fails),
        "This passes:", _example(rule.passes),
    ]  # fmt: skip
    if rule.adjustable:
        say = "To set it for the deck, in deck.yaml (error, warning, note or off):"
        paragraphs += [_wrapped(say, width), f"{_INDENT}rules: {{{rule.code}: off}}"]
    if rule.excusable:
        say = "To excuse it in one file, in its front matter:"
        paragraphs += [_wrapped(say, width), f'{_INDENT}excuse: {{{rule.code}: "the reason"}}']
    return "\n\n".join(paragraphs) + "\n"


def listed(rules: Iterable[Rule]) -> str:
    """A line a rule, by family."""
    families = [
        "\n".join([click.style(f"{letter}: {FAMILIES[letter]}", bold=True), *map(_line, members)])
        for letter, members in by_family(rules).items()
    ]
    return "\n\n".join(families) + "\n"


def _line(rule: Rule) -> str:
    pad = " " * (max(map(len, Severity)) - len(rule.severity))
    return f"  {rule.code}  {_severity(rule)}{pad}  {rule.title}"


def _severity(rule: Rule) -> str:
    return click.style(str(rule.severity), fg=_COLOURS[rule.severity])


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def _example(text: str) -> str:
    return textwrap.indent(visible(text), _INDENT).rstrip("\n")
