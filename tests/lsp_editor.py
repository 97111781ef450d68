"""An editor for tests: a real client of the language server, in a process of its own.

Nothing sleeps: what the server says is awaited, and an answer that never comes fails the test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from commands import command, environment

T = TypeVar("T")
PATIENCE = 20
CURSOR = "¦"


class Editor:
    """What a test does and sees; ``¦`` in a text is the cursor."""

    def __init__(self, *encodings: types.PositionEncodingKind) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = LanguageClient("editor", "1")
        self._told: dict[str, types.PublishDiagnosticsParams] = {}
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()
        self.logged: list[str] = []
        self.registered: list[types.Registration] = []
        self._listen()
        self.capabilities = self._do(self._start(encodings)).capabilities

    def _listen(self) -> None:
        @self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self._told[params.uri] = params
            self._news.set()

        @self._client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

        @self._client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None:
            self.registered += params.registrations
            self._news.set()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(asyncio.wait_for(work, PATIENCE))

    async def _start(self, encodings: Sequence[types.PositionEncodingKind]) -> Any:
        program, *args = command("lsp", "--stdio")
        await self._client.start_io(program, *args, env=environment())
        rename = types.WorkspaceEditClientCapabilities(
            document_changes=True, resource_operations=[types.ResourceOperationKind.Rename]
        )
        watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        result = await self._client.initialize_async(
            types.InitializeParams(
                types.ClientCapabilities(
                    workspace=types.WorkspaceClientCapabilities(
                        workspace_edit=rename, did_change_watched_files=watching
                    ),
                    general=types.GeneralClientCapabilities(position_encodings=encodings or None),
                )
            )
        )
        self._client.initialized(types.InitializedParams())
        return result

    def close(self) -> int:
        """Leave as an editor does; the server's exit status."""
        self._do(self._client.shutdown_async(None))
        self._client.exit(None)
        return self.ended()

    def hang_up(self) -> int:
        """Vanish, as an editor does that is killed; the server's exit status."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.ended()

    def ended(self) -> int:
        status = self._do(self._process.wait())
        self._do(self._client.stop())
        self._loop.close()
        return status

    @property
    def _process(self) -> asyncio.subprocess.Process:
        assert self._client._server is not None
        return self._client._server

    # What an editor tells

    def open(self, path: Path, text: str | None = None) -> None:
        """Open a file, perhaps with a text that is not saved."""
        text = path.read_text("utf-8") if text is None else text
        version = self._versions[path.as_uri()] = 1
        item = types.TextDocumentItem(path.as_uri(), "markdown", version, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, text: str) -> None:
        version = self._versions[path.as_uri()] = self._versions[path.as_uri()] + 1
        self._client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def write(self, path: Path, text: str) -> None:
        """Open or change."""
        if path.as_uri() in self._versions:
            self.change(path, text)
        else:
            self.open(path, text)

    def save(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        self.change(path, text)
        document = types.TextDocumentIdentifier(path.as_uri())
        self._client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def leave(self, path: Path) -> None:
        """Close a file."""
        del self._versions[path.as_uri()]
        document = types.TextDocumentIdentifier(path.as_uri())
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def touched(self, path: Path) -> None:
        """Tell that a file has changed on the disk."""
        event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
        params = types.DidChangeWatchedFilesParams([event])
        self._client.workspace_did_change_watched_files(params)

    # What an editor sees and asks

    def diagnostics(
        self, path: Path, until: Callable[[list[str]], bool] = lambda _: True
    ) -> list[types.Diagnostic]:
        """The diagnostics of a file's text as it is now, once their codes are ``until``."""
        uri = path.as_uri()

        def there() -> bool:
            told = self._told.get(uri)
            if told is None or told.version != self._versions.get(uri):
                return False
            return until([str(diagnostic.code) for diagnostic in told.diagnostics])

        try:
            self._do(self._until(there))
        except TimeoutError:
            raise AssertionError(f"never came; the last were {self._told.get(uri)}") from None
        return list(self._told[uri].diagnostics)

    def codes(self, path: Path, *wanted: str) -> None:
        """Wait until a file's diagnostics have just these codes."""
        self.diagnostics(path, lambda codes: sorted(codes) == sorted(wanted))

    def registrations(self) -> list[types.Registration]:
        self._do(self._until(lambda: bool(self.registered)))
        return self.registered

    async def _until(self, there: Callable[[], bool]) -> None:
        while not there():
            self._news.clear()
            await self._news.wait()

    def completion(self, path: Path, text: str) -> list[types.CompletionItem]:
        document, position = self._at_cursor(path, text)
        params = types.CompletionParams(document, position)
        result = self._do(self._client.text_document_completion_async(params))
        assert not isinstance(result, types.CompletionList)
        return list(result or ())

    def completed(self, path: Path, text: str, label: str) -> str:
        """The text after a completion was taken."""
        items = {item.label: item for item in self.completion(path, text)}
        edit = items[label].text_edit
        assert isinstance(edit, types.TextEdit)
        return applied(text.replace(CURSOR, ""), [edit])

    def hover(self, path: Path, text: str) -> str:
        document, position = self._at_cursor(path, text)
        params = types.HoverParams(document, position)
        result = self._do(self._client.text_document_hover_async(params))
        if result is None:
            return ""
        assert isinstance(result.contents, types.MarkupContent)
        return result.contents.value

    def definition(self, path: Path, text: str) -> types.Location | None:
        document, position = self._at_cursor(path, text)
        params = types.DefinitionParams(document, position)
        result = self._do(self._client.text_document_definition_async(params))
        assert result is None or isinstance(result, types.Location)
        return result

    def symbols(self, path: Path) -> list[types.DocumentSymbol]:
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(path.as_uri()))
        result = self._do(self._client.text_document_document_symbol_async(params))
        return [symbol for symbol in result or () if isinstance(symbol, types.DocumentSymbol)]

    def actions(
        self, path: Path, text: str, only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        document, position = self._at_cursor(path, text)
        params = types.CodeActionParams(
            document, types.Range(position, position), types.CodeActionContext([], only)
        )
        result = self._do(self._client.text_document_code_action_async(params))
        return [action for action in result or () if isinstance(action, types.CodeAction)]

    def mended(self, text: str, action: types.CodeAction) -> str:
        """The text of the one file that an action changes, after it."""
        assert action.edit is not None
        assert action.edit.changes is not None
        (edits,) = action.edit.changes.values()
        return applied(text, edits)

    def _at_cursor(
        self, path: Path, text: str
    ) -> tuple[types.TextDocumentIdentifier, types.Position]:
        """Put the text into the editor, and the cursor where its mark is."""
        before, _, after = text.partition(CURSOR)
        self.write(path, before + after)
        line = before.count("\n")
        column = utf16(before[before.rfind("\n") + 1 :])
        return types.TextDocumentIdentifier(path.as_uri()), types.Position(line, column)


def utf16(text: str) -> int:
    """How long a text is in the protocol's own units."""
    return len(text.encode("utf-16-le")) // 2


def applied(text: str, edits: Sequence[types.TextEdit]) -> str:
    """A text with edits made in it, as an editor makes them: positions are in UTF-16."""
    data = text.encode("utf-16-le")
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + 2 * utf16(line) + 2)

    def offset(position: types.Position) -> int:
        return starts[position.line] + 2 * position.character

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        data = data[:start] + edit.new_text.encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")
