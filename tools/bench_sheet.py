"""How long sheets of many entries take to write and to print, and how large they get.

    python tools/bench_sheet.py [ENTRIES...]

The entries are those of the real deck, over and over; 300 of them should print in less than
20 seconds, and the page should stay under 1 MB.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from deckmill.model import Deck
from deckmill.reader import read
from deckmill.writers import Options
from deckmill.writers.chromium import print_pdf
from deckmill.writers.sheet import SHEET

CONTENT = Path(__file__).parent.parent / "content"


def many(deck: Deck, count: int) -> Deck:
    """A deck with so many entries, each with an id of its own, in the order of its topics."""
    order = {topic.id: place for place, topic in enumerate(deck.topics)}
    copies = (
        replace(entry, id=f"{entry.id}-{n}")
        for n, entry in enumerate(islice(cycle(deck.sheet_entries), count))
    )
    return replace(deck, entries=tuple(sorted(copies, key=lambda entry: order[entry.topic])))


def main(counts: list[int]) -> None:
    deck = read(CONTENT).deck
    options = Options(CONTENT, "bench", 0, paper="a4")
    print("entries  write      HTML    print       PDF")
    with tempfile.TemporaryDirectory() as folder:
        html, pdf = Path(folder, "sheet.html"), Path(folder, "sheet.pdf")
        for count in counts:
            started = time.perf_counter()
            SHEET.write(many(deck, count), html, options)
            written = time.perf_counter()
            print_pdf(html, pdf, 0)
            printed = time.perf_counter()
            print(
                f"{count:7} {written - started:5.1f} s {html.stat().st_size / 1000:6.0f} kB"
                f" {printed - written:6.1f} s {pdf.stat().st_size / 1000:6.0f} kB"
            )


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [100, 300, 1000])
