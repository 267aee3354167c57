"""One client's session: which policy sets it has open, which text belongs to which, and what it was last told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from slacode.editor.documents import Document, Encoding
from slacode.editor.folders import SetOfFiles, set_beside, set_in
from slacode.editor.server.convert import Converter, path_of, uri_of
from slacode.editor.server.sets import Day, PolicySet
from slacode.editor.workspace import Workspace

_FILES = ("**/*.sla", "**/slacode.toml", "**/pyproject.toml")
_WATCHED = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(pattern) for pattern in _FILES])
_ENCODINGS: dict[types.PositionEncodingKind, Encoding] = {
    types.PositionEncodingKind.Utf8: "utf-8",
    types.PositionEncodingKind.Utf16: "utf-16",
    types.PositionEncodingKind.Utf32: "utf-32",
}


@dataclass(frozen=True)
class At:
    """Where a request is about: a place in a document of a set, as all of it stands now."""

    workspace: Workspace
    document: Document
    offset: int


@dataclass(frozen=True)
class Wishes:
    """What a client asks for when it begins: the `paths` of policies in each folder that is open.

    `selects_reason` says that it can be told to select the words of an allowance that are to be written over.
    """

    paths: tuple[str, ...] = ()
    selects_reason: bool = False

    @classmethod
    def of(cls, options: object) -> Wishes:
        """The wishes that a client sends as its options; what is none of them is left alone."""
        said = options if isinstance(options, dict) else {}
        paths = said.get("paths")
        named = paths if isinstance(paths, list) else []
        return cls(tuple(path for path in named if isinstance(path, str)), said.get("selectsReason") is True)


class Session:
    """The policy sets of one client: one for each folder that is open, and for files elsewhere those beside them."""

    def __init__(self, server: LanguageServer, day: Day) -> None:
        self.wishes = Wishes()
        self._server, self._day = server, day
        self._sets: list[PolicySet] = []
        self._uris: dict[str, str] = {}
        self._told: dict[str, list[types.Diagnostic]] = {}
        self._said: set[str] = set()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="slacode")

    @cached_property
    def converter(self) -> Converter:
        """Converts for this client, once it has said what it counts columns in."""
        encoding = _ENCODINGS[types.PositionEncodingKind(self._server.workspace.position_encoding)]
        return Converter(encoding, lambda path: self._uris.get(path) or uri_of(path))

    # ---- What the client says

    def begin(self) -> None:
        """The client is ready: read its folders, and have it tell when files change."""
        self.folders_changed(list(self._server.workspace.folders) or self._root(), [])
        watching = self._server.client_capabilities.workspace
        if watching and watching.did_change_watched_files and watching.did_change_watched_files.dynamic_registration:
            asked = types.Registration("slacode-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _WATCHED)
            self._server.client_register_capability(types.RegistrationParams([asked]))

    def _root(self) -> list[str]:
        root = self._server.workspace.root_uri
        return [root] if root else []

    def folders_changed(self, added: list[str], removed: list[str]) -> None:
        """Folders were opened or closed; a text that is open stays so, and goes with the set that it belongs to now."""
        gone = {path_of(uri) for uri in removed}
        for one in [one for one in self._sets if one.files.root in gone or not one.is_of_a_folder]:
            self._drop(one)
        for uri in added:
            self._sets.insert(0, self._make(set_in(path_of(uri), self.wishes.paths), is_of_a_folder=True))
        for uri in list(self._server.workspace.text_documents):
            self.changed(uri)

    def changed(self, uri: str) -> None:
        """A text was opened or changed."""
        path = path_of(uri)
        self._uris[path] = uri
        text = self._server.workspace.get_text_document(uri).source
        data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        self._set_of(path).change(Document.of(path, data))

    def closed(self, uri: str) -> None:
        """A text was closed; a set that was there for it alone goes with it."""
        path = path_of(uri)
        mine = self._set_of(path)
        mine.close(path)
        if not mine.is_of_a_folder and not mine.has_open:
            self._drop(mine)

    def changed_on_disk(self, uri: str) -> None:
        """A file was written, made or taken away."""
        path = path_of(uri)
        for one in self._sets:
            if path.endswith(".toml"):
                one.look_at_settings()
            elif one.files.holds(path):
                one.look_at(path)

    # ---- What is asked

    def document(self, uri: str) -> Document | None:
        """A text as it stands, which needs nothing else to be known."""
        path = path_of(uri)
        return self._set_of(path).workspace.documents.get(path)

    async def at(self, uri: str, position: types.Position) -> At | None:
        """A place in a text, once its set has been read."""
        path = path_of(uri)
        mine = self._set_of(path)
        await mine.ready.wait()
        document = mine.workspace.documents.get(path)
        return At(mine.workspace, document, self.converter.offset(document, position)) if document else None

    async def workspaces(self) -> list[Workspace]:
        """Every set, once it has been read."""
        for one in self._sets:
            await one.ready.wait()
        return [one.workspace for one in self._sets]

    # ---- What is told

    def publish(self, changed: PolicySet) -> None:
        """Tell the findings of a set, for each text for which they are others than before."""
        self._tell_of_settings(changed)
        workspace = changed.workspace
        now: dict[str, list[types.Diagnostic]] = {path: [] for path in workspace.documents}
        for finding in workspace.findings:
            if finding.at is not None and finding.at.path in now:
                now[finding.at.path].append(self.converter.diagnostic(workspace, finding))
        gone = [path for path in self._told if changed.files.holds(path) and path not in now]
        for path, diagnostics in [*now.items(), *((path, []) for path in gone)]:
            self._tell(path, diagnostics)

    def _tell_of_settings(self, changed: PolicySet) -> None:
        """Say once what is wrong with the settings of a set: they are as if there were none then."""
        wrong = changed.wrong_settings
        if wrong is not None and wrong not in self._said:
            self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"slacode: {wrong}"))
        self._said.add(wrong or "")

    def _tell(self, path: str, diagnostics: list[types.Diagnostic]) -> None:
        if self._told.get(path, []) != diagnostics:
            self._told[path] = diagnostics
            told = types.PublishDiagnosticsParams(self.converter.uri_of(path), diagnostics)
            self._server.text_document_publish_diagnostics(told)

    # ---- Which set

    def _set_of(self, path: str) -> PolicySet:
        for one in self._sets:
            if one.files.holds(path):
                return one
        self._sets.append(self._make(set_beside(path)))
        return self._sets[-1]

    def _make(self, files: SetOfFiles, *, is_of_a_folder: bool = False) -> PolicySet:
        return PolicySet(files, self._day, self._pool, self.publish, is_of_a_folder=is_of_a_folder)

    def _drop(self, one: PolicySet) -> None:
        one.stop()
        self._sets.remove(one)
        for path in one.workspace.documents:
            self._tell(path, [])
