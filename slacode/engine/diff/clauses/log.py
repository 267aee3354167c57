"""How the log of a promise is read: a field read otherwise is another fact (language reference, 4)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, matched
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Change, Effect
from slacode.engine.model.logs import EventColumn, Log, LogField, TimeFormat

FIELDS = {
    "Log": frozenset({"files", "case", "time", "time_format", "events", "order_by", "missing", "fields"}),
    "LogField": frozenset({"name", "type", "column", "values", "carried", "when"}),
    "EventColumn": frozenset({"event", "column", "when"}),
    "TimeFormat": frozenset({"format", "zone"}),
}

_READ = ("case", "time", "time_format", "events", "order_by", "missing")
"""The clauses that say what rows there are, and when."""


def compare(both: Both) -> Iterator[Found]:
    """Of each log that a target reads on both sides. Where the files lie is no matter of the agreement."""
    logs = dict.fromkeys(measure.log for pair in both.targets for measure in pair.measures if measure)
    for name in logs:
        base, head = both.world.base.logs.get(name), both.world.head.logs.get(name)
        if base is not None and head is not None and not same(base, head):
            yield from _of_log(base, head)


def _of_log(base: Log, head: Log) -> Iterator[Found]:
    for clause in _READ:
        if not same(getattr(base, clause), getattr(head, clause)):
            now, was = (_say(getattr(side, clause)) for side in (head, base))
            message = f"`{clause.replace('_', ' ')}` of `{head.name}` is {now}, it was {was}: what it says may differ"
            yield _found(base, head, "undecidable", message)
    if _sorts_otherwise(base, head):
        message = f"the fields of `{head.name}` stand in another order, by which rows of one instant are sorted"
        yield _found(base, head, "undecidable", message)
    for before, after in matched(base.fields, head.fields, lambda field: field.name):
        if before is None or after is None or not same(before, after):
            yield _of_field(base, head, before, after)
    if base.files != head.files:
        yield _found(base, head, "neutral", f"the files of `{head.name}` lie elsewhere")


def _sorts_otherwise(base: Log, head: Log) -> bool:
    """Whether rows of one instant may be sorted otherwise: by fields in another order, or by one that another follows.

    A field that comes last or went from there sorts only what all others leave equal (language reference, 4.2).
    """
    before, after = ([field.name for field in log.fields] for log in (base, head))
    common = min(len(before), len(after))
    return before[:common] != after[:common]


def _of_field(base: Log, head: Log, before: LogField | None, after: LogField | None) -> Found:
    field = after or before
    assert field is not None  # noqa: S101 - one of the two is there
    name = f"field `{field.name}` of `{head.name}`"
    if before is None or after is None:
        word: Change = "added" if before is None else "removed"
        message = f"{name} is new" if before is None else f"{name} is gone; no condition reads it any more"
        return Found("log", "neutral", message, change=word, of=head.name, before=base.at, after=head.at)
    differs = [
        clause for clause in ("type", "column", "values", "carried", "when")
        if not same(getattr(before, clause), getattr(after, clause))
    ]  # fmt: skip
    said = " and ".join(_differs(clause, before, after) for clause in differs)
    message = f"{name} is read with {said}: what it says may differ"
    return Found("log", "undecidable", message, of=head.name, before=before.at, after=after.at)


def _differs(clause: str, before: LogField, after: LogField) -> str:
    now, was = (_say(getattr(side, clause)) for side in (after, before))
    return f"{'times' if clause == 'when' else clause} {now}, was {was}"


def _say(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case TimeFormat():
            zone = f" in {value.zone}" if value.zone else ""
            return f"`{value.format or 'ISO 8601'}{zone}`"
        case EventColumn():
            return f"`{value.event}` at `{value.column}`"
        case tuple():
            return ", ".join(map(_say, value)) or "nothing"
    return f"`{value}`" if value is not None else "nothing"


def _found(base: Log, head: Log, effect: Effect, message: str) -> Found:
    return Found("log", effect, message, of=head.name, before=base.at, after=head.at)
