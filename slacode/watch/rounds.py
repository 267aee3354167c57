"""The rounds of a watch: look whether anything changed, judge anew if so, and tell what was not told yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacode.diagnostics import PolicyError, one_line
from slacode.engine.evaluate.result import say_instant
from slacode.ground.saying import say_count
from slacode.watch.alerts import Alert, alerts_of
from slacode.watch.following import Look, changes, look
from slacode.watch.journal import Journal, Line
from slacode.watch.output import Output

if TYPE_CHECKING:
    from slacode.engine.evaluate.result import Result

_MAY_COME = frozenset({"log-file-missing", "log-unreadable"})
"""What is wrong with a log that is not there yet, or is being written at the moment."""
_TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Means:
    """What a watch needs of the world.

    `evaluate` judges the logs and looks ahead, with what was in breach since an instant; `render` makes a line of a
    warning; `note` says something beside the product. `moves`: time passes by itself, so that every round is due.
    `waits`: a log that is not there yet may come.
    """

    evaluate: Callable[[int | None], Result]
    render: Callable[[Alert], str]
    note: Callable[[str], None]
    moves: bool
    waits: bool


@dataclass(slots=True)
class Watch:
    """The state of a watch from one round to the next; `patterns` lead to the files of the logs."""

    patterns: Sequence[str]
    means: Means
    journal: Journal
    output: Output
    _files: Look = field(default_factory=dict)
    _rounds: int = 0
    _in_trouble: bool = False
    _greeted: bool = False
    _noted: dict[str, str] = field(default_factory=dict)

    def round(self) -> None:
        """One round. Raises `PolicyError` where the first one shows that there is nothing to wait for."""
        now = look(self.patterns, self._files)
        due = self.means.moves or self._in_trouble or not self._rounds or now != self._files
        for change in changes(self._files, now) if self._rounds else ():
            self.means.note(f"note: {change}")
        self._files = now
        self._rounds += 1
        if due:
            self._judge()

    def _judge(self) -> None:
        try:
            result = self.means.evaluate(self.journal.began)
        except PolicyError as error:
            may_come = self.means.waits and all(one.check in _MAY_COME for one in error.diagnostics)
            if self._rounds == 1 and not may_come:
                raise
            self._in_trouble = True
            self._note(_TROUBLE, "; ".join(one_line(one) for one in error.diagnostics))
            return
        self._in_trouble = False
        self._note(_TROUBLE, "")
        self._greet(result)
        self._say_what_was_left(result)
        self._tell(result)

    def _greet(self, result: Result) -> None:
        """Show once that there is somebody watching, also where there is nothing to warn of."""
        if self.means.waits and not self._greeted and result.ahead is not None:
            now = f"{result.ahead.cases.still_open:,} open as of {say_instant(result.as_of)}"
            self.means.note(f"note: watching {say_count(len(self._files), 'file')}; cases: {now}")
        self._greeted = True

    def _tell(self, result: Result) -> None:
        began = self.journal.began
        if began is None:
            began = result.as_of
            self.journal.begin(began)
        alerts = (alert for alert in alerts_of(result, began) if not self.journal.has_told(alert.id))
        self.journal.tell((Line(alert.id, self.means.render(alert)) for alert in alerts), self.output)

    def _say_what_was_left(self, result: Result) -> None:
        for log in result.logs:
            aside = f"log {log.name}: {log.set_aside:,} of {log.rows:,} rows were set aside" if log.set_aside else ""
            self._note(log.name, f"note: {aside}" if aside else "")
            for file in log.files:
                left = f"note: `{file.path}`: the last {file.unread:,} bytes are no whole row yet, and are left"
                self._note(file.path, left if file.unread else "")

    def _note(self, about: str, text: str) -> None:
        """Say something once, until something else is to be said about it."""
        if text and self._noted.get(about) != text:
            self.means.note(text)
        self._noted[about] = text
