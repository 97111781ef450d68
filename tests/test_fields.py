"""Rich text as Anki's fields hold it, and the media they name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from anki_decks import cards, deck_of, package_of, put, rich, with_media, written
from deckmill.writers.fields import Fields, cloze_tex, clozeless, media_name, quiet


def basic(root: Path, front: str, back: str, classes: str = "") -> dict[str, str]:
    deck = deck_of(root, cards(f"### {front} {{#one {classes}}}\n{back}"))
    return written(package_of(deck, root))["page/one"].fields


# How text becomes a field


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (r"Is $a<b$ & `c<d` so?", r"<p>Is \(a&lt;b\) &amp; <code>c&lt;d</code> so?</p>"),
        (r"$$x_1$$", r"\[x_1\]"),
        ("See [the slope](#page).", "<p>See the slope.</p>"),
        (
            "See [this](https://example.org/?a=1&b=2).",
            '<p>See <a href="https://example.org/?a=1&amp;b=2">this</a>.</p>',
        ),
        ("`{{Front}}` and {{Back}}", "<p><code>{{Front}}</code> and {{Back}}</p>"),
        (r"Not maths: \\(x\\)", r"<p>Not maths: \<span></span>(x\)</p>"),
        ("Not a sound: [sound:x.mp3]", "<p>Not a sound: [<span></span>sound:x.mp3]</p>"),
        ("A `[latex]x[/latex]`", "<p>A <code>[<span></span>latex]x[/latex]</code></p>"),
        ("A `a[$]`", "<p>A <code>a[<span></span>$]</code></p>"),
    ],
)
def test_text(tmp_path: Path, markdown: str, html: str) -> None:
    assert basic(tmp_path, "Q?", markdown)["Back"] == html


def test_typed_asks_for_plain_text(tmp_path: Path) -> None:
    assert basic(tmp_path, "Q?", "**0.25** < `x`", ".typed")["Typed"] == "0.25 &lt; x"


def test_title_is_plain_text(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, cards("### Is $a<b$, `c` *here*? {#one}\nYes."))
    note = written(package_of(deck, tmp_path))["page/one"]
    assert note.fields["Title"] == "Is $a&lt;b$, c here?"
    assert note.sort == "Is $a<b$, c here?"


@pytest.mark.parametrize(
    ("tex", "safe"),
    [
        (r"\frac{1}{\sqrt{x}}", r"\frac{1}{\sqrt{x} }"),
        ("x^{a^{b^{c}}}", "x^{a^{b^{c} } }"),
        ("a::b", r"a\mathrel{:}\mathrel{:}b"),
        ("{a::}", r"{a\mathrel{:}\mathrel{:} }"),
        ("{{c1::x}}", r"{ {c1\mathrel{:}\mathrel{:}x} }"),
        ("a:b", "a:b"),
        (r"\{x\}", r"\{x\}"),
    ],
)
def test_tex_in_a_cloze(tex: str, safe: str) -> None:
    assert cloze_tex(tex) == safe


def test_code_in_a_cloze_note_is_no_cloze(tmp_path: Path) -> None:
    body = "### Cue {#one}\nA {{c2::`std::move({{1}})`}} and `{{c1::x}}`.\n"
    note = written(package_of(deck_of(tmp_path, cards(body)), tmp_path))["page/one"]
    assert note.ords == [1]
    text = note.fields["Text"]
    assert text.count("{{") == text.count("}}") == text.count("::") == 1


def test_an_address_in_a_cloze_note_is_no_hint() -> None:
    link = rich('<a href="https://example.org/A::b}}">{{c1::x}}</a>')
    assert Fields(Path()).cloze(link) == (
        '<a href="https://example.org/A&#58;:b&#125;}">{{c1::x}}</a>'
    )


def test_markup_in_a_tag_becomes_an_entity() -> None:
    assert quiet('<a title="[sound:x]">\\(</a>') == (
        '<a title="&#91;sound:x]">\\<span></span>(</a>'
    )
    assert clozeless("<b>a::b</b>") == "<b>a:<span></span>:b</b>"


# Media


def media_in(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        index = json.loads(archive.read("media"))
        assert set(archive.namelist()) == {"collection.anki2", "media", *index}
        return {name: archive.read(number) for number, name in index.items()}


def test_one_name_in_two_folders(tmp_path: Path) -> None:
    put(tmp_path, "a/plot.png", b"one")
    put(tmp_path, "b/plot.png", b"two")
    package = package_of(with_media(tmp_path, "a/plot.png", "b/plot.png"), tmp_path)
    assert sorted(media_in(package).values()) == [b"one", b"two"]


def test_only_media_in_use_and_each_once(tmp_path: Path) -> None:
    put(tmp_path, "a.png", b"one")
    put(tmp_path, "unused.png", b"two")
    package = package_of(with_media(tmp_path, "a.png", "a.png"), tmp_path)
    assert list(media_in(package).values()) == [b"one"]


def test_how_media_are_shown(tmp_path: Path) -> None:
    put(tmp_path, "my plot.png", b"one")
    put(tmp_path, "tone.mp3", b"two")
    deck = with_media(tmp_path, "my plot.png", "tone.mp3")
    back = written(package_of(deck, tmp_path))["page/a"].fields["Back"]
    assert back == (
        '<img src="my-plot-7692c3ad3540bb80.png" alt="&quot;my plot.png&quot; &#91;x]">'
        "[sound:tone-3fc4ccfe745870e2.mp3]"
    )


def test_changed_content_changes_name_and_note(tmp_path: Path) -> None:
    names = []
    for content in (b"one", b"two"):
        put(tmp_path, "a.png", content)
        package = package_of(with_media(tmp_path, "a.png"), tmp_path)
        names.append(written(package)["page/a"].fields["Back"])
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("media/Sigmoid Slope (1).PNG", "sigmoid-slope-1-"),
        ("media/Überblick.png", "uberblick-"),
        ("media/图.png", "media-"),
        (f"media/{'x' * 300}.webp", "x" * 80 + "-"),
    ],
)
def test_media_names_are_ascii_and_short(path: str, slug: str) -> None:
    name = media_name(path, b"content")
    assert name.startswith(slug)
    assert name == name.lower()
    assert len(name.encode("ascii")) <= 120
