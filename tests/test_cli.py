"""The command line: exit statuses, what goes where, and never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest

from commands import TINY, command, environment, files_below, process, run
from conftest import PROJECT
from deckmill import project, units
from deckmill.cli import main
from deckmill.cli.content import OUTPUTS
from deckmill.cli.group import FORMATS
from deckmill.errors import Refused
from deckmill.model import KINDS, LEVELS
from deckmill.prove import runner
from deckmill.terminal import Progress, near
from deckmill.writers import WRITERS
from support import ENTRY, GOOD, write

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX terminals and signals")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)
COMMANDS = sorted(main.commands)
LONG_LINE = f"## Cheat sheet\n{'x' * 151}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small deck in which there is nothing to mend."""
    return write(tmp_path / "content", GOOD)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def with_error(root: Path) -> Path:
    return write(root, {"one/plain.md": ENTRY.replace("level: core", "level: cor")})


def with_warning(root: Path) -> Path:
    text = ENTRY.replace("Violet.", "A dollar is $x, they say.")
    return write(root, {"one/plain.md": text})


# Exit statuses and streams


def test_a_build_lists_its_files(root: Path, out: Path) -> None:
    result = run("build", "--content", root, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    *files, count = result.stdout.splitlines()
    assert [line.split()[0] for line in files] == [
        str(out / f"tiny{suffix}") for suffix in (".apkg", ".html", ".json", ".schema.json")
    ]
    assert count.endswith("card.") or count.endswith("cards.")


def test_a_second_build_says_that_nothing_changed(root: Path, out: Path) -> None:
    run("build", "--content", root, "--out", out)
    result = run("build", "--content", root, "--out", out)
    assert result.stdout.endswith("Nothing changed.\n")


def test_content_with_errors_is_reported_and_not_built(root: Path, out: Path) -> None:
    result = run("build", "--content", with_error(root), "--out", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[F103]" in result.stderr
    assert not out.exists()


def test_warnings_are_reported_and_built(root: Path, out: Path) -> None:
    result = run("build", "--content", with_warning(root), "--out", out)
    assert result.exit_code == 0
    assert "warning[M103]" in result.stderr
    assert (out / "tiny.apkg").exists()


@pytest.mark.parametrize("name", ["build", "check"])
def test_strict_makes_warnings_fail(root: Path, out: Path, name: str) -> None:
    options = ["--out", out] if name == "build" else []
    result = run(name, "--strict", "--content", with_warning(root), *options)
    assert result.exit_code == 1
    assert not out.exists()


def test_check_says_that_there_is_nothing_to_mend(root: Path) -> None:
    result = run("check", "--content", root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 entry and 1 card: nothing to mend.\n"


def test_check_reports_and_writes_nothing(root: Path) -> None:
    before = files_below(with_error(root))
    result = run("check", "--content", root)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[F103]: unknown level 'cor'" in result.stderr
    assert files_below(root) == before


def test_a_folder_without_a_deck_is_content_with_errors(tmp_path: Path) -> None:
    result = run("check", "--content", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "F120" in result.stderr


@pytest.mark.parametrize("name", ["build", "check", "prove"])
def test_findings_for_programs_are_one_array_and_stand_alone(root: Path, name: str) -> None:
    result = run(name, "--format", "json", "--content", with_error(root))
    assert (result.exit_code, result.stdout) == (1, "")
    (finding,) = json.loads(result.stderr)
    assert (finding["code"], finding["file"], finding["line"]) == ("F103", "one/plain.md", 4)


@pytest.mark.parametrize("name", ["build", "check", "prove"])
def test_no_findings_for_programs_are_an_empty_array(root: Path, out: Path, name: str) -> None:
    options = ["--out", out] if name == "build" else []
    result = run(name, "--format", "json", "--content", root, *options)
    assert (result.exit_code, result.stdout, json.loads(result.stderr)) == (0, "", [])


def test_concise_findings_are_a_line_each(root: Path) -> None:
    result = run("check", "--format", "concise", "--content", with_error(root))
    assert result.stderr == "one/plain.md:4:8: error[F103] unknown level 'cor'\n"


@pytest.mark.parametrize("name", ["build", "check", "prove"])
def test_quiet_prints_nothing_when_there_is_nothing_to_report(
    root: Path, out: Path, name: str
) -> None:
    options = ["--out", out] if name == "build" else []
    result = run(name, "-q", "--content", root, *options)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("name", ["build", "check", "prove"])
def test_quiet_still_prints_findings(root: Path, name: str) -> None:
    result = run(name, "-q", "--content", with_error(root))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "F103" in result.stderr


def test_verbose_says_more(root: Path, out: Path) -> None:
    for args in (["build", "--out", out], ["check"]):
        plain = run(*args, "--content", root).stdout
        verbose = run(*args, "-v", "--content", root).stdout
        assert len(verbose) > len(plain)
        assert "1 entry and 1 card" in verbose


# What cannot be run


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["chekc"], "Did you mean 'check'?"),
        (["xyzzy"], "No such command 'xyzzy'"),
        (["build", "--no-such-option"], "--no-such-option"),
        (["build", "--only", "htm"], "no output 'htm'; did you mean 'html'?"),
        (["build", "--only", "zzz"], "known: apkg, html, json, handbook, pdf, handbook-pdf"),
        (["build", "--only", ","], "--only names none of apkg, html, json"),
        (["build", "--paper", "a3"], "a3"),
        (["check", "--format", "xml"], "xml"),
        (["check", "--topic", "ones"], "no topic 'ones'; did you mean 'one'?"),
        (["check", "--topic", "zebra"], "no topic 'zebra'; known: one, two"),
        (["check", "--topic", ""], "no topic ''"),
        (["check", "--level", "cor"], "no level 'cor'; did you mean 'core'?"),
        (["check", "--tag", "sky"], "no tag 'sky'"),
        (["stats", "--level", "hard"], "known: core, intermediate, advanced"),
        (["check", "--topic", "two"], "no entry is of topic two"),
        (["check", "--topic", "one", "--level", "advanced"], "of topic one and level advanced"),
        (["prove", "plian"], "no entry 'plian'; did you mean 'plain'?"),
        (["prove", "--jobs", "0"], "--jobs"),
        (["schema", "sheet"], "sheet"),
        (["new", "ones", "a-b"], "no topic 'ones'; did you mean 'one'?"),
    ],
)
def test_what_cannot_be_run_says_why(root: Path, args: list[str], hint: str) -> None:
    content = [] if args[0] not in COMMANDS or args[0] == "schema" else ["--content", root]
    result = run(*args, *content)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


@pytest.mark.parametrize("name", ["build", "check", "prove", "stats"])
def test_a_content_folder_that_is_not_there(tmp_path: Path, name: str) -> None:
    result = run(name, "--content", tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere is not there; name the content folder with --content DIR" in result.stderr


@pytest.mark.parametrize("name", ["build", "check", "prove", "stats"])
def test_content_that_is_a_file(root: Path, name: str) -> None:
    result = run(name, "--content", root / "deck.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "deck.yaml is no folder" in result.stderr


@pytest.mark.parametrize("below", ["", "below"])
def test_an_output_folder_that_is_a_file(root: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    result = run("build", "--content", root, "--out", tmp_path / "file" / below)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("deckmill: cannot use ")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("epoch", ["abc", "-1", "1.5", "4294967296", "9" * 5000, "١٢", " 5"])
def test_a_source_date_epoch_that_is_no_time(root: Path, out: Path, epoch: str) -> None:
    env = {"SOURCE_DATE_EPOCH": epoch}
    result = run("build", "--content", root, "--out", out, env=env)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not a number of seconds since 1970" in result.stderr
    assert not out.exists()


@not_root
@posix
def test_files_that_may_not_be_read(root: Path) -> None:
    (root / "one" / "plain.md").chmod(0)
    result = run("check", "--content", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plain.md: Permission denied" in result.stderr


@not_root
@posix
def test_an_output_folder_that_may_not_be_written(root: Path, out: Path) -> None:
    out.mkdir(mode=0o500)
    result = run("build", "--content", root, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Permission denied" in result.stderr


def test_a_disk_that_fails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "one/plain.md")

    monkeypatch.setattr(units, "read_head", fails)
    result = run("check", "--content", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "deckmill: cannot use one/plain.md: Permission denied\n"


def test_prove_says_what_is_not_installed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "missing_module", lambda: "numpy")
    result = run("prove", "--content", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "prove needs numpy" in result.stderr


# Without a command


def test_no_command_is_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    result = run()
    assert result.exit_code == 0
    assert (root.parent / "dist" / "tiny.apkg").is_file()


def test_options_without_a_command_are_those_of_build(root: Path, out: Path) -> None:
    result = run("-q", "--content", root, "--out", out, "--only", "html")
    assert (result.exit_code, result.output) == (0, "")
    assert list(files_below(out)) == ["tiny.html"]


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command(option: str) -> None:
    result = run(option)
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


def test_version() -> None:
    assert run("--version").stdout.startswith("deckmill ")


# A part of the deck


def test_a_part_has_the_findings_of_its_own_files(root: Path) -> None:
    wrong = ENTRY.replace("plain", "other").replace("kind: open", "kind: opn")
    write(root, {"two/other.md": wrong})
    assert run("check", "--content", root).exit_code == 1
    assert run("check", "--content", root, "--topic", "one").exit_code == 0
    assert run("check", "--content", root, "--topic", "two").exit_code == 1


def test_a_part_is_built_while_another_has_errors(root: Path, out: Path) -> None:
    write(root, {"two/other.md": ENTRY.replace("plain", "other").replace("Violet.", "")})
    options = ["--content", root, "--out", out]
    assert run("build", *options).exit_code == 1
    assert run("build", "--topic", "one", *options).exit_code == 0
    assert (out / "tiny.apkg").is_file()


def test_a_broken_deck_file_is_told_before_an_unknown_topic(root: Path) -> None:
    write(root, {"deck.yaml": "topics: ["})
    result = run("check", "--content", root, "--topic", "one")
    assert result.exit_code == 1
    assert "F102" in result.stderr


def test_only_names_outputs_and_their_schema(root: Path, out: Path) -> None:
    result = run("build", "--content", root, "--out", out, "--only", " json, apkg")
    assert result.exit_code == 0
    assert list(files_below(out)) == ["tiny.apkg", "tiny.json", "tiny.schema.json"]


def test_the_outputs_to_choose_from_are_those_there_are() -> None:
    assert set(OUTPUTS) == {writer.name for writer in WRITERS}


def test_new_names_the_kinds_and_levels_that_there_are() -> None:
    shown = run("new", "--help").output
    assert [word for word in (*KINDS, *LEVELS) if word not in shown] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_findings_go_to_a_file_that_is_asked_for(root: Path, out: Path, format_: str) -> None:
    arguments = ("check", "--content", with_error(root), "--format", format_)
    shown = run(*arguments).stderr
    result = run(*arguments, "--report", out)
    assert (result.exit_code, result.output) == (1, "")
    assert out.read_text("utf-8") == shown


def test_a_report_of_nothing_is_an_empty_file(root: Path, out: Path) -> None:
    assert run("check", "--content", root, "--report", out).exit_code == 0
    assert out.read_text("utf-8") == ""


def test_the_formats_to_choose_from_are_those_there_are() -> None:
    from deckmill.reports import REPORTS

    assert set(FORMATS) == set(REPORTS)


# prove and stats


def test_prove_tells_what_fails_where(root: Path) -> None:
    checks = "\n## Checks\n```python\nassert 1 == 2\n```\n"
    write(root, {"one/plain.md": ENTRY + checks})
    result = run("prove", "--format", "concise", "--content", root)
    assert result.exit_code == 1
    expected = "one/plain.md:20:1: error[K102] this does not hold: assert 1 == 2\n"
    assert result.stderr == expected
    assert result.stdout == "0 entries proven, 1 failed.\n"


def test_prove_takes_ids(tmp_path: Path) -> None:
    tiny = shutil.copytree(TINY, tmp_path / "tiny")
    ids = ("cents-add", "cents-add", "octave-doubles")
    result = run("prove", "--all", "-v", "--content", tiny, *ids)
    assert result.exit_code == 0
    assert result.stdout == "cents-add: proven\n1 entry proven, 1 without code.\n"


def test_stats_of_content_with_errors_are_its_findings(root: Path) -> None:
    result = run("stats", "--content", with_error(root))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "F103" in result.stderr


# schema


def test_the_schema_is_that_of_the_export(root: Path, out: Path) -> None:
    run("build", "--content", root, "--out", out)
    written = json.loads((out / "tiny.schema.json").read_text("utf-8"))
    assert json.loads(run("schema").stdout) == written


# new


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_entry_of_each_kind_lacks_its_words_alone(root: Path, kind: str) -> None:
    result = run("new", "two", "fresh-entry", "--kind", kind, "--content", root)
    path = root / "two" / "fresh-entry.md"
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    checked = run("check", "--format", "concise", "--content", root)
    assert (checked.exit_code, checked.stderr.count("\n")) == (0, 1)
    assert "warning[S120]" in checked.stderr
    proven = run("prove", "--content", root, "fresh-entry")
    assert proven.exit_code == 0
    assert proven.stdout.startswith("0" if kind in ("open", "cards") else "1")


@pytest.mark.parametrize("id", ["no", "on", "null", "1", "1e5", "true", "2026-11-25"])
def test_a_new_id_may_look_like_another_type_of_yaml(root: Path, id: str) -> None:
    assert run("new", "two", id, "--content", root).exit_code == 0
    assert run("check", "--content", root).exit_code == 0


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["one", "plain"], "the id 'plain' is taken: "),
        (["two", "plain"], "the id 'plain' is taken: "),
        (["three", "fresh"], "no topic 'three'; known: one, two"),
        (["two", "Fresh Entry"], "'fresh-entry' would be one"),
        (["two", "../fresh"], "is no id"),
        (["two", "…"], "is no id"),
        (["two", ""], "is no id"),
        (["two", "x" * 101], "is no id"),
        (["two", "fresh", "--kind", "opne"], "no kind 'opne'; did you mean 'open'?"),
        (["two", "fresh", "--level", "easy"], "no level 'easy'; known: core"),
    ],
)
def test_a_new_entry_that_is_refused_writes_nothing(root: Path, args: list[str], hint: str) -> None:
    before = files_below(root)
    result = run("new", *args, "--content", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr
    assert files_below(root) == before
    assert not (root / "two").exists()


def test_a_taken_id_may_differ_in_case_from_its_file(root: Path) -> None:
    (root / "one" / "plain.md").rename(root / "one" / "Other.md")
    result = run("new", "two", "other", "--content", root)
    assert result.exit_code == 2
    assert "is taken" in result.stderr


def test_new_without_topics_to_know_is_a_finding(root: Path) -> None:
    write(root, {"deck.yaml": "id: tiny\ntitle: Tiny\n"})
    result = run("new", "one", "fresh", "--content", root)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "F107" in result.stderr


# Terminals


@posix
@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_only_on_a_terminal_and_not_against_no_color(
    root: Path, no_color: str, coloured: bool
) -> None:
    import pty

    ours, theirs = pty.openpty()
    args = command("check", "--content", with_error(root))
    env = environment(NO_COLOR=no_color, TERM="xterm")
    child = subprocess.Popen(args, env=env, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux's way of saying that the other side has closed
            part = b""
        if not part:
            break
        shown += part
    os.close(ours)
    assert child.wait() == 1
    assert b"F103" in shown
    assert bool(re.search(rb"\x1b\[[\d;]*m", shown)) is coloured


def test_no_colour_off_a_terminal(root: Path) -> None:
    assert "\x1b" not in run("check", "--content", with_error(root)).stderr


@pytest.mark.slow
def test_a_terminal_without_the_letters_gets_escapes(tmp_path: Path) -> None:
    root = Path(shutil.copytree(TINY, tmp_path / "content"))
    for args in (["stats"], ["check", "--format", "full"], ["check", "--format", "json"]):
        result = process(*args, "--content", root, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert result.returncode == 0
        assert "Traceback" not in result.stderr


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def progress(clock: Clock, *, wanted: bool = True, terminal: bool = True) -> Progress:
    return Progress("reading", wanted=wanted, clock=clock, on_terminal=lambda: terminal)


def test_progress_is_shown_after_a_second_and_wiped_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()
    with progress(clock) as shown:
        clock.now += 0.9
        shown.step(1, 20)
        assert capsys.readouterr().err == ""
        clock.now += 0.2
        shown.step(2, 20)
        clock.now += 0.05
        shown.step(3, 20)
        clock.now += 0.1
        shown.step(4, 20)
        err = capsys.readouterr().err
        assert "reading 2 of 20" in err
        assert "3 of 20" not in err, "ten times a second are enough"
        assert "4 of 20" in err
    assert capsys.readouterr().err == "\r\x1b[K"


def test_progress_that_was_never_shown_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Clock()) as shown:
        shown.step(1, 2)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("wanted", "terminal"), [(False, True), (True, False)])
def test_progress_is_for_people_at_a_terminal(
    capsys: pytest.CaptureFixture[str], wanted: bool, terminal: bool
) -> None:
    clock = Clock()
    with progress(clock, wanted=wanted, terminal=terminal) as shown:
        clock.now += 60
        shown.advance(2)
    assert capsys.readouterr().err == ""


def test_near_names_the_nearest_or_all_or_none() -> None:
    assert near("htm", OUTPUTS) == "; did you mean 'html'?"
    assert near("zzz", OUTPUTS) == f"; known: {', '.join(OUTPUTS)}"
    assert near("zzz", [f"entry-{number}" for number in range(1000)]) == ""
    assert near("zzz", []) == ""


# Ends


def test_ctrl_c_ends_with_130_and_one_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(project, "build", interrupted)
    result = run("build", "--content", root)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "deckmill: interrupted\n"


@posix
@pytest.mark.slow
def test_ctrl_c_ends_what_prove_has_started(root: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    checks = f"open({str(pipe)!r}).read()\nwhile True: pass\n"
    write(root, {"one/plain.md": f"{ENTRY}\n## Checks\n```python\n{checks}```\n"})
    child = subprocess.Popen(
        command("prove", "--content", root), env=environment(), stderr=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    # It can be opened once the check has opened its other end.
    opened = threading.Thread(target=lambda: os.close(os.open(pipe, os.O_WRONLY)), daemon=True)
    opened.start()
    opened.join(60)
    assert not opened.is_alive(), "the check has started"
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate()
    assert (child.returncode, out, err) == (130, "", "deckmill: interrupted\n")


@posix
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    read, write_end = os.pipe()
    os.close(read)
    with os.fdopen(write_end, "w") as closed:
        result = subprocess.run(
            command("schema"), env=environment(), stdout=closed, stderr=subprocess.PIPE,
            check=False, text=True,
        )  # fmt: skip
    assert result.returncode != 0
    assert "Traceback" not in result.stderr


def test_a_refusal_is_one_line() -> None:
    @click.command("refused")
    def refused() -> None:
        raise Refused("no such thing")

    main.add_command(refused)
    try:
        result = run("refused")
    finally:
        del main.commands["refused"]
    assert (result.exit_code, result.stderr) == (2, "deckmill: no such thing\n")


# Documentation


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_explains_every_option(name: str) -> None:
    shown = run(name, "--help").stdout
    for parameter in main.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name} has no help"
            assert all(f"{spelling}" in shown for spelling in parameter.opts)


@pytest.mark.parametrize("name", ["build", "check", "prove", "stats"])
def test_every_reading_command_has_the_common_options(name: str) -> None:
    spellings = {opt for parameter in main.commands[name].params for opt in parameter.opts}
    assert spellings >= {"--content", "--topic", "--level", "--tag", "-q", "-v", "--format"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_shows_every_command(name: str) -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert f"`{name}" in readme or f"deckmill {name}" in readme or f"build.py {name}" in readme


def test_help_starts_without_what_is_heavy() -> None:
    code = "import sys, deckmill.cli; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    heavy = {"genanki", "markdown", "pydantic", "jinja2", "fontTools", "pygments", "math_core",
             "yaml", "numpy", "sqlite3", "asyncio"}  # fmt: skip
    assert heavy & set(io.StringIO(result.stdout).read().split()) == set()
