"""Small logs for the tests of reading: fields in a word, times as text, and all that a scan says of each case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from slacode.engine.evaluate.batch import NO_INSTANT
from slacode.engine.logs import OpenLog, open_log
from slacode.engine.model.conditions import (
    And,
    Compare,
    Condition,
    DurationValue,
    FieldOperand,
    InstantValue,
    Known,
    Missing,
    Not,
    NumberValue,
    OneOf,
    Or,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import EventColumn, Log, LogField, TimeFormat

Seen = dict[str, list[tuple[object, ...]]]


def us(said: str) -> int:
    """UTC microseconds of an ISO 8601 text with an offset."""
    return (dt.datetime.fromisoformat(said) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def field(name: str, said: str, column: str | None = None, when: TimeFormat | None = None) -> LogField:
    """`text`, `number carried`, `P1|P2|P3` or `P1|P2|P3 carried`."""
    kind = said.removesuffix(" carried")
    values = tuple(kind.split("|")) if "|" in kind else ()
    return LogField(
        name=name,
        type="one of" if values else kind,
        column=column or name,
        values=values,
        carried=said.endswith(" carried"),
        when=when,
    )


def log_of(*fields: LogField, zone: str | None = None, format_: str | None = None, **more: object) -> Log:
    """A log `t` with the columns `case` and `time`."""
    said = {"name": "t", "case": "case", "time": "time", "time_format": TimeFormat(format=format_, zone=zone)}
    return Log(**{**said, "fields": fields, **more})


def wide_of(events: dict[str, str], *fields: LogField, zone: str = "UTC", **more: object) -> Log:
    """A log with a row a case: `{"opened": "open_dt"}`."""
    when = TimeFormat(zone=zone)
    columns = tuple(EventColumn(event=event, column=column, when=when) for event, column in events.items())
    event = LogField(name="event", type="one of", column="", values=tuple(events))
    return Log(name="t", case="case", time_format=when, events=columns, fields=(event, *fields), **more)


def opened(log: Log, folder: Path, *texts: str, **more: object) -> OpenLog:
    """The log read from files that hold these texts."""
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"log{number}.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        paths.append(str(path))
    return open_log(log, paths, threads=1, **more)


def seen(
    log: OpenLog, *conditions: Condition, instants: Sequence[str] = (), texts: Sequence[str] = (), **more: object
) -> Seen:
    """Of each case its rows: the time, the conditions, then the instants and the texts that were asked for."""
    found: Seen = {}
    for batch in log.scan(conditions, instants, texts=texts, **more):
        columns: list[list[object]] = [batch.time.tolist()]
        columns += [batch.flags[condition].tolist() for condition in conditions]
        columns += [[None if i == NO_INSTANT else i for i in batch.instants[name].tolist()] for name in instants]
        columns += [batch.texts[name].to_pylist() for name in texts]
        rows = list(zip(*columns, strict=True))
        for number, case in enumerate(batch.cases.to_pylist()):
            assert case not in found, f"{case} is in two places"
            found[case] = rows[batch.offsets[number] : batch.offsets[number + 1]]
    return found


def reasons(log: OpenLog) -> list[tuple[int, str, str]]:
    """Row, column and reason of what was set aside."""
    return [(one.row, one.column, one.reason) for one in log.set_aside()]


def value_of(said: object) -> object:
    """A value of a condition from a Python value."""
    if isinstance(said, bool):
        return YesNoValue(value=said)
    if isinstance(said, int | Decimal):
        return NumberValue(value=Decimal(said))
    if isinstance(said, dt.timedelta):
        return DurationValue(us=said // dt.timedelta(microseconds=1))
    if isinstance(said, dt.datetime):
        return InstantValue(value=said)
    return TextValue(value=str(said))


def compare(name: str, op: str, said: object) -> Compare:
    """`status == new`."""
    return Compare(field=name, op=op, operand=value_of(said))


def fields(left: str, op: str, right: str) -> Compare:
    """A field against another."""
    return Compare(field=left, op=op, operand=FieldOperand(name=right))


def among(name: str, values: Iterable[object]) -> OneOf:
    """`status in (a, b)`."""
    return OneOf(field=name, values=tuple(map(value_of, values)))


def known(name: str) -> Known:
    """`field is known`."""
    return Known(field=name)


def missing(name: str) -> Missing:
    """`field is missing`."""
    return Missing(field=name)


def both(*parts: Condition) -> And:
    """`a and b`."""
    return And(parts=parts)


def either(*parts: Condition) -> Or:
    """`a or b`."""
    return Or(parts=parts)


def no(part: Condition) -> Not:
    """`not a`."""
    return Not(part=part)
