"""Printing an HTML file to PDF by a Chromium or Chrome of this machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from deckmill.errors import Refused

VARIABLES = ("DECKMILL_CHROMIUM", "CHROME_PATH")
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge"),
)
MAC = (
    *("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"),
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS = (
    *("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe"),
    "Microsoft/Edge/Application/msedge.exe",
)
HOW_TO_GET_ONE = (
    "a PDF needs Chromium, Chrome or Edge, and none was found: install one "
    "(Debian, Ubuntu: apt install chromium) or name its program in DECKMILL_CHROMIUM"
)
SECONDS = 300
_LETTERS_ALIKE = (  # without the screen's hinting, lines are as wide as on paper
    "--font-render-hinting=none",
)
_ALONE = (  # nothing of the user's browser, and no word to anybody
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--user-agent=deckmill",  # the PDF names it as its creator
)
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}\+\d\d'\d\d'\)")


def find_chromium() -> str:
    """The program: the one that a variable names, or one in a usual place. Raises Refused."""
    for variable in VARIABLES:
        named = os.environ.get(variable)
        if named:
            found = shutil.which(named)
            if found is None:
                raise Refused(f"{variable} is '{named}', and there is no such program")
            return found
    found = next(filter(None, map(shutil.which, _candidates())), None)
    if found is None:
        raise Refused(HOW_TO_GET_ONE)
    return found


def _candidates() -> Iterator[str]:
    yield from NAMES
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (str(folder / app) for app in MAC)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            folder = os.environ.get(variable)
            if folder:
                yield from (str(Path(folder) / program) for program in WINDOWS)


def print_pdf(html: Path, pdf: Path, time: int) -> None:
    """Print ``html`` to ``pdf``: tagged, with an outline, dated ``time`` (seconds since 1970).

    The paper is that of the page's own style. The same page, time and browser give the same bytes.
    Raises Refused where there is no browser or it fails, and OSError.
    """
    program = find_chromium()
    # A sandbox cannot be had as root.
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        said = _run(
            (
                program, "--headless", *_ALONE, *_LETTERS_ALIKE, *root,
                f"--user-data-dir={profile}", "--no-pdf-header-footer",
                "--generate-pdf-document-outline", f"--print-to-pdf={pdf.resolve()}",
                html.resolve().as_uri(),
            ),
            profile / "said.txt",
        )  # fmt: skip
    data = pdf.read_bytes() if pdf.is_file() else b""
    if not data.startswith(b"%PDF-"):
        raise Refused(f"{program} printed no PDF{said}")
    pdf.write_bytes(_dated(data, time))


def _run(command: Sequence[str], log: Path) -> str:
    """Run to the end and give the last word of an unlucky run. Raises Refused, OSError."""
    # A file, not a pipe: helpers that outlive a killed browser would keep a pipe open.
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Refused(f"{command[0]} did not print within {SECONDS} seconds") from None
        finally:
            if process.poll() is None:
                _end(process)
    lines = log.read_text("utf-8", "replace").split("\n")
    words = [line.strip() for line in lines if line.strip()]
    return f": {words[-1]}" if words else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _dated(data: bytes, time: int) -> bytes:
    """The PDF with its dates, all that differs between two prints, set to ``time``.

    Dates have one length, so that everything in the file stays where its index says.
    """
    date = datetime.fromtimestamp(time, UTC).strftime("D:%Y%m%d%H%M%S+00'00'").encode()
    return _DATE.sub(lambda found: b"/%b (%b)" % (found[1], date), data)
