"""Whether a promise is made in the unit of what is measured: a share of cases, a time, a percentage, a number."""

from __future__ import annotations

from slacode.engine.lower.context import at
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Clock, Count, Metric, RowValue, Share
from slacode.engine.model.values import BusinessDays, Duration, Number, Percent, Quantity
from slacode.engine.wording import say_obligation
from slacode.grammar import tree

_TIMES = (Duration, BusinessDays)


def check_units(reader: Reader, node: tree.Obligation, promise: Obligation, metric: Metric, log: Log | None) -> bool:
    """Report a promise that its metric cannot be held to; whether it can."""
    problem = _problem(promise, metric, log)
    if problem is None:
        return True
    why, instead = problem
    reader.context.report(
        "unit-mismatch",
        f"`{say_obligation(promise)}` cannot be promised of `{metric.name}`, {why}",
        at(reader.source, node),
        mend=[instead],
    )
    return False


def is_set_against(quantity: Quantity, promise: Obligation) -> bool:
    """Whether what a promise attains comes in the unit of a quantity: a share of cases is a percentage."""
    match promise:
        case Exempt():
            return False
        case Level(quantity=attained):
            return isinstance(quantity, _TIMES) == isinstance(attained, _TIMES) and (
                isinstance(quantity, Percent) == isinstance(attained, Percent)
            )
        case Within() | ByField():
            return isinstance(quantity, Percent)


def _problem(promise: Obligation, metric: Metric, log: Log | None) -> tuple[str, str] | None:
    """Why a promise does not fit its metric and what to write instead; None if it fits."""
    match metric.measure, promise:
        case _, Exempt() | ByField():
            return None
        case Clock(), _:
            return _clock_problem(promise)
        case _, Within():
            return f"which is {_kind(metric)} and has no time for each case", _instead(metric)
        case RowValue() as value, Level(aggregate=str()):
            return _value_problem(value, promise, log)
        case _, Level() if _fits(promise, metric):
            return None
    return f"which is {_kind(metric)}", _instead(metric)


def _clock_problem(promise: Obligation) -> tuple[str, str] | None:
    match promise:
        case Level(aggregate=None):
            return "which measures a time for each case", "write `95% within 4h`, or `average at most 4h`"
        case Level(quantity=quantity) if not isinstance(quantity, Duration):
            return "which measures times", "write a duration, such as `average at most 4h`"
    return None


def _fits(promise: Level, metric: Metric) -> bool:
    match metric.measure, promise.aggregate, promise.quantity:
        case Availability() | Share(), None, Percent():
            return True
        case Availability(), "total" | "longest" | "max", Duration():
            return True
        case Count(), None, Number():
            return True
    return False


def _value_problem(value: RowValue, promise: Level, log: Log | None) -> tuple[str, str] | None:
    field = next((field for field in log.fields if field.name == value.field), None) if log else None
    if field is not None and field.type == "number" and isinstance(promise.quantity, _TIMES):
        way_out = f"write a number, or declare `field {field.name}: duration` if its plain numbers are seconds"
        return f"whose `{field.name}` is a number", way_out
    if field is not None and field.type == "duration" and not isinstance(promise.quantity, Duration):
        return f"whose `{field.name}` is a duration", "write a duration, such as `250ms`"
    return None


def _kind(metric: Metric) -> str:
    return {
        "availability": "an availability",
        "share": "a share of cases",
        "count": "a number of cases",
        "value": "a value of rows",
        "clock": "a time",
    }[metric.measure.kind]


def _instead(metric: Metric) -> str:
    return {
        "availability": "write `at least 99.9%`, or `total at most 43min` for its downtime",
        "share": "write `at least 90%`",
        "count": "write `at most 2`",
        "value": "write `average at most 4.2` or `p95 at most 250ms`",
        "clock": "write `95% within 4h`",
    }[metric.measure.kind]
