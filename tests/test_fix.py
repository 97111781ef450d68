"""`check --fix`: what it mends, what it leaves as it is, and what it refuses."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import files_below, run
from deckmill import atomic, checks, project
from deckmill.errors import Refused
from deckmill.findings import Edit, Finding, LineEnds, Severity
from deckmill.model import Entry, Hole, Math, Rich
from deckmill.reader import Reading
from deckmill.reader.files import decoded
from deckmill.repairs import edits, patch, plan, write
from deckmill.rules import RULES
from deckmill.source import Source
from rule_examples import put_example
from support import ENTRY, GOOD, Case, patched, read_cases, rewrite_case, whole
from support import write as put
from test_reader_properties import FIXED, mutated

FILE = "fixes.md"
CASES = read_cases(FILE)
ALL_RULES_ON = re.sub("rules:.*\n", "", str(GOOD["deck.yaml"]))


# --- what is mended -----------------------------------------------------------------------------


def strict(case: Case) -> dict[str, str | bytes]:
    """The files of a case, with every rule on."""
    return {
        name: ALL_RULES_ON if text == GOOD["deck.yaml"] else text
        for name, text in patched(case).items()
    }


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case, tmp_path: Path, regen: bool) -> None:
    root = put(tmp_path, strict(case))
    files = plan(root)
    changes = "".join(patch(files)).replace("\r", "␍").replace("\ufeff", "⊡")
    if regen:
        rewrite_case(FILE, case.title, re.sub(" (?= *\n)", "␠", changes))
        return
    assert changes == case.expected.replace("␠", " ")
    mend_and_compare(root)


def test_in_the_deck_that_the_cases_change_there_is_nothing_to_mend(tmp_path: Path) -> None:
    assert plan(put(tmp_path, {**GOOD, "deck.yaml": ALL_RULES_ON})) == []


def test_in_the_real_deck_there_is_nothing_to_mend(content: Path) -> None:
    assert plan(content) == []


def faulty_decks(folder: Path) -> Iterator[Path]:
    """The failing example of every rule, and the cases whose report speaks of a cure."""
    for rule in RULES.values():
        yield put_example(rule, rule.fails, folder / rule.code)
    for i, case in enumerate(read_cases("findings.md")):
        if "check --fix" in case.expected:
            yield put(folder / str(i), strict(case))


@pytest.fixture(scope="module")
def mendable(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, set[str]]:
    """Decks of which something can be mended, and the rules it would be mended of."""
    decks = faulty_decks(tmp_path_factory.mktemp("faulty"))
    cures = {deck: {f.code for f in project.check(deck).findings if f.mendable} for deck in decks}
    return {deck: codes for deck, codes in cures.items() if codes}


def test_every_rule_with_a_cure_has_a_case(mendable: dict[Path, set[str]]) -> None:
    cured = {case.title.split()[0] for case in CASES if case.expected}
    assert set().union(*mendable.values()) - cured == set()


# --- what it means stays as it is ---------------------------------------------------------------

REWORDED = ("P221",)
"""What is mended of these is seen: a word that was doubled goes."""

INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


def shown(rich: Rich) -> str:
    """A piece as its reader sees it."""

    def filled(hole: Hole) -> str:
        if isinstance(hole, Math):
            return hole.tex.replace(" ", "")
        return repr(replace(hole, span=whole("")))

    seen = INVISIBLE.sub("", rich.fill(filled))
    return " ".join(seen.split())


def untouched(entry: Entry, after: str) -> Iterator[Rich]:
    """The pieces of an entry in whose lines nothing was mended."""
    source = entry.span.source
    matcher = SequenceMatcher(None, source.text.split("\n"), after.split("\n"), autojunk=False)
    changed = [(a, b) for tag, a, b, *_ in matcher.get_opcodes() if tag != "equal"]
    for rich in entry.rich():
        first = source.position(rich.span.start)[0] - 1
        last = source.position(rich.span.end)[0] - 1
        if not any(a <= last and first < max(b, a + 1) for a, b in changed):
            yield rich


def mend_and_compare(root: Path) -> None:
    """Mend a deck: all that was not mended is the same, and nothing is left to mend."""
    before = project.check(root)
    files = plan(root)
    write(root, files, force=True)
    after = project.check(root)
    assert plan(root) == []
    if not any(map(is_error, before.findings)):
        assert not any(map(is_error, after.findings))
    entries = {entry.id: entry for entry in after.deck.entries}
    mended = {file.name: file for file in files}
    for entry in before.deck.entries:
        file = mended.get(entry.span.source.path)
        if file is None:
            continue
        now = entries[entry.id]
        assert {card.id for card in entry.cards} <= {card.id for card in now.cards}
        pieces = Counter(map(shown, now.rich()))
        if any(RULES[code].severity is Severity.ERROR or code in REWORDED for code in file.codes):
            assert Counter(map(shown, untouched(entry, now.span.source.text))) <= pieces
        else:
            assert Counter(map(shown, entry.rich())) == pieces


def is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def test_what_a_deck_says_stays(mendable: dict[Path, set[str]]) -> None:
    for root in mendable:
        mend_and_compare(root)


SLIPS = st.sampled_from([
    ("### ", "###"), ("## ", "  ## "), (" {#cloze .retired}", ""), (" {#options}", " {.typed}"),
    ("{{c1::", "{{C1::"), (r"\frac{1}{2}", r"\bm{\frac{x}{y}}"), ("Because.", "Because  because."),
    ("paragraph", "paragraph of of text"), ("quoted", "quoted  "), ("level: core\n", ""),
    ("id: plain\n", "level: core\nid: plain\n"), ("1. one", "Text that leads on to it:\n1. one"),
    ("`violet`", r"$\frac{1}{\sqrt{x}}$"), ("- [ ] red", "-[] red"), ("{#options}", "{# options}"),
    ("---\n# Why", "# Why"), ("\n", "\r\n"), ("---\nid", "\ufeff---\nid"),
    ("id: plain", "# why\nid: other"),
])  # fmt: skip


@settings(FIXED, max_examples=80)
@given(mutated(), st.lists(SLIPS, max_size=4))
def test_what_any_deck_says_stays(text: str, slips: list[tuple[str, str]]) -> None:
    for right, wrong in slips:
        text = text.replace(right, wrong)
    with tempfile.TemporaryDirectory() as folder:
        files = {**GOOD, "deck.yaml": ALL_RULES_ON, "one/plain.md": text}
        mend_and_compare(put(Path(folder), files))


# --- edits --------------------------------------------------------------------------------------


def replacing(old: str, new: str, code: str = "P101") -> Callable[[Reading], Iterator[Finding]]:
    """A check that finds one text in the entries and would replace it by another."""

    def check(reading: Reading) -> Iterator[Finding]:
        for entry in reading.deck.entries:
            source = entry.span.source
            for match in re.finditer(old, source.text):
                span = source.span(*match.span())
                yield Finding(code, f"'{old}'", span, fix=(Edit(span, match.expand(new)),))

    return check


@pytest.fixture
def with_checks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Check the deck with these alone."""

    def set_checks(*of_entries: object, of_the_deck: tuple[object, ...] = ()) -> None:
        monkeypatch.setattr(checks, "OF_ENTRIES", of_entries)
        monkeypatch.setattr(checks, "OF_THE_DECK", of_the_deck)

    return set_checks


@pytest.fixture
def root(tmp_path: Path, with_checks: Callable[..., None]) -> Path:
    """A deck in which `Violet` is to become `Blue`."""
    with_checks(replacing("Violet", "Blue"))
    return put(tmp_path / "content", GOOD)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A file's text, and edits of it that do not overlap."""
    pieces = st.sampled_from(["\n", "\r\n", "\r", "a", "é", "🙂", " "])
    text = draw(st.sampled_from(["", "\ufeff"])) + "".join(draw(st.lists(pieces, max_size=20)))
    source, _ = decoded(text.encode(), "one/plain.md")
    cuts = draw(st.lists(st.integers(0, len(source.text)), max_size=8).map(sorted))
    spans = [source.span(*cut) for cut in zip(cuts[::2], cuts[1::2], strict=False)]
    new = st.text("x\n", max_size=3)
    return text, [Edit(span, draw(new)) for span in spans]


@FIXED
@given(edited())
def test_edits_of_a_source_are_made_in_the_file(case: tuple[str, list[Edit]]) -> None:
    text, made = case
    file = edits.made(text, made)
    source = decoded(text.encode(), "one/plain.md")[0].text
    expected = ""
    at = 0
    for edit in made:
        expected += source[at : edit.span.start] + edit.text
        at = edit.span.end
    expected += source[at:]
    assert decoded(file.encode(), "one/plain.md")[0].text == expected


@pytest.mark.parametrize(
    ("text", "old", "new", "mended"),
    [
        ("\ufeffa\r\nb\r\n", "b", "c", "\ufeffa\r\nc\r\n"),
        ("a\nb\r\nc\n", "c", "x", "a\nb\r\nx\n"),
        ("a\r\nb\r\n", "b", "b\nc", "a\r\nb\r\nc\r\n"),
        ("a\nb\r\n", "b", "b\nc", "a\nb\nc\r\n"),
        ("🙂\r\nb", "b", "é", "🙂\r\né"),
        ("a\r\n\r\nb\r\n", "\n\n", "\n", "a\r\nb\r\n"),
        ("a\rb\r\n", "b", "", "a\n\r\n"),
    ],
)
def test_line_ends_and_marks_that_are_not_mended_stay(
    text: str, old: str, new: str, mended: str
) -> None:
    source, _ = decoded(text.encode(), "one/plain.md")
    at = source.text.index(old)
    assert edits.made(text, [Edit(source.span(at, at + len(old)), new)]) == mended


def fix(source: Source, *places: tuple[int, int, str]) -> Finding:
    """A finding whose cure is these edits."""
    made = tuple(Edit(source.span(start, end), text) for start, end, text in places)
    return Finding("P101", "…", source.span(0), fix=made)


@pytest.mark.parametrize(
    ("fixes", "chosen"),
    [
        ([[(0, 2, "x")], [(3, 4, "y")]], [0, 1]),
        ([[(0, 2, "x")], [(1, 4, "y")]], [0]),
        ([[(0, 2, "x")], [(2, 4, "y")]], [0]),
        ([[(2, 2, "x")], [(2, 2, "x")]], [0]),
        ([[(2, 4, "x")], [(0, 1, "y"), (3, 3, "z")], [(0, 1, "w")]], [0, 2]),
        ([[(0, 9, "x")], [(4, 5, "y")], [(9, 9, "z")]], [0]),
        ([[(0, 3, ""), (2, 4, "")]], []),
        ([[(0, 3, "012")]], []),
        ([[(0, 3, ""), (3, 3, "x")], [(5, 5, "z")]], [0, 1]),
    ],
    ids=[
        "apart", "overlap", "touch", "the same twice", "all or none", "inside", "against itself",
        "no change", "a line moved",
    ],
)  # fmt: skip
def test_of_repairs_that_meet_the_first_is_made(
    fixes: list[list[tuple[int, int, str]]], chosen: list[int]
) -> None:
    findings = [fix(Source("one/plain.md", "0123456789"), *places) for places in fixes]
    kept = edits.compatible(findings)
    assert [findings.index(finding) for finding in kept] == chosen


def test_what_could_not_be_mended_at_once_is_mended_next(
    root: Path, with_checks: Callable[..., None]
) -> None:
    with_checks(replacing("Violet", "Blue"), replacing("olet[.]", "olet light."))
    write(root, plan(root), force=True)
    assert "Blue." in (root / "one/plain.md").read_text("utf-8")
    with_checks(replacing("Blue", "Red"), replacing("Red", "Green"))
    (mended,) = plan(root)
    assert "Green." in mended.after.decode()
    assert mended.codes == {"P101": 2}


def test_repairs_without_an_end_are_refused(root: Path, with_checks: Callable[..., None]) -> None:
    with_checks(replacing("Violet", "Blue", "P101"), replacing("Blue", "Violet", "M103"))
    before = files_below(root)
    result = run("check", "--fix", "--force", "--content", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "come to no end" in result.stderr
    assert files_below(root) == before


def test_what_is_excused_or_off_is_not_mended(root: Path) -> None:
    put(root, {"one/plain.md": ENTRY.replace("level:", "excuse: {P101: as is}\nlevel:")})
    assert plan(root) == []
    put(root, {"one/plain.md": ENTRY, "deck.yaml": f"{GOOD['deck.yaml']}".replace("P2", "P1")})
    assert plan(root) == []


def test_a_part_of_the_deck_can_be_mended(root: Path) -> None:
    put(root, {"two/other.md": ENTRY.replace("id: plain", "id: other")})
    assert run("check", "--fix", "--force", "--content", root, "--topic", "two").exit_code == 0
    assert (root / "one/plain.md").read_text("utf-8") == ENTRY
    assert "Blue." in (root / "two/other.md").read_text("utf-8")


def test_a_file_that_is_no_text_is_left_alone(root: Path) -> None:
    put(root, {"one/plain.md": ENTRY.encode().replace(b"sky", b"\xff")})
    assert plan(root) == []


def line_ends(reading: Reading) -> Iterator[Finding]:
    for entry in reading.deck.entries:
        source = entry.span.source
        yield Finding("P101", "line ends", source.span(0), file_fix=LineEnds())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_all_line_ends_can_be_made_one(
    end: str, root: Path, with_checks: Callable[..., None]
) -> None:
    with_checks(line_ends, replacing("Violet", "Red\nand blue"))
    put(root, {"one/plain.md": f"\ufeff{ENTRY}".replace("\n", end)})
    write(root, plan(root), force=True)
    mended = f"\ufeff{ENTRY}".replace("Violet", "Red\nand blue")
    assert (root / "one/plain.md").read_bytes() == mended.encode()
    assert plan(root) == []


# --- what git could not give back ---------------------------------------------------------------


def git(folder: Path, *args: str) -> None:
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *names, *args], check=True, capture_output=True)


@pytest.fixture
def kept(root: Path) -> Path:
    """The deck, committed to a repository that it is a folder of."""
    git(root.parent, "init", "--quiet")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "The deck")
    return root


def refused(root: Path, *options: str) -> str:
    """What is told where a deck is not mended; nothing was written."""
    before = files_below(root)
    result = run("check", "--fix", "--content", root, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert files_below(root) == before
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_what_is_committed_is_mended(kept: Path) -> None:
    result = run("check", "--fix", "--content", kept)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Blue." in (kept / "one/plain.md").read_text("utf-8")
    again = run("check", "--fix", "--content", kept)
    assert (again.exit_code, again.stdout) == (0, "1 entry and 1 card: nothing to mend.\n")


def changed(kept: Path) -> None:
    put(kept, {"one/plain.md": ENTRY + "Indeed.\n"})


def staged(kept: Path) -> None:
    changed(kept)
    git(kept, "add", ".")


def moved(kept: Path) -> None:
    git(kept, "mv", "one", "two")


def untracked(kept: Path) -> None:
    put(kept, {"two/new.md": ENTRY.replace("id: plain", "id: new")})


def ignored(kept: Path) -> None:
    put(kept.parent, {".gitignore": "two/\n"})
    untracked(kept)


@pytest.mark.parametrize("how", [changed, staged, moved, untracked, ignored])
def test_what_is_not_committed_is_not_mended(kept: Path, how: Callable[[Path], None]) -> None:
    how(kept)
    told = refused(kept)
    name = "one/plain.md" if how in (changed, staged) else "two"
    assert "changes that are not committed: " in told
    assert f"{kept / name}" in told
    assert run("check", "--fix", "--force", "--content", kept).exit_code == 0
    assert plan(kept) == []


def test_many_files_are_counted(kept: Path) -> None:
    put(kept, {f"two/e{i}.md": ENTRY.replace("id: plain", f"id: e{i}") for i in range(5)})
    assert "e0.md" in refused(kept)
    assert "e2.md and 2 more; commit them first" in refused(kept)


def test_only_files_that_would_be_mended_must_be_committed(kept: Path) -> None:
    put(kept, {"two/new.md": ENTRY.replace("id: plain", "id: new").replace("Violet", "Red")})
    assert run("check", "--fix", "--content", kept).exit_code == 0
    assert plan(kept) == []


def test_without_git_there_is_no_way_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "git does not keep" in refused(root)
    monkeypatch.setenv("PATH", "")
    assert "git does not keep" in refused(root)
    assert run("check", "--fix", "--force", "--content", root).exit_code == 0


def test_where_nothing_is_to_be_mended_nobody_asks_git(
    root: Path, with_checks: Callable[..., None]
) -> None:
    with_checks()
    assert run("check", "--fix", "--content", root).exit_code == 0


# --- files that are not as they seem ------------------------------------------------------------


def test_a_link_is_not_mended(root: Path, tmp_path: Path) -> None:
    (root / "one/plain.md").rename(tmp_path / "elsewhere.md")
    (root / "one/plain.md").symlink_to(tmp_path / "elsewhere.md")
    assert "is a link" in refused(root, "--force")
    assert (root / "one/plain.md").is_symlink()


def test_a_read_only_file_is_not_mended(root: Path) -> None:
    put(root, {"two/other.md": ENTRY.replace("id: plain", "id: other")})
    (root / "two/other.md").chmod(0o444)
    assert "other.md is read-only" in refused(root, "--force")


def test_a_file_that_changed_meanwhile_is_not_overwritten(root: Path) -> None:
    files = plan(root)
    changed(root)
    before = files_below(root)
    with pytest.raises(Refused, match="changed while it was being mended"):
        write(root, files, force=True)
    assert files_below(root) == before


def test_a_file_that_changes_while_it_is_read_is_not_mended(
    root: Path, with_checks: Callable[..., None]
) -> None:
    def meanwhile(reading: Reading) -> Iterator[Finding]:
        changed(root)
        yield from replacing("Violet", "Blue")(reading)

    with_checks(meanwhile)
    with pytest.raises(Refused, match="changed while it was read"):
        plan(root)


def test_a_mended_file_keeps_its_permissions(root: Path) -> None:
    (root / "one/plain.md").chmod(0o640)
    write(root, plan(root), force=True)
    assert (root / "one/plain.md").stat().st_mode & 0o777 == 0o640


def test_files_are_replaced_all_or_none(tmp_path: Path) -> None:
    put(tmp_path, {"one.md": "old"})
    with pytest.raises(OSError, match="nowhere"):
        atomic.replace_files({tmp_path / "one.md": b"new", tmp_path / "nowhere/two.md": b"new"})
    assert files_below(tmp_path) == {"one.md": b"old"}


# --- names --------------------------------------------------------------------------------------


@pytest.fixture
def misnamed(tmp_path: Path) -> Path:
    """A deck with an entry `sky` in a file of another name."""
    return put(tmp_path / "content", {**GOOD, "one/plain.md": ENTRY.replace("d: plain", "d: sky")})


def test_a_renamed_file_is_the_same_but_for_its_name(misnamed: Path) -> None:
    (before,) = (data for name, data in files_below(misnamed).items() if name.endswith(".md"))
    write(misnamed, plan(misnamed), force=True)
    assert files_below(misnamed)["one/sky.md"] == before
    assert not (misnamed / "one/plain.md").exists()
    assert project.check(misnamed).findings == []


def test_a_name_may_change_in_its_case_alone(misnamed: Path) -> None:
    (misnamed / "one/plain.md").rename(misnamed / "one/Sky.md")
    write(misnamed, plan(misnamed), force=True)
    assert [path.name for path in (misnamed / "one").iterdir()] == ["sky.md"]


def test_no_file_is_overwritten_by_a_renamed_one(misnamed: Path) -> None:
    files = plan(misnamed)
    put(misnamed, {"one/sky.md": "meanwhile"})
    with pytest.raises(Refused, match="that file is there"):
        write(misnamed, files, force=True)
    assert (misnamed / "one/plain.md").exists()


def test_a_file_that_learners_have_by_its_name_is_told_its_old_id(misnamed: Path) -> None:
    lock = "deckmill-lock 1 tiny\nplain question 00 1790000000 1.0.0\n"
    put(misnamed, {"deck.lock": lock})
    (finding,) = project.check(misnamed).findings
    assert finding.help == "write id: plain; learners have it by that id"


# --- what is told -------------------------------------------------------------------------------


def test_what_was_mended_is_told_and_then_what_remains(
    misnamed: Path, with_checks: Callable[..., None]
) -> None:
    with_checks(
        replacing("Violet|shorter", "x"),
        replacing("Scattering", r"\g<0>"),
        of_the_deck=(checks.entries.files_named_by_id,),
    )
    result = run("check", "--fix", "--force", "--format", "concise", "--content", misnamed)
    assert result.exit_code == 0
    assert result.stdout == (
        "one/plain.md → one/sky.md\n"
        "  1 × F112 file named otherwise than its id\n"
        "  1 × P101 invisible direction mark\n"
        "mended 2 findings in 1 file\n\n"
    )
    assert result.stderr == "one/sky.md:12:1: warning[P101] 'Scattering'\n"


def test_what_remains_decides_the_exit_status(root: Path) -> None:
    put(root, {"one/plain.md": ENTRY.replace("level: core", "level: cor")})
    result = run("check", "--fix", "--force", "--content", root)
    assert result.exit_code == 1
    assert "mended 1 finding in 1 file" in result.stdout
    assert "1 error in 1 file" in result.stderr


def test_programs_are_told_what_remains_alone(root: Path) -> None:
    result = run("check", "--fix", "--force", "--format", "json", "--content", root)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "[]\n")


def test_quiet_says_nothing_of_what_was_mended(root: Path) -> None:
    result = run("check", "--fix", "--force", "-q", "--content", root)
    assert (result.exit_code, result.output) == (0, "")


def test_force_alone_is_a_misunderstanding(root: Path) -> None:
    result = run("check", "--force", "--content", root)
    assert result.exit_code == 2
    assert "--force belongs to --fix" in result.stderr


@pytest.mark.parametrize("options", [["--diff"], ["--fix", "--diff"]])
def test_diff_shows_the_changes_and_writes_nothing(root: Path, options: list[str]) -> None:
    before = files_below(root)
    result = run("check", *options, "--content", root)
    assert result.exit_code == 1
    assert result.stdout == "".join(patch(plan(root), str(root) + "/"))
    assert result.stdout.endswith(
        "@@ -13,4 +13,4 @@\n \n ## Cards\n ### Which light is scattered most? {#most}\n"
        "-Violet.\n+Blue.\n"
    )
    assert result.stderr == "--fix would mend 1 finding in 1 file\n"
    assert files_below(root) == before


def test_diff_of_nothing(root: Path, with_checks: Callable[..., None]) -> None:
    with_checks()
    result = run("check", "--diff", "--content", root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "--fix finds nothing that it could mend\n"


def test_git_applies_what_diff_shows(
    kept: Path, monkeypatch: pytest.MonkeyPatch, with_checks: Callable[..., None]
) -> None:
    put(kept, {
        "one/crlf.md": f"\ufeff{ENTRY}".replace("plain", "crlf").replace("\n", "\r\n"),
        "one/no end.md": ENTRY.replace("plain", "no-end").rstrip("\n"),
        "two/old.md": ENTRY.replace("plain", "new"),
    })  # fmt: skip
    named = checks.entries.files_named_by_id
    with_checks(line_ends, replacing("Violet[.]$", "Blue.\nAnd red."), of_the_deck=(named,))
    monkeypatch.chdir(kept.parent)
    (kept.parent / "mended.patch").write_bytes(run("check", "--diff", "-q").stdout_bytes)
    files = plan(kept)
    git(kept.parent, "apply", "mended.patch")
    by_git = files_below(kept)
    git(kept.parent, "apply", "--reverse", "mended.patch")
    write(kept, files, force=True)
    assert by_git == files_below(kept)


def test_a_file_with_crlf_and_a_control_character_does_not_stop_the_others(root: Path) -> None:
    bad = ENTRY.replace("plain", "bad").replace("Violet.", "Vio\alet.").replace("\n", "\r\n")
    put(root, {"two/bad.md": bad, "one/plain.md": ENTRY.replace(" {#most}", "")})
    result = run("check", "--fix", "--force", "--content", root)
    assert result.exit_code == 1, "what cannot be mended remains"
    assert "F118" in result.stderr
    assert "{#light-scattered-most}" in (root / "one/plain.md").read_text("utf-8")
