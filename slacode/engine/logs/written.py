"""A log whose rows are written in memory and not in files: those of many tests in one, each test's cases apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.columns import Column
from slacode.engine.logs.database import Database
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.opened import OpenLog
from slacode.engine.logs.reading import ROWS
from slacode.engine.model.logs import Log, LogField, TimeFormat

_KEY, _TIME = " case", " time"  # no column of a file is called like that
_DIGITS = 9
_INSTANT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a case, in a space of cases of its own: equal names in two spaces are two cases. The time is in UTC
    microseconds, the values are as a file would hold them, instants in ISO 8601 with an offset."""

    space: int
    case: str
    time: int
    values: Mapping[str, str]


def open_written(log: Log, rows: Sequence[WrittenRow]) -> OpenLog:
    """Open a log that consists of these rows; they are read and checked as those of a file are.

    What the log calls its case holds the name alone; `CaseBatch.cases` names each case as `space_and_case` reads it.
    """
    known = _narrow(log)
    columns = dict.fromkeys((*(field.column for field in known.fields), *_order(known)))
    names = {column: f"in{i}" for i, column in enumerate(columns) if column != _TIME}
    arriving = pa.table(
        {
            "file": pa.repeat(pa.scalar(0, pa.int32()), len(rows)),
            "row": pa.array(range(1, len(rows) + 1), pa.int64()),
            "unfit": pa.nulls(len(rows), pa.int16()),
            "in_key": pa.array([f"{row.space:0{_DIGITS}}{row.case}" for row in rows], pa.string()),
            "in_time": pa.array([row.time for row in rows], _INSTANT),
            **{name: pa.array(_values(log, rows, column), pa.string()) for column, name in names.items()},
        }
    )
    sources = {column: Column(name) for column, name in names.items()}
    sources |= {_KEY: Column("in_key"), _TIME: Column("in_time", "TIMESTAMP WITH TIME ZONE")}
    database = Database()
    database.over(f"CREATE TABLE {ROWS} AS {Canonical(known).select('arriving', sources)}", arriving)
    return OpenLog(known, database, (LogFile(0, log.name, "", "csv", "none"),), {0: len(rows)})


def space_and_case(name: str) -> tuple[int, str]:
    """The space and the case that a batch's name of a case stands for."""
    return int(name[:_DIGITS]), name[_DIGITS:]


def _narrow(log: Log) -> Log:
    """The same log with a column for the time of each row, its columns named as its fields are, and the case's name as
    a field, as conditions may ask for it."""
    fields = [_plain(field) for field in log.fields]
    if all(field.name != log.case for field in fields):
        fields.append(LogField(name=log.case, type="text", column=log.case))
    if log.time is not None and all(field.name != log.time for field in fields):
        fields.append(LogField(name=log.time, type="instant", column=_TIME, when=TimeFormat()))
    said = {"case": _KEY, "time": _TIME, "time_format": TimeFormat(), "events": (), "fields": tuple(fields)}
    return log.model_copy(update=said)


def _plain(field: LogField) -> LogField:
    return field.model_copy(update={"column": field.name, "when": TimeFormat() if field.type == "instant" else None})


def _order(log: Log) -> tuple[str, ...]:
    column = Canonical(log).order_column
    return () if column is None else (column,)


def _values(log: Log, rows: Sequence[WrittenRow], column: str) -> list[str | None]:
    if column == log.case and all(field.name != column for field in log.fields):
        return [row.case for row in rows]
    return [row.values.get(column) for row in rows]
