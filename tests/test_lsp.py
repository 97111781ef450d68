"""The language server, seen by a real client: what it says while somebody writes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument

from commands import run
from deckmill.findings import Edit, Finding
from deckmill.lsp.diagnostics import FIX_ALL, actions
from deckmill.lsp.open_deck import OpenDeck, View
from deckmill.lsp.places import What, place
from deckmill.lsp.positions import Positions
from deckmill.lsp.session import Session
from deckmill.rules import RULES
from deckmill.source import Source
from lsp_editor import CURSOR, Editor, applied, utf16
from support import DECK, ENTRY, GOOD, write

SECOND = """\
---
id: second
kind: open
level: advanced
tags: [optics]
---
# Why is the sunset red?

## Short answer
The blue is gone by then.

## Cheat sheet
A long way through air leaves the red.
"""
WORKS = """\
- id: ada1843
  type: article
  title: Notes
  author: [{family: Lovelace, given: Ada}]
  issued: 1843
- id: bob1900
  type: book
  title: Light
"""
MACROS = DECK + "macros:\n  \\R: \\mathbb{R}\n"
FILES = {**GOOD, "deck.yaml": MACROS, "references.yaml": WORKS, "two/second.md": SECOND}


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor()
    yield editor
    assert editor.logged == []
    assert editor.close() == 0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A deck of two entries, in which there is nothing to mend."""
    return write(tmp_path / "content", FILES)


@pytest.fixture
def entry(root: Path) -> Path:
    return root / "one" / "plain.md"


def with_key(line: str) -> str:
    return ENTRY.replace("level: core\n", f"level: core\n{line}\n")


def with_answer(text: str) -> str:
    return ENTRY.replace("Violet.", text)


# Diagnostics


def test_a_fault_stands_where_it_is(editor: Editor, entry: Path) -> None:
    line = "👩‍🔬 sees 𝒙 in $\\foo$."
    editor.open(entry, with_answer(line))
    (found,) = editor.diagnostics(entry)
    number = with_answer(line).split("\n").index(line)
    start = utf16(line[: line.index("\\foo")])
    assert found.range == types.Range(
        types.Position(number, start), types.Position(number, start + len("\\foo"))
    )
    assert (found.code, found.source) == ("M101", "deckmill")
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.message.startswith("unknown command")
    assert "\nhelp: " in found.message


@pytest.mark.parametrize(
    ("encoding", "length"),
    [
        (types.PositionEncodingKind.Utf8, len("😀é".encode())),
        (types.PositionEncodingKind.Utf16, 3),
        (types.PositionEncodingKind.Utf32, 2),
    ],
)
def test_columns_are_in_the_units_that_the_editor_wants(
    encoding: types.PositionEncodingKind, length: int, entry: Path
) -> None:
    editor = Editor(encoding)
    assert editor.capabilities.position_encoding == encoding
    editor.open(entry, with_answer("😀é$\\foo$"))
    (found,) = editor.diagnostics(entry)
    assert found.range.start.character == length + 1
    assert editor.close() == 0


def test_what_is_mended_goes(editor: Editor, entry: Path) -> None:
    editor.open(entry, with_key("levle: core"))
    editor.codes(entry, "F104")
    editor.change(entry, ENTRY)
    editor.codes(entry)


@pytest.mark.parametrize(
    ("setting", "severity"),
    [("warning", types.DiagnosticSeverity.Warning), ("note", types.DiagnosticSeverity.Information)],
)
def test_severities(
    setting: str, severity: types.DiagnosticSeverity, editor: Editor, root: Path, entry: Path
) -> None:
    write(root, {"deck.yaml": MACROS.replace("rules: {", f"rules: {{P101: {setting}, ")})
    editor.open(entry, with_answer("Vio\u202elet."))
    (found,) = editor.diagnostics(entry, bool)
    assert (found.code, found.severity) == ("P101", severity)


def test_the_text_of_one_file_bears_on_another(editor: Editor, root: Path, entry: Path) -> None:
    deck, works = root / "deck.yaml", root / "references.yaml"
    editor.open(entry, with_key("sources: [eve1999]").replace("Violet.", "In $\\C$."))
    editor.codes(entry, "F109", "M101")
    editor.open(deck, MACROS + "  \\C: \\mathbb{C}\n")
    editor.codes(entry, "F109")
    editor.open(works, WORKS.replace("bob1900", "eve1999"))
    editor.codes(entry)


def test_faults_of_files_that_are_not_open(editor: Editor, root: Path, entry: Path) -> None:
    second = write(root, {"two/second.md": SECOND.replace("advanced", "advancd")}) / "two/second.md"
    editor.open(entry)
    editor.codes(second, "F103")
    write(root, {"two/second.md": SECOND})
    editor.touched(second)
    editor.codes(second)


def test_a_closed_file_is_what_the_disk_has(editor: Editor, entry: Path) -> None:
    editor.open(entry, with_answer(""))
    editor.codes(entry, "C104")
    editor.leave(entry)
    editor.codes(entry)


def test_a_file_that_is_not_saved_yet(editor: Editor, root: Path, entry: Path) -> None:
    editor.open(entry, with_key("needs: [third]"))
    editor.codes(entry, "F110")
    third = root / "two" / "third.md"
    editor.open(third, SECOND.replace("second", "third"))
    editor.codes(entry)


def test_line_ends_of_another_system(editor: Editor, entry: Path) -> None:
    text = with_answer("Violet. $\\foo$")
    editor.open(entry, text.replace("\n", "\r\n"))
    found = [found for found in editor.diagnostics(entry) if found.code == "M101"]
    assert [(f.range.start.line, f.range.start.character) for f in found] == [(15, 9)]


def test_what_was_released_is_compared_when_a_file_is_saved(
    editor: Editor, root: Path, entry: Path
) -> None:
    released = run("release", "1.0.0", "--no-prove", "--content", root, "--out", root.parent / "d")
    assert released.exit_code == 0, released.stderr
    without_card = ENTRY.partition("## Cards")[0]
    editor.open(entry)
    editor.codes(entry)
    editor.save(entry, without_card)
    lock = root / "deck.lock"
    assert {str(d.code)[0] for d in editor.diagnostics(lock, bool)} == {"R"}
    editor.save(entry, ENTRY)
    editor.codes(lock)


def test_two_decks_at_once(editor: Editor, root: Path, entry: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", GOOD) / "one" / "plain.md"
    editor.open(entry, with_key("needs: [second]"))
    editor.open(other, with_key("needs: [second]"))
    editor.codes(entry)
    editor.codes(other, "F110")


def test_files_are_watched(editor: Editor) -> None:
    (registration,) = editor.registrations()
    assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES


def test_a_text_that_is_being_written_breaks_nothing(editor: Editor, root: Path) -> None:
    path = root / "one" / "plain.md"
    text = with_key("sources: [ada1843]\nexcuse: {L112: why}\nneeds:\n  - second")
    text = text.replace("Violet.", "- [x] $\\R$ `a` {{c1::b}} [c](#second)\n```python\nx\n```\n")
    for end in range(0, len(text), 7):
        editor.completion(path, f"{text[:end]}{CURSOR}")
        editor.hover(path, f"{text[:end]}{CURSOR}")
    deck = root / "deck.yaml"
    for end in range(0, len(MACROS), 7):
        editor.completion(deck, f"{MACROS[:end]}{CURSOR}")
        editor.diagnostics(deck)
    assert editor.logged == []


class NoEditor:
    """An editor with nothing open, which notes what it is told."""

    positions = Positions(PositionCodec())

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.told: dict[str, int] = {}

    def open_below(self, root: Path) -> dict[str, TextDocument]:
        return {}

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri] = len(params.diagnostics)

    def log_error(self, what: str, error: Exception) -> None:
        self.errors.append(f"{what}: {error}")


def test_what_goes_wrong_is_logged_and_the_next_check_is_made(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, {"one/plain.md": with_key("levle: core")})
    view, faults = OpenDeck.view, [OSError("no disk"), ValueError("a bug")]

    def faulty(deck: OpenDeck, texts: Mapping[str, str], *, whole: bool) -> View:
        if faults:
            raise faults.pop(0)
        return view(deck, texts, whole=whole)

    monkeypatch.setattr(OpenDeck, "view", faulty)
    editor = NoEditor()

    async def three_checks() -> list[bool]:
        session = Session(editor, root)
        known = []
        for _ in range(3):
            session.changed(whole=False)
            known.append(await session.fresh() is not None)
        return known

    assert asyncio.run(three_checks()) == [False, False, True]
    assert editor.errors == [f"cannot check {root}: no disk", f"cannot check {root}: a bug"]
    assert editor.told == {(root / "one" / "plain.md").as_uri(): 1}


# Completion


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (with_key("kind: n¦").replace("kind: open\n", ""), ["open", "derivation", "numeric"]),
        (ENTRY.replace("level: core", "level: ¦"), ["core", "intermediate", "advanced"]),
        (with_key("sources: [¦]"), ["ada1843", "bob1900"]),
        (with_key("sources: [ada1843, b¦]"), ["ada1843", "bob1900"]),
        (with_key("sources:\n  - ada1843, sec. 2\n  - ¦"), ["ada1843", "bob1900"]),
        (with_key("sources: ['¦']"), ["ada1843", "bob1900"]),
        (with_key("sources:\n  - ada1843, ¦"), []),
        (with_key("sources: ['ada1843, ¦']"), []),
        (with_key("needs: [¦]"), ["second"]),
        (with_key("needs:\n- sec¦"), ["second"]),
        (with_key("tags: [¦]"), ["optics"]),
        (with_key("short: ¦"), []),
        (with_key("level: core # ¦"), []),
        (with_answer("See [this](#¦) there."), ["second"]),
        (with_answer("See [this](#sec¦"), ["second"]),
        (with_answer("In $\\¦$."), ["\\R"]),
        (with_answer("In $x¦$."), []),
        (with_answer("```python\n# \\¦\n```"), []),
        (ENTRY.replace("{#most}", "{¦}"), ["#light-scattered-most", ".reversed", ".typed"]),
        (ENTRY.replace("{#most}", "{#most .typed ¦"), [".reversed", ".retired"]),
        (ENTRY + "\n## ¦", ["Options", "Explanation", "Formula", "Code"]),
    ],
)
def test_names_in_an_entry(text: str, labels: list[str], editor: Editor, entry: Path) -> None:
    found = [item.label for item in editor.completion(entry, text)]
    assert found[: len(labels)] == labels
    assert labels or not found


def test_keys_that_are_not_there_yet(editor: Editor, entry: Path) -> None:
    labels = [item.label for item in editor.completion(entry, with_key("¦"))]
    assert "sources" in labels
    assert not {"id", "kind", "level"} & set(labels)


@pytest.mark.parametrize(
    ("written", "label", "completed"),
    [
        ("s¦", "sources", "sources: "),
        ("s¦: []", "sources", "sources: []"),
        ("needs: [se¦]", "second", "needs: [second]"),
        ("sources: ['a¦da, p. 2']", "ada1843", "sources: ['ada1843, p. 2']"),
        ("excuse: {L1¦: why}", "L112", "excuse: {L112: why}"),
        ("excuse:\n  ¦", "L112", "excuse:\n  L112"),
    ],
)
def test_a_completion_replaces_the_word(
    written: str, label: str, completed: str, editor: Editor, entry: Path
) -> None:
    assert editor.completed(entry, with_key(written), label) == with_key(completed)


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("¦", {"id", "title", "topics"}),
        ("rules:\n  ¦", {"L112", "S120"}),
        ("rules:\n  L112: ¦", {"error", "warning", "note", "off"}),
        ("rules: {L112: o¦}", {"error", "warning", "note", "off"}),
        ("limits:\n  c¦", {"cards_max"}),
        ("title: ¦", set()),
    ],
)
def test_names_in_deck_yaml(text: str, some: set[str], editor: Editor, root: Path) -> None:
    found = {item.label for item in editor.completion(root / "deck.yaml", text)}
    assert some <= found
    assert some or not found


def test_a_source_is_shown_with_its_work(editor: Editor, entry: Path) -> None:
    first, _ = editor.completion(entry, with_key("sources: [¦]"))
    assert first.detail == "Lovelace. Notes. 1843"


# Hover


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_key("sources: [ad¦a1843]"), "Lovelace. Notes. 1843"),
        (with_key("sources:\n- ada1843¦, sec. 2"), "Lovelace. Notes. 1843"),
        (with_key("needs: [¦second]"), "**Why is the sunset red?**"),
        (with_answer("See [this](#se¦cond)."), "**Why is the sunset red?**"),
        (with_key("excuse: {L1¦12: why}"), RULES["L112"].why),
        (with_answer("In $\\R¦$."), r"`\mathbb{R}`"),
        (ENTRY.replace("level", "lev¦el"), "core, intermediate or advanced"),
        (with_answer("In $\\fo¦o$."), RULES["M101"].why),
        (with_key("sources: [¦nobody]"), RULES["F109"].title),
    ],
)
def test_what_is_known_of_a_word(text: str, said: str, editor: Editor, entry: Path) -> None:
    editor.write(entry, text.replace(CURSOR, ""))
    editor.diagnostics(entry)
    assert said in editor.hover(entry, text)


def test_of_most_words_nothing_is_known(editor: Editor, entry: Path) -> None:
    assert editor.hover(entry, with_answer("Vio¦let.")) == ""


def test_a_rule_in_deck_yaml(editor: Editor, root: Path) -> None:
    assert RULES["L112"].why in editor.hover(root / "deck.yaml", MACROS + "rules:\n  L11¦2: off\n")
    assert "links and media" in editor.hover(root / "deck.yaml", MACROS + "rules:\n  L2¦: off\n")


# Definition


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        (with_key("needs: [sec¦ond]"), "two/second.md", "# Why is the sunset red?"),
        (with_answer("See [this](#¦second)."), "two/second.md", "# Why is the sunset red?"),
        (with_key("sources: [bob1900¦]"), "references.yaml", "- id: bob1900"),
        (with_answer("In $\\¦R$."), "deck.yaml", "  \\R: \\mathbb{R}"),
    ],
)
def test_where_a_name_is_defined(
    text: str, file: str, line: str, editor: Editor, root: Path, entry: Path
) -> None:
    found = editor.definition(entry, text)
    assert found is not None
    assert found.uri == (root / file).as_uri()
    assert str(FILES[file]).split("\n")[found.range.start.line] == line


@pytest.mark.parametrize("word", ["needs: [nobod¦y]", "short: sec¦ond"])
def test_no_definition(word: str, editor: Editor, entry: Path) -> None:
    assert editor.definition(entry, with_key(word)) is None


def test_the_outline_of_an_entry(editor: Editor, entry: Path) -> None:
    editor.open(entry)
    (question,) = editor.symbols(entry)
    assert question.name == "Why is the sky blue?"
    sections = question.children or ()
    assert [section.name for section in sections] == ["Short answer", "Cheat sheet", "Cards"]
    assert [card.name for card in sections[2].children or ()] == [
        "Which light is scattered most? {#most}"
    ]


# Code actions


def test_a_file_is_renamed_after_its_id(editor: Editor, root: Path, entry: Path) -> None:
    text = ENTRY.replace("id: plain", "id: pl¦ane")
    (action,) = editor.actions(entry, text)
    assert action.kind == types.CodeActionKind.QuickFix
    assert action.edit is not None
    assert list(action.edit.document_changes or ()) == [
        types.RenameFile(entry.as_uri(), (root / "one" / "plane.md").as_uri())
    ]


def test_what_is_mended_is_right(editor: Editor, entry: Path) -> None:
    text = ENTRY.replace(" {#most}", "") + "\n### 😀 And which least?\nRed.\n"
    (one, all_) = editor.actions(entry, text.replace("least", "le¦ast"))
    assert (one.kind, all_.kind) == (types.CodeActionKind.QuickFix, FIX_ALL)
    assert one.title.startswith("Mend: add {#")
    (mended,) = editor.actions(entry, editor.mended(text, one) + CURSOR)
    assert mended.kind == FIX_ALL
    editor.codes(entry, "C101")
    editor.change(entry, editor.mended(text, all_))
    editor.codes(entry)


def test_an_action_fits_the_text_as_it_is_now(editor: Editor, entry: Path) -> None:
    text = ENTRY.replace(" {#most}", "¦")
    editor.actions(entry, text)
    moved = text.replace("## Short answer", "## Short answer\n\n\n")
    (one, _) = editor.actions(entry, moved)
    assert "most? {#light-scattered-most}\n" in editor.mended(moved.replace(CURSOR, ""), one)


def test_no_action_where_nothing_is_wrong(editor: Editor, entry: Path) -> None:
    assert editor.actions(entry, with_answer("Vio¦let.")) == []


TEXT = "😀 aa bb\n😀 cc dd\n"


def mending(*words: str) -> list[Finding]:
    """Findings about words, each to be mended by writing it in capitals."""
    source = Source("one/x.md", TEXT)
    spans = [source.span(TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    return [
        Finding("P101", f"about {span.text}", span, "shout", (Edit(span, span.text.upper()),))
        for span in spans
    ]


def acted(line: int, only: list[str] | None = None) -> dict[str, str]:
    """The titles of the actions for a line, and the text after each."""
    here = types.Range(types.Position(line, 0), types.Position(line, 99))
    positions = Positions(PositionCodec())
    found = actions(
        mending("aa", "bb", "cc"), here, only, positions, lambda path: f"file:///{path}",
        renames=True,
    )  # fmt: skip
    shown = {}
    for number, action in enumerate(found):
        assert action.edit is not None
        assert action.edit.changes is not None
        edits = action.edit.changes["file:///one/x.md"]
        shown[f"{number} {action.title}"] = applied(TEXT, edits)
    return shown


def test_findings_are_mended_one_by_one_and_all_at_once() -> None:
    assert acted(0) == {
        "0 Mend: shout": "😀 AA bb\n😀 cc dd\n",
        "1 Mend: shout": "😀 aa BB\n😀 cc dd\n",
        "2 Mend all that is safe to mend in this file": "😀 AA BB\n😀 CC dd\n",
    }


@pytest.mark.parametrize(
    ("only", "count"),
    [(["quickfix"], 1), (["source"], 1), (["source.fixAll"], 1), ([FIX_ALL], 1), (["refactor"], 0)],
)
def test_only_the_actions_that_were_asked_for(only: list[str], count: int) -> None:
    assert len(acted(1, only)) == count


# Places


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("---\n# a comment\nlev¦el: core\n---\n# Q\n", What.KEY),
        ("---\nkind: op¦en # first\n---\n", What.KIND),
        ("---\nneeds: [\n  a,\n  b¦]\n---\n", What.ENTRY),
        ('---\nexcuse: {L112: "a, b", F2¦}\n---\n', What.RULE),
        ('---\nexcuse: {L112: "a, b¦"}\n---\n', None),
        ("---\nneeds: [a]¦\n---\n", None),
        ("---\nid: x\n---\nsources: [¦]\n", None),
        ("---\nid: x\n# Q\n\n## Sho¦rt answer\n", What.SECTION),
        ("# Q\n\n### A card {#a¦ .typed}\n", What.MARK),
        ("# Q\n\n### A {brace¦\n\ntext", What.MARK),
        ("# Q\n\n~~~\n## Ca¦rds\n~~~\n", None),
    ],
)
def test_places(text: str, what: What | None) -> None:
    before, _, after = text.partition(CURSOR)
    found = place(Source("one/x.md", before + after), len(before))
    assert (found.what if found else None) is what


# The process


def test_an_editor_that_is_killed_takes_the_server_with_it(entry: Path) -> None:
    editor = Editor()
    editor.open(entry)
    editor.diagnostics(entry)
    assert editor.hang_up() == 0


def test_files_of_no_deck(editor: Editor, tmp_path: Path) -> None:
    path = write(tmp_path, {"notes.md": "---\nlevel: \n---\n"}) / "notes.md"
    assert editor.completion(path, "---\nlevel: ¦\n---\n") == []
    assert editor.hover(path, "---\nle¦vel: \n---\n") == ""
    assert editor.symbols(path) == []


def test_without_pygls(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("deckmill.lsp.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pygls", None)
    result = run("lsp")
    assert result.exit_code == 2
    assert result.stderr == "deckmill: lsp needs pygls: pip install 'deckmill[lsp]'\n"
