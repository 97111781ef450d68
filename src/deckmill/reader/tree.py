"""The tree of a fragment's blocks, and its HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

# Marks a hole that is a block: a fence, or a display formula that has its lines to itself.
BLOCK = "\x10"

ReadInline: TypeAlias = Callable[[str], str]
"""Makes HTML of inline text."""


@dataclass(slots=True, eq=False)
class Block:
    """An element of the tree: it holds inline text as written, or other blocks."""

    tag: str
    text: str = ""
    inside: list[Block] = field(default_factory=list)
    attributes: str = ""
    marker: str = ""
    """Of a list: what its items start with."""
    loose: bool = False
    """Of a list: whether blank lines part its items, so that their texts are paragraphs."""

    def add(self, tag: str, text: str = "") -> Block:
        block = Block(tag, text)
        self.inside.append(block)
        return block

    def html(self, inline: ReadInline) -> str:
        """The block as HTML with a line end behind it; ``inline`` reads what its texts hold."""
        if self.tag == "hr":
            return "<hr>\n"
        tight = self.tag in ("ul", "ol") and not self.loose
        pieces = [item._tight(inline) if tight else item.html(inline) for item in self.inside]
        content = "\n" + "".join(pieces) if pieces else inline(self.text)
        return f"<{self.tag}{self.attributes}>{content}</{self.tag}>\n"

    def _tight(self, inline: ReadInline) -> str:
        """An item of a list without blank lines: its texts stand in no paragraphs."""
        blocks: list[Block] = []
        texts = [""]  # before the first block, and behind each
        for block in self.inside:
            if block.tag == "p" and not block.text.startswith(BLOCK):
                texts[-1] += block.text
            else:
                blocks.append(block)
                texts.append("")
        first, *behind = texts
        pieces = [inline(first) if first or not blocks else "\n"]
        for block, text in zip(blocks, behind, strict=True):
            html, shown = block.html(inline), inline(text)
            starts_with_text = shown.partition("<")[0].strip()
            pieces += [html[:-1], shown] if starts_with_text else [html, shown.lstrip()]
        return f"<{self.tag}>{''.join(pieces)}</{self.tag}>\n"
