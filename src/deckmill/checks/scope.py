"""What the rules of the second hundred look at: what is still learned, and already written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckmill.checks.kept import kept
from deckmill.model import Card, Deck, Entry, Rich, card_rich
from deckmill.scaffold import PLACEHOLDERS


def linted(deck: Deck) -> Iterator[Entry]:
    """The entries that are neither retired nor still a template: of that, S120 tells."""
    return (entry for entry in deck.entries if not entry.retired and not unwritten(entry))


def questions(deck: Deck) -> Iterator[Entry]:
    """Those of them that ask a question of their own: not pages of cards."""
    return (entry for entry in linted(deck) if entry.kind != "cards")


@kept
def live(entry: Entry) -> Sequence[Card]:
    """The cards of an entry that are not retired."""
    return [card for card in entry.cards if not card.retired]


@kept
def pieces(entry: Entry) -> Sequence[Rich]:
    """The rich text of an entry that a learner still sees, in reading order."""
    retired = {id(rich) for card in entry.cards if card.retired for rich in card_rich(card)}
    return [rich for rich in entry.rich() if id(rich) not in retired]


@kept
def unwritten(entry: Entry) -> Sequence[Rich]:
    """The pieces that are as ``new`` wrote them."""
    return [rich for rich in entry.rich() if rich.markdown in PLACEHOLDERS]
