"""What a cloze card hides (family C)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckmill.checks.kept import kept
from deckmill.checks.scope import linted, live
from deckmill.checks.text import is_english, masked, words, words_of
from deckmill.findings import Finding
from deckmill.model import Cloze, Rich
from deckmill.reader import Reading
from deckmill.source import Span

_TOKEN = re.compile(r"(?<!\\)\{\{c(\d+)::|::|\}\}")
# What two texts have in common: formulas and code as they are written, words in any case.
_PIECE = re.compile(r"\$[^$]*\$|`[^`]*`|\w+(?:[.,'’]\w+)*%?")
_SAY_NOTHING = frozenset("a an the is are was were be been has have do does it and of".split())


@dataclass(frozen=True, slots=True)
class Deletion:
    """A part of a text that is hidden, without its marks and hint; ``number`` is its card's."""

    number: str
    span: Span
    whole: Span
    """With its marks."""
    prose: str
    """The hidden text as ``masked`` gives it."""


@kept
def deletions(rich: Rich) -> list[Deletion]:
    """The deletions of a cloze card's text, in the order in which they end."""
    text = masked(rich, deletions=True)
    found: list[Deletion] = []
    opened: list[tuple[re.Match[str], int]] = []  # each with where its hint starts, or -1
    for token in _TOKEN.finditer(text):
        if token[1]:
            opened.append((token, -1))
        elif token[0] == "::" and opened and opened[-1][1] < 0:
            opened[-1] = opened[-1][0], token.start()
        elif token[0] == "}}" and opened:
            start, hint = opened.pop()
            end = hint if hint >= 0 else token.start()
            span = rich.span.sub(start.end(), end)
            whole = rich.span.sub(start.start(), token.end())
            found.append(Deletion(start[1], span, whole, text[start.end() : end]))
    return found


def cloze_cards(reading: Reading) -> Iterator[Finding]:
    """A cloze card hides little of a short sentence, and shows it nowhere else."""
    limits = reading.deck.limits
    for entry in linted(reading.deck):
        for card in live(entry):
            if not isinstance(card, Cloze):
                continue
            hidden = deletions(card.text)
            if len(hidden) > limits.cloze_deletions:
                message = f"this text has {len(hidden)} deletions"
                help = f"hide {limits.cloze_deletions}, and make another card for the rest"
                yield Finding("C207", message, hidden[limits.cloze_deletions].whole, help)
                continue
            for deletion in hidden:
                count = len(words_of(deletion.prose))
                if count > limits.cloze_deletion_words:
                    help = f"hide the {limits.cloze_deletion_words} words that count, or fewer"
                    yield Finding("C208", f"this hides {count} words", deletion.span, help)
            count = len(words(card.text))
            if count > limits.cloze_words:
                message = f"this text has {count} words"
                help = f"say it in {limits.cloze_words} words, or make two cards of it"
                yield Finding("C209", message, card.text.span, help)
            yield from _shown_elsewhere(card, hidden)


def empty_words(reading: Reading) -> Iterator[Finding]:
    """What is hidden says something; a hint asks for the word itself."""
    if not is_english(reading.deck):
        return
    for entry in linted(reading.deck):
        for card in live(entry):
            for deletion in deletions(card.text) if isinstance(card, Cloze) else ():
                shown = [word.strip(".,;:").lower() for word in words_of(deletion.prose)]
                hinted = "::" in deletion.whole.text[len("{{c1::") :]
                if shown and _SAY_NOTHING.issuperset(shown) and not hinted:
                    message = f"every sentence has '{deletion.span.text}'"
                    help = "hide the word that the sentence is about"
                    yield Finding("C218", message, deletion.span, help)


def _shown_elsewhere(card: Cloze, hidden: list[Deletion]) -> Iterator[Finding]:
    """What one of the cards hides while its cue or the rest of its text shows it."""
    found: set[str] = set()
    for deletion in hidden:
        answer = _pieces(deletion.span.text)
        if not answer or answer in found:
            continue
        if _has(card.cue.span.text, answer):
            where, help = "the cue", "give the card a cue that does not say it"
        elif _has(_left(card.text, hidden, deletion.number), answer):
            where, help = "the rest of the text", "hide it there too, or say it otherwise"
        else:
            continue
        found.add(answer)
        yield Finding("C210", f"{where} shows what is hidden here", deletion.span, help)


def _left(rich: Rich, hidden: list[Deletion], number: str) -> str:
    """The text as it is shown while the deletions of a number are hidden."""
    text, start = rich.span.text, rich.span.start
    for deletion in hidden:
        if deletion.number == number:
            first, last = deletion.whole.start - start, deletion.whole.end - start
            text = text[:first] + "\0" * (last - first) + text[last:]
    return _TOKEN.sub(" ", text)


def _has(text: str, answer: str) -> bool:
    """Whether the pieces of an answer stand in a text."""
    # The first of them is mostly nowhere in it.
    first = answer.split(maxsplit=1)[0]
    return first.casefold() in text.casefold() and answer in _pieces(text)


def _pieces(text: str) -> str:
    """The words, formulas and code of a text, each between two spaces."""
    pieces = _PIECE.findall(_TOKEN.sub(" ", text))
    shown = (piece if piece[0] in "$`" else piece.lower() for piece in pieces)
    return "".join(f" {piece} " for piece in shown)
