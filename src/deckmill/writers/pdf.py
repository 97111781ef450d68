"""The cheat sheet as a PDF, for those who cannot print the page themselves.

It needs a browser, so it is made only where it is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from deckmill.model import Deck
from deckmill.writers import sheet
from deckmill.writers.base import Options, Writer
from deckmill.writers.chromium import find_chromium, print_pdf


def write(deck: Deck, path: Path, options: Options) -> None:
    """Print the sheet on A4, or on the paper of ``options``; raises Refused without a browser."""
    find_chromium()
    # Beside the output: a browser in a sandbox of its own may not see the system's folder.
    with TemporaryDirectory(dir=path.parent) as folder:
        page = Path(folder, f"{deck.id}.html")
        sheet.write(deck, page, replace(options, paper=options.paper or "a4"))
        print_pdf(page, path, options.time)


PDF = Writer("pdf", ".pdf", write, default=False)
