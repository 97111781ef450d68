"""Slugs for cards that have none: a few words that set a card apart from its neighbours."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from itertools import chain, count

from deckmill.ids import kebab
from deckmill.lazy import lazy_pattern

_FORMULA = lazy_pattern(r"\$[^$]*\$")
# Words of an English question that say nothing of what it is about.
_ASKING = frozenset(
    "a an and are as at be been by can could did do does for from had has have how if in into is it"
    " its many me much no not of on or our should such than that the their them then there these"
    " they this those to was we were what when where which who whom whose why will with would you"
    " your"
    .split()
)  # fmt: skip
_MANY = 4


class Slugs:
    """Proposes slugs for the cards of an entry, none of which is ``taken``."""

    def __init__(self, headings: Iterable[str], taken: Iterable[str]) -> None:
        words = [set(_words(heading)) for heading in headings]
        self.taken = set(taken)
        self.cards = len(words)
        self.in_cards = Counter(chain.from_iterable(words))

    def propose(self, question: str) -> str:
        """A slug of the words that the other cards do not have, in their order."""
        base = "-".join(self._chosen(_words(question))) or _stand_in(question)
        numbered = (f"{base}-{number}" for number in count(2))
        slug = next(slug for slug in chain([base], numbered) if slug not in self.taken)
        self.taken.add(slug)
        return slug

    def _chosen(self, words: list[str]) -> list[str]:
        telling = [word for word in words if word not in _ASKING]
        own = [word for word in telling if not self._common(word)]
        return (own or telling or words)[:_MANY]

    def _common(self, word: str) -> bool:
        """Whether at least half of the other cards have a word, too."""
        return 2 * (self.in_cards[word] - 1) >= self.cards - 1 > 0


def _words(question: str) -> list[str]:
    """The words of a heading as a slug has them, each once."""
    return list(dict.fromkeys(filter(None, kebab(_FORMULA.sub(" ", question)).split("-"))))


def _stand_in(question: str) -> str:
    """A slug for a heading without a Latin letter: short, and the same at every time."""
    bare = _FORMULA.sub("", question).strip()
    if not any(letter.isalpha() for letter in bare):
        return "definition"
    return f"card-{hashlib.sha256(bare.encode()).hexdigest()[:4]}"
