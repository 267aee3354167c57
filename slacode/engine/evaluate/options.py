"""How logs are read and judged; here alone, so that whoever says it need not load what reads and judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from slacode.engine.evaluate.ahead.glance import Look
    from slacode.ground.handing_over import HandingOver

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Given what is read and how many rows there are, a `with` whose function takes how many of them are done."""


@contextmanager
def unseen(_label: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Progress that nobody sees."""
    yield lambda _done: None


@dataclass(frozen=True, slots=True)
class Options:
    """How logs are read and judged, which changes no verdict; None leaves it to the reader.

    `memory_limit` is as in `2GB`. `keep_cases` keeps every cycle, on disk, for `Result.cases`, `keep_attribution`
    whose time breached ones were, for `Result.attributed_cases`. `cases_to` is handed the cycles instead, as tables of
    the columns of `--cases`, while the evaluation goes on where it may, and told when these were all. `look` asks for
    `Result.ahead`. `growing` leaves unread what follows the last whole row of a file. `progress` shows how far the
    reading of a log is. `spark` reads and judges on Apache Spark: in a session that is there, or in one started on the
    master of this address, such as `local[2]`.
    """

    encoding: str | None = None
    delimiter: str | None = None
    memory_limit: str | None = None
    threads: int | None = None
    keep_cases: bool = True
    cases_to: HandingOver[pa.Table] | None = None
    look: Look | None = None
    keep_attribution: bool = True
    growing: bool = False
    progress: Progress = unseen
    spark: SparkSession | str | None = None

    @property
    def lists_cases(self) -> bool:
        """Whether cycles are to be listed."""
        return self.keep_cases or self.cases_to is not None

    @property
    def keeps_cases(self) -> bool:
        """Whether cycles stay within reach of the result."""
        return self.keep_cases and self.cases_to is None


DEFAULTS = Options()
