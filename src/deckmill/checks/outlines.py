"""Entries to outlines: what the rest of a deck needs to know of them."""

from __future__ import annotations

from deckmill.checks.duplicates import asked, cheat_line, ways_back
from deckmill.checks.scope import pieces, unwritten
from deckmill.checks.text import is_english
from deckmill.checks.varieties import spelt
from deckmill.model import Deck, Entry
from deckmill.outline import Facts, Outline, Place, packed_places
from deckmill.source import Span


def outline_of(
    entry: Entry,
    deck: Deck,
    caption: str = "",
    proof: str = "",
    states: tuple[tuple[str, str, str, bool, int], ...] = (),
) -> Outline:
    """The outline of an entry; of ``deck`` only the settings count.

    What other entries' cards say of it, its proof and its notes' states are the writers' to tell.
    """
    whole = entry.rich()
    left = bool(unwritten(entry))
    learned = not left and not entry.retired
    seen = tuple(pieces(entry)) if learned else ()
    shown = frozenset(map(id, seen))
    fronts = list(asked(entry)) if learned else []
    facts = Facts(
        id=entry.id,
        topic=entry.topic,
        kind=entry.kind,
        level=entry.level,
        question=_at(entry.span),
        title=entry.short or entry.question.text,
        caption=caption,
        short=entry.short,
        tags=tuple(entry.tags),
        as_of=entry.as_of,
        retired=entry.retired,
        unread=tuple(sorted(entry.unread)),
        places=("\n".join(entry.spans), packed_places(map(_at, entry.spans.values()))),
        sources=(
            tuple(word for source in entry.sources for word in (source.key, source.locator)),
            packed_places(_at(source.span) for source in entry.sources),
        ),
        needs=tuple((need.id, _at(need.span)) for need in entry.needs),
        excuse=tuple(
            (code, excuse.reason, _at(excuse.span)) for code, excuse in entry.excuse.items()
        ),
        links=tuple(
            (link.target, _at(link.span), id(piece) in shown)
            for piece in whole
            for link in piece.links
        ),
        media=tuple(dict.fromkeys(media.path for piece in whole for media in piece.media)),
        cards=(
            "\n".join(card.id for card in entry.cards),
            packed_places(_at(card.span) for card in entry.cards),
            bytes(card.retired for card in entry.cards),
        ),
        pieces=packed_places(_at(piece.span) for piece in whole),
        asked=(
            tuple(text for text, _, _, _ in fronts),
            packed_places(place for _, place, _, _ in fronts),
            bytes(is_cloze for _, _, is_cloze, _ in fronts),
            tuple(signature for _, _, _, signature in fronts),
        ),
        ways_back=tuple(ways_back(entry)) if learned else (),
        cheat_line=cheat_line(entry) if learned else None,
        spelt=tuple(spelt(seen)) if is_english(deck) else (),
        unwritten=left,
        proof=proof,
        states="\n".join(
            f"{i} {type_} {digest} {gone:d} {n}" for i, type_, digest, gone, n in states
        ),
    )
    return Outline(entry.span.source, facts)


def _at(span: Span) -> Place:
    return span.start, span.end
