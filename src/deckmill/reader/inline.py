"""What stands inside a line: text with holes to HTML, by Python-Markdown where it has a mark.

Maths, code, escapes and addresses are in holes before, so most texts have none, and are only
escaped. Raw HTML is text, but for ``<br> <kbd> <sub> <sup>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckmill.reader.patterns import Patterns

# What emphasis, tags, links, pictures and breaks cannot be without.
_MARKS = ("*", "_", "<", "](", "  \n")


@dataclass(slots=True)
class Inline:
    """Reads inline text; Python-Markdown is imported for the first text that has a mark."""

    _patterns: Patterns | None = None

    def html(self, text: str) -> str:
        """The text's HTML; raises RecursionError where emphasis stands too deep in emphasis."""
        for mark in _MARKS:
            if mark in text:
                return self._marked(text)
        return escape(text, quote=False)

    def _marked(self, text: str) -> str:
        if self._patterns is None:
            from deckmill.reader.patterns import Patterns

            self._patterns = Patterns()
        try:
            return self._patterns.html(text)
        except RecursionError:
            self._patterns = None  # it was left in the middle of its work
            raise
