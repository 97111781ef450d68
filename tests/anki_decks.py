"""Small decks for the tests of the Anki side, and what a package holds."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import books
from deckmill.model import Basic, Deck, Media, Rich
from deckmill.reader import read
from deckmill.source import Source
from deckmill.writers.apkg import APKG
from deckmill.writers.base import Options

NOWHERE = Source("x.md", "").span(0)
TIME = 1_764_000_000
HEAD = """\
id: demo
title: Demo
description: A deck for tests.
language: en
license: CC-BY-4.0
authors: [Somebody]
topics:
  first: First topic
  second: Second topic
"""
REFERENCES = """\
- id: vaswani2017
  type: article
  title: Attention is all you need
  author: [{family: Vaswani}, {literal: et al.}]
  issued: 2017
  container-title: NeurIPS
  URL: https://arxiv.org/abs/1706.03762
"""


def cards(body: str, id: str = "page", front_matter: str = "") -> str:
    """An entry of kind ``cards``; ``body`` is what stands under Cards."""
    return f"---\nid: {id}\nkind: cards\n{front_matter}---\n# A page of cards\n\n## Cards\n{body}\n"


def question(
    id: str = "slope", kind: str = "open", front_matter: str = "", body: str = "", title: str = ""
) -> str:
    """A question with what every question needs, and ``body`` after it."""
    return (
        f"---\nid: {id}\nkind: {kind}\nlevel: core\n{front_matter}---\n"
        f"# {title or 'How steep can a logistic sigmoid get?'}\n\n"
        f"## Short answer\nA quarter.\n\n## Cheat sheet\nAt most 1/4.\n\n{body}\n"
    )


def deck_of(root: Path, *entries: str, head: str = "") -> Deck:
    """The deck of these entries, written below ``root`` as files and read again."""
    (root / "first").mkdir(parents=True, exist_ok=True)
    (root / "deck.yaml").write_text(HEAD + head, "utf-8")
    (root / "references.yaml").write_text(REFERENCES, "utf-8")
    for text in entries:
        id = text.split("id: ", 1)[1].split("\n", 1)[0]
        (root / "first" / f"{id}.md").write_text(text, "utf-8")
    return read(root).deck


def package_of(
    deck: Deck,
    root: Path,
    *,
    time: int = TIME,
    times: Mapping[str, int] | None = None,
    name: str = "deck.apkg",
    version: str = "1.0.0",
) -> Path:
    """The deck's package, written beside its sources."""
    path = root / name
    books.write(APKG, deck, path, Options(root, version, time, times or {}))
    return path


def database(package: Path) -> sqlite3.Connection:
    """The collection in a package, in memory."""
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(package) as archive:
        connection.deserialize(archive.read("collection.anki2"))
    return connection


@dataclass(frozen=True)
class Written:
    """A note as it stands in a package."""

    fields: dict[str, str]
    guid: str
    tags: list[str]
    mod: int
    due: list[int]
    ords: list[int]
    deck: str
    sort: str


def written(package: Path) -> dict[str, Written]:
    """The notes of a package by their full id, in the order of the database."""
    connection = database(package)
    models, decks = connection.execute("select models, decks from col").fetchone()
    models, decks = json.loads(models), json.loads(decks)
    notes = {}
    for row in connection.execute("select id, guid, mid, mod, tags, flds, sfld from notes"):
        names = [field["name"] for field in models[str(row[2])]["flds"]]
        fields = dict(zip(names, row[5].split("\x1f"), strict=True))
        found = connection.execute("select ord, due, did from cards where nid = ?", (row[0],))
        rows = found.fetchall()
        notes[fields["Id"]] = Written(
            fields=fields,
            guid=row[1],
            tags=row[4].split(),
            mod=row[3],
            due=[due for _, due, _ in rows],
            ords=[ord_ for ord_, _, _ in rows],
            deck=decks[str(rows[0][2])]["name"],
            sort=row[6],
        )
    return notes


def rich(html: str, *holes: Media) -> Rich:
    return Rich("", html, NOWHERE, holes)


def with_media(root: Path, *paths: str) -> Deck:
    """A deck whose only card shows these files."""
    deck = deck_of(root, cards("### A? {#a}\nB."))
    holes = [Media(path, path.endswith(".mp3"), f'"{path}" [x]', NOWHERE) for path in paths]
    back = rich("".join(f"\x0e{i}\x0f" for i in range(len(holes))), *holes)
    card = deck.entries[0].cards[0]
    assert isinstance(card, Basic)
    entry = replace(deck.entries[0], cards=(replace(card, back=back),))
    return replace(deck, entries=(entry,))


def put(root: Path, path: str, content: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)
