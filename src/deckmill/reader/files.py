"""Files: what lies where in the content folder, and their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from deckmill.findings import Finding
from deckmill.source import Source

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NOT_ENTRIES = frozenset({"README.md", "CHANGELOG.md"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder. ``texts`` stand for files that an editor has open, by their names.

    A file's name is its path from ``root``, with ``/``.
    """

    root: Path
    texts: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self.texts or (self.root / name).is_file()

    def data(self, name: str) -> bytes:
        """A file's bytes; raises OSError."""
        if name in self.texts:
            return self.texts[name].encode("utf-8", "surrogatepass")
        return (self.root / name).read_bytes()

    def entries(self) -> list[str]:
        """The names of all that should be entries, in a fixed order."""
        names = {path.relative_to(self.root).as_posix() for path in entry_files(self.root)}
        names |= {name for name in self.texts if _is_entry(PurePosixPath(name))}
        return sorted(names, key=lambda name: name.split("/"))


def entry_files(root: Path) -> Iterator[Path]:
    """Every Markdown file under ``root`` that should be an entry, in a fixed order.

    Hidden files, editors' leftovers and the top level's README and CHANGELOG are none.
    """
    for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).parts):
        if _is_entry(path.relative_to(root)) and path.is_file():
            yield path


def _is_entry(name: PurePath) -> bool:
    if any(part.startswith((".", "#", "~$")) for part in name.parts):
        return False
    if name.suffix.lower() != ".md":
        return False
    return len(name.parts) > 1 or name.name not in _NOT_ENTRIES


def decoded(data: bytes, name: str) -> tuple[Source, list[Finding]]:
    """A file's bytes as a source called ``name``.

    A byte that is not UTF-8 and a control character are findings; both read as U+FFFD. A file in
    another encoding reads as empty: nothing in it is where it seems to be.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = _one_line_end(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, name)
    source = Source(name, text)
    findings = []
    for match in CONTROL.finditer(text):
        message = f"a control character, U+{ord(match[0][0]):04X}"
        findings.append(Finding("F118", message, source.span(*match.span()), "remove it"))
    for match in _BIDI.finditer(text):
        message = f"an invisible direction mark, U+{ord(match[0][0]):04X}"
        help = "remove it, unless the text really needs it"
        findings.append(Finding("P101", message, source.span(*match.span()), help))
    return Source(name, _without_controls(text)), findings


def _not_utf8(data: bytes, start: int, name: str) -> tuple[Source, list[Finding]]:
    help = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source = Source(name, "")
        return source, [Finding("F117", "this file is UTF-16, not UTF-8", source.span(0), help)]
    text = _one_line_end(data.decode("utf-8", errors="replace"))
    source = Source(name, _without_controls(text))
    at = len(_one_line_end(data[:start].decode("utf-8")))
    message = f"the byte 0x{data[start]:02X} is not UTF-8"
    return source, [Finding("F117", message, source.span(at, at + 1), help)]


def _without_controls(text: str) -> str:
    return CONTROL.sub(lambda match: "\ufffd" * len(match[0]), text)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
