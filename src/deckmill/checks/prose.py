"""How a text is written (family P)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, pieces
from deckmill.checks.text import find_words, is_english, masked, plain
from deckmill.findings import Finding
from deckmill.model import Entry
from deckmill.reader import Reading
from deckmill.source import Span

# "Just before" and "simply connected" say something.
_STYLE = re.compile(
    r"\b(?:obviously|simply(?!\s+(?:connected|typed)\b)"
    r"|clearly(?!\s+(?:visible|labelled|labeled|marked|separated|stated)\b)"
    r"|(?<!only\s)just(?!\s+(?:as|before|after|below|above|under|over|behind|beyond|inside|outside"
    r"|enough|short\s+of|like|in\s+time)\b|-))\b",
    re.IGNORECASE,
)
# Two capitals or more. Names with digits or small letters, such as VGG-16 and AdamW, are none.
_ACRONYM = re.compile(r"(?<![\w.@#/-])[A-Z]{2,5}(?=s?(?![\w@]))(?!-\d)")
_KNOWN = frozenset(
    "AI API AUC BERT BN CNN CPU CUDA FID FLOP GAN GB GELU GPT GPU GRU IID JSON KB KL LLM LSTM MAE"
    " MAP MB ML MLP MSE NLP PCA RAM RGB RL RMS RNN ROC SGD SVD SVM TB TPU URL VAE".split()
)
# Capitals that shorten nothing: numerals, and words that are stressed.
_NO_ACRONYM = re.compile(r"[IVXLC]+\Z|(?:AND|NOT|OR|XOR|TRUE|FALSE|OK)\Z")
_SMALL = frozenset("a an and as at by for from in into of on or the to with".split())
_LETTERS = re.compile(r"[^\W\d_]+")
_SURE = 3  # so many initials in a row are no accident


def style_words(reading: Reading) -> Iterator[Finding]:
    """No word tells a learner that what is hard for them is easy."""
    if not is_english(reading.deck):
        return
    for entry in linted(reading.deck):
        for rich in pieces(entry):
            for span, match in find_words(rich, _STYLE):
                help = "leave it out, or say why it is so"
                yield Finding("P201", f"'{match[0]}' explains nothing", span, help)


def acronyms(reading: Reading) -> Iterator[Finding]:
    """Each acronym is written out once in an entry; its first place is told."""
    if not is_english(reading.deck):
        return
    known = _KNOWN.union(reading.deck.acronyms)
    for entry in linted(reading.deck):
        text = ""
        initials: tuple[str, str] | None = None
        for acronym, span in _acronyms(entry).items():
            if acronym in known or _NO_ACRONYM.match(acronym):
                continue
            if initials is None:
                text = "\n".join(plain(rich) for rich in pieces(entry))
                initials = _initials(text)
            if not _written_out(acronym, text, initials):
                help = f"write it out once, as in: its long form ({acronym})"
                message = f"'{acronym}' is nowhere written out in this entry"
                yield Finding("P202", message, span, help)


def _acronyms(entry: Entry) -> dict[str, Span]:
    """Every acronym of an entry and its first place."""
    found: dict[str, Span] = {}
    for rich in pieces(entry):
        if _ACRONYM.search(rich.span.text):
            for match in _ACRONYM.finditer(masked(rich)):
                found.setdefault(match[0], rich.span.sub(*match.span()))
    return found


def _written_out(acronym: str, text: str, initials: tuple[str, str]) -> bool:
    """Whether the long form stands before or behind it, or anywhere as words of these initials."""
    if len(acronym) >= _SURE and any(acronym.lower() in letters for letters in initials):
        return True
    beside = rf"\w[ ]\({acronym}s?\b|\b{acronym}s?[ ]\([^\W\d_]{{3,}}"
    return re.search(beside, text) is not None


def _initials(text: str) -> tuple[str, str]:
    """The first letters of all words, and of those that acronyms use."""
    found = [word.lower() for word in _LETTERS.findall(text)]
    return (
        "".join(word[0] for word in found),
        "".join(word[0] for word in found if word not in _SMALL),
    )
