"""Exclusions of every form, their conditions typed for each log of the agreement (language reference, 7.4)."""

from __future__ import annotations

from collections.abc import Sequence

from slacode.engine.lower.calendars import window
from slacode.engine.lower.conditions import Conditions, Fields, fields_in
from slacode.engine.lower.context import Context, at, text_or_none
from slacode.engine.lower.layers import Entry
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import ExcludedCases, ExcludedState, Exclusion, OneOffWindow, RecurringWindow
from slacode.engine.model.conditions import Condition, LogCondition
from slacode.engine.model.values import Duration
from slacode.grammar import tree


def lower_exclusion(entry: Entry, zone: str, logs: Sequence[Fields]) -> Exclusion | None:
    """One exclusion, in the zone and on the logs of its agreement; None after reporting what is wrong with it."""
    reader, node = entry
    assert isinstance(node, tree.Exclude)
    place = at(reader.source, node)
    reason, counted = text_or_none(node.reason), node.counted_as_up is not None
    match node.what:
        case tree.OneOff():
            start, end = reader.instant(node.what.start, zone), reader.instant(node.what.end, zone)
            if start is None or end is None:
                return None
            if start >= end:
                reader.impossible(node.what, "the excluded time ends before it begins", "exchange the two times")
                return None
            return OneOffWindow(at=place, reason=reason, counted_as_up=counted, start=start, end=end)
        case tree.Recurring():
            return _recurring(entry, node.what, node)
        case tree.ExcludedWhile():
            states = _conditions(reader, node.what.condition, logs)
            if not states:
                return None
            return ExcludedState(at=place, reason=reason, counted_as_up=counted, conditions=states)
        case tree.ExcludedCases():
            cases = _conditions(reader, node.what.condition, logs)
            if not cases:
                return None
            return ExcludedCases(at=place, reason=reason, counted_as_up=counted, conditions=cases)


def _recurring(entry: Entry, node: tree.Recurring, exclude: tree.Exclude) -> RecurringWindow | None:
    reader = entry.reader
    words = [part for part in node.parts if isinstance(part, tree.Word)]
    limit = next((part for part in node.parts if isinstance(part, tree.WindowLimit)), None)
    hours = window(reader, words)
    most = reader.allowance(limit.most) if limit else None
    if limit and not isinstance(most, Duration):
        if most is not None:
            help_ = "write such as `up to 4h per month`"
            reader.impossible(limit.most, "a window cannot be limited in business days", help_)
        return None
    if hours is None:
        return None
    return RecurringWindow(
        at=at(reader.source, exclude),
        reason=text_or_none(exclude.reason),
        counted_as_up=exclude.counted_as_up is not None,
        hours=hours,
        up_to_us=most.us if isinstance(most, Duration) else None,
        up_to_per=reader.unit(limit.period) if limit else None,
    )


def _conditions(reader: Reader, node: tree.Condition, logs: Sequence[Fields]) -> tuple[LogCondition, ...]:
    """The condition typed for each log that has its fields; where none has, what is wrong is said of the first."""
    named = fields_in(node)
    fitting = [fields for fields in logs if named <= fields.by_name.keys()]
    typed = [(fields.log.name, _typed(Context(), reader, node, fields)) for fields in fitting]
    found = tuple(LogCondition(log=log, condition=condition) for log, condition in typed if condition)
    if not found and logs:
        _typed(reader.context, reader, node, (fitting or logs)[0])
    elif not logs:
        reader.impossible(node, "no target of the agreement reads a log, so no case can be excluded", "name a metric")
    return found


def _typed(context: Context, reader: Reader, node: tree.Condition, fields: Fields) -> Condition | None:
    return Conditions(Reader(context, reader.source), fields).typed(node)
