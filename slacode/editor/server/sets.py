"""The policy sets that a client has open: their texts, saved or not, and the work in the background that they cause."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from slacode.diagnostics import Diagnostic, PolicyError
from slacode.editor.documents import Document
from slacode.editor.folders import SetOfFiles, document_on_disk
from slacode.editor.judging import Checked, Read, changed_since, is_in, judge, meanwhile, read, shown
from slacode.editor.workspace import Workspace
from slacode.settings import Settings, load_settings

_P = ParamSpec("_P")
_R = TypeVar("_R")

_BEFORE_TELLING = 0.02  # seconds without a change before what cannot be read of it is told,
_BEFORE_READING = 0.08  # and then before the set is read,
_BEFORE_CHECKING = 0.4  # and then before it is checked


@dataclass(frozen=True)
class Day:
    """What today is: `as_of` where the checks are to know it, `clock` where dates in answers are counted from."""

    as_of: dt.date | None
    clock: Callable[[], dt.date]

    @property
    def today(self) -> dt.date:
        """The date to count from."""
        return self.as_of or self.clock()


class PolicySet:
    """One policy set. Requests are answered from `workspace`; what takes long goes on beside, then `publish` is called.

    All methods are called in the event loop; the threads of `pool` work on snapshots, which never change.
    """

    def __init__(
        self,
        files: SetOfFiles,
        day: Day,
        pool: ThreadPoolExecutor,
        publish: Callable[[PolicySet], None],
        *,
        is_of_a_folder: bool,
    ) -> None:
        self.files, self.is_of_a_folder = files, is_of_a_folder
        self.workspace = Workspace({}, day.today)
        self.wrong_settings: str | None = None
        self._settings = Settings()
        self.ready = asyncio.Event()
        self._day = day
        self._pool, self._publish = pool, publish
        self._open: set[str] = set()
        self._read: Read | None = None
        self._checked: Checked | None = None
        self._busy: dict[str, asyncio.Future[Any]] = {}
        self._task = asyncio.ensure_future(self._start())

    @property
    def has_open(self) -> bool:
        """Whether any of its texts is open in the editor."""
        return bool(self._open)

    def change(self, document: Document) -> None:
        """A text is open, and this is how it stands now."""
        self._open.add(document.path)
        self._put(document)

    def close(self, path: str) -> None:
        """A text is open no longer: what counts is what was saved."""
        self._open.discard(path)
        self.look_at(path)

    def look_at(self, path: str) -> None:
        """A file has changed on the disk; one that is open is as the editor has it."""
        if path in self._open:
            return
        document = document_on_disk(path)
        if document is not None:
            self._put(document)
        elif path in self.workspace.documents:
            self.workspace = self.workspace.without(path)
            self._again()

    def _put(self, document: Document) -> None:
        before = self.workspace.documents.get(document.path)
        if before is None or before.text != document.text or before.unreadable != document.unreadable:
            self.workspace = self.workspace.with_documents([document])
            self._again()

    def _again(self) -> None:
        if self.ready.is_set():
            self._task.cancel()
            self._task = asyncio.ensure_future(self._work())

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, self.files.read)
        self._read_settings()
        saved = [one for one in found if one.path not in self._open]
        self.workspace = self.workspace.with_documents(saved)
        await self._reading()
        self.ready.set()
        self._task = asyncio.ensure_future(self._work())

    async def _work(self) -> None:
        if self._read is None or self._read.documents is not self.workspace.documents:
            await asyncio.sleep(_BEFORE_TELLING)
            self._show_of_changed()
            await asyncio.sleep(_BEFORE_READING)
            await self._reading()
        await asyncio.sleep(_BEFORE_CHECKING)
        if self._read is not None:
            self._checked = await self._beside(judge, self._read, self._day.as_of) or self._checked
            self._show()

    async def _reading(self) -> None:
        """Read the set as it stands, and keep what is known of it; where it was not understood, what was known."""
        self._read = await self._beside(_warm, self.workspace)
        known = self._read.known or self.workspace.known
        self.workspace = replace(self.workspace, known=known, today=self._day.today)
        self._show()

    async def _beside(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """What a function gives, worked out in a thread, once what it was asked for before is done: a thread cannot be
        stopped when a text changes, and several of them would hold up the answers."""
        name = function.__name__
        while name in self._busy and not self._busy[name].done():
            await asyncio.wait([self._busy[name]])
        loop = asyncio.get_running_loop()
        work = self._busy[name] = loop.run_in_executor(self._pool, partial(function, *args, **kwargs))
        return await asyncio.shield(work)

    def _show_of_changed(self) -> None:
        """Show at once what cannot be read of texts that have changed: that needs no other text."""
        if self._read is not None:
            changed = changed_since(self._read, self.workspace.documents)
            others = (one for one in self.workspace.findings if not is_in(changed, one))
            self._tell([*others, *self._settings.applied_to(meanwhile(self._read, self._checked, changed))])

    def _show(self) -> None:
        if self._read is not None:
            self._tell(self._settings.applied_to(shown(self._read, self._checked)))

    def _tell(self, findings: Iterable[Diagnostic]) -> None:
        self.workspace = replace(self.workspace, findings=tuple(findings))
        self._publish(self)

    def look_at_settings(self) -> None:
        """The settings of a project may have changed."""
        self._read_settings()
        self._show()

    def _read_settings(self) -> None:
        self._settings, self.wrong_settings = Settings(), None
        try:
            self._settings = load_settings(Path(self.files.root))
        except PolicyError as error:
            self.wrong_settings = str(error)

    def stop(self) -> None:
        """Do no more."""
        self._task.cancel()


def _warm(workspace: Workspace) -> Read:
    """Read a set, and find every name in it and what it is about, so that no request has to."""
    result = read(workspace)
    for document in workspace.documents.values():
        for one in document.occurrences:
            workspace.logs_of(one.home)
        _ = document.by_text, document.bases, document.entries
    return result
