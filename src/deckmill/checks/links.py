"""Links between entries (family L)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from deckmill.checks.entries import names
from deckmill.findings import Finding
from deckmill.outline import Survey
from deckmill.spelling import did_you_mean


def entry_links(survey: Survey) -> Iterator[Finding]:
    """``#id`` leads to an entry of this deck, not to a card and not to nowhere."""
    known = names(survey)
    meant = cache(lambda id: did_you_mean(id, known))
    for outline in survey.outlines:
        for link, place, _ in outline.facts.links:
            target = link[1:]
            if not link.startswith("#") or target in known:
                continue
            head, slash, _ = target.partition("/")
            if slash and head in known:
                message = f"'{link}' is a card; links lead to entries"
                help: str | None = f"write #{head}"
            else:
                message = f"there is no entry '{target}'"
                help = meant(target) or "link to the id of an entry of this deck"
            yield Finding("L102", message, outline.at(place), help)


def links_to_retired(survey: Survey) -> Iterator[Finding]:
    """No entry that is still learned leads to one that is not."""
    retired = {f"#{outline.id}": outline.retired for outline in survey.outlines if outline.retired}
    for outline in survey.outlines if retired else ():
        for link, place, seen in outline.facts.links:
            if seen and link in retired:
                message = f"'{link}' leads to an entry that was retired on {retired[link]}"
                help = "link to what took its place, or leave the link out"
                yield Finding("L203", message, outline.at(place), help)
