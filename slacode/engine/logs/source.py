"""What an evaluation asks of a log that was opened, whichever engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.logs.pool import Looked
from slacode.engine.logs.set_aside import LogSummary, SetAside
from slacode.engine.model.conditions import Condition


class LogSource(Protocol):
    """The rows of one log, checked and in reach."""

    def first_instant(self) -> int | None:
        """The time of the first row that can be read, in UTC microseconds; None for a log without one."""
        ...

    def last_instant(self) -> int | None:
        """The time of the last row that can be read, in UTC microseconds; None for a log without one."""
        ...

    def summary(self) -> LogSummary:
        """The files with their digests and rows, and how many findings `set_aside` has."""
        ...

    def set_aside(self) -> Iterator[SetAside]:
        """The rows set aside, in the order of files, rows and columns (language reference, 4.3)."""
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
        """All cases, or one, in batches of whole cases, with the given conditions after each row, and fields.

        `instants` names fields of type instant, `texts` fields of any type, `numbers` fields of type number or
        duration; carried ones are carried. Rows later than `as_of`, in UTC microseconds, are not seen (language
        reference, 5.3). The order of cases means nothing; that of the rows of a case is the language reference's, 4.2.
        """
        ...

    def each(
        self, look: Callable[[CaseBatch], Looked], needs: Needs, as_of: int, threads: int | None = None
    ) -> Iterator[Looked]:
        """What a function gives of each batch."""
        ...

    def rows(self, case: str, as_of: int | None = None) -> list[tuple[int, dict[str, str | None]]]:
        """The rows of one case in order."""
        ...
