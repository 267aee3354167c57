"""The hours that promises count in, compared as calendars: the time that is lost or gained (language reference, 3)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY, CalendarError, date_of, day_of
from slacode.engine.diff.both import Both, Found, Pair
from slacode.engine.diff.hours_change import HoursChange, change_of, cycle_around, say_change
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import ByField, Level, Obligation, Row, Within
from slacode.engine.model.metrics import Availability, Clock
from slacode.engine.model.values import BusinessDays

_DURING = frozenset({"during"})
FIELDS = {"Version": frozenset({"hours", "zone"}), "Within": _DURING, "Level": _DURING}

_Calendars = tuple[CompiledCalendar, CompiledCalendar]


def compare(both: Both) -> Iterator[Found]:
    """Where less time counts, less is promised; what a share is taken of changes besides."""
    if both.base.zone != both.head.zone:
        message = f"its dates and periods are those of `{both.head.zone}`, they were those of `{both.base.zone}`"
        yield both.differs("zone", "undecidable", message)
    for pair, base, head in both.promises:
        names = _name(pair, both.base.hours, base), _name(pair, both.head.hours, head)
        yield from _of_row(pair, (base, head), names)


def _name(pair: Pair, hours: str | None, row: Row) -> str | None:
    """The hours of a row; those of the agreement have no say in which events count (language reference, 6.2, 6.3)."""
    counts = isinstance(pair.measures[1], Clock | Availability)
    return pair.both.head.model_copy(update={"hours": hours if counts else None}).hours_for(row.obligation)


def _of_row(pair: Pair, rows: tuple[Row, Row], names: tuple[str | None, str | None]) -> Iterator[Found]:
    both = pair.both
    if names[0] == names[1] and both.base.zone == both.head.zone and both.world.unchanged(names[1]):
        return
    if any(isinstance(row.obligation, ByField) for row in rows):
        return  # the deadline of the data is not moved by hours (language reference, 5.4)
    calendars = (
        both.world.hours[0].compiled(names[0], both.base.zone),
        both.world.hours[1].compiled(names[1], both.head.zone),
    )
    try:
        cycle = cycle_around(both.world.as_of)
        zones = both.base.zone, both.head.zone
        whole = both.world.once((names, zones), lambda: change_of(*calendars, *cycle))
    except CalendarError:
        yield _found(pair, rows, names, "undecidable", "what its hours come to cannot be told", None)
        return
    here = whole.within(
        max(cycle[0], _instant(both.first.toordinal())), min(cycle[1], _instant(both.last.toordinal()) + DAY)
    )
    if here.since is None:
        if names[0] != names[1]:
            message = f"counts in {_say(names[1])}, it was {_say(names[0])}, which has the same hours then"
            yield _found(pair, rows, names, "neutral", message, None)
        return
    said = both.world.once(("said", names, zones), lambda: say_change(whole, both.head.zone, both.world.as_of))
    if any(_in_business_days(row.obligation) for row in rows):
        message = f"has other business days, or other closing times: {said}"
        yield _found(pair, rows, names, _of_dates(calendars, both), message, here.since, what="business days")
        return
    effect = together(_effect(row.obligation, here, pair) for row in rows)
    yield _found(pair, rows, names, effect, f"counts in other hours: {said}", here.since)
    if effect != "undecidable" and pair.is_relative and not _is_clock(pair):
        weigh = "less" if here.gained else "more"
        message = f"gives {weigh} weight to what happens in the hours that stay, for the share is taken of other time"
        yield _found(pair, rows, names, "undecidable", message, here.since, what="share of time")


def _say(name: str | None) -> str:
    return "24x7" if name is None else f"`{name}`"


def _instant(ordinal: int) -> int:
    """About the first instant of a local date: zones are at most a day apart from UTC."""
    return (ordinal - _EPOCH) * DAY


_EPOCH = date_of(0).toordinal()


def _is_clock(pair: Pair) -> bool:
    return isinstance(pair.measures[1], Clock)


def _found(
    pair: Pair,
    rows: tuple[Row, Row],
    names: tuple[str | None, str | None],
    effect: Effect,
    message: str,
    since: int | None,
    what: str = "hours",
) -> Found:
    """Of the calendar, where that is what changed; else of the agreement, or of a row that has hours of its own."""
    both = pair.both
    world = both.world
    if names[0] == names[1] and names[1] is not None and both.base.zone == both.head.zone:
        nodes = world.base.calendars[names[1]], world.head.calendars[names[1]]
        at = nodes[0].at, nodes[1].at
        return Found(what, effect, f"`{names[1]}` {message}", before=at[0], after=at[1], since=since, of=names[1])
    if names == (both.base.hours, both.head.hours):
        places = both.base.hours_at or both.base.at, both.head.hours_at or both.head.at
        return Found(what, effect, f"it {message}", before=places[0], after=places[1], since=since)
    found = pair.differs(what, effect, f"{pair.called(rows[1])} {message}", rows)
    return Found(found.what, effect, found.message, found.ref, before=found.before, after=found.after, since=since)


def _in_business_days(obligation: Obligation) -> bool:
    return isinstance(obligation, Within) and isinstance(obligation.allowance, BusinessDays)


def _effect(obligation: Obligation, change: HoursChange, pair: Pair) -> Effect:
    """What less or more time does to a promise. A floor on times, and a figure of no direction, may go either way."""
    if isinstance(obligation, Level) and obligation.bound == "at least" and _is_clock(pair):
        return "undecidable"
    if change.lost and change.gained:
        return "undecidable"
    return "weakened" if change.lost else "strengthened"


def _of_dates(calendars: _Calendars, both: Both) -> Effect:
    """Business days end when their last date closes: with fewer open dates they end later."""
    cycle = cycle_around(both.world.as_of)
    first = max(cycle[0] // DAY, day_of(both.first)) if both.first.year > 1 else cycle[0] // DAY
    last = min(cycle[1] // DAY, day_of(both.last)) if both.last.year < 9999 else cycle[1] // DAY
    days = [dict.fromkeys(calendar.open_dates(first, last)) for calendar in calendars]
    if any(calendars[0].closing_of(day) != calendars[1].closing_of(day) for day in days[0] if day in days[1]):
        return "undecidable"
    lost, gained = days[0].keys() - days[1].keys(), days[1].keys() - days[0].keys()
    if lost and gained:
        return "undecidable"
    return "weakened" if lost else "strengthened" if gained else "undecidable"
