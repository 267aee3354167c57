"""What an evaluation asks of a log that was opened, whichever engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.logs.pool import Looked
from slacode.engine.logs.set_aside import LogSummary, SetAside
from slacode.engine.model.conditions import Condition


class LogSource(Protocol):
    """The rows of one log, checked and in reach; see `OpenLog` for what each of these gives."""

    def first_instant(self) -> int | None:
        """The time of the first row that can be read."""
        ...

    def last_instant(self) -> int | None:
        """The time of the last row that can be read."""
        ...

    def summary(self) -> LogSummary:
        """The files and their rows."""
        ...

    def set_aside(self) -> Iterator[SetAside]:
        """The rows set aside."""
        ...

    def scan(
        self,
        conditions: Sequence[Condition],
        instants: Sequence[str] = (),
        *,
        as_of: int | None = None,
        case: str | None = None,
        texts: Sequence[str] = (),
        numbers: Sequence[str] = (),
    ) -> Iterator[CaseBatch]:
        """All cases, or one, in batches of whole cases."""
        ...

    def each(
        self, look: Callable[[CaseBatch], Looked], needs: Needs, as_of: int, threads: int | None = None
    ) -> Iterator[Looked]:
        """What a function gives of each batch."""
        ...

    def rows(self, case: str, as_of: int | None = None) -> list[tuple[int, dict[str, str | None]]]:
        """The rows of one case in order."""
        ...
