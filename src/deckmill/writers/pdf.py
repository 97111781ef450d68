"""The cheat sheet and the handbook as PDF, for those who cannot print the pages themselves.

They need a browser, so they are made only where they are asked for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from deckmill.writers.base import Book, Options, Write, Writer
from deckmill.writers.handbook import HANDBOOK
from deckmill.writers.sheet import SHEET


def _printed(write_page: Write) -> Write:
    """A writer's function that prints a page: on A4, or on the paper of the options.

    It raises Refused without a browser.
    """

    def write(book: Book, path: Path, options: Options) -> None:
        from tempfile import TemporaryDirectory

        from deckmill.writers.chromium import find_chromium, print_pdf

        find_chromium()
        # Beside the output: a browser in a sandbox of its own may not see the system's folder.
        with TemporaryDirectory(dir=path.parent) as folder:
            page = Path(folder, f"{book.deck.id}.html")
            write_page(book, page, replace(options, paper=options.paper or "a4"))
            print_pdf(page, path, options.time)

    return write


PDF = Writer("pdf", ".pdf", _printed(SHEET.write), shares=SHEET.name, default=False)
HANDBOOK_PDF = Writer("handbook-pdf", "-handbook.pdf", _printed(HANDBOOK.write), default=False)
