#!/usr/bin/env python3
"""deckmill on a bare machine: makes .venv once, then is `deckmill ARGS`.

`test ARGS` is pytest, `bench ARGS` measures how fast deckmill is.
"""

import os
import sys  # no more than this: later runs start fast, and Python 3.6 can say that it is too old

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
LOCKS = ["requirements.lock", "requirements-test.lock"]
OURS = {"test": ["-m", "pytest"], "bench": [os.path.join("tools", "bench")]}  # run in the project


def stop(problem):
    sys.stderr.write(f"build.py: {problem}\n")
    sys.exit(2)


def read(*path):
    with open(os.path.join(*path)) as file:
        return file.read()


def prepare(lock):
    stamp = os.path.join(VENV, lock)  # written last: the next run makes good one that was cut short
    place = repr((sys.version_info[:2], ROOT))  # the editable package names its folder
    state = place + read(ROOT, "pyproject.toml") + read(ROOT, lock)
    if os.access(PYTHON, os.X_OK) and os.path.exists(stamp) and read(stamp) == state:
        return
    try:
        import ensurepip  # noqa: F401  (Debian has venv without it)
        import venv
        from subprocess import PIPE, run

        sys.stderr.write(f"Setting up .venv with {lock} (once, up to a minute) ...\n")
        if lock == LOCKS[0]:
            venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
        for what in f"--require-hashes -r {lock}", "--no-build-isolation --no-index -e .":
            pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", *what.split()]
            done = run(pip, check=False, cwd=ROOT, stdout=2, stderr=PIPE, errors="replace")
            if done.returncode:
                said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
                stop(f"pip failed ({(said or ['?'])[-1]}); check the network, then run this again")
        with open(stamp, "w") as file:
            file.write(state)
    except ImportError:
        stop("this Python cannot make a .venv; on Debian or Ubuntu: apt install python3-venv")
    except (Exception, KeyboardInterrupt) as problem:
        stop(f"cannot make .venv ({problem!r}); is there room, and may you write to this folder?")


if sys.version_info < (3, 11):
    stop(f"deckmill needs Python 3.11 or newer, not {sys.version.split()[0]}: python3.13 build.py")
asked = (sys.argv[1:] or ["build"])[0]
more = asked in ("prove", "verify", *OURS)  # numpy, the real Anki, pytest
list(map(prepare, LOCKS[: 1 + more]))
command = [PYTHON, "-P", "-m", "deckmill", *sys.argv[1:]]
if asked in OURS:
    os.chdir(ROOT)
    command = [PYTHON, *OURS[asked], *sys.argv[2:]]
sys.exit(__import__("subprocess").call(command)) if os.name == "nt" else os.execv(PYTHON, command)
