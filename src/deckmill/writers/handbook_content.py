"""What the handbook says: a deck as chapters of entries, each with all that its author wrote.

Cards are left out: they ask again, in small pieces, what their entry has just said. An entry that
is nothing but cards, such as a glossary, is a list of terms and what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from string import ascii_uppercase
from typing import TYPE_CHECKING

from deckmill.model import Basic, Card, Choice, Cloze, Code, Deck, Entry, Option, Reference
from deckmill.writers.base import Options
from deckmill.writers.citations import citation_short, citation_text, citation_url
from deckmill.writers.fixes import fences, marked
from deckmill.writers.handbook_boxes import code_box, formula_box
from deckmill.writers.handbook_parts import (
    Chapter,
    Choosable,
    Handbook,
    Item,
    Named,
    Pair,
    Part,
    Source,
    Tag,
    Work,
)
from deckmill.writers.html import code_html
from deckmill.writers.notes import KIND_LABELS
from deckmill.writers.prose import Prose

if TYPE_CHECKING:
    from markupsafe import Markup


def handbook_of(deck: Deck, options: Options) -> Handbook:
    """The handbook of a deck, or of a part of one; raises OSError where a picture is gone."""
    entries = [entry for entry in deck.entries if not entry.retired and _shown(entry)]
    maker = _Maker(deck, entries, options)
    by_topic: dict[str, list[Item]] = {}
    for entry in entries:
        by_topic.setdefault(entry.topic, []).append(maker.item(entry))
    shown = [topic for topic in deck.topics if topic.id in by_topic]
    return Handbook(
        chapters=tuple(
            Chapter(topic.id, place, topic.title, tuple(by_topic[topic.id]))
            for place, topic in enumerate(shown, 1)
        ),
        sources=tuple(maker.sources()),
        index=tuple(maker.index()),
    )


def _shown(entry: Entry) -> bool:
    return entry.kind != "cards" or any(not card.retired for card in entry.cards)


class _Maker:
    def __init__(self, deck: Deck, entries: Sequence[Entry], options: Options) -> None:
        self._references = deck.references
        self._checked = options.checked
        self._entries = {entry.id: entry for entry in entries}
        self._prose = Prose(options.root, self._link, formula_box, code_box)
        numbers = {entry.id: number for number, entry in enumerate(deck.sheet_entries, 1)}
        self._named = {entry.id: self._name(entry, numbers.get(entry.id)) for entry in entries}
        self._works: dict[str, int] = {}
        for entry in entries:
            for citation in entry.sources:
                self._works.setdefault(citation.key, len(self._works) + 1)

    def item(self, entry: Entry) -> Item:
        named = self._named[entry.id]
        follow_ups = [(one.question, one.answer) for one in entry.follow_ups]
        return Item(
            id=entry.id,
            number=named.number,
            level=entry.level or "",
            kind=KIND_LABELS.get(entry.kind, ""),
            question=_markup(self._prose.inline(entry.question)),
            name=named.name,
            options=tuple(self._options(entry.options)),
            bug=_markup("".join(code_html(code) for code in fences(entry, "bug"))),
            answer=entry.result,
            short_answer=_markup(self._prose.blocks(entry.short_answer)),
            line=_markup(self._prose.inline(entry.cheat_sheet) if entry.cheat_sheet else ""),
            parts=tuple(self._parts(entry)),
            follow_ups=tuple(
                Pair(_markup(self._prose.inline(asked)), _markup(self._prose.blocks(answer)))
                for asked, answer in follow_ups
            ),
            terms=tuple(
                self._term(card)
                for card in (entry.cards if entry.kind == "cards" else ())
                if not card.retired
            ),
            needs=tuple(self._named[need.id] for need in entry.needs if need.id in self._named),
            works=tuple(self._cited(entry)),
            tags=entry.tags,
            as_of=entry.as_of,
            checked=entry.id in self._checked,
            find=entry.short,
        )

    def sources(self) -> Iterator[Source]:
        used: dict[str, dict[str, Named]] = {key: {} for key in self._works}
        for entry in self._entries.values():
            for citation in entry.sources:
                used[citation.key][entry.id] = self._named[entry.id]
        for key, number in self._works.items():
            reference = self._references.get(key)
            text = citation_text(reference) if reference else key
            url = citation_url(reference) if reference else ""
            yield Source(key, number, text, url, tuple(used[key].values()))

    def index(self) -> Iterator[Tag]:
        used: dict[str, list[Named]] = {}
        for entry in self._entries.values():
            for tag in dict.fromkeys(entry.tags):
                used.setdefault(tag, []).append(self._named[entry.id])
        for tag in sorted(used, key=lambda tag: (tag.casefold(), tag)):
            yield Tag(tag, tuple(used[tag]))

    def _name(self, entry: Entry, number: int | None) -> Named:
        name = escape(entry.short) if entry.short else self._prose.name(entry.question)
        return Named(entry.id, number, _markup(name))

    def _link(self, target: str, label: str) -> str:
        return f'<a href="#{target}">{label}</a>' if target in self._entries else label

    def _options(self, options: Sequence[Option]) -> Iterator[Choosable]:
        for letter, option in zip(ascii_uppercase, options, strict=False):
            yield Choosable(letter, _markup(self._prose.inline(option.text)), option.correct)

    def _parts(self, entry: Entry) -> Iterator[Part]:
        shown: tuple[tuple[str, str], ...] = (
            ("Explanation", self._prose.blocks(entry.explanation)),
            ("Formula", self._prose.blocks(entry.formula)),
            self._code(entry),
            ("Pitfalls", self._prose.blocks(entry.pitfalls)),
        )
        for title, html in shown:
            if html.strip():
                yield Part(title, _markup(html))

    def _code(self, entry: Entry) -> tuple[str, str]:
        """The code; of a bug, which stands under the question, only what mends it."""
        bug = "".join(code.text for code in fences(entry, "bug"))

        def render(code: Code) -> str:
            if entry.kind != "bug" or not {"bug", "fix"} & set(code.info):
                return code_box(code)
            return "" if "bug" in code.info else marked(code_box(code), bug, code.text, "mark")

        title = "Fix" if fences(entry, "fix") else "Code"
        return title, self._prose.blocks(entry.code, render)

    def _term(self, card: Card) -> Pair:
        match card:
            case Basic():
                front, back = card.front, self._prose.blocks(card.back)
            case Cloze():
                front, back = card.cue, self._prose.cloze(card.text)
            case Choice():
                front, back = card.front, self._chosen(card)
        return Pair(_markup(self._prose.inline(front)), _markup(back))

    def _chosen(self, card: Choice) -> str:
        """The options of a card with the right one told: in a list of terms nobody is asked."""
        items = "".join(
            f"<li>{'<b>' if option.correct else ''}{self._prose.inline(option.text)}"
            f"{' (right)</b>' if option.correct else ''}</li>"
            for option in card.options
        )
        return f"<ul>{items}</ul>{self._prose.blocks(card.explanation)}"

    def _cited(self, entry: Entry) -> Iterator[Work]:
        for citation in entry.sources:
            name = _short(citation.key, self._references)
            yield Work(citation.key, self._works[citation.key], name, citation.locator)


def _short(key: str, references: Mapping[str, Reference]) -> str:
    return citation_short(references[key]) if key in references else key


def _markup(html: str) -> Markup:
    from markupsafe import Markup

    return Markup(html)
