"""Every output format, in a literal registry."""

from __future__ import annotations

from deckmill.writers.apkg import APKG
from deckmill.writers.base import Book, Options, Writer
from deckmill.writers.export import EXPORT, SCHEMA
from deckmill.writers.handbook import HANDBOOK
from deckmill.writers.pdf import HANDBOOK_PDF, PDF
from deckmill.writers.sheet import SHEET

__all__ = ["WRITERS", "Book", "Options", "Writer"]

WRITERS: tuple[Writer, ...] = (
    *(APKG, SHEET, EXPORT, SCHEMA),
    *(HANDBOOK, PDF, HANDBOOK_PDF),
)
