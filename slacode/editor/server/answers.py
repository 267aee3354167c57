"""Each request of the protocol, handed to the function that answers it: to find the way, to be shown, to write."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from slacode.editor import actions, colours, completion, hover, inlays, layout, meanings, rename, symbols
from slacode.editor.server.convert import Ready
from slacode.editor.server.guard import guarded
from slacode.editor.server.session import At, Session
from slacode.editor.workspace import Place

_LEGEND = types.SemanticTokensLegend(list(colours.TYPES), ["declaration"])
_COMPLETING = types.CompletionOptions(trigger_characters=[".", "[", '"', "-", "/"])
_RENAMING = types.RenameOptions(prepare_provider=True)
_ACTING = types.CodeActionOptions([types.CodeActionKind.QuickFix])
_REQUEST_FAILED = -32803


def navigate(server: LanguageServer, session: Session) -> None:
    """Answer where things are: definition, references, outline, search."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    @guarded
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        at = await session.at(params.text_document.uri, params.position)
        places = meanings.definition(at.workspace, at.document, at.offset) if at else []
        return [session.converter.location(place) for place in places]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    @guarded
    async def references(params: types.ReferenceParams) -> Ready:
        at = await session.at(params.text_document.uri, params.position)
        told = params.context.include_declaration
        places = meanings.references(at.workspace, at.document, at.offset, declarations=told) if at else []
        return session.converter.locations(places)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    @guarded
    async def same_here(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        at = await session.at(params.text_document.uri, params.position)
        places = meanings.references(at.workspace, at.document, at.offset) if at else []
        here = [place for place in places if at and place.document is at.document]
        return [types.DocumentHighlight(session.converter.location(place).range) for place in here]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    @guarded
    async def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = session.document(params.text_document.uri)
        return [session.converter.symbol(one) for one in symbols.outline(document)] if document else []

    @server.feature(types.WORKSPACE_SYMBOL)
    @guarded
    async def search(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found = [one for workspace in await session.workspaces() for one in symbols.search(workspace, params.query)]
        return [session.converter.found(one) for one in found]


def show(server: LanguageServer, session: Session) -> None:
    """Answer what is to be shown beside or in the text: hover, colours, remarks."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    @guarded
    async def told(params: types.HoverParams) -> types.Hover | None:
        at = await session.at(params.text_document.uri, params.position)
        found = hover.hover(at.workspace, at.document, at.offset) if at else None
        if found is None:
            return None
        said = types.MarkupContent(types.MarkupKind.Markdown, found.markdown)
        return types.Hover(said, session.converter.location(found.place).range)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _LEGEND)
    @guarded
    async def all_colours(params: types.SemanticTokensParams) -> types.SemanticTokens:
        document = session.document(params.text_document.uri)
        return session.converter.tokens(document, colours.colours(document)) if document else types.SemanticTokens([])

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, _LEGEND)
    @guarded
    async def some_colours(params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
        document = session.document(params.text_document.uri)
        if document is None:
            return types.SemanticTokens([])
        start, end = session.converter.span(document, params.range)
        return session.converter.tokens(document, colours.colours(document, start, end))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    @guarded
    async def remarks(params: types.InlayHintParams) -> list[types.InlayHint]:
        at = await session.at(params.text_document.uri, params.range.start)
        if at is None:
            return []
        found = inlays.inlays(at.workspace, at.document, *session.converter.span(at.document, params.range))
        return [session.converter.inlay(at.document, one) for one in found]


def write(server: LanguageServer, session: Session) -> None:
    """Answer what can be written: completions, and what is to be done about findings."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, _COMPLETING)
    @guarded
    async def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        at = await session.at(params.text_document.uri, params.position)
        found = completion.completions(at.workspace, at.document, at.offset) if at else []
        return [session.converter.completion(at.document, rank, one) for rank, one in enumerate(found) if at]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, _ACTING)
    @guarded
    async def mends(params: types.CodeActionParams) -> list[types.CodeAction]:
        at = await session.at(params.text_document.uri, params.range.start)
        if at is None:
            return []
        found = actions.actions(at.workspace, at.document, *session.converter.span(at.document, params.range))
        return [session.converter.action(at.workspace, one, session.wishes.selects_reason) for one in found]


def change(server: LanguageServer, session: Session) -> None:
    """Answer how what is written is to be changed: its layout, a name."""

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    @guarded
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = session.document(params.text_document.uri)
        return [session.converter.edit(document, edit) for edit in layout.formatting(document)] if document else []

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    @guarded
    async def some(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        document = session.document(params.text_document.uri)
        if document is None:
            return []
        start, end = session.converter.span(document, params.range)
        return [session.converter.edit(document, edit) for edit in layout.formatting(document, start, end)]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    @guarded
    async def can_be_renamed(params: types.PrepareRenameParams) -> types.Range | None:
        at = await session.at(params.text_document.uri, params.position)
        return session.converter.location(_renamed(at)).range if at else None

    @server.feature(types.TEXT_DOCUMENT_RENAME, _RENAMING)
    @guarded
    async def renamed(params: types.RenameParams) -> Ready | None:
        at = await session.at(params.text_document.uri, params.position)
        if at is None:
            return None
        try:
            edits = rename.rename(at.workspace, at.document, at.offset, params.new_name.strip())
        except rename.CannotRenameError as error:
            raise JsonRpcException(str(error), _REQUEST_FAILED) from None
        return session.converter.changes(at.workspace, edits)


def _renamed(at: At) -> Place:
    try:
        return rename.renamed(at.workspace, at.document, at.offset)
    except rename.CannotRenameError as error:
        raise JsonRpcException(str(error), _REQUEST_FAILED) from None
