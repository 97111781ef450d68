"""A deck that is being edited: when it is checked, and what the editor was told of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from lsprotocol.types import Diagnostic, PublishDiagnosticsParams
from pygls.workspace import TextDocument

from deckmill.lsp.diagnostics import diagnostic
from deckmill.lsp.open_deck import OpenDeck, View
from deckmill.lsp.positions import Positions

# Seconds without a keystroke before a deck is checked; as many as the last check took, in between.
PAUSE, LONGEST_PAUSE = 0.15, 1.0


class Editor(Protocol):
    """What a session needs of the editor at the other end."""

    @property
    def positions(self) -> Positions: ...

    def open_below(self, root: Path) -> Mapping[str, TextDocument]:
        """What is open of a folder, by the names of the files."""

    def text_document_publish_diagnostics(self, params: PublishDiagnosticsParams, /) -> None: ...

    def log_error(self, what: str, error: Exception) -> None: ...


class Session:
    """Checks a deck soon after each change of it, once at a time, and publishes the findings."""

    def __init__(self, editor: Editor, root: Path) -> None:
        self.root = root
        self.view: View | None = None
        self._editor = editor
        self._deck = OpenDeck(root)
        self._checking = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[View | None] | None = None
        self._stale = self._whole = True
        self._told: dict[str, list[Diagnostic]] = {}
        self._took = 0.0

    def changed(self, *, whole: bool) -> None:
        """Check soon; the ``whole`` where files, and not only open texts, have changed."""
        self._stale = True
        self._whole = self._whole or whole
        if self._timer is not None:
            self._timer.cancel()
        # While a check takes long, the next keystroke is likely to come before its end.
        pause = min(max(PAUSE, self._took), LONGEST_PAUSE)
        self._timer = asyncio.get_running_loop().call_later(pause, self._start)

    def _start(self) -> None:
        self._task = asyncio.create_task(self.fresh())

    async def fresh(self) -> View | None:
        """The deck as it is now; as it last was where it cannot be read."""
        async with self._checking:
            while self._stale:
                self._stale = False
                await self._check()
        return self.view

    async def latest(self) -> View | None:
        """The deck as it was last read: good enough for names, and there at once."""
        return self.view or await self.fresh()

    async def _check(self) -> None:
        documents = self._editor.open_below(self.root)
        texts = {name: document.source for name, document in documents.items()}
        versions = {name: document.version for name, document in documents.items()}
        whole, self._whole = self._whole, False
        started = time.monotonic()
        try:
            self.view = await asyncio.to_thread(self._deck.view, texts, whole=whole)
            self._tell(self.view, versions)
        except Exception as error:  # whatever it was, the next keystroke may mend it
            self._whole = self._whole or whole
            self._editor.log_error(f"cannot check {self.root}", error)
        self._took = time.monotonic() - started

    def _tell(self, view: View, versions: Mapping[str, int | None]) -> None:
        """Send the findings of every file that is open, and of others where they are new."""
        found: dict[str, list[Diagnostic]] = {path: [] for path in {*self._told, *versions}}
        positions = self._editor.positions
        for finding in view.findings:
            shown = diagnostic(finding, positions)
            found.setdefault(finding.span.source.path, []).append(shown)
        for path, diagnostics in found.items():
            if path in versions or diagnostics != self._told.get(path):
                self._editor.text_document_publish_diagnostics(
                    PublishDiagnosticsParams(self.uri(path), diagnostics, versions.get(path))
                )
        self._told = {path: diagnostics for path, diagnostics in found.items() if diagnostics}

    def uri(self, path: str) -> str:
        """The address of a file of the deck, as the editor writes it where it has it open."""
        document = self._editor.open_below(self.root).get(path)
        return document.uri if document else (self.root / path).as_uri()
