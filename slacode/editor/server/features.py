"""Makes the server: what it can be asked, and what the client says of its texts and folders."""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING, BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from slacode.editor.server.answers import change, navigate, show, write
from slacode.editor.server.convert import converter_of_messages
from slacode.editor.server.guard import is_trouble
from slacode.editor.server.session import Session, Wishes
from slacode.editor.server.sets import Day
from slacode.grammar.parser import parse_words
from slacode.grammar.words import all_keywords

if TYPE_CHECKING:
    from pygls.server import ServerErrors

_STEP = 0.0002  # seconds


def serve(version: str, day: Day, asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer what is asked on one stream on another one, until the client ends the session."""
    # Trees and models hold no circles, and to look for some stops every answer for as long as a second.
    gc.disable()
    sys.setswitchinterval(_STEP)  # the threads that work beside step aside soon
    all_keywords(), parse_words("")  # the grammar of completion and of the formatter, before a request needs them
    logging.getLogger("pygls.protocol.json_rpc").addFilter(is_trouble)
    _server(version, day).start_io(asked, answered)


class _Server(LanguageServer):
    """A server that keeps its defects to itself: pygls has written them to the log, and people cannot mend them."""

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Tell the client nothing."""


def _server(version: str, day: Day) -> LanguageServer:
    full = types.TextDocumentSyncKind.Full
    server = _Server("slacode", version, text_document_sync_kind=full, converter_factory=converter_of_messages)
    session = Session(server, day)
    for register in (_texts, navigate, show, write, change):
        register(server, session)
    return server


def _texts(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.wishes = Wishes.of(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
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
