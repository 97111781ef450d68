"""build.py on machines where things are missing, broken or old.

Most cases replace `venv.create` by one that writes a stub interpreter: a shell script that
records how it was called. So they need no network, and they see what build.py runs.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-test.lock"]

posix = pytest.mark.skipif(os.name == "nt", reason="the stub interpreter is a shell script")

# As pip it notes its arguments, and fails if told to; else it says how and where it was called.
STUB = """\
#!/bin/sh
[ "$2" = pip ] || exec echo "$@" in "$PWD"
echo "$@" >> "$PIP_CALLS"
[ "$STUB_PIP" != fails ] && exit
echo 'WARNING: Retrying' >&2
echo 'ERROR: No matching distribution found for click==8' >&2
echo '[notice] a new release of pip is available' >&2
exit 1
"""

# Runs build.py with the stub in place of a real environment, after the case's own `prelude`.
BOOT = f"""
import os, pathlib, runpy, shutil, sys, venv
def create(folder, **options):
    shutil.rmtree(folder, ignore_errors=True)
    python = pathlib.Path(os.environ["SYSTEM_PYTHON"])
    python.write_text({STUB!r})
    python.chmod(0o755)
    link = pathlib.Path(folder, "bin", "python")
    link.parent.mkdir(parents=True)
    link.symlink_to(python)
venv.create = create
exec(os.environ["PRELUDE"])
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Project:
    """A copy of what build.py needs, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder.parent / "pip-calls"
        self.python = folder.parent / "python3.11"  # where .venv/bin/python leads
        folder.mkdir()
        for name in ["build.py", "pyproject.toml", *LOCKS]:
            shutil.copy(ROOT / name, folder)

    def command(self, *arguments: str, prelude: str = "", **env: str) -> dict[str, Any]:
        return {
            "args": [sys.executable, "-c", BOOT, str(self.folder / "build.py"), *arguments],
            "env": {
                **os.environ,
                "PIP_CALLS": str(self.calls),
                "SYSTEM_PYTHON": str(self.python),
                "PRELUDE": prelude,
                **env,
            },
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
        }

    def run(self, *arguments: str, cwd: Path | None = None, **settings: str) -> Run:
        self.calls.write_text("")
        command = self.command(*arguments, **settings)
        return Run(subprocess.run(**command, cwd=cwd or self.folder, check=False), self.calls)


class Run:
    def __init__(self, done: subprocess.CompletedProcess[str], calls: Path) -> None:
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.installed = calls.read_text().splitlines()

    @property
    def complaint(self) -> str:
        """The one line with which build.py gave up."""
        assert self.status == 2
        assert self.out == ""
        lines = [line for line in self.err.splitlines() if "(once, " not in line]
        assert len(lines) == 1
        assert lines[0].startswith("build.py: ")
        return lines[0]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "my project")


@posix
class TestGoodDays:
    def test_the_first_run_installs_and_hands_over(self, project: Project) -> None:
        run = project.run("check", "--strict")
        assert run.status == 0
        assert run.out == f"-P -m deckmill check --strict in {project.folder}\n"
        assert run.err.startswith("Setting up .venv")
        pinned, package = run.installed
        assert pinned.endswith("--no-deps --require-hashes -r requirements.lock")
        assert package.endswith("--no-build-isolation --no-index -e .")

    def test_later_runs_install_nothing_and_say_nothing(self, project: Project) -> None:
        project.run()
        run = project.run()
        assert (run.status, run.err, run.installed) == (0, "", [])
        assert run.out.startswith("-P -m deckmill in ")

    def test_later_runs_import_next_to_nothing(self, project: Project) -> None:
        project.run()
        probe = (
            "import os, sys; before = set(sys.modules)\n"
            "os.execv = lambda *call: print(*sorted(set(sys.modules) - before), call[1][-1])\n"
            "path, sys.argv = sys.argv[1], sys.argv[1:]\n"
            "exec(compile(open(path).read(), path, 'exec'), {'__file__': path})"
        )
        done = subprocess.run(
            [sys.executable, "-c", probe, str(project.folder / "build.py"), "check"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == ["check"]

    def test_the_working_folder_stays(self, project: Project, tmp_path: Path) -> None:
        assert project.run(cwd=tmp_path).out.endswith(f" in {tmp_path}\n")

    def test_test_adds_the_test_tools_and_runs_pytest_in_the_project(
        self, project: Project, tmp_path: Path
    ) -> None:
        run = project.run("test", "-k", "cloze", cwd=tmp_path)
        assert run.out == f"-m pytest -k cloze in {project.folder}\n"
        assert [line.split()[-1] for line in run.installed if "-r" in line.split()] == LOCKS
        assert project.run("test").installed == []
        assert project.run("build").installed == []

    def test_bench_measures_in_the_project(self, project: Project, tmp_path: Path) -> None:
        run = project.run("bench", "--quick", cwd=tmp_path)
        assert run.out == f"{Path('tools', 'bench')} --quick in {project.folder}\n"
        assert [line.split()[-1] for line in run.installed if "-r" in line.split()] == LOCKS

    @pytest.mark.parametrize("command", ["prove", "verify"])
    def test_commands_that_need_extras_get_them(self, project: Project, command: str) -> None:
        run = project.run(command)
        assert [line.split()[-1] for line in run.installed if "-r" in line.split()] == LOCKS
        assert run.out.startswith(f"-P -m deckmill {command} in ")


def other_lock(project: Project) -> None:
    lock = project.folder / LOCKS[0]
    lock.write_text(lock.read_text() + "# one more\n")


def other_pyproject(project: Project) -> None:
    pyproject = project.folder / "pyproject.toml"
    pyproject.write_text(pyproject.read_text() + "# one more\n")


def other_folder(project: Project) -> None:
    project.folder = project.folder.rename(project.folder.with_name("elsewhere"))


def no_stamp(project: Project) -> None:
    (project.folder / ".venv" / LOCKS[0]).unlink()


def half_a_venv(project: Project) -> None:
    shutil.rmtree(project.folder / ".venv")
    (project.folder / ".venv").mkdir()


@posix
@pytest.mark.parametrize(
    "change",
    [other_lock, other_pyproject, other_folder, no_stamp, half_a_venv],
)
def test_what_has_changed_is_installed_anew(
    project: Project, change: Callable[[Project], None]
) -> None:
    project.run()
    change(project)
    run = project.run("stats")
    assert len(run.installed) == 2
    assert "-m deckmill stats" in run.out
    assert project.run().installed == []


@posix
def test_another_python_version_makes_its_own_venv(project: Project) -> None:
    project.run()
    assert len(project.run(prelude="sys.version_info = (3, 99, 0, 'final', 0)").installed) == 2


@posix
class TestBadDays:
    def test_python_too_old(self, project: Project) -> None:
        run = project.run(prelude="sys.version_info = (3, 10, 13, 'final', 0)")
        assert "needs Python 3.11 or newer" in run.complaint
        assert not (project.folder / ".venv").exists()

    def test_no_ensurepip(self, project: Project) -> None:
        run = project.run(prelude="sys.modules['ensurepip'] = None")
        assert "apt install python3-venv" in run.complaint

    @pytest.mark.parametrize(
        "error", ["PermissionError(13, 'Permission denied')", "OSError(28, 'No space left')"]
    )
    def test_a_folder_that_cannot_be_written(self, project: Project, error: str) -> None:
        run = project.run(prelude=f"def create(*_, **__): raise {error}\nvenv.create = create")
        assert error.split("'")[1] in run.complaint
        assert "may you write to this folder?" in run.complaint

    def test_interrupted(self, project: Project) -> None:
        stop = "def create(*_, **__): raise KeyboardInterrupt\nvenv.create = create"
        assert "KeyboardInterrupt" in project.run(prelude=stop).complaint
        assert project.run().status == 0

    def test_pip_fails_and_the_next_run_starts_over(self, project: Project) -> None:
        run = project.run(STUB_PIP="fails")
        assert "(ERROR: No matching distribution found for click==8)" in run.complaint
        assert "check the network, then run this again" in run.complaint
        again = project.run()
        assert again.status == 0
        assert len(again.installed) == 2

    def test_test_tools_that_fail_leave_deckmill_usable(self, project: Project) -> None:
        project.run()
        assert "pip failed" in project.run("test", STUB_PIP="fails").complaint
        assert project.run().installed == []
        assert project.run("test").status == 0

    @pytest.mark.parametrize("loss", [Path.unlink, lambda python: python.chmod(0o644)])
    def test_a_python_that_is_gone(self, project: Project, loss: Callable[[Path], None]) -> None:
        project.run()
        loss(project.python)
        run = project.run("check")
        assert run.status == 0
        assert run.err.startswith("Setting up .venv")
        assert len(run.err.splitlines()) == 1
        assert run.out.startswith("-P -m deckmill check")


@pytest.mark.slow
def test_no_network_for_real(project: Project) -> None:
    """A real environment, the real pip, and an index where nobody listens."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
    }
    done = subprocess.run(
        [sys.executable, "build.py", "check"],
        cwd=project.folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    setting_up, complaint = done.stderr.splitlines()
    assert setting_up.startswith("Setting up .venv")
    assert re.match(r"build\.py: pip failed \(ERROR: .*\); check the network", complaint)


def old_pythons() -> list[str]:
    """The Pythons before 3.11 on this machine that run: on the PATH, or pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [shutil.which(f"python3.{minor}") or "" for minor in range(6, 11)]
    found += [str(python) for python in pyenv.glob("3.*/bin/python")]
    probe = "import sys; sys.exit(not (3, 6) <= sys.version_info < (3, 11))"
    return [
        python
        for python in found
        if python
        and not subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode
    ]


def test_old_pythons_can_parse_it() -> None:
    ast.parse((ROOT / "build.py").read_text(), feature_version=(3, 7))  # as far back as ast goes


def test_old_pythons_say_that_they_are_too_old(project: Project) -> None:
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python before 3.11 here")
    for python in pythons:
        done = subprocess.run(
            [python, str(project.folder / "build.py")], capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr.startswith("build.py: deckmill needs Python 3.11 or newer, not 3.")
        assert len(done.stderr.splitlines()) == 1


class TestLockFiles:
    @staticmethod
    def pins(name: str) -> dict[str, str]:
        """Package → its pinned versions and hashes, as one text."""
        blocks = re.split(r"\n(?=[a-z])", (ROOT / name).read_text())[1:]
        pins: dict[str, str] = {}
        for block in blocks:
            package = block.split("==")[0]
            pins[package] = pins.get(package, "") + re.sub(r"(?m)^ *#.*\n?", "", block)
        return pins

    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_is_pinned_with_hashes(self, name: str) -> None:
        pins = self.pins(name)
        assert len(pins) > 10
        for package, text in pins.items():
            assert re.match(r"[a-z0-9-]+==[\w.]+ (;.*)?\\\n", text), package
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", text), package

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_address_and_no_path(self, name: str) -> None:
        text = (ROOT / name).read_text()
        assert not re.search(r"https?:|file:| @ |--(extra-)?index-url|find-links|(?<!\w)/\w", text)

    def test_the_test_lock_pins_what_the_lock_pins(self) -> None:
        runtime, test = self.pins(LOCKS[0]), self.pins(LOCKS[1])
        assert {name: test[name].strip() for name in runtime} == {
            name: text.strip() for name, text in runtime.items()
        }

    def test_every_requirement_is_locked(self) -> None:
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
        groups = pyproject["dependency-groups"]
        runtime, test = self.pins(LOCKS[0]), self.pins(LOCKS[1])

        def names(requirements: list[str]) -> set[str]:
            return {re.match(r"[\w-]+", r)[0].replace("_", "-") for r in requirements}  # type: ignore[index]

        assert names(pyproject["project"]["dependencies"]) <= set(runtime)
        assert names(groups["build"]) <= set(runtime)
        assert names(groups["test"]) <= set(test)
        for extra in pyproject["project"]["optional-dependencies"].values():
            assert names(extra) <= set(test)
        assert "anki" not in runtime  # AGPL: a tool of the tests, never a requirement
