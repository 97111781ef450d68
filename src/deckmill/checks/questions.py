"""How a question is asked: of entries (family S) and of cards (family C)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckmill.checks.kept import kept
from deckmill.checks.scope import linted, live
from deckmill.checks.text import THING, find, fold, is_english, plain, words_of
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Basic, Cloze, Deck, Entry, Rich
from deckmill.reader import Reading
from deckmill.source import Span

# Question marks of Latin, Greek, Arabic, Armenian and full-width scripts.
_MARK = re.compile("[?\u037e\u061f\u055e\uff1f]")
_ENDS = lazy_pattern(rf"{_MARK.pattern}[\"'”’»)\]*_]*\Z")
_QUOTED = lazy_pattern(r"'\?'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|«[^»\n]*»")

_ASKING = r"(?:why|how|what|which|when|where|who|whom|whose)\b"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had)"
    r"(?:n['’]t)?(?=\s)"
)
# The clause that asks: at the start, or behind a condition or a situation. The start is marked as
# the others are: what starts with a set of signs is looked for faster.
_START = "\x02"
_CLAUSE = re.compile(
    rf"[,:;.–—{_START}](?:(?<={_START})|(?<!{_START})\s+)"
    rf"(?:and\s+|but\s+|so\s+|then\s+)?(?P<verb>{_AUXILIARY})",
    re.IGNORECASE,
)
_REQUEST = lazy_pattern(
    r"(?:can|could|will|would)\s+you\s+"
    r"(?:compare|compute|define|derive|describe|explain|give|list|name|prove|say|show|sketch|tell)\b",
    re.IGNORECASE,
)
_CONDITION = lazy_pattern(r"(?:^|[.:;]\s+)(?:when|where|what\s+if)\b[^,]*$", re.IGNORECASE)
_ASKED = lazy_pattern(rf"\b{_ASKING}", re.IGNORECASE)
_ASKED_TOO = lazy_pattern(
    rf"(?:[,:;(–—]\s*|\band\s+|\bbut\s+|\bor\s+)(?:\w+,?\s+){{0,3}}{_ASKING}", re.IGNORECASE
)
# A second clause with a subject of its own; "…, and why?" and "and where is it reached?" go on
# about the first one's.
_SECOND = lazy_pattern(
    r",?\s+and\s+(?P<asked>(?:why|how(?:\s+(?:many|much))?|what|when|where)\s+"
    r"(?:is|are|was|were|does|do|did|has|have)\s+)"
    r"(?!(?:it|they|that|this|these|those|each|both|either|neither|one|you|not|the\s+others?)\b)\w",
    re.IGNORECASE,
)
# A pronoun where the subject stands, and no clause behind it that says what it stands for.
_POINTING = re.compile(
    r"(?:[Ww]hy|[Hh]ow|[Ww]hen|[Ww]here|[Ww]hat|[Ww]hich)(?:\s+(?:much|often|far|long|fast|well))?\s+"
    r"(?:do|does|did|is|are|was|were|can|could|would|will|should|has|have|must)\s+"
    r"(?P<word>it|they)\b(?!.*\b(?:to|if|whether|when|for|called)\b)"
    r"(?!.*(?<!\bat)(?<!\bby)(?<!\bin)(?<!\bof)(?<!\bon)\s+that\b)(?!.*,.*\w)"
)
_GUESS = re.compile(r"(?:true\s+or\s+false|right\s+or\s+wrong|yes\s+or\s+no)\b", re.IGNORECASE)
_NO_CHOICE = lazy_pattern(r"\b(?:or\s+not|yes\s+or\s+no|true\s+or\s+false)\b", re.IGNORECASE)
_CHOICE = lazy_pattern(r"\bor\b", re.IGNORECASE)


def question_marks(reading: Reading) -> Iterator[Finding]:
    """A question ends with a question mark, and has one."""
    for code, rich, is_term in _asked(reading.deck):
        if is_term:
            continue
        text = plain(rich)
        if text.endswith("?") and len(_MARK.findall(text)) == 1:
            continue  # as nearly all do
        # What a learner is shown in quotation marks may be a question, too.
        marks = len(_MARK.findall(_QUOTED.sub(THING, text)))
        if marks > 1:
            spans = [span for span, _ in find(rich, _MARK)]
            span = spans[0] if spans else rich.span
            help = "ask one thing, and make another card of the other"
            if code == "S201":
                help = "ask one thing, and make the other a follow-up"
            yield Finding(code, f"this asks {marks} questions", span, help)
        elif not _ENDS.search(text) and text:
            end = len(rich.span.text.rstrip())
            help = "ask something, and end it with a question mark"
            yield Finding(code, "this asks nothing", rich.span.sub(0, end), help)


def two_questions(reading: Reading) -> Iterator[Finding]:
    """A card asks one thing: not what a thing is, and then why another is so."""
    if not is_english(reading.deck):
        return
    for code, rich, _ in _asked(reading.deck):
        may = code == "C201" and b" and " in fold(plain(rich))
        second = _SECOND.search(plain(rich)) if may else None
        if second and _ASKED.search(plain(rich)[: second.start()]):
            help = "ask one thing, and make another card of the other"
            spans = [span for span, _ in find(rich, re.compile(re.escape(second["asked"])))]
            span = spans[0] if spans else rich.span
            yield Finding("C201", "this asks two things", span, help)


def pointing_questions(reading: Reading) -> Iterator[Finding]:
    """A card's question says what it is about."""
    if not is_english(reading.deck):
        return
    for code, rich, _ in _asked(reading.deck):
        pointing = _POINTING.match(plain(rich)) if code == "C201" else None
        if pointing:
            word = pointing["word"]
            help = f"name what '{word}' is: cards come up in any order"
            yield Finding("C216", "this question does not stand alone", _place(rich, word), help)


def question_length(reading: Reading) -> Iterator[Finding]:
    """A question can be taken in at once."""
    limits = reading.deck.limits
    for code, rich, _ in _asked(reading.deck):
        of_entry = code == "S201"
        most = limits.question_words if of_entry else limits.card_question_words
        count = len(words_of(plain(rich)))
        if count > most:
            help = f"say it in {most} words"
            message = f"this question has {count} words"
            yield Finding("S202" if of_entry else "C202", message, rich.span, help)


def yes_or_no(reading: Reading) -> Iterator[Finding]:
    """A question asks for more than yes or no."""
    if not is_english(reading.deck):
        return
    for code, rich, _ in _asked(reading.deck):
        verb = _yes_or_no(plain(rich))
        if verb is None:
            continue
        help = "ask for the thing itself: start with what, why, how, which or when"
        message = "yes or no answers this"
        span = _place(rich, verb)
        yield Finding("S203" if code == "S201" else "C203", message, span, help)


def _asked(deck: Deck) -> Iterator[tuple[str, Rich, bool]]:
    """Every question, with the code of its marks, and whether it may be a mere term.

    A cloze card's cue is no question, and a page of cards need not ask any. A heading with a
    deletion has a finding of its own.
    """
    for entry in linted(deck):
        yield from _asked_in(entry)


@kept
def _asked_in(entry: Entry) -> Sequence[tuple[str, Rich, bool]]:
    is_page = entry.kind == "cards"
    asked = [] if is_page else [("S201", entry.question, False)]
    for card in live(entry):
        if not isinstance(card, Cloze) and "{{c" not in card.front.html:
            is_term = isinstance(card, Basic) and (card.reversed or card.typed)
            asked.append(("C201", card.front, is_page or is_term))
    return asked


def _yes_or_no(text: str) -> str | None:
    """The verb of a question that yes or no answers, or what says that it is such a one."""
    if not text.endswith("?"):
        return None
    guess = _GUESS.match(text)
    if guess:
        return guess[0]
    marked = _START + text
    clauses = list(_CLAUSE.finditer(marked))
    if not clauses:
        return None
    clause = clauses[-1]
    before = _CONDITION.sub("", marked[len(_START) : clause.start()])
    rest = _NO_CHOICE.sub("", marked[clause.start("verb") :])
    if _ASKED.search(before) or _REQUEST.match(rest):
        return None
    if _CHOICE.search(rest) or _ASKED_TOO.search(rest):
        return None
    return clause["verb"]


def _place(rich: Rich, word: str) -> Span:
    spans = [span for span, _ in find(rich, re.compile(rf"\b{re.escape(word)}\b"))]
    return spans[-1] if len(spans) == 1 else rich.span
