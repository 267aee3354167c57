"""What a target measures: its metric, compared by what it measures and not by its name (language reference, 5, 6)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, Pair
from slacode.engine.diff.content import same
from slacode.engine.diff.dilution import say_diluted
from slacode.engine.diff.measures import Told, between
from slacode.engine.model.agreements import ByField, Exempt, Level, Within

FIELDS = {
    "Target": frozenset({"metric"}),
    "Metric": frozenset({"measure"}),
    "Clock": frozenset({"kind", "log", "start", "stop", "pause", "cancel", "again", "reopen"}),
    "Availability": frozenset({"kind", "log", "entity", "down_while", "down_from", "down_to", "where"}),
    "RowValue": frozenset({"kind", "log", "field", "where"}),
    "Share": frozenset({"kind", "log", "each", "good"}),
    "Count": frozenset({"kind", "log", "each"}),
}


def compare(both: Both) -> Iterator[Found]:
    """Of each target; where a metric of the same name measures something else, of that metric."""
    for pair in both.targets:
        base, head = pair.measures
        if base is None or head is None:
            if base is not head:
                yield _of_none(pair)
        elif not same(base, head):
            yield from _told(pair, [told for bound in _bounds(pair) for told in between(base, head, pair.log, bound)])
        elif pair.base.metric != pair.head.metric:
            message = f"it measures `{pair.head.metric}`, which is what `{pair.base.metric}` was"
            yield pair.differs("metric", "neutral", message)


def _of_none(pair: Pair) -> Found:
    named = pair.head.metric is not None
    effect, message = ("strengthened", "now names") if named else ("weakened", "no longer names")
    return pair.differs("metric", effect, f"`{pair.head.name}` {message} a metric by which it can be judged")  # type: ignore[arg-type]


def _bounds(pair: Pair) -> list[str | None]:
    """The bounds of its rows, each once: a time of each case is promised whatever the share."""
    rows = (*pair.base.rows, *pair.head.rows)
    found = dict.fromkeys(_bound(row.obligation) for row in rows if not isinstance(row.obligation, Exempt))
    return list(found)


def _bound(obligation: Within | ByField | Level) -> str | None:
    return obligation.bound if isinstance(obligation, Level) else None


def _told(pair: Pair, every: list[Told]) -> Iterator[Found]:
    for told in dict.fromkeys(every):
        yield _found(pair, told)
    if pair.is_relative and any(told.others for told in every):
        yield _found(pair, Told("cases counted", "undecidable", f"counts other cases: {say_diluted('cases')}"))


def _found(pair: Pair, told: Told) -> Found:
    world, name = pair.both.world, pair.head.metric
    if name is not None and name == pair.base.metric:
        at = world.base.metrics[name].at, world.head.metrics[name].at
        return Found(told.what, told.effect, f"`{name}` {told.message}", before=at[0], after=at[1], of=name)
    return pair.differs(told.what, told.effect, f"`{pair.head.name}` {told.message}")
