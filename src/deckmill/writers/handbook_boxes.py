"""Formulas and code as wide as the handbook's text column on paper, or made to fit."""

from __future__ import annotations

from deckmill.model import Code, Math
from deckmill.writers.formula import display
from deckmill.writers.html import code_html

ROOM = 27.0
"""Em that a formula has in the text column, in a list too."""
COLUMNS = 62
"""Characters of code that the text column takes; longer lines reach into the margin."""


def formula_box(math: Math) -> str:
    """A display formula in its box, which may stand in a paragraph; paper shrinks it to fit."""
    made = display(math)
    if not made.broken:
        return f'<span class="f">{made.rows[0]}</span>'
    fit = f' style="--fit:{0.95 * ROOM / made.widest:.2f}"' if made.widest > ROOM else ""
    rows = "".join(f"<span>{row}</span>" for row in made.rows)
    return f'<span class="f w"{fit}>{rows}</span>'


def code_box(code: Code) -> str:
    """Code; a fence whose lines need more than the column is ``wide``."""
    html = code_html(code)
    wide = code.block and max(map(len, code.text.split("\n"))) > COLUMNS
    return html.replace("<pre>", '<pre class="wide">', 1) if wide else html
