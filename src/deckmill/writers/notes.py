"""What each note of a deck holds: which field gets what, and which tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape

from deckmill.anki.notetypes import NoteType
from deckmill.lazy import lazy_pattern
from deckmill.model import Basic, Card, Choice, Cloze, Code, Entry, Kind, Option, Reference
from deckmill.writers.base import Setting
from deckmill.writers.citations import citation_parts, citation_url
from deckmill.writers.fields import Fields, clozeless, plain, quiet
from deckmill.writers.fixes import fences, marked
from deckmill.writers.html import code_html

KIND_LABELS: Mapping[Kind, str] = {
    "open": "open question",
    "derivation": "derivation",
    "numeric": "calculation",
    "code": "code",
    "bug": "find the bug",
    "choice": "multiple choice",
}
_CLOZE = lazy_pattern(r"\{\{c(\d+)::")


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What one note holds. Fields that are not named stay empty."""

    id: str
    type: str
    title: str
    """Plain text; the browser shows it and sorts by it."""
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    media: Mapping[str, str] = field(default_factory=dict)
    """The pictures and sounds that the fields show: their names inside Anki, and their paths."""

    def ords(self, note_type: NoteType) -> tuple[int, ...]:
        """Which of the note type's cards this note makes."""
        if note_type.cloze:
            return tuple(sorted({int(n) - 1 for n in _CLOZE.findall(self.fields["Text"])}))
        switches = enumerate(template.switch for template in note_type.templates)
        return tuple(i for i, switch in switches if self.fields.get(switch, "").strip())


def caption(setting: Setting) -> Callable[[Entry], str]:
    """Gives the HTML by which another entry's cards name an entry."""
    return partial(_caption, Fields(setting.root))


def notes(setting: Setting) -> Callable[[Entry], list[NoteContent]]:
    """Gives an entry's notes, in the order in which new cards appear.

    What they owe to others stays empty: ``Needs`` and ``Checked``; and ``Version``, which each
    release would change on every note. Raises OSError for a picture that cannot be read.
    """
    return _Notes(setting).of


def _caption(fields: Fields, entry: Entry) -> str:
    return plain(entry.short) or fields.caption(entry.question)


@dataclass(frozen=True, slots=True)
class _Common:
    """What all notes of an entry share."""

    fields: Mapping[str, str]
    tags: frozenset[str]


class _Notes:
    def __init__(self, setting: Setting) -> None:
        self._deck = setting.deck
        self._fields = Fields(setting.root)
        self._topics = {topic.id: topic.title for topic in setting.deck.topics}
        self._references: dict[str, str] = {}

    def of(self, entry: Entry) -> list[NoteContent]:
        common = self._common(entry)
        made = [self._question(entry, common)] if entry.kind != "cards" else []
        if entry.cards:
            context = _caption(self._fields, entry)
            made += (self._card(entry, card, context, common) for card in entry.cards)
        return made

    def _common(self, entry: Entry) -> _Common:
        fields = {
            "Topic": plain(self._topics.get(entry.topic, entry.topic)),
            "Level": entry.level or "",
            "Sources": self._sources(entry),
            "As Of": entry.as_of,
            "Language": escape(self._deck.language),
        }
        tags = {f"topic::{entry.topic}", f"kind::{entry.kind}", *entry.tags}
        if entry.level:
            tags.add(f"level::{entry.level}")
        return _Common(fields, frozenset("-".join(tag.split()) for tag in tags))

    def _question(self, entry: Entry, common: _Common) -> NoteContent:
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
        }
        title = entry.short or entry.question.text
        return self._content(common, entry.id, "question", title, fields, entry.retired)

    def _card(self, entry: Entry, card: Card, context: str, common: _Common) -> NoteContent:
        inline, html = self._fields.inline, self._fields.html
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
        return self._content(common, card.id, type_, title, fields, retired)

    def _content(
        self,
        common: _Common,
        full_id: str,
        type_: str,
        title: str,
        fields: Mapping[str, str],
        retired: str,
    ) -> NoteContent:
        title = " ".join(title.split())
        shown = plain(title)
        dated = f"Retired on {retired}" if retired != "now" else "Retired"
        own = {
            "Id": full_id,
            "Title": clozeless(shown) if type_ == "cloze" else shown,
            "Retired": dated if retired else "",
            # Of the characters of ids only this one has a meaning in an address.
            "Report": escape(self._deck.report_url.replace("{id}", full_id.replace("/", "%2F"))),
        }
        tags = common.tags | {"retired"} if retired else common.tags
        content = {**fields, **common.fields, **own}
        media = self._fields.take_used()
        return NoteContent(full_id, type_, title, content, tuple(sorted(tags)), media)

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
