"""What a page says of itself: its edition, its licence, and which way its language runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from deckmill.model import Deck
from deckmill.writers.base import Options

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Imprint:
    """A deck's own words about itself, and which edition of which page this is."""

    title: str
    description: str
    language: str
    kind: str
    """What the page is: a cheat sheet, a handbook."""
    edition: str
    rights: str

    @staticmethod
    def of(deck: Deck, options: Options, kind: str) -> Imprint:
        return Imprint(
            title=deck.title,
            description=deck.description,
            language=deck.language,
            kind=kind,
            edition=f"{kind.capitalize()} {options.version} · {month(options.time, deck.language)}",
            rights=_joined(licence(deck.license), ", ".join(deck.authors)),
        )

    @property
    def edition_and_rights(self) -> str:
        return _joined(self.edition, self.rights)

    @property
    def whole(self) -> str:
        return _joined(self.edition, self.rights, "made with deckmill")

    @property
    def english(self) -> bool:
        return _primary(self.language) == "en"

    @property
    def rtl(self) -> bool:
        return _primary(self.language) in RIGHT_TO_LEFT


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def month(time: int, language: str) -> str:
    """The month of a time, in UTC: named in English, in figures for every other language."""
    date = datetime.fromtimestamp(time, UTC)
    if _primary(language) == "en":
        return f"{MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}-{date.month:02}"


def licence(spdx: str) -> str:
    """A licence as people write it: ``CC-BY-SA-4.0`` is CC BY-SA 4.0."""
    found = re.fullmatch(r"CC-([A-Z-]+)-([\d.]+)", spdx) or re.fullmatch(r"CC0-([\d.]+)", spdx)
    if found is None:
        return spdx
    return f"CC {found[1]} {found[2]}" if found.re.groups == 2 else f"CC0 {found[1]}"


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower())[0]
