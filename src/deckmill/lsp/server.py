"""The server: what an editor asks and tells, passed on to the decks whose files it has open."""

from __future__ import annotations

import logging
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from deckmill import __version__
from deckmill.lsp import answers
from deckmill.lsp.diagnostics import FIX_ALL, actions
from deckmill.lsp.open_deck import as_source, content_root
from deckmill.lsp.outline import outline
from deckmill.lsp.places import What, place
from deckmill.lsp.positions import Positions
from deckmill.lsp.session import Session
from deckmill.source import Source, Span

TRIGGERS = ["\\", "#", "{", ".", " ", "[", ","]
_WATCHED = "**/*.{md,yaml,lock,png,jpg,jpeg,gif,svg,webp,avif,mp3,ogg,opus,wav,m4a,flac}"
_KINDS = {
    What.KEY: types.CompletionItemKind.Property,
    What.DECK_KEY: types.CompletionItemKind.Property,
    What.LIMIT: types.CompletionItemKind.Property,
    What.SOURCE: types.CompletionItemKind.Reference,
    What.ENTRY: types.CompletionItemKind.File,
    What.SECTION: types.CompletionItemKind.Module,
    What.MACRO: types.CompletionItemKind.Function,
}

log = logging.getLogger(__name__)


class Server(LanguageServer):
    """A language server for decks; each is found by the ``deck.yaml`` above an open file."""

    def __init__(self) -> None:
        full = types.TextDocumentSyncKind.Full
        super().__init__("deckmill", __version__, text_document_sync_kind=full)
        self.sessions: dict[Path, Session] = {}

    @property
    def positions(self) -> Positions:
        return Positions(self.workspace.position_codec)

    def open_below(self, root: Path) -> dict[str, TextDocument]:
        """What is open of a folder, by the names of the files."""
        found = {}
        for document in self.workspace.text_documents.values():
            path = _path(document.uri)
            if path is not None and path.is_relative_to(root):
                found[path.relative_to(root).as_posix()] = document
        return found

    def session(self, uri: str) -> tuple[Session, str] | None:
        """The deck that a file belongs to, and the file's name in it."""
        path = _path(uri)
        root = content_root(path) if path else None
        if path is None or root is None:
            return None
        session = self.sessions.setdefault(root, Session(self, root))
        return session, path.relative_to(root).as_posix()

    def text(self, uri: str, name: str) -> Source:
        """A document's text, as the reader would have it."""
        return as_source(name, self.workspace.get_text_document(uri).source)

    def log_error(self, what: str, error: Exception) -> None:
        """Tell of what went wrong in here, in the editor's log and on standard error."""
        log.error(what, exc_info=error)
        self._log(f"{what}: {error}")

    def report_server_error(self, error: Exception, source: object) -> None:
        """pygls calls this for what a handler raised, which it has logged; no pop-up for that."""
        self._log(str(error))

    def _log(self, message: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))


def serve() -> None:
    """Serve one editor on standard input and output, until it leaves."""
    logging.basicConfig(level=logging.WARNING)
    make_server().start_io()


def make_server() -> Server:
    """A server with all that it can do."""
    server = Server()
    _add_notifications(server)
    _add_requests(server)
    return server


def _add_notifications(server: Server) -> None:
    def changed(uri: str, *, whole: bool) -> None:
        found = server.session(uri)
        if found is not None:
            found[0].changed(whole=whole)

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(glob_pattern=_WATCHED)]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration("deckmill-files", method, options)
        server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        changed(params.text_document.uri, whole=False)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        changed(params.text_document.uri, whole=False)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        changed(params.text_document.uri, whole=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        changed(params.text_document.uri, whole=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := _path(change.uri))]
        for root, session in server.sessions.items():
            if any(path.is_relative_to(root) for path in paths):
                session.changed(whole=True)


def _add_requests(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )
    async def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        found = server.session(params.text_document.uri)
        view = await found[0].latest() if found else None
        if found is None or view is None:
            return []
        source = server.text(params.text_document.uri, found[1])
        here = place(source, server.positions.offset(source, params.position))
        if here is None:
            return []
        range = server.positions.range(here.span)
        return [
            types.CompletionItem(
                label=name.text,
                kind=_KINDS.get(here.what, types.CompletionItemKind.Value),
                detail=name.detail or None,
                documentation=_markdown(name.story) if name.story else None,
                sort_text=f"{number:06}",
                filter_text=name.text,
                text_edit=types.TextEdit(range, name.insert or name.text),
            )
            for number, name in enumerate(answers.names(view, here))
        ]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        found = server.session(params.text_document.uri)
        view = await found[0].latest() if found else None
        if found is None or view is None:
            return None
        source = server.text(params.text_document.uri, found[1])
        offset = server.positions.offset(source, params.position)
        here = place(source, offset)
        stories = [answers.story(view, here)] if here else []
        stories += answers.rules_at(view, source, offset)
        said = "\n\n---\n\n".join(story for story in stories if story)
        range = server.positions.range(here.span) if here and stories[0] else None
        return types.Hover(_markdown(said), range) if said else None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        found = server.session(params.text_document.uri)
        view = await found[0].latest() if found else None
        if found is None or view is None:
            return None
        source = server.text(params.text_document.uri, found[1])
        here = place(source, server.positions.offset(source, params.position))
        target = answers.definition(view, here) if here else None
        return _location(target, found[0]) if target else None

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        found = server.session(params.text_document.uri)
        if found is None or not found[1].endswith(".md"):
            return []
        return outline(server.text(params.text_document.uri, found[1]), server.positions)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    )
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = server.session(params.text_document.uri)
        # An edit must fit the text as it is now, to the letter.
        view = await found[0].fresh() if found else None
        if found is None or view is None:
            return []
        session, name = found
        text = server.text(params.text_document.uri, name).text
        here = [
            finding
            for finding in view.findings
            if finding.span.source.path == name and finding.span.source.text == text
        ]
        wanted = params.context.only
        return list(
            actions(here, params.range, wanted, server.positions, session.uri, renames=renames())
        )

    def renames() -> bool:
        workspace = server.client_capabilities.workspace
        edit = workspace.workspace_edit if workspace else None
        operations = (edit.resource_operations or ()) if edit else ()
        return types.ResourceOperationKind.Rename in operations

    def _location(target: Span, session: Session) -> types.Location:
        return types.Location(session.uri(target.source.path), server.positions.range(target))


def _path(uri: str) -> Path | None:
    """The path of a file's address; nothing for what is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
