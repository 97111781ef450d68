"""Files: what lies where in the content folder, and their text."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath, PurePosixPath

from deckmill.findings import Edit, Finding, LineEnds
from deckmill.listing import HIDDEN, Stamp, listing
from deckmill.source import Source

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
_CONTROL_BYTES = bytes(byte for byte in (*range(0x20), 0x7F) if chr(byte) not in "\t\n\r")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Spaces of no width, but where Thai, Lao, Burmese and Khmer part words by them.
_NO_WIDTH = "\u200b\u2060\ufeff"
_INVISIBLE = re.compile(
    f"(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[{_NO_WIDTH}]+"
    "(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
# UTF-8 read as Windows-1252 or Latin-1: dashes and quotes, accented letters, signs.
_MISREAD_FIRST = "\u00e2\u00c3\u00c2"
_MISREAD = re.compile(
    "\u00e2(?:\u20ac|\u0080)[\u0080-\u00bf\u0153\u0161\u017e\u02c6\u02dc\u2013-\u203a\u2122]"
    "|(?:\u00c3|\u00c2)[\u0080-\u00bf]"
)
_FEW = 8
_NOT_ENTRIES = frozenset({"README.md", "CHANGELOG.md"})


@dataclass(frozen=True)
class Folder:
    """A content folder. ``texts`` stand for files that an editor has open, by their names.

    A file's name is its path from ``root``, with ``/``. Names are those of one moment.
    """

    root: Path
    texts: Mapping[str, str] = field(default_factory=dict)
    _of_deck: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def stamps(self) -> dict[str, Stamp]:
        """What tells of each file, but for hidden ones, whether it is the same; raises OSError."""
        return listing(os.fspath(self.root))

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self.texts or (self.root / name).is_file()

    def data(self, name: str) -> bytes:
        """A file's bytes; raises OSError. Those that are no entries, and so few, are read once."""
        if name in self.texts:
            return self.texts[name].encode("utf-8", "surrogatepass")
        if _is_entry(name):
            return (self.root / name).read_bytes()
        if name not in self._of_deck:
            self._of_deck[name] = (self.root / name).read_bytes()
        return self._of_deck[name]

    def named(self, endings: Collection[str]) -> frozenset[str]:
        """The names of all files with one of these endings, but for hidden ones."""
        parts = ((name, *name.rpartition(".")[1:]) for name in self.stamps)
        return frozenset(name for name, dot, end in parts if dot and end.lower() in endings)

    def entries(self) -> list[str]:
        """The names of all that should be entries, in a fixed order.

        Hidden files, editors' leftovers and the top level's README and CHANGELOG are none.
        """
        names = {*self.stamps, *(n for n in self.texts if not is_hidden(PurePosixPath(n)))}
        return sorted(filter(_is_entry, names), key=lambda name: name.split("/"))


def _is_entry(name: str) -> bool:
    return name[-3:].lower() == ".md" and name not in _NOT_ENTRIES


def is_hidden(name: PurePath) -> bool:
    """Whether a file is hidden, or an editor's leftover."""
    return any(part.startswith(HIDDEN) for part in name.parts)


def decoded(data: bytes, name: str) -> tuple[Source, list[Finding]]:
    """A file's bytes as a source called ``name``.

    A byte that is not UTF-8 and a control character are findings; both read as U+FFFD. A file in
    another encoding reads as empty: nothing in it is where it seems to be.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    wide = _wide(data)
    if wide:
        source = Source(name, "")
        message = f"this file is {wide}"
        return source, [Finding("F117", message, source.span(0), "save the file as UTF-8")]
    try:
        text = one_line_end(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, name)
    # Most files have nothing of all this, and to know it is much faster than to look for each.
    controls = list(CONTROL.finditer(text)) if _may_have_controls(data) else []
    source = Source(name, _without_controls(text) if controls else text)
    findings = list(_line_ends(data, source))
    for match in controls:
        message = f"a control character, U+{ord(match[0][0]):04X}"
        findings.append(Finding("F118", message, source.span(*match.span()), "remove it"))
    if text.isascii():
        return source, findings
    for match in _BIDI.finditer(text):
        message = f"an invisible direction mark, U+{ord(match[0][0]):04X}"
        help = "remove it, unless the text really needs it"
        findings.append(Finding("P101", message, source.span(*match.span()), help))
    for match in _INVISIBLE.finditer(text) if any(sign in text for sign in _NO_WIDTH) else ():
        message = f"an invisible character, U+{ord(match[0][0]):04X}"
        span = source.span(*match.span())
        fix = (Edit(span, ""),)
        findings.append(Finding("P107", message, span, "remove it", fix))
    is_suspect = any(sign in text for sign in _MISREAD_FIRST)
    misread = [source.span(*m.span()) for m in _MISREAD.finditer(text)] if is_suspect else []
    if misread:
        message = f"'{misread[0].text}' was one sign in UTF-8"
        if len(misread) > 1:
            message += f", as in {len(misread)} places"
        help = "write the sign that was meant, or take the text from its source again, as UTF-8"
        findings.append(Finding("P106", message, misread[0], help))
    return source, findings


def _may_have_controls(data: bytes) -> bool:
    """Whether a control character can be in UTF-8: one of a byte, or of two from 0xC2 on."""
    return b"\xc2" in data or len(data.translate(None, _CONTROL_BYTES)) < len(data)


def _line_ends(data: bytes, source: Source) -> Iterator[Finding]:
    if b"\r" in data:
        both = data.count(b"\r\n")
        ends = {"CRLF": both, "LF": data.count(b"\n") - both, "CR": data.count(b"\r") - both}
        used = " and ".join(name for name, count in ends.items() if count)
        message = f"lines end in {used}" + ("" if "LF" in used.split() else ", not in LF")
        at = source.span(0).end
        help = "save the file with LF line ends"
        yield Finding("F221", message, source.span(at, at), help, file_fix=LineEnds())


def _not_utf8(data: bytes, start: int, name: str) -> tuple[Source, list[Finding]]:
    text = one_line_end(data.decode("utf-8", errors="replace"))
    source = Source(name, _without_controls(text))
    at = len(one_line_end(data[:start].decode("utf-8")))
    message = f"the byte 0x{data[start]:02X} is not UTF-8"
    return source, [Finding("F117", message, source.span(at, at + 1), "save the file as UTF-8")]


def _wide(data: bytes) -> str | None:
    """The encoding of a file that takes several bytes a character; or what is no text at all."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16, not UTF-8"
    zeros = data.count(0)
    if zeros < max(_FEW, len(data) // 4):
        return None
    every_other = max(data[::2].count(0), data[1::2].count(0)) == zeros
    return "UTF-16, not UTF-8" if every_other else "no text"


def _without_controls(text: str) -> str:
    return CONTROL.sub(lambda match: "\ufffd" * len(match[0]), text)


def one_line_end(text: str) -> str:
    """The text with ``\\n`` at the end of every line."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
