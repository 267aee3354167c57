"""What a log looks like: where its rows are, which column is the case, the time and each field (section 4)."""

from __future__ import annotations

from typing import Literal

from slacode.engine.model.base import Node, Value

FieldType = Literal["one of", "text", "number", "yesno", "instant", "duration"]


class TimeFormat(Value):
    """How a time is written: a strptime format, `epoch` or `epoch_ms` (None: ISO 8601), and the zone of times
    that carry no offset (an IANA name; None: every time must carry one)."""

    format: str | None = None
    zone: str | None = None


class EventColumn(Node):
    """`event opened at open_dt`: each value of `column` becomes a row whose field `event` is `event`."""

    event: str
    column: str
    when: TimeFormat


class LogField(Node):
    """A field of a log. `column` is its name in the file; `values` are those of an enumeration, in order."""

    name: str
    type: FieldType
    column: str
    values: tuple[str, ...] = ()
    carried: bool = False
    when: TimeFormat | None = None


class Log(Node):
    """A log: rows with a case, a time and fields. Either `time` or `events` is given, never both.

    The field `event` of a wide log stands in `fields` like any other (type `one of`, first of all, column "").
    """

    name: str
    title: str | None = None
    files: tuple[str, ...] = ()
    case: str
    time: str | None = None
    time_format: TimeFormat = TimeFormat()
    events: tuple[EventColumn, ...] = ()
    order_by: str | None = None
    missing: tuple[str, ...] = ()
    fields: tuple[LogField, ...] = ()
