"""The tiny deck's outputs as readable golden files; the export's stands in test_export.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import deckmill
from anki_decks import written
from commands import EPOCH, TINY, run

TEMPLATES = Path(deckmill.__file__).parent / "templates"
# Fonts, and hashes that follow from them: their bytes are fontTools' and brotli's affair.
_FONT = re.compile(r"base64,[A-Za-z0-9+/=]+")
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/=]+'")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("golden")
    result = run("build", "--content", TINY, "--out", out, env={"SOURCE_DATE_EPOCH": EPOCH})
    assert result.exit_code == 0, result.output
    return out


def test_the_notes(dist: Path, golden: Callable[[str, str], None]) -> None:
    lines = []
    for id, note in written(dist / "tiny-sounds.apkg").items():
        lines += [f"# {id}", f"deck: {note.deck}", f"tags: {' '.join(note.tags)}"]
        lines += [f"guid: {note.guid}", f"cards: {note.ords}, due {note.due}"]
        lines += [f"{name}: {value}" for name, value in note.fields.items() if value]
        lines.append("")
    golden("tiny/notes.txt", "\n".join(lines))


def test_the_sheet(dist: Path, golden: Callable[[str, str], None]) -> None:
    html = (dist / "tiny-sounds.html").read_text("utf-8")
    for name in ("page.css", "sheet.css", "page.js", "sheet.js"):
        # They have files of their own to be read in: here it is enough that they are in the page.
        text = (TEMPLATES / name).read_text("utf-8").strip()
        assert text in html
        html = html.replace(text, f"/* {name} */")
    plain = _HASH.sub("'sha256-…'", _FONT.sub("base64,…", html))
    golden("tiny/sheet.html", plain)
