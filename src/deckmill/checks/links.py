"""Links between entries (family L)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from deckmill.checks.entries import names
from deckmill.checks.scope import linted, pieces
from deckmill.findings import Finding
from deckmill.reader import Reading
from deckmill.spelling import did_you_mean


def entry_links(reading: Reading) -> Iterator[Finding]:
    """``#id`` leads to an entry of this deck, not to a card and not to nowhere."""
    known = names(reading)
    meant = cache(lambda id: did_you_mean(id, known))
    for entry in reading.deck.entries:
        for rich in entry.rich():
            for link in rich.links:
                target = link.target[1:]
                if not link.target.startswith("#") or target in known:
                    continue
                head, slash, _ = target.partition("/")
                if slash and head in known:
                    message = f"'{link.target}' is a card; links lead to entries"
                    help: str | None = f"write #{head}"
                else:
                    message = f"there is no entry '{target}'"
                    help = meant(target) or "link to the id of an entry of this deck"
                yield Finding("L102", message, link.span, help)


def links_to_retired(reading: Reading) -> Iterator[Finding]:
    """No entry that is still learned leads to one that is not."""
    retired = {entry.id: entry.retired for entry in reading.deck.entries if entry.retired}
    for entry in linted(reading.deck) if retired else ():
        for rich in pieces(entry):
            for link in rich.links:
                date = retired.get(link.target.removeprefix("#"))
                if date and link.target.startswith("#"):
                    message = f"'{link.target}' leads to an entry that was retired on {date}"
                    help = "link to what took its place, or leave the link out"
                    yield Finding("L203", message, link.span, help)
