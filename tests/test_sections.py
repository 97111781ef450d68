"""The cut of an entry into question, sections and cards, and the texts and files around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckmill.model import Basic, Choice, Cloze, Entry
from deckmill.reader import read
from deckmill.reader.front_matter import split_front_matter
from deckmill.reader.sections import SECTIONS, Body, cut
from deckmill.source import Source
from support import ENTRY, GOOD, MP3, PNG, found, write


def cut_text(text: str) -> Body:
    return cut(Source("one/text.md", text), 0)


def shape(body: Body) -> dict[str, object]:
    """Each section's text, or what stands under each of its parts."""
    return {
        name: {part.name.text: part.body.text for part in section.parts} or section.body.text
        for name, section in body.sections.items()
    }


def only_entry(tmp_path: Path, text: str, **more: str | bytes) -> Entry:
    files = {**GOOD, "one/plain.md": text, **more}
    reading = read(write(tmp_path, files))
    (entry,) = reading.deck.entries
    return entry


def test_question_sections_and_parts() -> None:
    body = cut_text(
        "# Why *so*?\n\n## Short answer\nFirst.\n\nSecond.\n\n## Follow-ups\n### A?\nOne.\n\n"
        "### B?\n\nTwo.\n## Pitfalls\n\n\n- x\n"
    )
    assert body.question is not None and body.question.text == "Why *so*?"
    assert shape(body) == {
        "Short answer": "First.\n\nSecond.",
        "Follow-ups": {"A?": "One.", "B?": "Two."},
        "Pitfalls": "- x",
    }
    assert body.findings == []


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_known(name: str) -> None:
    body = cut_text(f"# Q\n\n## {name}\n### A part\ntext\n")
    assert list(body.sections) == [name]


@pytest.mark.parametrize(
    "fence",
    [
        "```\n# a\n## Code\n```",
        "~~~\n# a\n## Code\n~~~",
        "````\n```\n## Code\n```\n````",
        "  ```\n  # a\n## Code\n  ```",
        "- item\n  ```\n  # a\n  ## Code\n  ```",
        "1. item\n\n    ~~~ py\n    ### a\n    ~~~",
        "> ```\n> # a\n> ## Code\n> ```",
        "- ```\n  ## Code\n  ```",
        "```markdown\n## Code\n### A card {#slug}\n```",
        "```\n\n\n## Code\n\n```",
    ],
)
def test_headings_in_fences_are_code(fence: str) -> None:
    body = cut_text(f"# Q\n\n## Explanation\n{fence}\n\n## Cards\n### A {{#a}}\nB\n")
    assert shape(body) == {"Explanation": fence, "Cards": {"A {#a}": "B"}}
    assert body.findings == []


@pytest.mark.parametrize("heading", ["## Code", "##  Code", "## Code ##", "##\tCode", "## Code  "])
def test_spellings_of_a_heading(heading: str) -> None:
    body = cut_text(f"# Q\n\n{heading}\nx\n")
    assert shape(body) == {"Code": "x"} and body.findings == []


@pytest.mark.parametrize("line", ["#tag", " # text", "\\# text", "####### seven", "##5"])
def test_lines_that_are_no_headings(line: str) -> None:
    body = cut_text(f"# Q\n\n## Pitfalls\na\n\n{line}\n")
    assert shape(body) == {"Pitfalls": f"a\n\n{line}"} and body.findings == []


def test_a_forgotten_fence_takes_no_section_with_it() -> None:
    body = cut_text("# Q\n\n## Code\n```python\nx\n\n## Pitfalls\n- y\n\n## Cards\n### A {#a}\nB\n")
    assert shape(body) == {"Code": "```python\nx", "Pitfalls": "- y", "Cards": {"A {#a}": "B"}}
    assert [finding.code for finding in body.findings] == ["S111"]


@pytest.mark.parametrize(
    ("text", "front", "rest"),
    [
        ("---\nid: a\n---\n# Q\n", "id: a\n", "# Q\n"),
        ("--- \nid: a\n---\t\n# Q", "id: a\n", "# Q"),
        ("---\nid: a\n---", "id: a\n", ""),
        ("---\n---\n", "", ""),
        ("---\nid: a\n----\n---\nx", "id: a\n----\n", "x"),
    ],
)
def test_front_matter_is_split_off(text: str, front: str, rest: str) -> None:
    parts = split_front_matter(Source("one/a.md", text))
    assert parts is not None
    assert (text[parts[0] : parts[1]], text[parts[2] :]) == (front, rest)


@pytest.mark.parametrize(
    "text", ["", "# Q\n", "\n---\nid: a\n---\n", "---\nid: a\n", "--- x\n---\n"]
)
def test_no_front_matter(text: str) -> None:
    assert split_front_matter(Source("one/a.md", text)) is None


def test_the_kinds_of_cards(tmp_path: Path) -> None:
    cards = (
        "### One {#one .reversed .typed}\nback\n\n"
        "### Two {#two .retired}\nis {{c1::cloze}}\n\n"
        "### Three {#three}\n- [ ] no\n- [x] *yes*\n\nBecause.\n\n"
        "### Four {x} {#four}\n- a list\n"
    )
    entry = only_entry(tmp_path, ENTRY[: ENTRY.index("### Which")] + cards)
    one, two, three, four = entry.cards
    assert isinstance(one, Basic) and one.reversed and one.typed and not one.retired
    assert one.id == "plain/one" and one.front.text == "One" and one.back.text == "back"
    assert isinstance(two, Cloze) and two.retired and two.cue.text == "Two"
    assert isinstance(three, Choice)
    options = [(option.text.html, option.correct) for option in three.options]
    assert options == [("no", False), ("<em>yes</em>", True)]
    assert three.explanation is not None and three.explanation.text == "Because."
    assert isinstance(four, Basic) and four.front.text == "Four {x}"


def test_every_field_of_an_entry(tmp_path: Path) -> None:
    front = (
        "---\nid: plain\nkind: numeric\nlevel: advanced\nshort: Sky\ntags: [air, light]\n"
        'sources:\n  - "ada1843, sec. 2"\n  - ada1843\nneeds: [other]\nanswer: 0.50\n'
        "tolerance: 1e-3\nas_of: 2026-11\nseed: [3, 4]\nretired: 2026-11-22\n---\n"
    )
    sections = "".join(f"## {name}\ntext\n" for name in SECTIONS if name not in (
        "Options", "Follow-ups", "Cards"))  # fmt: skip
    text = f"{front}# Q\n{sections}## Follow-ups\n### A?\nB.\n"
    other = ENTRY.replace("id: plain", "id: other")
    reading = read(write(tmp_path, {**GOOD, "one/plain.md": text, "one/other.md": other}))
    assert reading.findings == []
    _, entry = reading.deck.entries
    assert (entry.id, entry.topic) == ("plain", "one")
    assert (entry.kind, entry.level) == ("numeric", "advanced")
    assert (entry.short, entry.tags, entry.as_of) == ("Sky", ("air", "light"), "2026-11")
    assert [(c.key, c.locator, c.span.text) for c in entry.sources] == [
        ("ada1843", "sec. 2", "ada1843"), ("ada1843", "", "ada1843"),
    ]  # fmt: skip
    assert [need.id for need in entry.needs] == ["other"]
    assert entry.answer is not None and entry.answer.printed == "0.50" and entry.answer.value == 0.5
    assert entry.tolerance is not None and entry.tolerance.value == 0.001
    assert (entry.seed, entry.retired) == ((3, 4), "2026-11-22")
    for piece in (entry.short_answer, entry.cheat_sheet, entry.explanation, entry.formula,
                  entry.code, entry.pitfalls, entry.checks):  # fmt: skip
        assert piece is not None and piece.text == "text"
    assert [(f.question.text, f.answer.text) for f in entry.follow_ups] == [("A?", "B.")]
    assert entry.where("retired").text == "2026-11-22"
    assert entry.where("Formula").text == "Formula"


def test_yaml_keeps_what_was_written(tmp_path: Path) -> None:
    front = "level: core\nshort: no\ntags: [on, 1.10, 2026-11-22, null, ~]"
    entry = only_entry(tmp_path, ENTRY.replace("level: core", front))
    assert entry.short == "no"
    assert entry.tags == ("on", "1.10", "2026-11-22", "null", "~")


def test_entries_stand_in_the_order_of_topics_levels_and_ids(tmp_path: Path) -> None:
    files = dict(GOOD)
    del files["one/plain.md"]
    for topic, level, id in (
        ("two", "core", "a"), ("one", "advanced", "b"), ("one", "core", "d"), ("one", "core", "c"),
    ):  # fmt: skip
        text = ENTRY.replace("plain", id, 1).replace("core", level, 1)
        files[f"{topic}/{id}.md"] = text
    words = "---\nid: words\nkind: cards\n---\n# Words\n\n## Cards\n### A {#a}\nB\n"
    files["one/words.md"] = words
    reading = read(write(tmp_path, files))
    assert [entry.id for entry in reading.deck.entries] == ["c", "d", "b", "words", "a"]


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("\n", "\r\n", 5).encode() + b"\r\n\r\n",
        lambda text: text.replace("\n", " \n").replace("--- ", "---").encode(),
    ],
    ids=["CRLF", "CR", "BOM", "no final newline", "mixed", "spaces"],
)
def test_line_ends_do_not_matter(disguise: object, tmp_path: Path) -> None:
    plain = only_entry(tmp_path / "plain", ENTRY)
    assert callable(disguise)
    write(tmp_path / "other", {**GOOD, "one/plain.md": disguise(ENTRY)})
    reading = read(tmp_path / "other")
    (entry,) = reading.deck.entries
    assert {finding.code for finding in reading.findings} <= {"F221"}  # the line ends themselves
    assert [rich.html for rich in entry.rich()] == [rich.html for rich in plain.rich()]
    assert [card.id for card in entry.cards] == [card.id for card in plain.cards]


def test_positions_count_characters_of_the_text_as_read(tmp_path: Path) -> None:
    text = ENTRY.replace("Violet.", "日本 👍 $\\foo$").replace("\n", "\r\n")
    root = write(tmp_path, {**GOOD, "one/plain.md": b"\xef\xbb\xbf" + text.encode()})
    (finding,) = found(root)
    assert finding.span.source.position(finding.span.start) == (16, 7)


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no symbolic links")
def test_a_link_out_of_the_content_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    shown = ENTRY.replace("Violet.", "![a](media/a.png)")
    root = write(tmp_path / "content", {**GOOD, "one/plain.md": shown, "media/b.png": PNG})
    (root / "media/a.png").symlink_to(tmp_path / "secret.png")
    assert [finding.code for finding in found(root)] == ["L105"]
    (root / "media/a.png").unlink()
    (root / "media/a.png").symlink_to("b.png")
    assert found(root) == []


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.png", PNG), ("a.jpg", b"\xff\xd8\xff\xe0"), ("a.jpeg", b"\xff\xd8\xff\xe1"),
        ("a.gif", b"GIF89a"), ("a.webp", b"RIFF0000WEBP"), ("a.avif", b"0000ftypavif"),
        ("a.svg", b"<svg/>"), ("a.mp3", MP3), ("a.ogg", b"OggS"), ("a.opus", b"OggS"),
        ("a.wav", b"RIFF0000WAVE"), ("a.m4a", b"0000ftypM4A "), ("a.flac", b"fLaC"),
    ],
)  # fmt: skip
def test_every_known_format(name: str, start: bytes, tmp_path: Path) -> None:
    picture = name.rpartition(".")[2] in ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg")
    text = ENTRY.replace("Violet.", f"{'!' if picture else ''}[a]({name})")
    root = write(tmp_path, {**GOOD, "one/plain.md": text, name: start + bytes(16)})
    assert found(root) == []
    (media,) = read(root).deck.entries[0].cards[0].back.media  # type: ignore[union-attr]
    assert (media.path, media.sound, media.label) == (name, not picture, "a")
    write(tmp_path, {name: b"something else entirely"})
    assert [finding.code for finding in found(root)] == ["L107"]
