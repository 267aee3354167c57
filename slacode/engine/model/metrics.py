"""What is measured: clocks, availability, values, shares and counts, each on one log (sections 5 and 6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.base import Node, Value
from slacode.engine.model.conditions import Condition

Reopen = Literal["ignored", "continues", "restarts"]


class Clock(Value):
    """The time of one case between `start` and `stop` (language reference, 5)."""

    kind: Literal["clock"] = "clock"
    log: str
    start: Condition
    stop: Condition
    pause: Condition | None = None
    cancel: Condition | None = None
    again: Condition | None = None
    reopen: Reopen = "ignored"


class Availability(Value):
    """Agreed time without downtime, per entity. Either `down_while`, or `down_from` and `down_to`."""

    kind: Literal["availability"] = "availability"
    log: str
    entity: str
    down_while: Condition | None = None
    down_from: Condition | None = None
    down_to: Condition | None = None
    where: Condition | None = None


class RowValue(Value):
    """The value of a field on the rows that satisfy `where`."""

    kind: Literal["value"] = "value"
    log: str
    field: str
    where: Condition | None = None


class Share(Value):
    """Of the cases whose `each` holds for the first time, those for which `good` holds at that row."""

    kind: Literal["share"] = "share"
    log: str
    each: Condition
    good: Condition


class Count(Value):
    """How many cases there are whose `each` holds for the first time."""

    kind: Literal["count"] = "count"
    log: str
    each: Condition


Measure = Annotated[Clock | Availability | RowValue | Share | Count, Field(discriminator="kind")]


class Metric(Node):
    """A named measure."""

    name: str
    title: str | None = None
    measure: Measure
