"""What code that is proven cannot do: with namespaces alone, and with the audit hook alone."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from deckmill.prove import cage

CAGE = Path(cage.__file__)
PRELUDE = f"""
import importlib.util, json, os, socket, subprocess, sys
spec = importlib.util.spec_from_file_location("cage", {str(CAGE)!r})
cage = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cage)
def attempt(what):
    try:
        return what() or "done"
    except BaseException as error:
        return f"{{type(error).__name__}}: {{error}}"
"""


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code that knows ``cage`` and ``attempt`` in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", PRELUDE + textwrap.dedent(code)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def told(folder: Path, code: str) -> dict[str, str]:
    """What attempts print, by their names."""
    done = run(folder, code)
    assert done.returncode == 0, done.stderr
    result: dict[str, str] = json.loads(done.stdout)
    return result


def has_namespaces(folder: Path) -> bool:
    return run(folder, "sys.exit(not cage._separate())").returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "kept.txt").write_text("kept")
    return inside


@pytest.fixture
def separate(folder: Path) -> Path:
    if sys.platform != "linux" or not has_namespaces(folder):
        pytest.skip("this system has no namespaces for users")
    return folder


def test_namespaces_hold_without_any_hook(separate: Path) -> None:
    outcome = told(
        separate,
        """
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        cage.enclose(5, 2**31)
        def connect():
            socket.create_connection(("127.0.0.1", port), 1)
        def write():
            open("note.txt", "w").write("x")
            return open("note.txt").read()
        print(json.dumps({
            "connect": attempt(connect),
            "outside": attempt(lambda: open("../made.txt", "w").close()),
            "remove": attempt(lambda: os.remove("../kept.txt")),
            "inside": attempt(write),
            "large": attempt(lambda: open("large", "wb").write(bytes(2 * cage.FILE_LIMIT))),
            "process": str(os.getpid()),
        }))
        """,
    )
    assert outcome["connect"].startswith("OSError")
    assert "Read-only" in outcome["outside"]
    assert "Read-only" in outcome["remove"]
    assert outcome["inside"] == "x"
    assert outcome["large"].startswith("OSError")
    assert outcome["process"] == "2", "the processes outside cannot be seen"
    assert (separate.parent / "kept.txt").read_text() == "kept"
    assert list(separate.iterdir()) == [], "the folder was one in memory"


def test_what_was_started_ends_with_the_first(separate: Path) -> None:
    done = run(
        separate,
        """
        import resource
        cage.enclose(5, 2**31)
        read, write = os.pipe()
        os.set_inheritable(write, True)
        try:
            child = os.fork()
        except OSError:
            sys.exit(0)  # not even that: who is not root may start nothing
        if not child:
            os.setsid()
            while True:
                pass
        """,
    )
    # The pipes of standard output would stay open as long as a child lived.
    assert done.returncode == 0, done.stderr


def test_it_ends_as_the_code_ended(separate: Path) -> None:
    assert run(separate, "cage.enclose(5, 2**31); sys.exit(7)").returncode == 7
    assert run(separate, "cage.enclose(5, 2**31); os.abort()").returncode == -6
    assert run(separate, "cage.enclose(5, 2**31); os.kill(os.getpid(), 9)").returncode == -9


@pytest.mark.parametrize(
    ("what", "refused"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "the network"),
        ("socket.gethostbyname('localhost')", "the network"),
        ("socket.getaddrinfo('localhost', 80)", "the network"),
        ("socket.socket().bind(('127.0.0.1', 0))", "the network"),
        ("subprocess.run(['true'])", "other processes"),
        ("os.system('true')", "other processes"),
        ("os.fork()", "other processes"),
        ("os.execv('/bin/true', ['true'])", "other processes"),
        ("os.kill(os.getppid(), 0)", "other processes"),
        ("open('../made.txt', 'w')", "outside of their folder"),
        ("open('../kept.txt', 'r+')", "outside of their folder"),
        ("os.open('../made.txt', os.O_CREAT | os.O_WRONLY)", "outside of their folder"),
        ("os.remove('../kept.txt')", "outside of their folder"),
        ("os.rename('../kept.txt', 'mine.txt')", "outside of their folder"),
        ("os.rename('mine.txt', '../made.txt')", "outside of their folder"),
        ("os.mkdir('../made')", "outside of their folder"),
        ("os.chmod('../kept.txt', 0)", "outside of their folder"),
    ],
)
def test_the_hook_refuses(what: str, refused: str, folder: Path) -> None:
    code = f"""
    from pathlib import Path
    cage.guard(Path.cwd())
    print(json.dumps({{"it": attempt(lambda: {what})}}))
    """
    assert refused in told(folder, code)["it"]
    assert (folder.parent / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize(
    "what",
    [
        "open('note.txt', 'w').close()",
        "open('../kept.txt').close()",
        "os.mkdir('made')",
        "__import__('fractions')",
        "__import__('tempfile').TemporaryFile(dir='.').close()",
    ],
)
def test_the_hook_lets_pass(what: str, folder: Path) -> None:
    code = f"""
    from pathlib import Path
    cage.guard(Path.cwd())
    print(json.dumps({{"it": str(attempt(lambda: {what}))}}))
    """
    assert "Beyond" not in told(folder, code)["it"]
