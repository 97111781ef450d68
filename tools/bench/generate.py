"""Writes a deck of any size, in deckmill's format, the same for the same seed.

    python tools/bench/generate.py NOTES FOLDER [--seed 1]

An entry is as those of the real deck are: some 1.4 kB a note, its question and 4.5 cards, checks
and all; formulas in half of the notes, code in 15 %, tables in 5 %. A larger deck starts with the
entries of a smaller one.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from random import Random

from entries import TOPICS, cards_of, entry, work_key, works_known
from prose import Prose
from words import name

SEED = 1
_DECK = """\
# Generated for the benchmark: its words say nothing.
id: generated-{notes}
title: Generated, {notes:,} notes
description: Made-up entries to measure with.
language: en
license: CC0-1.0
authors: [The deckmill authors]
topics:
{topics}
rules:
  F220: off    # works are cited by chance, and some by nobody
"""
_WORK = """\
- id: {key}
  type: {type}
  title: "{title}"
  author:
    - family: "{first}"
    - family: "{second}"
    - literal: "et al."
  issued: {year}
  container-title: "{container}"
  URL: https://example.org/{key}
"""


def generate(notes: int, folder: Path, seed: int = SEED) -> None:
    """Write a content folder with so many notes; the folder must be new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    topics = "\n".join(f"  {topic.lower()}: {topic} and its kin" for topic in TOPICS)
    _write(folder / "deck.yaml", _DECK.format(notes=notes, topics=topics))
    for topic in TOPICS:
        (folder / topic.lower()).mkdir(exist_ok=True)
    counts = cards_of(notes, seed)
    for number, cards in enumerate(counts):
        path, text = entry(number, cards, seed)
        _write(folder / path, text)
    works = (_work(number, seed) for number in range(works_known(len(counts))))
    _write(folder / "references.yaml", "references:\n" + "".join(works))


def edit(folder: Path, turn: int) -> Path:
    """Change a word in one entry's short answer, and say in which; each turn changes another."""
    files = sorted(folder.glob("*/*.md"))
    file = files[turn * 7919 % len(files)]
    text = file.read_text("utf-8")
    changed = re.sub(r"(## Short answer\n(?:.*? )?)the ", rf"\g<1>{name(turn)} ", text, count=1)
    if changed == text:
        changed = text.replace("## Short answer\n", f"## Short answer\n{name(turn)}: ", 1)
    _write(file, changed)
    return file


def _work(number: int, seed: int) -> str:
    random = Random(f"{seed} work {number}")
    fill = Prose(random, "", lambda: "", lambda: "").fill
    people = [name(random.randrange(10_000)).capitalize() for _ in range(2)]
    return _WORK.format(
        key=work_key(number),
        type=random.choice(("article-journal", "paper-conference", "article", "book")),
        title=fill("{A} {ns} for {a} {ns}: {p}"),
        first=people[0],
        second=people[1],
        year=1990 + number % 35,
        container=fill("{A} {A} {ns}").title(),
    )


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a deck to measure with.")
    parser.add_argument("notes", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    generate(given.notes, given.folder, given.seed)
