"""What the server can be asked: each request of the protocol handed to the function that answers it."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from slacode.editor import layout, meanings, symbols
from slacode.editor.server.session import Session
from slacode.editor.server.sets import Day

_P = ParamSpec("_P")
_R = TypeVar("_R")
_log = logging.getLogger("slacode")


def make_server(version: str, day: Day) -> LanguageServer:
    """A server that speaks over standard input and output once it is started."""
    server = LanguageServer("slacode", version, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = Session(server, day)
    for register in (_texts, _names, _layout):
        register(server, session)
    return server


def _guarded(answer: Callable[_P, Awaitable[_R]]) -> Callable[_P, Awaitable[_R | None]]:
    """An answer that a defect of slacode makes an empty one: the client gets no traceback, the log does."""

    @functools.wraps(answer)
    async def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R | None:
        try:
            return await answer(*args, **kwargs)
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the editor goes on
            _log.exception("this is a defect of slacode, not of your policies")
            return None

    return guarded


def _texts(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZED)
    @_guarded
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
        for change in params.changes:
            session.changed_on_disk(change.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        session.folders_changed([one.uri for one in params.event.added], [one.uri for one in params.event.removed])


def _names(server: LanguageServer, session: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    @_guarded
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        at = await session.at(params.text_document.uri, params.position)
        places = meanings.definition(at.workspace, at.document, at.offset) if at else []
        return [session.converter.location(place) for place in places]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    @_guarded
    async def references(params: types.ReferenceParams) -> list[types.Location]:
        at = await session.at(params.text_document.uri, params.position)
        told = params.context.include_declaration
        places = meanings.references(at.workspace, at.document, at.offset, declarations=told) if at else []
        return [session.converter.location(place) for place in places]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    @_guarded
    async def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = session.document(params.text_document.uri)
        return [session.converter.symbol(one) for one in symbols.outline(document)] if document else []

    @server.feature(types.WORKSPACE_SYMBOL)
    @_guarded
    async def search(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found = [one for workspace in await session.workspaces() for one in symbols.search(workspace, params.query)]
        return [session.converter.found(one) for one in found]


def _layout(server: LanguageServer, session: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    @_guarded
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = session.document(params.text_document.uri)
        return [session.converter.edit(document, edit) for edit in layout.formatting(document)] if document else []

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    @_guarded
    async def some(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        document = session.document(params.text_document.uri)
        if document is None:
            return []
        start, end = (session.converter.offset(document, one) for one in (params.range.start, params.range.end))
        return [session.converter.edit(document, edit) for edit in layout.formatting(document, start, end)]
