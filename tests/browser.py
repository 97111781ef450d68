"""A real Chromium for tests: ``pytest_plugins = ["browser"]`` makes the fixture known.

Without one such a test is skipped, unless ``DECKMILL_REQUIRE_BROWSER`` is set: then it fails.
``DECKMILL_CHROMIUM`` names the program where it is not found by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deckmill.errors import Refused
from deckmill.writers.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

# Containers and root users have no sandbox; these tests open only pages made here.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


def find(own: BrowserType | None = None) -> str | None:
    """The path of a Chromium: the one that deckmill would use, or Playwright's own."""
    try:
        return find_chromium()
    except Refused:
        if own is not None and Path(own.executable_path).exists():
            return own.executable_path
        return None


def _missing(reason: str) -> None:
    if os.environ.get("DECKMILL_REQUIRE_BROWSER"):
        pytest.fail(f"{reason}, and DECKMILL_REQUIRE_BROWSER is set")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, one for a module: two of Playwright's loops cannot run at once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright is not installed")
        raise
    with sync_playwright() as playwright:
        program = find(playwright.chromium)
        if program is None:
            _missing("no Chromium found (set DECKMILL_CHROMIUM to its path)")
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
