"""The rules: every example does what it says, and every rule is explained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import run
from deckmill import project
from deckmill.explain import by_family, visible
from deckmill.explain.page import page
from deckmill.limits import LIMITS
from deckmill.rules import FAMILIES, RULES, Rule, Severity
from rule_examples import FILES, findings, good_deck
from support import write

# The table


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_all_that_its_reader_needs(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(rf"[{''.join(FAMILIES)}][12]\d\d", code)
    assert len(rule.why) >= 60
    assert rule.why.endswith(".")
    assert rule.title
    assert rule.title[-1] not in ".!?"
    assert rule.file in FILES
    for piece in (rule.given, rule.source):
        assert not piece.endswith(".")
    for example in (rule.fails, rule.passes):
        assert example.endswith("\n")
        assert not example.startswith("\n")
    assert rule.fails != rule.passes


def test_no_code_stands_twice() -> None:
    tables = Path(project.__file__).parent.joinpath("rules").glob("*.py")
    rows = [code for table in tables for code in re.findall(r'^        "([A-Z]\d\d\d)",$',
            table.read_text("utf-8"), re.M)]  # fmt: skip
    assert sorted(rows) == sorted(RULES)


# The examples


def test_the_deck_of_the_examples_is_good(tmp_path: Path) -> None:
    assert project.check(write(tmp_path, good_deck())).findings == []


@pytest.mark.parametrize("code", RULES)
def test_the_failing_example_fails_by_its_rule(code: str, tmp_path: Path) -> None:
    found = findings(RULES[code], RULES[code].fails, tmp_path)
    assert code in {f.code for f in found}
    assert [f for f in found if f.code != code and f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", RULES)
def test_the_mended_example_passes(code: str, tmp_path: Path) -> None:
    found = findings(RULES[code], RULES[code].passes, tmp_path)
    family = code[0]
    assert [f for f in found if f.code[0] == family or f.severity is Severity.ERROR] == []


# The command


F103 = """\
F103: unknown value
error, whatever deck.yaml says

Kinds and levels are closed lists, because every output does something of its
own with each of them: a card is laid out by its kind, the sheet and the tags
show the level. Nothing knows what to do with another word.

This fails, in an entry:

    ---
    level: beginner
    ---

This passes:

    ---
    level: core
    ---
"""


def test_a_rule_explained() -> None:
    result = run("rule", "F103")
    assert (result.exit_code, result.stdout, result.stderr) == (0, F103, "")


def test_a_rule_that_a_deck_may_set_tells_how() -> None:
    shown = run("rule", "P101").stdout
    assert "\nwarning\n" in shown
    assert "\nSource: Unicode Technical Report 36, 2.5\n" in shown
    assert "    rules: {P101: off}\n" in shown
    assert '    excuse: {P101: "the reason"}\n' in shown
    # What cannot be seen is shown by its number.
    assert "⟨U+202E⟩ton⟨U+202C⟩" in shown


@pytest.mark.parametrize(
    ("code", "settable", "excusable"),
    [("C109", False, False), ("F119", True, False), ("L112", True, True)],
)
def test_only_what_would_work_is_offered(code: str, settable: bool, excusable: bool) -> None:
    shown = run("rule", code).stdout
    assert (f"rules: {{{code}: off}}" in shown) is settable
    assert (f"excuse: {{{code}:" in shown) is excusable


def test_what_the_command_offers_works(tmp_path: Path) -> None:
    files = good_deck()
    text = str(files["light/rainbow.md"]).replace("everybody sees", "everybody \u202esees\u202c")
    for name, old, new in (
        ("deck.yaml", "id: light\n", "id: light\nrules: {P101: off}\n"),
        ("light/rainbow.md", "level: core\n", 'level: core\nexcuse: {P101: "the reason"}\n'),
    ):
        changed = files | {"light/rainbow.md": text}
        assert {f.code for f in project.check(write(tmp_path, changed)).findings} == {"P101"}
        changed[name] = str(changed[name]).replace(old, new)
        assert "P101" not in {f.code for f in project.check(write(tmp_path, changed)).findings}


@pytest.mark.parametrize(("columns", "widest"), [(50, 50), (80, 80), (300, 100)])
def test_prose_keeps_to_the_width_of_the_terminal(columns: int, widest: int) -> None:
    shown = run("rule", *RULES, env={"COLUMNS": str(columns)}).stdout
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert widest - 10 < max(map(len, prose)) <= widest
    for rule in RULES.values():
        assert rule.why in " ".join(prose)


def test_without_a_code_all_rules_are_listed_by_family() -> None:
    lines = run("rule").stdout.splitlines()
    assert [line[2:6] for line in lines if line.startswith("  ")] == list(RULES)
    heads = [line for line in lines if line and not line.startswith("  ")]
    assert heads == [f"{letter}: {name}" for letter, name in FAMILIES.items()]
    assert "  F101  error    front matter missing" in lines
    assert "  F119  warning  description long" in lines


def test_the_start_of_codes_lists_those_rules() -> None:
    assert run("rule", "R").stdout.splitlines()[:2] == [
        "R: release", "  R101  error    deck.lock cannot be read",
    ]  # fmt: skip
    shown = json.loads(run("rule", "f2", "--format", "json").stdout)
    assert [rule["code"] for rule in shown] == [code for code in RULES if code[:2] == "F2"]


def test_several_codes_in_any_case_stand_in_the_order_given() -> None:
    shown = run("rule", "s101", "F103").stdout
    assert shown == run("rule", "S101").stdout + "\n" + run("rule", "F103").stdout


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("F1033", "there is no rule 'F1033'; did you mean 'F103'?"),
        ("Q77", "there is no rule 'Q77'; `deckmill rule` lists them all"),
    ],
)
def test_a_code_that_is_none_is_refused(code: str, said: str) -> None:
    result = run("rule", "F103", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"deckmill: {said}\n"


def test_rules_for_programs() -> None:
    (shown,) = json.loads(run("rule", "f119", "--format", "json").stdout)
    rule = RULES["F119"]
    assert shown == {
        "code": "F119", "title": rule.title, "why": rule.why, "severity": "warning",
        "file": "deck.yaml", "given": "", "fails": rule.fails, "passes": rule.passes,
        "source": "", "on_demand": False, "family": FAMILIES["F"], "adjustable": True,
    }  # fmt: skip
    every = json.loads(run("rule", "--format", "json").stdout)
    assert [rule["code"] for rule in every] == list(RULES)


# The page


def test_the_page_of_the_docs(golden: Callable[[str, str], None]) -> None:
    shown = run("rule", "--format", "markdown").stdout
    golden("../../docs/rules.md", shown)


def test_the_page_has_every_rule_and_every_limit() -> None:
    shown = page()
    for code in RULES:
        assert f"\n### {code}\n" in shown
        assert f"[{code}](#{code.lower()})" in shown
    for name, limit in LIMITS.items():
        assert f"| `{name}` | {limit.default} | {limit.description} |" in shown


def test_the_page_names_only_rules_that_exist() -> None:
    assert set(re.findall(r"\b[A-Z][12]\d\d\b", page())) <= RULES.keys()


def test_fences_outlast_those_inside() -> None:
    section = run("rule", "S111", "--format", "markdown").stdout
    assert "\n````markdown\n## Code\n```python\nindex = 1.333\n```\n````\n" in section
    assert section.startswith("### S111\n")


def test_families_keep_their_order() -> None:
    chosen = [RULES["R101"], RULES["F101"]]
    assert by_family(chosen) == {"F": [RULES["F101"]], "R": [RULES["R101"]]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – text … ∑\n", "plain – text … ∑\n"),
        ("at the end  \nnext \n", "at the end␠␠\nnext␠\n"),
        ("a\u00a0b\u200b\tc\n", "a⟨U+00A0⟩b⟨U+200B⟩⟨U+0009⟩c\n"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_rule_is_adjustable_unless_it_is_an_error_of_the_first_hundred() -> None:
    def rule(code: str, severity: Severity) -> Rule:
        return Rule(code, "", "", severity)

    assert not rule("C101", Severity.ERROR).adjustable
    assert rule("C101", Severity.WARNING).adjustable
    assert rule("C201", Severity.ERROR).adjustable
