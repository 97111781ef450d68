"""Releases: what is stamped, what is refused, what is written; retiring and comparing."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from anki_decks import written
from commands import TINY, command, environment, files_below, run
from deckmill import project

DAY = 86_400
FIRST = 1_764_000_000
APKG = "dist/tiny-sounds.apkg"


class Author:
    """Someone who writes and releases the tiny deck, a day after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.now = FIRST
        shutil.copytree(TINY, self.content)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.content / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def run(self, *args: str, status: int = 0) -> str:
        """A command's output, both streams."""
        options = ["--content", str(self.content)]
        if args[0] in ("build", "release", "verify"):
            options += ["--out", str(self.folder / "dist")]
        result = run(*args, *options, env={"SOURCE_DATE_EPOCH": str(self.now)})
        assert result.exit_code == status, result.output
        return result.output

    def release(self, version: str, *args: str, status: int = 0) -> str:
        self.now += DAY
        return self.run("release", version, *args, status=status)

    def lock(self) -> dict[str, list[str]]:
        lines = (self.content / "deck.lock").read_text("utf-8").splitlines()[1:]
        return {line.split()[0]: line.split()[1:] for line in lines if line}

    @property
    def changelog(self) -> str:
        return (self.content / "CHANGELOG.md").read_text("utf-8")

    @property
    def package(self) -> Path:
        return self.folder / APKG


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.release("1.0.0")
    return author


class TestTheFirstRelease:
    def test_every_note_has_its_line_and_its_time(self, author: Author) -> None:
        notes = written(author.package)
        lines = author.lock()
        assert set(notes) == {id for id in lines if not id.startswith("notetype:")}
        for id, note in notes.items():
            assert lines[id][2:4] == [str(note.mod), "1.0.0"]
        assert {note.mod for note in notes.values()} == {FIRST + DAY}
        assert lines["note-names/ut"][4:] == ["retired"]

    def test_outputs_show_the_version(self, author: Author) -> None:
        export = json.loads((author.folder / "dist/tiny-sounds.json").read_text("utf-8"))
        assert export["deck"]["version"] == "1.0.0"
        assert "1.0.0" in (author.folder / "dist/tiny-sounds.html").read_text("utf-8")
        assert {n.fields["Version"] for n in written(author.package).values()} == {"1.0.0"}

    def test_the_changelog_names_entries_by_topic(self, author: Author) -> None:
        assert author.changelog.startswith(
            "# Changes of Tiny Sounds\n\n## 1.0.0 (2025-11-25)\n\n### New\n\n"
        )
        assert "- Pitch: Octave" in author.changelog

    def test_a_change_since_is_shown_by_a_plus(self, author: Author) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        author.run("build")
        export = json.loads((author.folder / "dist/tiny-sounds.json").read_text("utf-8"))
        assert export["deck"]["version"] == "1.0.0+"


class TestTheNextRelease:
    def test_only_what_changed_gets_a_later_time(self, author: Author) -> None:
        before = author.lock()
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        out = author.release("1.1.0")
        after = author.lock()
        assert {id for id in after if after[id] != before[id]} == {"octave-doubles"}
        assert after["octave-doubles"][2:] == [str(FIRST + 2 * DAY), "1.1.0"]
        assert "1 changed" in out
        assert f"{len(written(author.package)) - 1} unchanged" in out
        assert {n.mod for n in written(author.package).values()} == {FIRST + DAY, FIRST + 2 * DAY}

    def test_nothing_changed_writes_nothing(self, author: Author) -> None:
        before = files_below(author.folder)
        assert "Nothing changed" in author.release("1.1.0")
        assert files_below(author.folder) == before

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("pitch/octave-doubles.md", "seed: 1\n", "seed: 7\n"),
            ("pitch/cents-add.md", "## Checks\n", "## Checks\nA word about them.\n"),
            ("deck.yaml", "id: tiny-sounds\n", "id: tiny-sounds  # a comment\n"),
        ],
    )
    def test_what_learners_do_not_see_is_no_change(
        self, author: Author, name: str, old: str, new: str
    ) -> None:
        author.edit(name, old, new)
        assert "Nothing changed" in author.release("1.1.0")

    def test_a_picture_with_other_bytes_is_a_change(self, author: Author) -> None:
        author.edit("waves/plot.svg", "</svg>", "<!-- --></svg>")
        assert "1 changed" in author.release("1.0.1")

    def test_a_file_that_moves_is_no_change(self, author: Author) -> None:
        path = author.content / "pitch/octave-doubles.md"
        path.rename(author.content / "loudness/octave-doubles.md")
        author.edit("deck.yaml", "pitch: Pitch", "pitch: High and low")
        assert "Nothing changed" in author.release("1.0.1")
        author.run("build")
        note = written(author.package)["octave-doubles"]
        assert "topic::loudness" in note.tags
        assert note.mod == FIRST + DAY

    def test_a_dry_run_tells_and_writes_nothing(self, author: Author) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        before = files_below(author.folder)
        out = author.release("1.1.0", "--dry-run")
        assert "1 changed" in out
        assert "nothing written" in out
        assert files_below(author.folder) == before

    def test_a_wrong_fact_is_not_released(self, author: Author) -> None:
        before = author.lock()
        path = next(p for p in author.content.rglob("*.md") if "answer:" in p.read_text("utf-8"))
        text = path.read_text("utf-8")
        number = text.split("answer: ")[1].split("\n")[0]
        path.write_text(text.replace(f"answer: {number}", f"answer: {float(number) + 1}"), "utf-8")
        assert "K102" in author.release("1.1.0", status=1)
        assert author.lock() == before


class TestVersions:
    @pytest.mark.parametrize(
        ("version", "said"),
        [("1.0", "is no version"), ("v2", "is no version"), ("1.0.0", "not later"),
         ("0.9.0", "not later"), ("1.0.0-rc.1", "not later")],
    )  # fmt: skip
    def test_one_that_cannot_be_is_refused(self, author: Author, version: str, said: str) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        before = files_below(author.folder)
        assert said in author.release(version, status=2)
        assert files_below(author.folder) == before

    def test_a_release_in_the_same_second_is_refused(self, author: Author) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        author.now -= DAY
        assert "this very second" in author.release("1.1.0", status=2)

    def test_no_release_is_dated_in_the_future(self, author: Author) -> None:
        author.now = 4_000_000_000
        assert "future" in author.release("1.1.0", status=2)


class TestWhatWouldHurt:
    def test_a_released_card_is_gone(self, author: Author) -> None:
        path = author.content / "pitch/note-names.md"
        text = path.read_text("utf-8")
        path.write_text(text[: text.index("### The German")] + text[text.index("### What is") :])
        for command_ in ("check", "build"):
            assert "R103" in author.run(command_, status=1)
        assert "retire note-names/b-flat" in author.release("1.1.0", status=1)

        out = author.release("1.1.0", "--allow", "R103:note-names/b-flat")
        assert "1 gone" in out
        assert "Let pass: R103:note-names/b-flat" in author.changelog
        assert author.lock()["note-names/b-flat"][0] == "gone"
        author.run("check")

        path.write_text(text, "utf-8")
        assert "R107" in author.run("check", status=1)
        assert "1 new" in author.release("1.2.0", "--allow", "R107:note-names/b-flat")

    def test_a_whole_entry_is_gone_in_one_finding(self, author: Author) -> None:
        (author.content / "pitch/note-names.md").unlink()
        (author.content / "loudness/rms-level.md").unlink()
        out = author.release("1.1.0", status=1)
        assert "rms-level" in out
        assert out.count("error[R103]") == 1 + 3  # an entry of kind cards has no note of its own

    def test_a_card_changed_its_kind(self, author: Author) -> None:
        author.edit(
            "pitch/note-names.md", "In German it is {{c1::B}}, and the note above it is {{c2::H}}.",
            "In German it is B.",
        )  # fmt: skip
        assert "was released as cloze and is basic now" in author.release("2.0.0", status=1)

    def test_the_deck_got_another_id(self, author: Author) -> None:
        author.edit("deck.yaml", "id: tiny-sounds", "id: other-sounds")
        assert "R105" in author.run("check", status=1)

    def test_the_clock_is_behind(self, author: Author) -> None:
        author.edit("deck.lock", str(FIRST + DAY), "4000000000")
        assert "R102" in author.run("check", status=1)

    def test_other_fields_of_a_note_type(self, author: Author) -> None:
        digest = author.lock()["notetype:basic"][1]
        author.edit("deck.lock", digest, "0" + digest)
        assert "R106" in author.run("check", status=1)

    def test_an_allowance_without_a_cause_is_refused(self, author: Author) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        assert "nothing to allow" in author.release("1.1.0", "--allow", "R103:nobody", status=2)


class TestRetiring:
    def test_an_entry(self, author: Author) -> None:
        assert "octave-doubles.md" in author.run("retire", "octave-doubles")
        text = (author.content / "pitch/octave-doubles.md").read_text("utf-8")
        assert "seed: 1\nretired: 2025-11-25\n---\n" in text
        assert "retired before" in author.run("retire", "octave-doubles")
        assert "3 retired" in author.release("1.1.0")
        note = written(author.package)["octave-doubles"]
        assert "retired" in note.tags
        assert "2025-11-25" in note.fields["Retired"]
        assert "octave-doubles" not in (author.folder / "dist/tiny-sounds.html").read_text("utf-8")

    def test_a_card(self, author: Author) -> None:
        author.run("retire", "note-names/a4")
        assert "{#a4 .reversed .retired}" in (author.content / "pitch/note-names.md").read_text()
        assert "retired" in written_after(author, "1.1.0")["note-names/a4"].tags

    def test_what_comes_back_the_same_is_restored(self, author: Author) -> None:
        author.run("retire", "note-names/a4")
        author.release("1.1.0")
        author.edit("pitch/note-names.md", " .retired}\nA4", "}\nA4")
        assert "1 restored" in author.release("1.2.0")

    def test_what_comes_back_as_something_else_is_refused(self, author: Author) -> None:
        author.run("retire", "note-names/a4")
        author.release("1.1.0")
        author.edit("pitch/note-names.md", " .retired}\nA4, the tuning note", "}\nAnother thing")
        assert "R107" in author.release("1.2.0", status=1)

    def test_windows_line_ends_stay(self, author: Author) -> None:
        path = author.content / "pitch/octave-doubles.md"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        author.run("retire", "octave-doubles")
        data = path.read_bytes()
        assert b"retired: 2025-11-25\r\n---\r\n" in data
        assert data.count(b"\n") == data.count(b"\r\n")

    def test_an_unknown_id_gets_the_nearest(self, author: Author) -> None:
        assert "did you mean 'octave-doubles'" in author.run("retire", "octave-double", status=2)


def written_after(author: Author, version: str) -> dict[str, object]:
    author.release(version)
    return dict(written(author.package))


class TestDiff:
    def test_against_a_package_it_names_the_fields(self, author: Author, tmp_path: Path) -> None:
        old = tmp_path / "old.apkg"
        shutil.copy(author.package, old)
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        author.run("retire", "note-names/a4")
        out = json.loads(author.run("diff", str(old), "--format", "json"))
        assert out["counts"] | {"unchanged": 0} == {
            "new": 0, "changed": 1, "retired": 1, "restored": 0, "gone": 0, "unchanged": 0,
        }  # fmt: skip
        changed = next(c for c in out["changes"] if c["kind"] == "changed")
        assert (changed["id"], changed["fields"]) == ("octave-doubles", ["Short Answer"])

    def test_against_the_own_lock(self, author: Author) -> None:
        author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
        assert "changed  octave-doubles: Octave" in author.run("diff")

    def test_against_another_lock(self, author: Author, tmp_path: Path) -> None:
        lock = tmp_path / "deck.lock"
        shutil.copy(author.content / "deck.lock", lock)
        assert f"{len(written(author.package))} unchanged" in author.run("diff", str(lock))

    def test_what_is_none_is_refused(self, author: Author, tmp_path: Path) -> None:
        for content in (b"PK\x03\x04 no zip", b"no lock", b""):
            (tmp_path / "x").write_bytes(content)
            author.run("diff", str(tmp_path / "x"), status=2)

    def test_before_the_first_release(self, tmp_path: Path) -> None:
        shutil.copytree(TINY, tmp_path / "content")
        assert run("diff", "--content", tmp_path / "content").exit_code == 2


def test_a_part_shares_identities_and_content_with_the_whole(author: Author) -> None:
    whole = written(author.package)
    author.run("build", "--topic", "pitch")
    part = written(author.package)
    assert set(part) < set(whole)
    assert all(
        (part[id].guid, part[id].mod, part[id].fields) == (note.guid, note.mod, note.fields)
        for id, note in whole.items()
        if id in part
    )


@pytest.mark.slow
def test_a_killed_release_leaves_the_old_lock_or_the_new_one(author: Author) -> None:
    old = (author.content / "deck.lock").read_bytes()
    author.edit("pitch/octave-doubles.md", "Its frequency is doubled", "It is doubled")
    wanted = command("release", "1.1.0", "--no-prove", "--content", author.content, "--out",
                     author.folder / "dist")  # fmt: skip
    env = environment(SOURCE_DATE_EPOCH=str(FIRST + 2 * DAY))
    killed = 0
    for tenths in (2, 4, 5, 6, 7, 8, 10, 14):
        process = subprocess.Popen(
            wanted, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(tenths / 10)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        lock = (author.content / "deck.lock").read_bytes()
        assert lock == old or b"1.1.0" in lock
        project.check(author.content)
    assert killed
    author.now += DAY
    author.run("release", "1.1.0")
    assert author.changelog.count("## 1.1.0 (") == 1
    author.run("build")
    assert written(author.package)["octave-doubles"].mod == FIRST + 2 * DAY


def test_what_retire_cannot_write_it_leaves(author: Author) -> None:
    path = author.content / "pitch/octave-doubles.md"
    body = path.read_text("utf-8").split("\n---\n", 1)[1]
    path.write_text("---\n{id: octave-doubles, kind: open, level: core}\n---\n" + body, "utf-8")
    author.run("check")
    before = path.read_bytes()
    assert "by hand" in author.run("retire", "octave-doubles", status=2)
    assert path.read_bytes() == before


def test_a_slug_or_an_id_that_was_changed_by_mistake_is_named(author: Author) -> None:
    entry = author.content / "pitch/octave-doubles.md"
    slug = next(id for id in author.lock() if id.startswith("octave-doubles/")).partition("/")[2]
    author.edit("pitch/octave-doubles.md", f"{{#{slug}", f"{{#{slug}s")
    told = author.run("check", "--format", "full", status=1)
    line = entry.read_text("utf-8").split(f"#{slug}s")[0].count("\n") + 1
    assert f"--> pitch/octave-doubles.md:{line}:" in told
    assert f"if it is this one, write {{#{slug}}} again; else restore it" in told


def test_a_template_is_not_released_whatever_the_deck_makes_of_the_rule(author: Author) -> None:
    author.run("new", "pitch", "fresh")
    author.edit("deck.yaml", "rules: {", "rules: {S: off, ")
    before = author.lock()
    told = author.release("1.1.0", status=2)
    assert "pitch/fresh.md has text that `new` wrote" in told
    assert author.lock() == before


def test_a_part_is_not_built_over_an_error_elsewhere(author: Author) -> None:
    """Without the whole deck nobody can tell which notes have changed, so which times they have."""
    author.edit("loudness/rms-level.md", "level: ", "level: no")
    assert "F103" in author.run("build", "--topic", "pitch", status=1)


def test_a_package_of_another_deck_is_not_compared(author: Author, tmp_path: Path) -> None:
    old, lock = tmp_path / "old.apkg", tmp_path / "old.lock"
    shutil.copy(author.package, old)
    shutil.copy(author.content / "deck.lock", lock)
    (author.content / "deck.lock").unlink()
    author.edit("deck.yaml", "id: tiny-sounds", "id: other-sounds")
    for path in (old, lock):
        assert "of another deck" in author.run("diff", str(path), status=2)
