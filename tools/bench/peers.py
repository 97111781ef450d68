"""Other programs that make Anki packages of Markdown, measured on the same cards.

Each is installed from its registry into an environment of its own, which needs a network. They
write packages alone, without sheet and export, and check little; so we are measured with all that
we do, and with the package alone.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from generate import generate
from measure import Failed, Run, run
from naive import cut
from pages import table
from scenarios import DECKMILL, HERE, environment
from table import cpu, show, wall

LIMIT = 600
"""Seconds that a run may take."""
_MANY = 5_000
"""From so many notes on each is run once."""
_SHOWN = ("Short answer", "Options", "Explanation", "Formula", "Code", "Pitfalls", "Follow-ups")


@dataclass(frozen=True, slots=True)
class Note:
    """A note as every peer knows it: Markdown on either side."""

    topic: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Peer:
    """A program, how it wants its input, and how it is called."""

    name: str
    requirements: tuple[str, ...]
    write: Callable[[Sequence[Note]], str]
    """The text of one file."""
    command: Callable[[Path, Path, Path], list[str]]
    """From the folder of its programs, that of the input and that of the output."""
    remark: str
    python: tuple[int, int] = (3, 11)
    """The oldest Python that runs it."""


def _ankdown(notes: Sequence[Note]) -> str:
    return "\n---\n".join(f"{_tex(note.front)}\n\n%\n\n{_tex(note.back)}\n" for note in notes)


def _markdown_anki_decks(notes: Sequence[Note]) -> str:
    cards = "".join(f"\n## {note.front}\n\n{note.back}\n" for note in notes)
    return f"# {notes[0].topic}\n{cards}"


def _ankcompiler(notes: Sequence[Note]) -> str:
    cards = "".join(
        f"\n---\n\n{note.front}\n:::\n{note.back}\n\n---\n"
        f"[^uid]: {sha256(note.front.encode()).hexdigest()[:10]}\n"
        for note in notes
    )
    return f"---\ndeck: Generated::{notes[0].topic}\n---\n{cards}"


def _tex(text: str) -> str:
    text = re.sub(r"\$\$(.+?)\$\$", r"\\[\1\\]", text, flags=re.S)
    return re.sub(r"\$([^$\n]+)\$", r"\\(\1\\)", text)


PEERS = (
    Peer(
        "ankdown",
        ("ankdown",),
        _ankdown,
        lambda programs, content, out: [
            str(programs / "ankdown"), "-r", str(content), "-p", str(out / "all.apkg"),
            "--highlight",
        ],
        "Markdown by a parser in C, of another dialect and without tables; nothing is checked",
    ),
    Peer(
        "markdown-anki-decks",
        ("markdown-anki-decks", "click<8.1"),  # it names no version, and newer ones break it
        _markdown_anki_decks,
        lambda programs, content, out: [
            str(programs / "mdankideck"), str(content), str(out),
        ],
        "Markdown once a file instead of once a field; it takes TeX for text and damages some",
    ),
    Peer(
        "md2anki",
        ("md2anki",),
        _markdown_anki_decks,
        lambda programs, content, out: [
            str(programs / "md2anki"), *map(str, sorted(content.glob("*.md"))),
            "-o-anki", str(out / "all.apkg"),
        ],
        "its code needs Python 3.12, though it names 3.9",
        python=(3, 12),
    ),
    Peer(
        "ankcompiler",
        ("ankcompiler",),
        _ankcompiler,
        lambda programs, content, out: [
            str(programs / "ankc"), "build", "--all", "--path", str(content), "--output", str(out),
        ],
        "it checks the form of its files",
    ),
)  # fmt: skip


def compare(scratch: Path, sizes: Sequence[int], say: Callable[[str], None]) -> str:
    """A table of all programs and sizes, with what each cannot do."""
    lines: list[tuple[str, ...]] = []
    remarks: list[str] = []
    installed = dict(_installed(scratch / "peers", remarks, say))
    for size in sizes:
        home = scratch / str(size)
        content = home / "content"
        generate(size, content)
        written = list(notes_of(content))
        commands = {**_ours(home), **_theirs(home, installed, written)}
        found: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(3 if size < _MANY else 1):
            for name, (command, out) in commands.items():
                say(f"{size:,} notes: {name}")
                if name in found:
                    shutil.rmtree(out, ignore_errors=True)
                    out.mkdir(parents=True)
                    try:
                        found[name].append(
                            run(command, environment(home / "cache"), LIMIT, cwd=out)
                        )
                        _count(name, out, size)
                    except Failed as problem:
                        remarks.append(f"{name}, {size:,} notes: {problem}")
                        installed.pop(name, None)
                        del found[name]
        lines += _lines(size, found)
    remarks += [f"{peer.name}: {peer.remark}" for peer in PEERS if peer.name in installed]
    head = ("cards", "program", "wall s", "CPU s", "peak MiB", "of our wall time", "of our CPU")
    return "\n".join((table([head, *lines]), "", *(f"- {remark}" for remark in remarks)))


def notes_of(content: Path) -> Iterator[Note]:
    """The notes of a generated deck: of a question all that it shows, of a card its two sides."""
    for file in sorted(content.glob("*/*.md")):
        topic = file.parent.name
        _, _, body = file.read_text("utf-8").split("---\n", 2)
        question, *rest = re.split(r"^## ", body, flags=re.M)
        sections = {name: text for name, _, text in (part.partition("\n") for part in rest)}
        shown = (f"**{name}**\n\n{_plain(sections[name])}" for name in _SHOWN if name in sections)
        yield Note(topic, question.strip().removeprefix("# "), "\n\n".join(shown))
        for heading, back in cut(sections["Cards"]):
            yield Note(topic, heading.partition(" {#")[0], _plain(back))


def _plain(text: str) -> str:
    """Without what is deckmill's own: deletions, task lists, words behind a fence's language."""
    text = re.sub(r"\{\{c\d+::(.*?)\}\}(?!\})", r"\1", text)
    text = re.sub(r"^- \[([ x])\] ", lambda m: "- ✓ " if m[1] == "x" else "- ", text, flags=re.M)
    text = re.sub(r"^### (.*)$", r"**\1**\n", text, flags=re.M)
    return re.sub(r"^```python \w+$", "```python", text, flags=re.M).strip()


def _installed(
    folder: Path, remarks: list[str], say: Callable[[str], None]
) -> Iterator[tuple[str, tuple[Peer, Path]]]:
    for peer in PEERS:
        python = _python(peer.python)
        if python is None:
            version = ".".join(map(str, peer.python))
            remarks.append(f"{peer.name}: needs Python {version}, which is not here")
            continue
        say(f"installing {peer.name}")
        home = folder / peer.name
        programs = home / "bin"
        try:
            _quietly([python, "-m", "venv", str(home)])
            _quietly([str(programs / "pip"), "install", "-q", *peer.requirements])
        except subprocess.CalledProcessError as problem:
            last = (problem.stderr or "").strip().splitlines()[-1:]
            remarks.append(f"{peer.name}: does not install: {''.join(last)[:200]}")
        else:
            yield peer.name, (peer, programs)


def _python(oldest: tuple[int, int]) -> str | None:
    if sys.version_info[:2] >= oldest:
        return sys.executable
    names = (f"python3.{minor}" for minor in range(20, oldest[1] - 1, -1))
    found = filter(None, map(shutil.which, names))
    # A version manager's stand-in is found, too, and does nothing but say that it has no such.
    works = (
        python
        for python in found
        if not subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL)
    )
    return next(works, None)


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _ours(home: Path) -> Mapping[str, tuple[list[str], Path]]:
    content = str(home / "content")
    build = [*DECKMILL, "build", "-q", "--no-cache", "--content", content, "--out"]
    out = {name: home / "out" / name for name in ("all", "apkg", "naive")}
    return {
        OURS: ([*build, str(out["all"])], out["all"]),
        "deckmill, the package alone": (
            [*build, str(out["apkg"]), "--only", "apkg"],
            out["apkg"],
        ),
        "naive": (
            [sys.executable, str(HERE / "naive.py"), content, str(out["naive"])],
            out["naive"],
        ),
    }


OURS = "deckmill, all outputs"


def _theirs(
    home: Path, installed: Mapping[str, tuple[Peer, Path]], written: Sequence[Note]
) -> Mapping[str, tuple[list[str], Path]]:
    commands = {}
    for name, (peer, programs) in installed.items():
        content, out = home / name, home / "out" / name
        content.mkdir()
        for topic, notes in groupby(written, key=lambda note: note.topic):
            (content / f"{topic}.md").write_text(peer.write(list(notes)), encoding="utf-8")
        commands[name] = (peer.command(programs, content, out), out)
    return commands


def _count(name: str, out: Path, wanted: int) -> None:
    """Raises Failed unless the packages in a folder hold so many notes."""
    made = 0
    with tempfile.TemporaryDirectory() as folder:
        for package in out.glob("*.apkg"):
            with zipfile.ZipFile(package) as archive:
                database = sqlite3.connect(archive.extract("collection.anki2", folder))
            made += database.execute("select count(*) from notes").fetchone()[0]
            database.close()
    if made != wanted:
        raise Failed(f"{name} made {made:,} notes of {wanted:,}")


def _lines(size: int, found: Mapping[str, list[Run]]) -> Iterator[tuple[str, ...]]:
    ours = found.get(OURS)
    for name, runs in sorted(found.items(), key=lambda item: wall(item[1])):
        ratios = [show(by(runs) / by(ours)) if ours else "–" for by in (wall, cpu)]
        peak = show(max(run.peak for run in runs))
        yield f"{size:,}", name, show(wall(runs)), show(cpu(runs)), peak, *ratios
