"""Opens the logs that an evaluation needs and says of each what was read and what was set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from slacode.diagnostics import did_you_mean
from slacode.engine.calendar.instants import CalendarError
from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.options import Options
from slacode.engine.evaluate.result import EvaluationError, LogFile, LogRead, RowSetAside
from slacode.engine.logs import LogError, open_log
from slacode.engine.logs.source import LogSource
from slacode.engine.model.logs import Log
from slacode.engine.model.policy import PolicyModel

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


_OF_LOGS = "encoding", "delimiter", "memory_limit", "threads", "growing", "progress"

NOTHING_KNOWN: Mapping[str, Needs] = MappingProxyType({})

Files = Mapping[str, str | Path | Sequence[str | Path]]


@dataclass(frozen=True, slots=True)
class Opened:
    """Logs by name, and why others, which need not be read, could not be."""

    logs: dict[str, LogSource]
    unread: dict[str, str]


@contextmanager
def opened_logs(
    model: PolicyModel,
    needed: Iterable[str],
    files: Files,
    options: Options,
    wanted: Iterable[str] = (),
    needs: Mapping[str, Needs] = NOTHING_KNOWN,
) -> Iterator[Opened]:
    """Open the logs of these names, by name, for a while: the given files, else those that the policy names. Those that
    are only `wanted` may be missing. `needs` tells of some logs what they will be asked for.

    Raises `EvaluationError` for a log that the policy does not know, for one that cannot be read, and for what logs and
    calendars cannot do in that while.
    """
    logs = {log.name: log for log in model.logs}
    for name in files:
        if name not in logs:
            raise _unknown(name, logs)
    with _told_to_the_owner(), ExitStack() as stack:
        open_one = _embedded(options) if options.spark is None else _on_spark(stack, options.spark, options)
        needed = set(needed)
        opened: dict[str, LogSource] = {}
        unread: dict[str, str] = {}
        for name in sorted(needed | set(wanted)):
            try:
                opened[name] = stack.enter_context(open_one(logs[name], _paths(files.get(name)), needs.get(name)))
            except LogError as error:
                if name in needed or name in files:
                    raise
                unread[name] = error.diagnostics[0].message
        yield Opened(opened, unread)


def log_bounds(logs: Iterable[LogSource]) -> tuple[int | None, int | None]:
    """The first and the last instant of some logs, in UTC microseconds; None where none has a row."""
    logs = tuple(logs)
    firsts = [first for log in logs if (first := log.first_instant()) is not None]
    lasts = [last for log in logs if (last := log.last_instant()) is not None]
    return min(firsts, default=None), max(lasts, default=None)


def read(log: LogSource) -> LogRead:
    """What was read of a log."""
    summary = log.summary()
    files = tuple(LogFile(file.path, file.sha256, file.rows, file.unread) for file in summary.files)
    return LogRead(summary.name, files, summary.rows, summary.set_aside)


def rows_set_aside(log: LogSource) -> Iterator[RowSetAside]:
    """The rows that could not be used, in the order of their files."""
    for row in log.set_aside():
        yield RowSetAside(row.log, row.path, row.row, row.column or None, row.reason)


@contextmanager
def _told_to_the_owner() -> Iterator[None]:
    """Turn what logs and calendars cannot do into an `EvaluationError`."""
    try:
        yield
    except LogError as error:
        raise EvaluationError(error.diagnostics) from error
    except CalendarError as error:
        raise EvaluationError.saying(str(error)) from error


Opening = Callable[[Log, list[str] | None, Needs | None], AbstractContextManager[LogSource]]
"""Opens a log from the given files, or those that the policy names; what it will be asked for, if that is known."""


def _embedded(options: Options) -> Opening:
    said = _said(options, _OF_LOGS)
    return lambda log, paths, needs: open_log(log, paths, base=_folder(log), needs=needs, **said)


def _on_spark(stack: ExitStack, spark: SparkSession | str, options: Options) -> Opening:
    from slacode.engine.spark.installed import require_spark

    require_spark()
    from slacode.engine.spark.log import open_spark_log
    from slacode.engine.spark.session import running

    session = stack.enter_context(running(spark))
    said = _said(options, ("encoding", "delimiter", "memory_limit"))
    return lambda log, paths, _needs: open_spark_log(log, paths, session=session, base=_folder(log), **said)


def _said(options: Options, names: Iterable[str]) -> dict[str, Any]:
    said = {name: getattr(options, name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _folder(log: Log) -> Path | None:
    return Path(log.at.path).parent if log.at else None


def _paths(given: str | Path | Sequence[str | Path] | None) -> list[str] | None:
    return None if given is None else [str(path) for path in ([given] if isinstance(given, str | Path) else given)]


def _unknown(name: str, known: Iterable[str]) -> EvaluationError:
    names = sorted(known)
    near = did_you_mean(name, names)
    hint = f"did you mean `{near}`?" if near else "there are " + ", ".join(f"`{other}`" for other in names)
    return EvaluationError.saying(f"there is no log `{name}` in the policy", ways_out=(hint,) if names else ())
