"""A deck as typed, frozen values: what the reader makes and every writer takes.

Rich text is kept once, as HTML with *holes*: formulas, code, pictures and sounds are lifted out
before Markdown runs, and each output fills them its own way (Anki gets ``\\(…\\)``, the sheet and
the export MathML).
"""

from __future__ import annotations

import hashlib
import html as _html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from deckmill.limits import Limits
from deckmill.source import Span

Kind = Literal["open", "derivation", "numeric", "code", "bug", "choice", "cards"]
Level = Literal["core", "intermediate", "advanced"]
KINDS: tuple[Kind, ...] = ("open", "derivation", "numeric", "code", "bug", "choice", "cards")
LEVELS: tuple[Level, ...] = ("core", "intermediate", "advanced")

# Control characters are errors in a source, so these two can never come from an author.
HOLE_OPEN, HOLE_CLOSE = "\x0e", "\x0f"
HOLE = re.compile(f"{HOLE_OPEN}(\\d+){HOLE_CLOSE}")
TAG = re.compile(r"<[^>]*>")
_ENTRY_LINK = re.compile(r'<a href="#([^"]+)"[^>]*>(.*?)</a>', re.S)
_BLOCK_EDGE = re.compile(r"</?(?:p|li|tr|blockquote|ul|ol|table|thead|tbody|hr)\b[^>]*>|<br>")


@dataclass(frozen=True, slots=True)
class Math:
    """A formula: ``tex`` has every macro expanded, ``span`` covers the TeX as written."""

    tex: str
    display: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code (``block`` false) or a fence; ``info`` is what follows the language."""

    text: str
    block: bool
    span: Span
    language: str = ""
    info: tuple[str, ...] = ()

    @property
    def is_python(self) -> bool:
        """Whether it is Python, which ``prove`` runs."""
        return self.language in ("python", "py")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a sound inside the content folder; ``label`` is its alternative text."""

    path: str
    sound: bool
    label: str
    span: Span


Hole: TypeAlias = Math | Code | Media


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: ``target`` is an address, or ``#id`` for an entry of this deck."""

    target: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rich:
    """A piece of rich text.

    ``html`` is well-formed HTML; a hole in it, ``HOLE``, names an index into ``holes``.
    """

    markdown: str
    html: str
    span: Span
    holes: tuple[Hole, ...] = ()
    links: tuple[Link, ...] = ()
    _text: str | None = field(default=None, init=False, repr=False, compare=False)

    def fill(self, render: Callable[[Hole], str]) -> str:
        """The HTML with every hole filled by ``render``."""
        return HOLE.sub(lambda m: render(self.holes[int(m[1])]), self.html)

    @property
    def math(self) -> tuple[Math, ...]:
        return tuple(h for h in self.holes if isinstance(h, Math))

    @property
    def code(self) -> tuple[Code, ...]:
        return tuple(h for h in self.holes if isinstance(h, Code))

    @property
    def media(self) -> tuple[Media, ...]:
        return tuple(h for h in self.holes if isinstance(h, Media))

    @property
    def blank(self) -> bool:
        """Whether there is nothing to see: Anki makes no card of a blank front."""
        return not self.text.strip() and not any(isinstance(h, Media) for h in self.holes)

    @property
    def text(self) -> str:
        """Plain text: no tags, formulas as TeX between dollars, code as it is."""
        if self._text is None:
            # It is asked for again and again, of a value that never changes.
            object.__setattr__(self, "_text", self._plain_text())
        return self._text or ""

    def _plain_text(self) -> str:
        text = self.html.replace("\n", " ")
        if "<" in text:
            text = TAG.sub("", _BLOCK_EDGE.sub("\n", text))
        text = _html.unescape(text) if "&" in text else text
        if self.holes:
            text = HOLE.sub(lambda m: _plain(self.holes[int(m[1])]), text)
        lines = [line.strip(" \t") for line in text.split("\n")]
        return "\n".join(filter(None, lines)).strip()


def _plain(hole: Hole) -> str:
    match hole:
        case Math(display=True):
            return f"\n$${hole.tex}$$\n"
        case Math():
            return f"${hole.tex}$"
        case Code(block=True):
            return f"\n{hole.text}\n"
        case Code():
            return hole.text
        case Media():
            return hole.label


def text_of(html: str) -> str:
    """The text in a piece of HTML: what stands between tags, entities read."""
    return _html.unescape(TAG.sub("", html))


def replace_entry_links(html: str, render: Callable[[str, str], str]) -> str:
    """Replace each link to an entry by ``render(id, inner HTML)``."""
    return _ENTRY_LINK.sub(lambda m: render(m[1], m[2]), html)


@dataclass(frozen=True, slots=True)
class Option:
    text: Rich
    correct: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    question: Rich
    answer: Rich


@dataclass(frozen=True, slots=True)
class Basic:
    """A question and its answer; ``reversed`` adds the way back, ``typed`` asks for typing."""

    id: str
    front: Rich
    back: Rich
    span: Span
    reversed: bool = False
    typed: bool = False
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Cloze:
    """A text with deletions, ``{{c1::…}}``; ``cue`` is the heading shown above it."""

    id: str
    cue: Rich
    text: Rich
    span: Span
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with options, exactly one right; ``explanation`` follows the options."""

    id: str
    front: Rich
    options: tuple[Option, ...]
    explanation: Rich | None
    span: Span
    retired: bool = False


Card: TypeAlias = Basic | Cloze | Choice


@dataclass(frozen=True, slots=True)
class Citation:
    """A key of the bibliography and where in the work to look."""

    key: str
    locator: str
    span: Span


@dataclass(frozen=True, slots=True)
class Need:
    """An entry to learn first."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a file may break a rule; ``span`` is that of the rule's code."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What a deck makes of a rule: error, warning, note or off."""

    level: str
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it was printed."""

    value: float
    printed: str

    def json(self) -> int | float:
        try:
            return int(self.printed)
        except ValueError:
            return self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, what is worth knowing about it, and its cards (kind ``cards``: only those)."""

    id: str
    topic: str
    kind: Kind
    level: Level | None
    span: Span
    question: Rich
    short: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    needs: tuple[Need, ...] = ()
    answer: Number | None = None
    tolerance: Number | None = None
    as_of: str = ""
    seed: tuple[int, ...] = ()
    retired: str = ""
    excuse: Mapping[str, Excuse] = field(default_factory=dict)
    short_answer: Rich | None = None
    cheat_sheet: Rich | None = None
    options: tuple[Option, ...] = ()
    explanation: Rich | None = None
    formula: Rich | None = None
    code: Rich | None = None
    pitfalls: Rich | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    cards: tuple[Card, ...] = ()
    checks: Rich | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Where each front-matter key's value and each section's heading stands."""
    unread: frozenset[str] = frozenset()
    """The keys and sections of which not all could be read: a finding says why."""

    @property
    def result(self) -> str:
        """What a calculation gives, as printed: ``0.250 ± 0.01``; empty for every other kind."""
        if self.answer is None:
            return ""
        tolerance = self.tolerance
        around = f" ± {tolerance.printed}" if tolerance is not None and tolerance.value else ""
        return self.answer.printed + around

    @property
    def on_sheet(self) -> bool:
        return self.kind != "cards" and not self.retired

    def where(self, key: str) -> Span:
        """The span of a front-matter key or section; the question's where there is none."""
        return self.spans.get(key, self.span)

    def rich(self) -> list[Rich]:
        """Every piece of rich text that a reader of this entry can see, in reading order."""
        pieces: list[Rich | None] = [self.question, self.short_answer, self.cheat_sheet]
        pieces += [option.text for option in self.options]
        pieces += [self.explanation, self.formula, self.code, self.pitfalls]
        for follow_up in self.follow_ups:
            pieces += [follow_up.question, follow_up.answer]
        for card in self.cards:
            pieces += card_rich(card)
        return [piece for piece in pieces if piece is not None]


def card_rich(card: Card) -> list[Rich]:
    """Every piece of rich text of a card."""
    match card:
        case Basic():
            return [card.front, card.back]
        case Cloze():
            return [card.cue, card.text]
        case Choice():
            rest = [] if card.explanation is None else [card.explanation]
            return [card.front, *(option.text for option in card.options), *rest]


@dataclass(frozen=True, slots=True)
class Reference:
    """A work of the bibliography; ``csl`` is its CSL-JSON item, ``spans`` where each value is."""

    id: str
    csl: Mapping[str, Any]
    span: Span
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole deck. Entries stand in the order of topics, then of level, then of id."""

    id: str
    title: str
    span: Span
    description: str = ""
    language: str = "en"
    license: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    macros: Mapping[str, str] = field(default_factory=dict)
    report_url: str = ""
    rules: Mapping[str, Setting] = field(default_factory=dict)
    """By a rule's code, or by what several codes start with."""
    limits: Limits = field(default_factory=Limits)
    acronyms: tuple[str, ...] = ()
    """Those that readers of the deck know."""
    references: Mapping[str, Reference] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def sheet_entries(self) -> list[Entry]:
        """What the sheet shows, in its order: an entry's number is its place in this list."""
        return [entry for entry in self.entries if entry.on_sheet]


# The alphabet in which Anki writes its own GUIDs (anki/utils: base91).
_BASE91 = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_`{|}~"
)


@lru_cache(256)
def guid(deck_id: str, full_id: str) -> str:
    """The GUID of a note: 64 bits of a hash of deck and full id, written as Anki writes its own."""
    digest = hashlib.sha256(f"{deck_id}\n{full_id}".encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    letters = ""
    while number:
        number, rest = divmod(number, len(_BASE91))
        letters = _BASE91[rest] + letters
    return letters or _BASE91[0]
