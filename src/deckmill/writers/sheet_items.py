"""An entry as the sheet prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckmill.model import LEVELS, Entry
from deckmill.writers.base import MakePiece, Piece, Setting
from deckmill.writers.formula import key_formula
from deckmill.writers.page import Part
from deckmill.writers.prose import Prose
from deckmill.writers.sheet_kinds import LETTERS, Changed, Lettered, fix_of, right_letter
from deckmill.writers.sheet_places import PLACE, PackedItem, place

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Item:
    """What the template prints of an entry."""

    id: str
    level: str
    short: str
    """What stands on paper for the question and its options; empty where the entry has no name."""
    question: Markup
    options: tuple[Lettered, ...]
    right: str
    """The letter of the right option."""
    line: Markup
    formula: Markup
    fix: tuple[Changed, ...]
    sources: bool
    as_of: str
    find: str
    """Words by which a search finds it that stand nowhere on the page."""


def pieces(setting: Setting) -> MakePiece:
    """Gives what the sheet shows of an entry; nothing of one that does not stand on it.

    Raises OSError for a picture that cannot be read.
    """
    prose = Prose(setting.root, _link)

    def piece(entry: Entry) -> Piece:
        if not entry.on_sheet:
            return None
        from deckmill.writers.templates import environment

        template = environment().get_template("sheet-item.html.j2").module
        html = str(template.item(_item(entry, prose), place))  # type: ignore[attr-defined]
        part = Part.of(PLACE.sub("", html))
        return tuple(
            PackedItem(
                html,
                "".join(sorted(part.shown.text)),
                "".join(sorted(part.shown.code)),
                "".join(sorted(part.shown.formulas)),
                part.shown.emphasis,
                tuple(sorted(part.styles)),
            )
        )

    return piece


def _item(entry: Entry, prose: Prose) -> Item:
    from markupsafe import Markup

    formulas = entry.formula.math if entry.formula else ()
    key_math = next((math for math in formulas if math.display), None)
    return Item(
        id=entry.id,
        level=entry.level or LEVELS[0],
        short=entry.short,
        question=Markup(prose.inline(entry.question)),
        options=tuple(
            Lettered(letter, Markup(prose.inline(option.text)))
            for letter, option in zip(LETTERS, entry.options, strict=False)
        ),
        right=right_letter(entry),
        line=Markup(prose.inline(entry.cheat_sheet)),
        formula=Markup(key_formula(key_math) if key_math else ""),
        fix=fix_of(entry),
        sources=bool(entry.sources),
        as_of=entry.as_of,
        find=" ".join(entry.tags),
    )


def _link(target: str, label: str) -> str:
    return f"{place('link', target)}{label}{place('end', target)}"
