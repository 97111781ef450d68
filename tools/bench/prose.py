"""Sentences from a grammar: frames with gaps, which phrases fill that have gaps of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from words import (
    ADJECTIVES,
    ADVERBS,
    COINED,
    NAMES,
    NOUNS,
    VERBS,
    article,
    listed,
    name,
    pick,
    pick_rarely,
    plural,
    third,
)

_COINED = [name(NAMES - 1 - number) for number in range(COINED)]
_GAP = re.compile(r"\{(\w+)\}")

# {s} and {p} are noun phrases, one thing and many; {v} and {w} what they do, {n}, {ns} bare nouns,
# {a} an adjective, {d} an adverb, {m} a formula, {c} a clause, {f} a fact without its full stop.
_SINGULAR = listed("""
the {n} | the {n} | the {n} | the {a} {n} | the {a} {n} | {an} | each {n} | every {a} {n}
the {n} of {s} | the {n} of the {n} | one {n} | the {n} in {p} | the {x} | the {x} {n} | the {a} {x}
the {n} behind {s} | another {n} | the {n} {m} | the whole {n} | the {n} that {v} {p}
the {a} {n} between {p} and {p} | {m}
""")
_PLURAL = listed("""
the {ns} | {a} {ns} | {ns} | all {ns} | most {a} {ns} | many {ns} | two {ns} | several {x} {ns}
the {a} {ns} | few {ns} | such {ns} | {a} and {a} {ns} | {ns} of {s} | the {ns} of {p}
the {ns} in {s} | the {ns} that {w} {s} | no {ns} | both {ns} | the other {ns} | some {ns} {m}
""")
_CLAUSES = listed("""
{s} {v} {s} | {p} {w} {s} | {s} {v} {p} | {p} {w} {p} | {s} {d} {v} {s} | {s} is {a} | {p} are {a}
{s} is {a} and {a} | {s} is as {a} as {s} | {s} depends on {s} | {p} depend on {p} alone
{s} cannot {w} {s} | {p} need {s} | {s} can {w} {p} | {s} must {w} {s} first | {s} stays {a}
{p} stay {a} under {s} | {s} turns into {s} | {s} takes {s} to {s} | {p} go from {s} to {s}
{s} makes {p} {a} | {s} keeps {p} {a} | {s} comes from {p} | nothing {v} {s} | {s} has {p}
{p} have {s} in common | {s} and {s} {w} {p} | {s} never {v} {p} | {s} {v} {p} one by one
{s} adds {s} to {s} | {p} share {s} | {s} is worth {s} | there is {s} for {p}
{s} differs from {s} by {s} | {s} grows with {s} | {s} shrinks as {s} {v} {s} | {s} holds for {p}
{s} is the {n} of {s} | {s} loses {p} | {s} costs {s} | {s} follows from {s} | {p} give {s} {a} {ns}
{s} equals {m} | {s} is at most {m} | {s} is close to {m} | with {m}, {s} {v} {s} | {s} falls to {m}
{s} is {q} times {s} | {s} {v} {q} {ns} | {s} falls from {q} to {q} | {q} percent of {p} {w} {s}
at {m} {s} is {q}
""")
_SENTENCES = listed("""
{C}. | {C}. | {C}. | {C}, and {c}. | {C}, but {c}. | {C}, so {c}. | {C} because {c}.
{C} unless {c}. | {C} while {c}. | If {c}, {c}. | When {c}, {c}. | Where {c}, {c}. | Once {c}, {c}.
Since {c}, {c}. | Although {c}, {c}. | {C}: {c}. | {C}; {c}. | Hence {c}. | Then {c}.
So {c}, and {c}. | In {s}, {c}. | For {p}, {c}. | Without {s}, {c}. | Under {s} {c}.
After {s}, {c}. | {C}, which {v} {s}. | {C}, as {s} {v} {p}. | {C} until {c}.
{C} whether or not {c}. | First {c}, then {c}. | On average {c}. | In practice {c}.
By contrast, {c}. | At worst {c}. | *{A} {ns}* {w} {s}. | **{A} {ns}** {w} {p}, and {c}.
That is why {c}. | One consequence: {c}. | Suppose {c}; then {c}. | Even so, {c}.
With {s}, {c}, and {c}. | {C}, for {c}. | To {w} {s}, {s} {v} {p}. | Only {s} {v} {s}. | {C} ({c}).
{C}, not {s}. | Besides {p}, {c}. | The reason is {s}: {c}. | Neither {s} nor {s} {v} {p}.
Compare {s} with {s}: {c}.
""")


class Prose:
    """Sentences about one subject, from one random stream.

    ``formula`` gives the formulas that stand in a line, or nothing: then a noun stands there;
    ``number`` gives the numbers.
    """

    def __init__(
        self,
        random: Random,
        subject: str,
        formula: Callable[[], str],
        number: Callable[[], str],
    ) -> None:
        self.random = random
        self.subject = subject
        self._formula = formula
        self._number = number
        self._last = ""

    def sentence(self) -> str:
        return self.fill(self.random.choice(_SENTENCES))

    def clause(self) -> str:
        return self.fill(self.random.choice(_CLAUSES))

    def text(self, least: int, most: int) -> str:
        """Sentences until they have ``least`` words; one that would go over ``most`` is left."""
        said: list[str] = []
        count = 0
        while count < least:
            sentence = self.sentence()
            words = len(sentence.split())
            if count + words <= most:
                said.append(sentence)
                count += words
        return " ".join(said)

    def phrase(self, template: str, most: int) -> str:
        """A template filled so that it has at most so many words."""
        while True:
            filled = self.fill(template)
            if len(filled.split()) <= most:
                return filled

    def fill(self, template: str, depth: int = 0) -> str:
        """A template with its gaps filled; {t} is the subject."""
        return _GAP.sub(lambda gap: self._gap(gap[1], depth), template)

    def _gap(self, kind: str, depth: int) -> str:
        random = self.random
        match kind:
            case "s":
                frames = _SINGULAR[:8] if depth > 1 else _SINGULAR
                return self.fill(random.choice(frames), depth + 1)
            case "p":
                frames = _PLURAL[:6] if depth > 1 else _PLURAL
                return self.fill(random.choice(frames), depth + 1)
            case "c":
                return self.clause()
            case "C":
                clause = self.clause()
                return clause if clause[0] == "$" else clause[0].upper() + clause[1:]
            case "m":
                return self._formula() or f"the {self._word(NOUNS)}"
            case "n":
                return self._word(NOUNS) if random.random() < 0.9 else self._coined()
            case "ns":
                return plural(self._gap("n", depth))
            case "an":
                return article(f"{self._word(ADJECTIVES)} {self._word(NOUNS)}")
            case "a":
                return self._word(ADJECTIVES)
            case "A":
                return self._word(ADJECTIVES).capitalize()
            case "v":
                return third(self._word(VERBS))
            case "w":
                return self._word(VERBS)
            case "d":
                return self._word(ADVERBS)
            case "x":
                return self.subject if random.random() < 0.3 else self._coined()
            case "t":
                return self.subject
            case "q":
                return self._number()
            case _:
                raise ValueError(f"no such gap: {kind}")

    def _word(self, words: list[str]) -> str:
        return self._new(lambda: pick(self.random, words))

    def _coined(self) -> str:
        return self._new(lambda: pick_rarely(self.random, _COINED))

    def _new(self, take: Callable[[], str]) -> str:
        """A word other than the last one: nobody writes one twice in a row."""
        while (word := take()) == self._last:
            pass
        self._last = word
        return word
