"""Makes the server: what it can be asked, and what the client says of its texts and folders."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from slacode.editor.server.answers import change, navigate, show, write
from slacode.editor.server.guard import guarded
from slacode.editor.server.session import Session, Wishes
from slacode.editor.server.sets import Day


def make_server(version: str, day: Day) -> LanguageServer:
    """A server that speaks over standard input and output once it is started."""
    server = LanguageServer("slacode", version, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = Session(server, day)
    for register in (_texts, navigate, show, write, change):
        register(server, session)
    return server


def _texts(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.wishes = Wishes.of(params.initialization_options)

    @server.feature(types.INITIALIZED)
    @guarded
    async def initialized(_params: types.InitializedParams) -> None:
        session.begin()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        session.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        session.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        session.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        for one in params.changes:
            session.changed_on_disk(one.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        session.folders_changed([one.uri for one in params.event.added], [one.uri for one in params.event.removed])
