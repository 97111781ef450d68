"""The PDF: made by a browser that is found, or refused in one line and nothing written."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from commands import EPOCH, TINY, files_below, run
from deckmill import project
from deckmill.errors import Refused
from deckmill.writers import WRITERS, chromium
from deckmill.writers.chromium import find_chromium, print_pdf
from paper import A4, LETTER, letters, open_pdf

pytest_plugins = ["browser"]

TINY_PDF = "--content", TINY, "--only", "pdf"


@pytest.fixture
def real_browser() -> str:
    """The program that deckmill itself finds; Playwright's own is none of those."""
    try:
        return find_chromium()
    except Refused as reason:
        if os.environ.get("DECKMILL_REQUIRE_BROWSER"):
            raise
        pytest.skip(str(reason))


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in chromium.VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(chromium, "_candidates", lambda: iter(["no-such-browser"]))


def stand_in(folder: Path, script: str) -> Path:
    """A program that is called as a browser is, and does what ``script`` says."""
    program = folder / "browser"
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{script}\n", "utf-8")
    program.chmod(0o755)
    return program


# --- with a browser -------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.usefixtures("real_browser")
def test_a_pdf_is_tagged_titled_and_dated_and_the_same_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    made = []
    for zone in ("Asia/Tokyo", "America/Lima"):
        monkeypatch.setenv("TZ", zone)
        result = run("build", *TINY_PDF, "--out", tmp_path / zone)
        assert result.exit_code == 0
        ((name, data),) = files_below(tmp_path / zone).items()
        assert name == "tiny-sounds.pdf"
        made.append(data)
    assert made[0] == made[1]
    document = open_pdf(made[0])
    assert document.get_metadata_value("Title").endswith(": cheat sheet")
    assert document.get_metadata_value("CreationDate").startswith("D:20251124160000")
    assert document.get_metadata_value("ModDate").startswith("D:20251124160000")
    assert document.is_tagged()
    assert b"/Lang (en)" in made[0]
    assert document[0].get_size() == pytest.approx(A4, abs=1)


@pytest.mark.browser
@pytest.mark.usefixtures("real_browser")
def test_its_outline_is_topics_and_short_names_its_fonts_are_its_own(
    tmp_path: Path, content: Path
) -> None:
    built = project.build(content, tmp_path, only=["pdf"], paper="letter")
    data = built.files[0].read_bytes()
    document = open_pdf(data)
    deck = built.checked.deck
    outline = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert outline[0] == (0, deck.title)
    assert len([title for level, title in outline if level == 2]) == len(deck.sheet_entries)
    names = {entry.short for entry in deck.sheet_entries if entry.short}
    assert names
    assert names <= {" ".join(title.split()) for _, title in outline}
    assert document[0].get_size() == pytest.approx(LETTER, abs=1)
    assert b"/Type3" not in data
    fonts = set(re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?(\w+)", data))
    assert fonts <= {b"SheetSans", b"SheetMath", b"SheetCode"}
    assert data.count(b"/FontFile2") >= len(fonts)


@pytest.mark.browser
@pytest.mark.usefixtures("real_browser")
def test_the_handbook_is_printed_with_everything_open(tmp_path: Path) -> None:
    built = project.build(TINY, tmp_path, only=["handbook-pdf"])
    (file,) = built.files
    assert file.name == "tiny-sounds-handbook.pdf"
    document = open_pdf(file.read_bytes())
    assert document.get_metadata_value("Title").endswith(": handbook")
    assert document[0].get_size() == pytest.approx(A4, abs=1)
    outline = {" ".join(mark.get_title().split()) for mark in document.get_toc()}
    assert {"Explanation", "Follow-ups", "Sources", "Index"} <= outline
    text = letters("".join(page.get_textpage().get_text_range() for page in document))
    for entry in built.checked.deck.entries:
        for follow_up in entry.follow_ups:
            if not follow_up.answer.holes:
                assert letters(follow_up.answer.text) in text


@pytest.mark.browser
@pytest.mark.usefixtures("real_browser")
def test_any_page_can_be_printed_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    page = tmp_path / "a page #1.html"
    page.write_text(
        "<!doctype html><title>T</title><style>@page{size:200pt 300pt}</style>"
        "<p>Here</p><img src='http://example.org/x.png' alt='gone'>",
        "utf-8",
    )
    print_pdf(page, tmp_path / "page.pdf", 0)
    document = open_pdf((tmp_path / "page.pdf").read_bytes())
    assert document[0].get_size() == pytest.approx((200, 300), abs=1)
    assert "Here" in document[0].get_textpage().get_text_range()
    assert document.get_metadata_value("CreationDate").startswith("D:19700101000000")
    assert sorted(path.name for path in tmp_path.iterdir()) == [page.name, "page.pdf"]


# --- without ---------------------------------------------------------------------------------


def test_no_usual_build_needs_a_browser() -> None:
    assert {"pdf", "handbook-pdf"} <= {w.name for w in WRITERS if not w.default}


@pytest.mark.usefixtures("no_browser")
def test_without_a_browser_nothing_is_written_and_the_cure_is_told(tmp_path: Path) -> None:
    result = run("build", "--content", TINY, "--out", tmp_path / "dist", "--only", "apkg,pdf")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "apt install chromium" in result.stderr
    assert "DECKMILL_CHROMIUM" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert run("build", "--content", TINY, "--out", tmp_path / "dist").exit_code == 0


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("variable", chromium.VARIABLES)
def test_a_browser_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "gone"))
    with pytest.raises(Refused, match=f"{variable} is '.*gone', and there is no such program"):
        find_chromium()
    monkeypatch.setenv(variable, sys.executable)
    assert find_chromium() == sys.executable


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sys.exit('cannot open display')", "printed no PDF: cannot open display"),
        ("", "printed no PDF$"),
        ("open(next(a[15:] for a in sys.argv if a.startswith('--print')), 'w')", "printed no PDF"),
        ("time.sleep(60)", "did not print within 0.2 seconds"),
    ],
)
def test_a_browser_that_fails_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    monkeypatch.setattr(chromium, "SECONDS", 0.2 if "sleep" in script else 60)
    monkeypatch.setenv("DECKMILL_CHROMIUM", str(stand_in(tmp_path, script)))
    with pytest.raises(Refused, match=said):
        project.build(TINY, tmp_path / "dist", only=["pdf"])
    assert not (tmp_path / "dist").exists()


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
def test_a_browser_gets_a_new_profile_and_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    script = (
        f"open({str(asked)!r}, 'w').write('\\n'.join(sys.argv))\n"
        "open(next(a[15:] for a in sys.argv if a.startswith('--print')), 'w').write('%PDF-1.4')"
    )
    monkeypatch.setenv("DECKMILL_CHROMIUM", str(stand_in(tmp_path, script)))
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    print_pdf(tmp_path / "x.html", tmp_path / "x.pdf", 0)
    arguments = asked.read_text("utf-8").split("\n")
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments
    assert "--no-sandbox" not in arguments
    (profile,) = [a.partition("=")[2] for a in arguments if a.startswith("--user-data-dir=")]
    assert not Path(profile).exists()
