"""How a text is written (family P)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckmill.checks.scope import linted, pieces
from deckmill.checks.structure import TO_DO
from deckmill.checks.text import find_words, is_english, masked, plain
from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import Entry
from deckmill.reader import Reading
from deckmill.source import Span

# "Just before" and "simply connected" say something.
_STYLE = lazy_pattern(
    r"\b(?:obviously|simply(?!\s+(?:connected|typed)\b)"
    r"|clearly(?!\s+(?:visible|labelled|labeled|marked|separated|stated)\b)"
    r"|(?<!only\s)just(?!\s+(?:as|before|after|below|above|under|over|behind|beyond|inside|outside"
    r"|enough|short\s+of|like|in\s+time|one|two|three)\b|-))\b",
    re.IGNORECASE,
)
_STYLE_TRACES = (b"obviously", b"simply", b"clearly", b"just")
# Two capitals or more. Names with digits or small letters, such as VGG-16 and AdamW, are none.
_ACRONYM = re.compile(r"[A-Z][A-Z](?<![\w.@#/-]..)[A-Z]{0,3}(?=s?(?![\w@]))(?!-\d)")
_KNOWN = frozenset(
    "AI API AUC BERT BN CNN CPU CSV CUDA EU FID FLOP GAN GB GELU GPT GPU GRU HTML IID JSON KB KL"
    " LLM LSTM MAE MAP MB ML MLP MSE NLP NP PCA PDF RAM RGB RL RMS RNN ROC SGD SQL SVD SVM TB TPU"
    " UK URL US VAE".split()
)
# Capitals that shorten nothing: numerals, and words that are stressed.
_NO_ACRONYM = re.compile(r"[IVXLC]+\Z|(?:AND|NOT|OR|XOR|TRUE|FALSE|OK)\Z")
_SMALL = frozenset("a an and as at by for from in into of on or the to with".split())
_LETTERS = re.compile(r"[^\W\d_]+")
_BESIDE = lazy_pattern(r"\w[ ]\(([A-Z]{2,5})s?\b|\b([A-Z]{2,5})s?[ ]\([^\W\d_]{3,}")
_SURE = 3  # so many initials in a row are no accident


def style_words(reading: Reading) -> Iterator[Finding]:
    """No word tells a learner that what is hard for them is easy."""
    if not is_english(reading.deck):
        return
    for entry in linted(reading.deck):
        for span, match in find_words(entry, _STYLE, _STYLE_TRACES):
            help = "leave it out, or say why it is so"
            yield Finding("P201", f"'{match[0]}' explains nothing", span, help)


def acronyms(reading: Reading) -> Iterator[Finding]:
    """Each acronym is written out once in an entry; its first place is told."""
    if not is_english(reading.deck):
        return
    known = _KNOWN.union(reading.deck.acronyms, TO_DO)
    for entry in linted(reading.deck):
        unknown = dict(_acronyms(entry, known))
        if not unknown:
            continue
        written_out = _WrittenOut("\n".join(plain(rich) for rich in pieces(entry)))
        for acronym, span in unknown.items():
            if acronym not in written_out:
                help = f"write it out once, as in: its long form ({acronym})"
                message = f"'{acronym}' is nowhere written out in this entry"
                yield Finding("P202", message, span, help)


def _acronyms(entry: Entry, known: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Every other acronym of an entry, from the last to the first, and its place."""
    for rich in reversed(pieces(entry)):
        # Most are known, and formulas and code have most of the others.
        if known.issuperset(_ACRONYM.findall(rich.span.text)):
            continue
        for match in reversed(list(_ACRONYM.finditer(masked(rich)))):
            if match[0] not in known and not _NO_ACRONYM.match(match[0]):
                yield match[0], rich.span.sub(*match.span())


class _WrittenOut:
    """The acronyms whose long form stands in a text, beside it or as words of these initials."""

    def __init__(self, text: str) -> None:
        self.beside = {before or behind for before, behind in _BESIDE.findall(text)}
        words = [word.lower() for word in _LETTERS.findall(text)]
        self.initials = (
            "".join(word[0] for word in words),
            "".join(word[0] for word in words if word not in _SMALL),
        )

    def __contains__(self, acronym: str) -> bool:
        if acronym in self.beside:
            return True
        sure = len(acronym) >= _SURE
        return sure and any(acronym.lower() in letters for letters in self.initials)
