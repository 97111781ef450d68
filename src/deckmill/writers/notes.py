"""What each note of a deck holds: which field gets what, and which tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from deckmill.anki.notetypes import NoteType
from deckmill.model import Basic, Card, Choice, Cloze, Code, Deck, Entry, Kind, Option, Reference
from deckmill.writers.citations import citation_parts, citation_url
from deckmill.writers.fields import Fields, clozeless, plain, quiet
from deckmill.writers.fixes import fences, marked
from deckmill.writers.html import code_html

QUESTIONS, CARDS = "Questions", "Cards"
KIND_LABELS: Mapping[Kind, str] = {
    "open": "open question",
    "derivation": "derivation",
    "numeric": "calculation",
    "code": "code",
    "bug": "find the bug",
    "choice": "multiple choice",
}
_CLOZE = re.compile(r"\{\{c(\d+)::")


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What one note holds. Fields that are not named stay empty."""

    id: str
    type: str
    subdeck: str
    title: str
    """Plain text; the browser shows it and sorts by it."""
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    media: tuple[str, ...] = ()
    """The names, inside Anki, of the pictures and sounds that the fields show."""

    def ords(self, note_type: NoteType) -> list[int]:
        """Which of the note type's cards this note makes."""
        if note_type.cloze:
            return sorted({int(n) - 1 for n in _CLOZE.findall(self.fields["Text"])})
        templates = enumerate(note_type.templates)
        return [i for i, template in templates if self.fields.get(template.switch, "").strip()]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a deck, and the files behind the names of their media."""

    contents: tuple[NoteContent, ...]
    media: Mapping[str, Path]

    @staticmethod
    def of(deck: Deck, root: Path, checked: Collection[str] = ()) -> Notes:
        """The notes of a whole deck, whose media lie below ``root``.

        ``checked`` are the ids of entries whose facts were proven. Raises OSError.
        """
        fields = Fields(root)
        return Notes(tuple(contents(deck, fields, checked)), fields.media)

    def part(self, deck: Deck) -> Notes:
        """Those of a part of the deck, as they are in the whole."""
        ids = {entry.id for entry in deck.entries}
        notes = tuple(n for n in self.contents if n.id.partition("/")[0] in ids)
        used = {name for note in notes for name in note.media}
        return Notes(notes, {name: file for name, file in self.media.items() if name in used})


def contents(deck: Deck, fields: Fields, checked: Collection[str] = ()) -> Iterator[NoteContent]:
    """Every note of the deck, in the order in which new cards appear.

    The field ``Version`` stays empty: each release would change it on every note.
    """
    notes = _Contents(deck, fields, checked)
    for entry in deck.entries:
        if entry.kind != "cards":
            yield notes.question(entry)
        for card in entry.cards:
            yield notes.card(entry, card)


class _Contents:
    def __init__(self, deck: Deck, fields: Fields, checked: Collection[str]) -> None:
        self._deck = deck
        self._checked = checked
        self._fields = fields
        self._topics = {topic.id: topic.title for topic in deck.topics}
        self._references: dict[str, str] = {}
        self._entries = {entry.id: entry for entry in deck.entries}

    def question(self, entry: Entry) -> NoteContent:
        html = self._fields.html
        fields = {
            "Question": self._fields.inline(entry.question),
            "Options": self._options(entry.options),
            "Front Code": html(entry.code, _only_bug) if entry.kind == "bug" else "",
            "Short Answer": html(entry.short_answer),
            "Answer Options": self._options(entry.options, marked=True),
            "Answer": plain(entry.result),
            "Formula": html(entry.formula),
            "Explanation": html(entry.explanation),
            "Code": html(entry.code, _fix_of(entry) if entry.kind == "bug" else code_html),
            "Pitfalls": html(entry.pitfalls),
            "Follow-ups": "".join(
                f"<details><summary><span>{self._fields.inline(follow_up.question)}</span></summary>"
                f"{html(follow_up.answer)}</details>"
                for follow_up in entry.follow_ups
            ),
            "Cheat Sheet": html(entry.cheat_sheet),
            "Kind": KIND_LABELS.get(entry.kind, ""),
            "Needs": self._needs(entry),
        }
        title = entry.short or entry.question.text
        return self._content(entry, entry.id, "question", title, fields, entry.retired)

    def card(self, entry: Entry, card: Card) -> NoteContent:
        inline, html = self._fields.inline, self._fields.html
        context = plain(entry.short) or self._fields.caption(entry.question)
        match card:
            case Basic():
                type_, title = "basic", card.front.text
                fields = {
                    "Front": inline(card.front),
                    "Back": html(card.back),
                    "Reversed": "yes" if card.reversed else "",
                    "Typed": plain(card.back.text) if card.typed else "",
                }
            case Cloze():
                type_, title = "cloze", card.cue.text
                context = clozeless(context)
                fields = {"Cue": clozeless(inline(card.cue)), "Text": self._fields.cloze(card.text)}
            case Choice():
                type_, title = "choice", card.front.text
                fields = {
                    "Front": inline(card.front),
                    "Options": self._options(card.options),
                    "Answer Options": self._options(card.options, marked=True),
                    "Explanation": html(card.explanation),
                }
        fields["Context"] = context
        retired = entry.retired or ("now" if card.retired else "")
        return self._content(entry, card.id, type_, title, fields, retired)

    def _content(
        self,
        entry: Entry,
        full_id: str,
        type_: str,
        title: str,
        fields: dict[str, str],
        retired: str,
    ) -> NoteContent:
        title = " ".join(title.split())
        dated = f"Retired on {retired}" if retired != "now" else "Retired"
        report = self._deck.report_url.replace("{id}", quote(full_id, safe=""))
        shown = plain(title)
        common = {
            "Id": full_id,
            "Title": clozeless(shown) if type_ == "cloze" else shown,
            "Topic": plain(self._topics.get(entry.topic, entry.topic)),
            "Level": entry.level or "",
            "Sources": self._sources(entry),
            "As Of": entry.as_of,
            "Checked": "by code" if entry.id in self._checked else "",
            "Retired": dated if retired else "",
            "Report": escape(report),
            "Language": escape(self._deck.language),
        }
        tags = [f"topic::{entry.topic}", f"kind::{entry.kind}", *entry.tags]
        tags += [f"level::{entry.level}"] if entry.level else []
        tags += ["retired"] if retired else []
        subdeck = QUESTIONS if type_ == "question" else CARDS
        neat = tuple(sorted({"-".join(tag.split()) for tag in tags}))
        media = self._fields.take_used()
        return NoteContent(full_id, type_, subdeck, title, {**fields, **common}, neat, media)

    def _options(self, options: tuple[Option, ...], marked: bool = False) -> str:
        """The options as a list that the style sheet letters; the right one has a tick."""
        if not options:
            return ""
        items = []
        for option in options:
            text = self._fields.inline(option.text)
            if marked and option.correct:
                tick = '<span class="tick" role="img" aria-label="right">✓</span>'
                items.append(f'<li class="right">{text}{tick}</li>')
            else:
                items.append(f"<li>{text}</li>")
        classes = "options marked" if marked else "options"
        return f'<ol class="{classes}" type="A">{"".join(items)}</ol>'

    def _sources(self, entry: Entry) -> str:
        items = []
        for citation in entry.sources:
            reference = self._deck.references.get(citation.key)
            if reference is None:
                continue
            html = self._references.get(citation.key)
            if html is None:
                html = self._references[citation.key] = _reference(reference)
            place = _text(f", {citation.locator}") if citation.locator else ""
            items.append(f"<li>{html}{place}</li>")
        return f'<ul class="references">{"".join(items)}</ul>' if items else ""

    def _needs(self, entry: Entry) -> str:
        known = [self._entries[need.id] for need in entry.needs if need.id in self._entries]
        names = [plain(e.short) if e.short else self._fields.caption(e.question) for e in known]
        return f"<ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>" if names else ""


def _reference(reference: Reference) -> str:
    before, title, after = citation_parts(reference)
    url = citation_url(reference)
    name = f'<a href="{escape(url)}">{plain(title)}</a>' if url else plain(title)
    return f"{_text(before)}{name}{_text(after)}"


def _only_bug(code: Code) -> str:
    """Of a bug entry's code what stands on the front."""
    return code_html(code) if not code.block or "bug" in code.info else ""


def _fix_of(entry: Entry) -> Callable[[Code], str]:
    """How the back shows a bug entry's code: without the bug, the fix's new lines marked."""
    bug = "".join(fence.text for fence in fences(entry, "bug"))

    def render(code: Code) -> str:
        if "bug" in code.info:
            return ""
        if "fix" not in code.info:
            return code_html(code)
        return f'<p class="label">Fix</p>{marked(code_html(code), bug, code.text, "span")}'

    return render


def _text(text: str) -> str:
    return quiet(escape(text, quote=False))
