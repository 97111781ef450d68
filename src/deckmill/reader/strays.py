"""Files beside the entries that look like content, and that nothing reads."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from deckmill.findings import Finding
from deckmill.reader.files import is_hidden
from deckmill.source import Source

_TEXT = frozenset(".txt .text .markdown .mdown .mkd .mdx .rst .org .tex .docx .odt .rtf".split())
_FOR_REFERENCES = frozenset(
    ("references.yml", "reference.yaml", "references.json", "references.bib", "bibliography.yaml",
     "bibliography.bib", "refs.yaml", "refs.bib")
)  # fmt: skip


def strays(root: Path, topics: Collection[str]) -> Iterator[Finding]:
    """A text in a topic's folder that is no entry, and a bibliography under another name."""
    if not (root / "references.yaml").exists():
        for name in _FOR_REFERENCES.intersection(_names(root)):
            how = "rename it to" if name.endswith((".yml", ".yaml")) else "turn it into CSL, as"
            yield _stray(name, f"{how} references.yaml")
    for topic in sorted(topics):
        for name in _names(root / topic):
            path = PurePosixPath(topic, name)
            if path.suffix.lower() in _TEXT and not is_hidden(path):
                yield _stray(str(path), f"rename it to {path.stem}.md, or move it elsewhere")


def _stray(path: str, help: str) -> Finding:
    return Finding("F124", "nothing reads this file", Source(path, "").span(0), help)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []  # a topic without entries has no folder
