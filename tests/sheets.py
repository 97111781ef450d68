"""Small decks for the tests of the sheet, and its HTML as something to ask questions of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import books
from deckmill.model import Deck
from deckmill.reader import read
from deckmill.writers.base import Options
from deckmill.writers.sheet import SHEET

DECK = """\
id: sample
title: Sample deck
description: Every kind of thing a sheet can hold.
language: en
license: CC-BY-4.0
authors: [A. Author]
topics:
  first: The first topic
  empty: A topic without entries
  second: The second topic
"""
REFERENCES = """\
- {id: one, type: article, title: First work, author: [{family: Ada}], issued: 1999,
   container-title: Journal, URL: "https://example.org/one"}
- {id: two, type: book, title: Second work, author: [{family: Bo}], issued: 2001}
- {id: three, type: book, title: Third work, author: [{family: Cy}], issued: 2002}
- {id: four, type: book, title: Fourth work, author: [{family: Di}], issued: 2003}
"""
NOON = 1_795_003_200  # 18 November 2026, 12:00 UTC
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


def entry(
    question: str = "Why?",
    line: str = "Because.",
    *,
    level: str = "core",
    formula: str = "",
    front: str = "",
) -> str:
    """The text of an entry without its id, which ``deck`` takes from the file's name."""
    shown = f"\n## Formula\n{formula}\n" if formula else ""
    return (
        f"---\nid: ID\nkind: open\nlevel: {level}\n{front}---\n# {question}\n\n"
        f"## Short answer\nIt is so.\n\n## Cheat sheet\n{line}\n{shown}"
    )


def deck(
    root: Path, entries: Mapping[str, str], about: str = DECK, works: str = REFERENCES
) -> Deck:
    """A deck of ``topic/id`` and text; other files may lie in ``root`` already."""
    (root / "deck.yaml").write_text(about, "utf-8")
    (root / "references.yaml").write_text(works, "utf-8")
    for name, text in entries.items():
        path = root / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("id: ID", f"id: {path.stem}"), "utf-8")
    return read(root).deck


def options(
    root: Path, *, paper: str | None = None, time: int = NOON, checked: Collection[str] = ()
) -> Options:
    return Options(root, "1.2.0", time, paper=paper, checked=frozenset(checked))


def sheet(root: Path, entries: Mapping[str, str], **about: str) -> Node:
    """The sheet of a small deck, parsed."""
    return parse(books.text(SHEET, deck(root, entries, **about), options(root)))


@dataclass
class Node:
    """An element: ``children`` are elements and pieces of text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> list[Node]:
        """Every element below with this tag and these attributes; ``class_`` is one of several."""
        wanted = attributes.pop("class_", None)
        return [
            node
            for node in self.walk()
            if (not tag or node.tag == tag)
            and (wanted is None or wanted in node.attributes.get("class", "").split())
            and all(node.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> Node:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        pieces = (c if isinstance(c, str) else c.text for c in self.children)
        return "".join(pieces)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Node:
    """The tree of a well-formed page; an end tag in the wrong place fails."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root]
    return builder.root


def every_element() -> dict[str, str]:
    """Entries that hold between them everything a sheet can show, but for pictures."""
    choice = entry("Which of *these* does $x$ need?", front="sources: [one]\n")
    choice = choice.replace("kind: open", "kind: choice").replace(
        "## Short",
        "## Options\n- [ ] the `first`\n- [x] the second, $y$\n- [ ] the third\n- [ ] none\n\n"
        "## Short",
    )
    bug = entry("What is wrong here?").replace("kind: open", "kind: bug")
    bug += "\n## Code\n```python bug\nif x:\n    return a\n```\n"
    bug += "```python fix\nif x:\n    return a / (1 - p)\n```\n"
    wide = " + ".join(f"x_{{{n}}}" for n in range(12))
    return {
        "first/words": entry(
            "Is *this* `code`, or [a link](#maths)?",
            "It is **so** at [e.org](https://e.org/), H<sub>2</sub>O, <kbd>x</kbd>; [that](#bug).",
            front="sources: [one, two, three]\nas_of: 2026-03\nshort: Words\ntags: [some]\n",
        ),
        "first/maths": entry(
            r"How big is $\sqrt{d_k}$?",
            r"Between $\hat x$ and $\bar\alpha_t$, so ($n$-wide) it is $O(n^2)$.",
            level="intermediate",
            formula=r"$$\begin{bmatrix} a & b \\ c & d \end{bmatrix}\left(\frac1{\sqrt x}\right)$$",
        ),
        "first/wide": entry(level="advanced", formula=rf"$$\boxed{{{wide}}}$$"),
        "second/choice": choice,
        "second/bug": bug,
        "second/hebrew": entry("מהי רשת עצבית עם $x$?", "שכבות של נוירונים (GPT-2) ו־$y=f(x)$."),
    }
