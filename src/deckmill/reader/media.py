"""Pictures and sounds: where they lie and whether they are what they say."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.reader.markdown import PICTURES, SOUNDS, FindMedia
from deckmill.source import Span
from deckmill.spelling import nearest

LARGE = 5 * 1000**2
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>|<!--.*?(?:-->|\Z)|<!DOCTYPE svg.*?>|\s)*"
    rb"(?:<svg\b|\Z)",
    re.S,
)
TOO_LARGE = 100 * 1000**2

# First bytes of each format, from its specification, as (offset, bytes); what starts at the same
# offset are alternatives.
_MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    "webp": ((0, b"RIFF"), (8, b"WEBP")),
    "avif": ((4, b"ftypavif"), (4, b"ftypavis"), (4, b"ftypmif1")),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
    "ogg": ((0, b"OggS"),),
    "opus": ((0, b"OggS"),),
    "wav": ((0, b"RIFF"), (8, b"WAVE")),
    "m4a": ((4, b"ftyp"),),
    "flac": ((0, b"fLaC"),),
}


# What a path starts with that counts from an entry's folder, or from a disk.
_INTO = lazy_pattern(r"^(?:[A-Za-z]:)?(?:\.{0,2}/)+(?:content/)?")


def finder(root: Path) -> FindMedia:
    """Looks paths up under ``root``, each once."""
    return partial(_find, root.resolve(), {})


def _find(
    root: Path,
    known: dict[str, tuple[str, str, str | None] | None],
    path: str,
    span: Span,
    sound: bool,
) -> tuple[str, list[Finding]]:
    findings = []
    ending = path.rpartition(".")[2].lower() if "." in path else ""
    outside = path.startswith("/") or "\\" in path or ".." in path.split("/") or path[1:2] == ":"
    if outside:
        help = "give the path inside the content folder, such as media/curve.svg"
        fix: tuple[Edit, ...] = ()
        inside = _INTO.sub("", path.replace("\\", "/"))
        if ".." not in inside.split("/") and _is_file(root / inside):
            help = f"write {inside}"
            fix = (Edit(span, inside),) if span.text == path else ()
        message = f"'{path}' leads out of the content folder"
        return path, [Finding("L105", message, span, help, fix)]
    if not sound and ending in SOUNDS:
        help = "leave out the ! before the bracket: a sound is a link"
        return path, [Finding("L106", "this is a sound, not a picture", span, help)]
    if ending not in (SOUNDS if sound else PICTURES):
        help = f"use {', '.join(sorted(SOUNDS if sound else PICTURES))}"
        return path, [Finding("L106", f"'{path}' is no picture that Anki knows", span, help)]
    if path not in known:
        known[path] = _look(root, path, ending)
    problem = known[path]
    if problem is not None:
        code, message, help_ = problem
        findings.append(Finding(code, message, span, help_))
    return path, findings


def _look(root: Path, path: str, ending: str) -> tuple[str, str, str | None] | None:
    """What is wrong with a file, as code, message and cure."""
    file = root / path
    try:
        resolved = file.resolve()
        if not resolved.is_relative_to(root):
            message = f"'{path}' is a link that leads out of the content folder"
            return "L105", message, "copy the file"
        if not file.is_file():
            return "L103", f"there is no file '{path}'", _nearest(root, path)
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(1024)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return "L103", f"'{path}' cannot be read: {reason}", None
    if size == 0:
        return "L108", f"'{path}' is empty", "save it again, or leave it out"
    if not _fits(head, ending):
        return "L107", f"'{path}' is no {ending} file", "give it the ending of its format"
    if size > TOO_LARGE:
        return "L111", f"'{path}' has {size / 1000**2:.0f} MB", "Anki takes at most 100 MB a file"
    if size > LARGE:
        return "L110", f"'{path}' has {size / 1000**2:.1f} MB", "make it smaller than 5 MB"
    return None


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def _fits(head: bytes, ending: str) -> bool:
    if ending == "svg":
        return _SVG.match(head) is not None
    magics = _MAGIC[ending]
    return all(
        any(head.startswith(magic, at) for at, magic in magics if at == offset)
        for offset in {at for at, _ in magics}
    )


def _nearest(root: Path, path: str) -> str:
    folder = (root / path).parent
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    near = nearest(Path(path).name, names)
    if near:
        return f"did you mean '{(Path(path).parent / near).as_posix()}'?"
    return "paths start at the content folder, such as media/curve.svg"
