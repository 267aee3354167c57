"""Between the editor's own values and those of the protocol: places, findings, edits, symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris
from pygls.protocol import default_converter

from slacode.diagnostics import Diagnostic, JsonValue, Location, Severity
from slacode.editor.actions import Action
from slacode.editor.colours import TYPES, Colour
from slacode.editor.completion import Completion
from slacode.editor.documents import Document, Encoding
from slacode.editor.inlays import Inlay
from slacode.editor.layout import Edit
from slacode.editor.symbols import Symbol
from slacode.editor.workspace import Place, Workspace

if TYPE_CHECKING:
    import cattrs

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_KINDS = {
    "calendar": types.SymbolKind.Event,
    "log": types.SymbolKind.Array,
    "field": types.SymbolKind.Field,
    "metric": types.SymbolKind.Function,
    "service": types.SymbolKind.Module,
    "terms": types.SymbolKind.Interface,
    "target": types.SymbolKind.Property,
    "row": types.SymbolKind.EnumMember,
    "penalty": types.SymbolKind.Operator,
    "bonus": types.SymbolKind.Operator,
    "amendment": types.SymbolKind.Constructor,
    "objective": types.SymbolKind.Package,
    "kpi": types.SymbolKind.Number,
    "test": types.SymbolKind.Method,
    **dict.fromkeys(("sla", "ola", "uc"), types.SymbolKind.Class),
    **dict.fromkeys(("provider", "customer", "supplier", "team"), types.SymbolKind.Namespace),
}
_COMPLETIONS = {
    "keyword": types.CompletionItemKind.Keyword,
    "name": types.CompletionItemKind.Reference,
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.EnumMember,
    "zone": types.CompletionItemKind.Constant,
    "code": types.CompletionItemKind.Constant,
    "check": types.CompletionItemKind.Constant,
}


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer that is JSON already: to make objects of the protocol of thousands of places takes longer than to find
    them."""

    json: JsonValue


def converter_of_messages() -> cattrs.Converter:
    """What makes JSON of messages, as pygls has it, and of what is JSON already."""
    converter: cattrs.Converter = default_converter()  # type: ignore[no-untyped-call]  # as pygls has it
    converter.register_unstructure_hook(Ready, lambda ready: ready.json)
    return converter


@dataclass(frozen=True)
class Converter:
    """Converts for one client: `encoding` is what it counts columns in, `uri_of` how it names a path."""

    encoding: Encoding
    uri_of: Callable[[str], str]

    def offset(self, document: Document, position: types.Position) -> int:
        """The offset of a position in a document."""
        return document.offset(position.line, position.character, self.encoding)

    def range(self, document: Document, start: int, end: int) -> types.Range:
        """The range of some characters."""
        line, column, last_line, last_column = document.stretch(start, end, self.encoding)
        return types.Range(types.Position(line, column), types.Position(last_line, last_column))

    def _range(self, document: Document, start: int, end: int) -> JsonValue:
        line, column, last_line, last_column = document.stretch(start, end, self.encoding)
        first: JsonValue = {"line": line, "character": column}
        last: JsonValue = {"line": last_line, "character": last_column}
        return {"start": first, "end": last}

    def position(self, document: Document, offset: int) -> types.Position:
        """The position of an offset."""
        return types.Position(*document.position(offset, self.encoding))

    def location(self, place: Place) -> types.Location:
        """A place in a document, named by its URI."""
        return types.Location(
            self.uri_of(place.document.path), self.range(place.document, place.start, place.end)
        )

    def locations(self, places: Iterable[Place]) -> Ready:
        """Places in any documents, of which there may be thousands."""
        uri_of, range_of = self.uri_of, self._range
        return Ready(
            [
                {"uri": uri_of(place.document.path), "range": range_of(place.document, place.start, place.end)}
                for place in places
            ]
        )

    def changes(self, workspace: Workspace, edits: Iterable[Edit]) -> Ready:
        """Edits in the order of their paths, by document; there may be thousands."""
        changes: dict[str, JsonValue] = {
            self.uri_of(path): [
                {"range": self._range(workspace.documents[path], edit.start, edit.end), "newText": edit.text}
                for edit in of_path
            ]
            for path, of_path in groupby(edits, lambda edit: edit.path)
        }
        return Ready({"changes": changes})

    def edits(self, workspace: Workspace, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Edits, by document."""
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            changes.setdefault(self.uri_of(edit.path), []).append(self.edit(workspace.documents[edit.path], edit))
        return types.WorkspaceEdit(changes=changes)

    def edit(self, document: Document, edit: Edit) -> types.TextEdit:
        """An edit of one document."""
        return types.TextEdit(self.range(document, edit.start, edit.end), edit.text)

    def symbol(self, one: Symbol) -> types.DocumentSymbol:
        """A line of the outline, with what is inside."""
        document = one.whole.document
        return types.DocumentSymbol(
            name=one.name,
            detail=one.detail or one.kind,
            kind=_KINDS[one.kind],
            range=self.range(document, one.whole.start, one.whole.end),
            selection_range=self.range(document, one.named.start, one.named.end),
            children=[self.symbol(inner) for inner in one.inside],
        )

    def found(self, one: Symbol) -> types.WorkspaceSymbol:
        """A declaration of any file."""
        return types.WorkspaceSymbol(
            location=self.location(one.named), name=one.name, kind=_KINDS[one.kind], container_name=one.detail or None
        )

    def span(self, document: Document, range_: types.Range) -> tuple[int, int]:
        """The offsets of a range."""
        return self.offset(document, range_.start), self.offset(document, range_.end)

    def completion(self, document: Document, rank: int, one: Completion) -> types.CompletionItem:
        """A word that may stand somewhere, in the order in which they were found."""
        return types.CompletionItem(
            label=one.text,
            kind=_COMPLETIONS[one.kind],
            detail=one.detail or None,
            sort_text=f"{rank:05}",
            filter_text=one.text,
            text_edit=types.TextEdit(self.range(document, one.start, one.end), one.text),
        )

    def tokens(self, document: Document, found: Iterable[Colour]) -> types.SemanticTokens:
        """Words in the protocol's own shorthand: five figures each, places told from the word before."""
        data: list[int] = []
        line = column = 0
        for one in found:
            at_line, at_column, _, end = document.stretch(one.start, one.end, self.encoding)
            since = at_column - column if at_line == line else at_column
            data += [at_line - line, since, end - at_column, TYPES.index(one.type), int(one.declares)]
            line, column = at_line, at_column
        return types.SemanticTokens(data)

    def inlay(self, document: Document, one: Inlay) -> types.InlayHint:
        """A remark behind a figure."""
        return types.InlayHint(
            self.position(document, one.offset), one.text, tooltip=one.reason, padding_left=True
        )

    def action(self, workspace: Workspace, one: Action, selects_reason: bool) -> types.CodeAction:
        """Something to do about a finding; the client may be asked to select what is to be written over."""
        made = types.CodeAction(
            one.title,
            types.CodeActionKind.QuickFix,
            [self.diagnostic(workspace, one.finding)],
            is_preferred=one.is_mend or None,
            edit=self.edits(workspace, one.edits),
        )
        if one.select and selects_reason:
            document = workspace.documents[one.edits[0].path]
            line, _ = document.position(one.edits[0].start, self.encoding)
            arguments = [self.uri_of(document.path), line, *one.select]
            made.command = types.Command("Say why", "slacode.select", arguments=arguments)
        return made

    def diagnostic(self, workspace: Workspace, finding: Diagnostic) -> types.Diagnostic:
        """A finding at its place, with its reasons and ways out, and the further places that it is about."""
        assert finding.at is not None  # noqa: S101 - findings without a place are shown nowhere
        labels = [label for label in finding.labels if label.at.path in workspace.documents]
        return types.Diagnostic(
            range=self.range_of(workspace, finding.at),
            message=said(finding),
            severity=_SEVERITIES[finding.severity],
            code=finding.check,
            source="slacode",
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(self.uri_of(label.at.path), self.range_of(workspace, label.at)), label.message
                )
                for label in labels
            ],
        )

    def range_of(self, workspace: Workspace, at: Location) -> types.Range:
        """A finding's place, as the protocol counts it."""
        document = workspace.documents[at.path]
        return self.range(document, *document.span(at))


def said(finding: Diagnostic) -> str:
    """A finding in words: what, what is said at its place, why, and the ways out."""
    label = f": {finding.label}" if finding.label else ""
    return "\n".join([finding.message + label, *finding.notes, *(f"help: {help_}" for help_ in finding.help)])


def path_of(uri: str) -> str:
    """The path of a file as findings name it; of what is no file (an unsaved text) its URI."""
    path = uris.to_fs_path(uri)
    return uri if path is None else path.replace("\\", "/")


@lru_cache(maxsize=10_000)
def uri_of(path: str) -> str:
    """The URI of a path."""
    return path if "://" in path or path.startswith("untitled:") else uris.from_fs_path(path) or path
