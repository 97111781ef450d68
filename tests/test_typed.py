"""What YAML may hold: no fault hides another, and numbers are read as people write them."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from commands import environment
from deckmill.findings import Finding
from deckmill.limits import Limits
from deckmill.reader import Head, read_head
from deckmill.reader.files import Folder
from support import write

DECK = "id: deck\ntitle: Deck\ntopics: {one: One}\n"


def head(root: Path, keys: str) -> Head:
    """A deck's, with these keys in deck.yaml besides those that it needs."""
    return read_head(Folder(write(root, {"deck.yaml": DECK + keys})))


def findings(root: Path, keys: str) -> list[tuple[str, str]]:
    """What these keys have against them: the code and the message."""
    return [(finding.code, finding.message) for finding in head(root, keys).findings]


def finding(root: Path, keys: str) -> Finding:
    (only,) = head(root, keys).findings
    return only


@pytest.mark.parametrize("text", ["7", "+7", "' 7 '", "7.0", "0_7"])
def test_whole_numbers_as_people_write_them(text: str, tmp_path: Path) -> None:
    read = head(tmp_path, f"limits: {{cards_max: {text}}}")
    assert (read.findings, read.deck.limits) == ([], Limits(cards_max=7))


@pytest.mark.parametrize("text", ["seven", "7.5", "7e0", "0x7", "7__0", "[7]", "nan"])
def test_other_whole_numbers(text: str, tmp_path: Path) -> None:
    found = findings(tmp_path, f"limits: {{cards_max: {text}}}")
    assert found == [("F106", "'limits.cards_max': this is no whole number")]


@pytest.mark.parametrize("text", ["much", "50%", "nan", "-NaN", "[0.5]"])
def test_other_numbers(text: str, tmp_path: Path) -> None:
    found = findings(tmp_path, f"limits: {{similarity: {text}}}")
    assert found == [("F106", "'limits.similarity': this is no number")]


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("-0.1", "-0.1 is too small", "write 0 or more"),
        ("+_0.0_1e3", "+_0.0_1e3 is too large", "write 1 or less"),
        ("1.01", "1.01 is too large", "write 1 or less"),
        ("inf", "inf is too large", "write 1 or less"),
    ],
)
def test_numbers_out_of_their_bounds(text: str, message: str, help: str, tmp_path: Path) -> None:
    found = finding(tmp_path, f"limits: {{similarity: {text}}}")
    assert (found.message, found.help) == (f"'limits.similarity': {message}", help)


def test_a_number_that_is_too_long_to_read(tmp_path: Path) -> None:
    found = findings(tmp_path, f"limits: {{cards_max: {'9' * 5_000}}}")
    assert found == [("F106", "'limits.cards_max': this number has too many digits")]


def test_limits_keep_their_order_with_those_that_are_not_set(tmp_path: Path) -> None:
    found = findings(tmp_path, "limits: {cards_min: 9}")
    assert found == [("F106", "'limits': cards_min is 9, over cards_max, which is 6")]


def test_no_fault_hides_another(tmp_path: Path) -> None:
    keys = """\
language: the first
rules: {X9: loud, C2: [off]}
limits: {cards_max: many, similarity: 2, card_min: 1}
acronyms: [[a], b, {c: d}]
"""
    assert findings(tmp_path, keys) == [
        ("F106", "'language': this is no language tag"),
        ("F106", "'rules': there is no rule 'X9'"),
        ("F103", "'rules.X9': unknown value 'loud'"),
        ("F106", "'rules.C2': this is no single value"),
        ("F106", "'limits.cards_max': this is no whole number"),
        ("F106", "'limits.similarity': 2 is too large"),
        ("F104", "unknown key 'card_min'"),
        ("F106", "'acronyms': this is no single value"),
        ("F106", "'acronyms': this is no single value"),
    ]


@pytest.mark.parametrize("name", ["[key]", "{x}", "{{x}}", "%s"])
def test_a_key_is_told_as_it_is_written(name: str, tmp_path: Path) -> None:
    found = finding(tmp_path, f"rules: {{'{name}': off}}")
    assert found.message == f"'rules': there is no rule '{name}'"
    assert found.span.text == f"'{name}'"


def test_a_head_can_be_sent_to_other_processes(tmp_path: Path) -> None:
    read = head(tmp_path, "limits: {cards_max: 7}")
    assert pickle.loads(pickle.dumps(read)).deck.limits == read.deck.limits


def test_pydantic_waits_until_something_is_read() -> None:
    code = "import sys, deckmill.project, deckmill.cli; sys.exit('pydantic' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)
