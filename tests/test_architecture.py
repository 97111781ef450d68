"""The house stands as planned: imports run one way, one room prints, few touch the disk."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import deckmill
from conftest import PROJECT

PACKAGE = Path(deckmill.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
# From the ground up: a module imports from its own floor's package and from the floors below it.
FLOORS = (
    {"atomic", "errors", "lazy", "listing", "spelling", "store", "workers"},
    {"ids", "replay", "rules", "source", "version"},
    {"limits"},
    {"explain", "findings"},
    {"model"},
    {"outline"},
    {"tex"},
    {"schema", "typeset"},
    {"schema_authoring", "reports", "scaffold"},
    {"reader"},
    {"policy"},
    {"checks"},
    {"anki", "ledger", "selection", "stats"},
    {"writers"},
    {"diff", "identities", "output", "prove", "retire"},
    {"release"},
    {"unit"},
    {"units"},
    {"project"},
    {"publish", "repairs"},
    {"lsp", "watch"},
    {"terminal"},
    {"cli"},
    {"__main__", "__init__"},
)
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PRINTING = {"__main__", "cli", "terminal"}
AT_THE_DISK = {
    "anki", "atomic", "cli", "diff", "ledger", "listing", "lsp", "output", "project", "prove",
    "publish", "reader", "release", "repairs", "replay", "retire", "store", "terminal", "typeset",
    "unit", "units", "watch", "workers", "writers",
}  # fmt: skip
DISK = {"glob", "io", "os", "pathlib", "shutil", "sqlite3", "tempfile", "zipfile"}
HARNESS = "prove.harness"
MAX_LINES = 400


def room(module: str) -> str:
    return module.partition(".")[0]


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def imports(module: str) -> Iterator[str]:
    """What a module imports, wherever in it, as absolute names."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            assert node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inner_imports(module: str) -> set[str]:
    """The rooms of deckmill that a module imports from."""
    found = set()
    for name in imports(module):
        if name.startswith("deckmill."):
            inner = name.removeprefix("deckmill.")
            found.add("__init__" if inner.startswith("__") else room(inner))
    return found


def test_every_module_has_its_room() -> None:
    assert {room(module) for module in MODULES} == set(ROOMS)


def test_the_docs_name_every_room_from_the_ground_up() -> None:
    text = (PROJECT / "docs/architecture.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = [[ROOMS[name] for name in re.findall(r"`(\w+)(?:\.py|/)`", row)] for row in rows]
    table = [floors for floors in named if floors]
    assert sum(map(len, table)) == len(ROOMS) - len(FLOORS[-1])
    for above, below in pairwise(table):
        assert max(above) <= min(below)


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in FLOORS[-1]])
def test_imports_run_one_way(module: str) -> None:
    for imported in inner_imports(module) - {"__init__"}:
        below = ROOMS[imported] < ROOMS[room(module)]
        assert below or imported == room(module), f"{module} imports {imported}"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) == "writers"])
def test_writers_know_nothing_of_how_a_deck_is_read(module: str) -> None:
    assert inner_imports(module) & {"reader", "checks", "findings"} == set()


def test_the_harness_stands_alone() -> None:
    assert inner_imports(HARNESS) == set()


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in PRINTING])
def test_only_the_command_line_prints(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("print", "click.echo", "click.secho")
        if isinstance(node, ast.Attribute) and module != HARNESS:
            assert ast.unparse(node) not in ("sys.stdout", "sys.stderr")


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in AT_THE_DISK])
def test_only_some_rooms_touch_the_disk(module: str) -> None:
    assert {room(name) for name in imports(module)} & DISK == set()
    calls = [ast.unparse(n.func) for n in ast.walk(tree(module)) if isinstance(n, ast.Call)]
    assert "open" not in calls


@pytest.mark.parametrize("module", MODULES)
def test_a_file_fits_on_a_few_screens(module: str) -> None:
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is(module: str) -> None:
    assert ast.get_docstring(tree(module)), "a docstring"
    futures = [name for name in imports(module) if name.startswith("__future__")]
    has_code = len(tree(module).body) > 1
    assert futures == ["__future__.annotations"] or not has_code or module == "__main__"


def test_a_writer_imports_its_heavy_libraries_inside_its_functions() -> None:
    heavy = {"fontTools", "genanki", "jinja2", "math_core", "pygments", "numpy"}
    allowed = {"writers.package", "writers.templates"}  # imported by apkg.write and by page alone
    for module in MODULES:
        top = [node for node in tree(module).body if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in top:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names]
            roots = {room(name) for name in names}
            assert not roots & heavy or module in allowed, f"{module} imports {roots & heavy}"
