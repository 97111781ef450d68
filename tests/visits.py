"""A page opened in the browser of ``browser.py``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Visit:
    """A page, what it asked for, and what it said."""

    def __init__(self, browser: Browser, file: Path, **context: object) -> None:
        self.context = browser.new_context(**context)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.goto(file.as_uri())
        if context.get("java_script_enabled", True):
            self.page.evaluate("document.fonts.ready")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def shown(self) -> list[str]:
        """The ids of the entries that can be seen."""
        entries = self.page.locator(".e")
        return entries.evaluate_all("all => all.filter(e => e.offsetParent).map(e => e.id)")

    def pdf(self, paper: str = "A4") -> bytes:
        """The page as printed with backgrounds off, as in a print dialog."""
        return self.page.pdf(format=paper, print_background=False, prefer_css_page_size=True)
