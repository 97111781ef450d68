"""How findings are shown: golden reports of lines that are hard to show, JSON, colours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, FormatChecker, validate

from deckmill.cli import main
from deckmill.findings import Edit, Finding, Severity, in_order
from deckmill.reports import REPORTS
from deckmill.source import Source
from support import ENTRY, GOOD, write

SARIF = json.loads((Path(__file__).parent / "data/sarif-2.1.0.schema.json").read_text("utf-8"))
WORDS = " ".join(f"word{n}" for n in range(60))
# Each line marks its span with «…»; the marks are taken out.
HARD = f"""\
a plain «line» of text
\ttab before\tand «within\ta» tab
日本語の「«漢字»」と
combining: re\u0301sume\u0301 «e\u0301» end
emoji: 👍 👩\u200d🔬 «👍👍» end
skin, heart, flag: 👍🏽❤\ufe0f🇫🇷 «end»
hidden: a\u202eb\u00ad«c» end
an empty span: «» here
at the end of the line«»
{WORDS} «long» {WORDS}
near the «start» {WORDS}
{WORDS} near the «end»
a long span «{WORDS}» after
over «several
lines» of text
«»
the whole line «is» marked   \n"""


def marked(text: str) -> list[Finding]:
    """A finding for each span between «…»."""
    parts = text.replace("»", "«").split("«")
    source = Source("one/hard.md", "".join(parts))
    ends, at = [], 0
    for part in parts:
        at += len(part)
        ends.append(at)
    return [
        Finding("M103", "look at this", source.span(start, end), "mend it")
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]


def test_hard_lines_in_full(golden: Callable[[str, str], None]) -> None:
    golden("reports/full.txt", click.unstyle(REPORTS["full"](marked(HARD))))


def test_hard_lines_concise(golden: Callable[[str, str], None]) -> None:
    golden("reports/concise.txt", REPORTS["concise"](marked(HARD)))


def test_hard_lines_as_json(golden: Callable[[str, str], None]) -> None:
    golden("reports/json.json", REPORTS["json"](marked(HARD)))


def test_the_caret_stands_under_the_span() -> None:
    findings = [f for f in marked(HARD) if f.span.text.isascii() and f.span.text.strip()]
    blocks = click.unstyle(REPORTS["full"](findings)).split("\n\n")
    assert len(findings) > 5
    for finding, block in zip(findings, blocks, strict=False):
        _, _, _, line, carets, *_ = block.split("\n")
        if line.isascii():
            start = carets.index("^")
            shown = finding.span.text.split("\n")[0].replace("\t", "    ")
            assert line[start : start + carets.count("^")] == shown


def test_no_line_is_much_wider_than_a_terminal() -> None:
    report = click.unstyle(REPORTS["full"](marked(HARD)))
    assert max(map(len, report.split("\n"))) <= 120


def test_full_counts_what_it_showed() -> None:
    source = Source("one/a.md", "text\n")
    findings = [
        Finding("M103", "a warning", source.span(0), None),
        Finding("M101", "an error", source.span(0), None),
        Finding("M101", "another", Source("two/b.md", "x").span(0), None),
    ]
    why = "deckmill rule {} says why, with an example\n".format
    counted = f"\n2 errors and 1 warning in 2 files\n{why('M101')}"
    assert REPORTS["full"](findings, "").endswith(counted)
    assert REPORTS["full"](findings[:1], "").endswith(f"\n1 warning in 1 file\n{why('M103')}")


def test_full_counts_notes_and_what_can_be_mended() -> None:
    source = Source("one/a.md", "text\n")
    fix = (Edit(source.span(0, 1), "T"),)
    findings = [
        Finding("M103", "a warning", source.span(0), None, fix),
        Finding("M103", "a note", source.span(0), None, level=Severity.NOTE),
        Finding("M101", "an error", source.span(0), None, fix),
    ]
    last = "1 error, 1 warning and 1 note in 1 file; 2 to be mended by check --fix\n"
    assert last in REPORTS["full"](findings, "")


def test_full_shows_fifty_the_errors_first() -> None:
    source = Source("one/a.md", "text\n" * 99)
    spans = [source.span(source.offset(line)) for line in range(1, 100)]
    findings = [
        Finding("M101" if n % 3 else "M103", f"number {n}", span) for n, span in enumerate(spans)
    ]
    report = click.unstyle(REPORTS["full"](findings, ""))
    shown = [int(number) for number in re.findall(r"number (\d+)", report)]
    assert len(shown) == 50
    assert shown == sorted(shown)
    assert all(n % 3 for n in shown)
    assert "66 errors and 33 warnings in 1 file\n50 of 99 shown; " in report


def test_github_annotations(golden: Callable[[str, str], None]) -> None:
    source = Source("one/a,b.md", "five: 100%\n")
    finding = Finding("M103", "look: 100%, at this", source.span(0, 4), "two\nlines")
    note = Finding("M103", "a note", source.span(5), level=Severity.NOTE)
    report = REPORTS["github"]([*marked(HARD), finding, note], "content/")
    golden("reports/github.txt", report)


def test_sarif_is_valid(golden: Callable[[str, str], None]) -> None:
    source = Source("one/an entry.md", "text\n")
    mendable = Finding("M101", "no help", source.span(0, 2), None, (Edit(source.span(0, 1), "T"),))
    note = Finding("M103", "a note", source.span(2), level=Severity.NOTE)
    report = REPORTS["sarif"]([*marked(HARD), mendable, note], "content/")
    Draft7Validator(SARIF, format_checker=FormatChecker()).validate(json.loads(report))
    golden("reports/sarif.json", report)


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    log = json.loads(REPORTS["sarif"]([], ""))
    Draft7Validator(SARIF).validate(log)
    assert log["runs"][0]["results"] == []


def test_the_sarif_schema_refuses_what_is_wrong() -> None:
    log = json.loads(REPORTS["sarif"](marked(HARD), ""))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not Draft7Validator(SARIF).is_valid(log)


@pytest.mark.parametrize("format_", ["github", "sarif"])
@pytest.mark.parametrize(
    ("where", "expected"), [("deck/content", "deck/content/one"), ("", "one"), (None, "one")]
)
def test_programs_are_told_where_the_content_lies(
    format_: str, where: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / (where or "elsewhere")
    write(root, {**GOOD, "one/plain.md": ENTRY.replace("level: core", "level: cor")})
    monkeypatch.chdir(root if where == "" else tmp_path)
    content = root if where is None else Path(where or ".")
    report = (
        CliRunner().invoke(main, ["check", "--content", str(content), "--format", format_]).stderr
    )
    outside = "elsewhere/" if where is None else ""
    assert f"{outside}{expected}/plain.md" in report
    assert str(tmp_path) not in report


@pytest.mark.parametrize("name", ["full", "concise", "github"])
def test_nothing_to_show(name: str) -> None:
    assert REPORTS[name]([]) == ""


def test_json_of_nothing_is_an_empty_array() -> None:
    assert json.loads(REPORTS["json"]([])) == []


def test_findings_stand_in_the_order_of_their_places_and_once() -> None:
    one, two = Source("one/a.md", "aaa\nbbb\n"), Source("two/b.md", "ccc\n")
    findings = [
        Finding("M103", "e", two.span(0, 1)),
        Finding("M103", "d", one.span(4, 5)),
        Finding("M103", "b", one.span(2, 3)),
        Finding("M101", "c", one.span(4, 5)),
        Finding("M103", "a", one.span(0, 1)),
        Finding("M103", "a", one.span(0, 1)),
    ]
    assert [finding.message for finding in in_order(findings)] == list("abcde")


ARRAY = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": [
            "code", "severity", "message", "help", "file", "line", "column", "end_line",
            "end_column",
        ],
        "properties": {
            "code": {"pattern": "^[A-Z][0-9]{3}$"},
            "severity": {"enum": ["error", "warning", "note"]},
            "message": {"type": "string", "minLength": 1},
            "help": {"type": ["string", "null"]},
            "file": {"type": "string", "minLength": 1},
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1},
            "end_line": {"type": "integer", "minimum": 1},
            "end_column": {"type": "integer", "minimum": 1},
        },
    },
}  # fmt: skip


def test_json_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    root = write(tmp_path, {**GOOD, "one/plain.md": ENTRY.replace("level: core", "level: cor")})
    result = CliRunner().invoke(main, ["check", "--content", str(root), "--format", "json"])
    assert result.exit_code == 1
    found = json.loads(result.stderr)
    validate(found, ARRAY)
    assert found == [
        {
            "code": "F103", "severity": "error", "message": "unknown level 'cor'",
            "help": "did you mean 'core'?", "file": "one/plain.md",
            "line": 4, "column": 8, "end_line": 4, "end_column": 11,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("terminal", "env", "coloured"),
    [(True, {}, True), (True, {"NO_COLOR": "1"}, False), (False, {}, False)],
)
def test_colour_only_on_a_terminal_that_wants_it(
    terminal: bool, env: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    root = write(tmp_path, {**GOOD, "one/plain.md": ENTRY.replace("level: core", "level: cor")})
    arguments = ["check", "--content", str(root)]
    result = CliRunner(env={"NO_COLOR": "", **env}).invoke(main, arguments, color=terminal)
    assert "unknown level 'cor'" in result.stderr
    assert ("\x1b[" in result.stderr) is coloured
