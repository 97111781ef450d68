"""The cheat sheet and the handbook as PDF, for those who cannot print the pages themselves.

They need a browser, so they are made only where they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from deckmill.model import Deck
from deckmill.writers import handbook, sheet
from deckmill.writers.base import Options, Writer


def _printed(render: Callable[[Deck, Options], str]) -> Callable[[Deck, Path, Options], None]:
    """A writer's function that prints a page: on A4, or on the paper of the options.

    It raises Refused without a browser.
    """

    def write(deck: Deck, path: Path, options: Options) -> None:
        from tempfile import TemporaryDirectory

        from deckmill.writers.chromium import find_chromium, print_pdf

        find_chromium()
        # Beside the output: a browser in a sandbox of its own may not see the system's folder.
        with TemporaryDirectory(dir=path.parent) as folder:
            page = Path(folder, f"{deck.id}.html")
            html = render(deck, replace(options, paper=options.paper or "a4"))
            page.write_text(html, encoding="utf-8", newline="\n")
            print_pdf(page, path, options.time)

    return write


PDF = Writer("pdf", ".pdf", _printed(sheet.render), default=False)
HANDBOOK_PDF = Writer("handbook-pdf", "-handbook.pdf", _printed(handbook.render), default=False)
