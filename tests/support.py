"""What the reader's tests share: small decks on disk, fragments, and cases in Markdown files."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from deckmill.checks import run
from deckmill.findings import Finding, in_order
from deckmill.model import Code, Hole, Math, Media, Rich
from deckmill.reader import read
from deckmill.reader.markdown import Renderer
from deckmill.reports import full
from deckmill.source import Source, Span
from deckmill.tex import Macros

CASES = Path(__file__).parent / "cases"

# The tests are about what is broken; how well a card is learned is another matter.
DECK = """\
id: tiny
title: Tiny deck
topics:
  one: The first topic
  two: The second topic
rules: {C2: off, F2: off, K2: off, L2: off, M2: off, P2: off, S2: off}
"""
REFERENCES = """\
- id: ada1843
  type: article
  title: Notes
"""
ENTRY = """\
---
id: plain
kind: open
level: core
---
# Why is the sky blue?

## Short answer
Air scatters short waves more.

## Cheat sheet
Scattering grows with frequency.

## Cards
### Which light is scattered most? {#most}
Violet.
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
MP3 = b"ID3" + bytes(8)

GOOD: dict[str, str | bytes] = {
    "deck.yaml": DECK,
    "references.yaml": REFERENCES,
    "one/plain.md": ENTRY,
}


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, named relative to ``root``; line ends and bytes stay as given."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def found(root: Path) -> list[Finding]:
    """What reading and checking a content folder finds, in order."""
    return in_order(run(read(root)))


def whole(text: str) -> Span:
    """A span over a text that is a source of its own."""
    return Source("one/text.md", text).span(0, len(text))


def any_media(path: str, span: Span, sound: bool) -> tuple[str, list[Finding]]:
    """A media finder for fragments without a content folder: every file is there."""
    return path, []


def rendered(text: str, macros: Mapping[str, str] | None = None) -> tuple[Rich, list[Finding]]:
    """A fragment's rich text as blocks, and its findings."""
    return Renderer(Macros(macros or {}), any_media).blocks(whole(text))


def readable(rich: Rich) -> str:
    """The HTML with each hole shown as ``⟦…⟧``, as its author wrote it."""
    return rich.fill(_shown)


def _shown(hole: Hole) -> str:
    match hole:
        case Math():
            mark = "$$" if hole.display else "$"
            return f"⟦{mark}{hole.tex}{mark}⟧"
        case Code(block=False):
            return f"⟦`{hole.text}`⟧"
        case Code():
            info = " ".join([hole.language, *hole.info])
            return f"⟦```{info}\n{hole.text}\n```⟧"
        case Media():
            return f'⟦{"sound" if hole.sound else "image"} {hole.path} "{hole.label}"⟧'


@dataclass(frozen=True, slots=True)
class Case:
    """A case of ``cases/*.md``: a ``##`` title and fences, the last one being what is expected."""

    title: str
    fences: tuple[re.Match[str], ...]

    def text(self, number: int) -> str:
        return self.fences[number]["text"]

    @property
    def expected(self) -> str:
        return self.text(-1)


_PIECE = re.compile(
    r"^## (?P<title>.+)"
    r"|^(?P<mark>~{4,}|`{4,})[ ]*(?P<info>.*)\n(?P<text>(?:.*\n)*?)(?P=mark)$",
    re.M,
)


def read_cases(name: str) -> list[Case]:
    """The cases of a file; their fences are of four or more tildes or backticks."""
    cases: list[tuple[str, list[re.Match[str]]]] = []
    for piece in _PIECE.finditer((CASES / name).read_text("utf-8")):
        if piece["title"]:
            cases.append((piece["title"], []))
        else:
            cases[-1][1].append(piece)
    return [Case(title, tuple(fences)) for title, fences in cases]


def hold(file: str, case: Case, findings: list[Finding], *, regen: bool) -> None:
    """Hold the report of a case to what its file has, or write it there anew."""
    shown = click.unstyle(full.render(findings))
    if regen:
        rewrite_case(file, case.title, shown)
    else:
        assert shown == case.expected


def rewrite_case(name: str, title: str, expected: str) -> None:
    """Put ``expected`` into the last fence of a case."""
    path = CASES / name
    (case,) = [case for case in read_cases(name) if case.title == title]
    start, end = case.fences[-1].span("text")
    text = path.read_text("utf-8")
    path.write_text(text[:start] + expected + text[end:], "utf-8", newline="\n")


SIGNS = str.maketrans(
    {"→": "\t", "␠": " ", "⍽": "\u00a0", "⌁": "\u200b", "⊡": "\ufeff"}
    | {"␇": "\a", "␍": "\r", "⇄": "\u202e"}
)


def patched(case: Case, good: Mapping[str, str | bytes] = GOOD) -> dict[str, str | bytes]:
    """A good deck with the changes of a case; a fence's info says which file, and how."""
    files = dict(good)
    for fence in case.fences[:-1]:
        name, how = re.fullmatch(r"(.*?)(?: (gone|bytes|changed))?", fence["info"]).groups()
        text = fence["text"].translate(SIGNS)
        if how == "gone":
            del files[name]
        elif how == "bytes":
            files[name] = ast.literal_eval(text)
        elif how == "changed":
            files[name] = changed(str(files[name]), text)
        else:
            files[name] = text
    return files


def changed(text: str, diff: str) -> str:
    """The text with each run of ``- old`` lines replaced by the ``+ new`` lines behind it."""
    for piece in re.finditer(r"((?:^-.*\n)+)((?:^\+.*\n)*)", diff, re.M):
        old, new = (re.sub(r"^[-+] ?", "", part, flags=re.M) for part in piece.groups())
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text
