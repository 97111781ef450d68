"""What docs/editors.md tells people to paste works: matchers, hooks, workflows, settings."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import process, run
from conftest import PROJECT
from support import ENTRY, GOOD, write

PAGE = (PROJECT / "docs" / "editors.md").read_text("utf-8")
HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((PROJECT / "docs/examples/deck-check.yml").read_text("utf-8"))
FAULTS = ENTRY.replace("level: core", "level: cor").replace("Violet.", "Vio\u202elet: $\\foo$.")


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck's repository, in which one is working."""
    write(tmp_path / "content", GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_problem_matcher_reads_every_line(repository: Path) -> None:
    rules = "rules: {P101: note, "
    deck = str(GOOD["deck.yaml"]).replace("rules: {", rules)
    write(repository / "content", {"one/plain.md": FAULTS, "deck.yaml": deck})
    (tasks,) = (json.loads(text) for text in fences("json") if "problemMatcher" in text)
    (task,) = tasks["tasks"]
    matcher = task["problemMatcher"]
    assert matcher["fileLocation"] == ["relative", "${workspaceFolder}/content"]
    pattern = matcher["pattern"]
    lines = run(*task["args"]).stderr.splitlines()
    matches = [re.match(pattern["regexp"], line) for line in lines]
    read = [
        {key: match[group] for key, group in pattern.items() if key != "regexp"}
        for match in matches
        if match is not None
    ]
    expected = [
        {
            "file": finding["file"], "line": str(finding["line"]),
            "column": str(finding["column"]), "severity": finding["severity"],
            "code": finding["code"], "message": finding["message"],
        }
        for finding in json.loads(run("check", "--format", "json").stderr)
    ]  # fmt: skip
    assert read == expected
    assert {finding["severity"] for finding in read} == {"error", "note"}


def test_what_is_to_be_pasted_can_be_read() -> None:
    for text in fences("toml"):
        assert tomllib.loads(text)["language-server"]["deckmill"]["args"] == ["lsp"]
    for text in fences("json"):
        json.loads(text)
    used = [yaml.safe_load(text) for text in fences("yaml")]
    (config,) = (document for document in used if document)
    hooks = {hook["id"] for repository in config["repos"] for hook in repository["hooks"]}
    assert hooks == {hook["id"] for hook in HOOKS}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_hooks(hook: dict[str, Any], repository: Path) -> None:
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "content/one/plain.md")
    assert not re.search(hook["files"], "README.md")
    program, *args = shlex.split(hook["entry"])
    assert program == "deckmill"
    assert process(*args, cwd=repository).returncode == 0
    write(repository / "content", {"one/plain.md": FAULTS})
    failed = process(*args, cwd=repository)
    assert (failed.returncode, "F103" in failed.stderr) == (1, True)


def test_the_workflow_runs_commands_that_are_there(repository: Path) -> None:
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    lines = [step["run"] for step in steps if step.get("run", "").startswith("deckmill ")]
    assert len(lines) == 4
    for line in lines:
        _, *args = shlex.split(line.partition(" 2>")[0])
        result = run(*args)
        assert result.exit_code == 0, result.stderr
    assert (repository / "dist").is_dir()
