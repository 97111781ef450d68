"""The JSON export: everything of the source, typed, for other tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from deckmill.model import (
    Basic,
    Card,
    Choice,
    Cloze,
    Code,
    Deck,
    Entry,
    Hole,
    Math,
    Media,
    Option,
    Rich,
    guid,
)
from deckmill.tex import mathml
from deckmill.writers.base import Book, MakePiece, Options, Piece, Setting, Writer

FORMAT_VERSION = "1.0"


def pieces(setting: Setting) -> MakePiece:
    """Gives an entry's line, parted where it says whether the entry is checked."""
    deck_id = setting.deck.id

    def piece(entry: Entry) -> Piece:
        before, after = _entry(deck_id, entry)
        return f"{_dump(before)[:-1]}, {_dump('checked')}: ", f", {_dump(after)[1:]}"

    return piece


def write(book: Book, path: Path, options: Options) -> None:
    """Write the export; one line an entry, so that a diff shows what changed."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        _write(book, stream, options)


def write_schema(book: Book, path: Path, options: Options) -> None:
    """Write the JSON Schema that the export names in ``$schema``."""
    path.write_text(export_schema(), encoding="utf-8", newline="\n")


def export_schema() -> str:
    """The JSON Schema (2020-12) of the export: the contract with those who read it."""
    return resources.files("deckmill").joinpath("assets/export.schema.json").read_text("utf-8")


EXPORT = Writer("json", ".json", write, pieces)
SCHEMA = Writer("json", ".schema.json", write_schema)


def _write(book: Book, stream: TextIO, options: Options) -> None:
    deck = book.deck
    head = {
        "$schema": f"{deck.id}.schema.json",
        "format": "deckmill",
        "version": FORMAT_VERSION,
        "deck": _deck(deck, options),
        "topics": [{"id": topic.id, "title": topic.title} for topic in deck.topics],
    }
    stream.write("{\n")
    for key, value in head.items():
        stream.write(f"{_dump(key)}: {_dump(value)},\n")
    lines = zip(book.outlines, book.pieces(EXPORT.name), strict=True)
    _write_list(
        stream,
        "entries",
        (
            f"{before}{_dump(outline.id in options.checked)}{after}"
            for outline, (before, after) in lines
        ),
    )
    stream.write(",\n")
    _write_list(stream, "references", (_dump(dict(ref.csl)) for ref in deck.references.values()))
    stream.write("\n}\n")


def _write_list(stream: TextIO, key: str, items: Iterator[str]) -> None:
    stream.write(f"{_dump(key)}: [")
    for i, item in enumerate(items):
        stream.write((",\n" if i else "\n") + item)
    stream.write("\n]")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _deck(deck: Deck, options: Options) -> dict[str, Any]:
    return {
        "id": deck.id,
        "title": deck.title,
        "description": deck.description,
        "language": deck.language,
        "license": deck.license,
        "authors": list(deck.authors),
        "macros": dict(deck.macros),
        "report_url": deck.report_url or None,
        "version": options.version,
    }


def _entry(deck_id: str, entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the export says of an entry before and after whether it is checked."""
    source, line = entry.span.source, entry.span.line
    before = {
        "id": entry.id,
        "guid": guid(deck_id, entry.id) if entry.kind != "cards" else None,
        "topic": entry.topic,
        "source": {"file": source.path, "line": line},
        "kind": entry.kind,
        "level": entry.level,
        "short": entry.short or None,
        "tags": list(entry.tags),
        "sources": [{"key": c.key, "locator": c.locator or None} for c in entry.sources],
        "needs": [need.id for need in entry.needs],
        "answer": entry.answer.json() if entry.answer else None,
        "tolerance": entry.tolerance.json() if entry.tolerance else None,
        "as_of": entry.as_of or None,
        "seed": list(entry.seed),
        "retired": entry.retired or None,
        "excuse": {code: excuse.reason for code, excuse in entry.excuse.items()},
        "question": _rich(entry.question),
        "short_answer": _maybe(entry.short_answer),
        "cheat_sheet": _maybe(entry.cheat_sheet),
        "options": [_option(option) for option in entry.options],
        "explanation": _maybe(entry.explanation),
        "formula": _maybe(entry.formula),
        "code": _maybe(entry.code),
        "pitfalls": _maybe(entry.pitfalls),
        "follow_ups": [
            {"question": _rich(f.question), "answer": _rich(f.answer)} for f in entry.follow_ups
        ],
        "cards": [_card(deck_id, card) for card in entry.cards],
    }
    return before, {"checks": _maybe(entry.checks)}


def _card(deck_id: str, card: Card) -> dict[str, Any]:
    common = {"id": card.id, "guid": guid(deck_id, card.id)}
    source = {"file": card.span.source.path, "line": card.span.line}
    rest: dict[str, Any] = {"retired": card.retired, "source": source}
    match card:
        case Basic():
            return {
                **common,
                "type": "basic",
                "front": _rich(card.front),
                "back": _rich(card.back),
                "reversed": card.reversed,
                "typed": card.typed,
                **rest,
            }
        case Cloze():
            text = {"front": _rich(card.cue), "text": _rich(card.text)}
            return {**common, "type": "cloze", **text, **rest}
        case Choice():
            return {
                **common,
                "type": "choice",
                "front": _rich(card.front),
                "options": [_option(option) for option in card.options],
                "back": _maybe(card.explanation),
                **rest,
            }


def _option(option: Option) -> dict[str, Any]:
    return {**_rich(option.text), "correct": option.correct}


def _maybe(rich: Rich | None) -> dict[str, str] | None:
    return None if rich is None else _rich(rich)


def _rich(rich: Rich) -> dict[str, str]:
    html = rich.fill(_hole)
    return {"markdown": rich.markdown, "html": html, "text": rich.text}


def _hole(hole: Hole) -> str:
    match hole:
        case Math():
            return mathml(hole.tex, hole.display)
        case Code(block=True):
            language = f' class="language-{escape(hole.language)}"' if hole.language else ""
            return f"<pre><code{language}>{_code(hole.text)}</code></pre>"
        case Code():
            return f"<code>{_code(hole.text)}</code>"
        case Media():
            return _media(hole)


def _code(text: str) -> str:
    """Code, in which a brace never looks like the start of a deletion."""
    return escape(text, quote=False).replace("{{", "{&#123;")


def _media(media: Media) -> str:
    path, label = escape(quote(media.path)), escape(media.label)
    if media.sound:
        return f'<audio controls src="{path}" aria-label="{label}"></audio>'
    return f'<img src="{path}" alt="{label}">'
