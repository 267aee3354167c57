"""Makes calendars ready to be asked: finds the calendars that one is made of and puts them together."""

from __future__ import annotations

from collections.abc import Mapping

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.hours import AlwaysHours, CombinedHours, Hours, WeeklyCalendar
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.model.calendar import AlwaysOpen, Calendar, Combined, WeeklyHours


def compile_calendar(name: str, calendars: Mapping[str, Calendar], zone: str = "UTC") -> CompiledCalendar:
    """The calendar of a name, made of others or not (language reference, 3).

    `zone` is the zone of the agreement that uses it: the zone of weekly hours that name none, and of the dates of
    `24x7` and of combined calendars (3.5). `KeyError` for a name that is not declared, `ValueError` for one that is
    made of itself, and for a zone or holiday code that does not exist.
    """
    hours, its_zone = _hours(name, calendars, zone_named(zone), ())
    return CompiledCalendar(name, hours, its_zone)


def always_open(zone: str = "UTC") -> CompiledCalendar:
    """`24x7` with the dates of a zone: the hours where nothing names any."""
    return CompiledCalendar("24x7", AlwaysHours(zone_named(zone)), zone_named(zone))


def zone_of(name: str, calendars: Mapping[str, Calendar]) -> str | None:
    """The time zone that a calendar states; a combined one states that on which all its parts that state one agree."""
    zones = _zones(name, calendars, ())
    return zones.pop() if len(zones) == 1 else None


def _hours(name: str, calendars: Mapping[str, Calendar], zone: Zone, path: tuple[str, ...]) -> tuple[Hours, Zone]:
    body = _body(name, calendars, path)
    if isinstance(body, WeeklyHours):
        own = zone_named(body.timezone) if body.timezone is not None else zone
        return WeeklyCalendar(own, body), own
    if isinstance(body, AlwaysOpen):
        return AlwaysHours(zone), zone
    hours, first_zone = _hours(body.first, calendars, zone, (*path, name))
    for step in body.rest:
        hours = CombinedHours(hours, step.op, _hours(step.name, calendars, zone, (*path, name))[0])
    return hours, zone if body.rest else first_zone  # a second name for a calendar keeps its dates


def _zones(name: str, calendars: Mapping[str, Calendar], path: tuple[str, ...]) -> set[str]:
    body = _body(name, calendars, path)
    if isinstance(body, WeeklyHours):
        return {body.timezone} - {None}  # type: ignore[return-value]  # what is left is no None
    if isinstance(body, AlwaysOpen):
        return set()
    names = [body.first, *(step.name for step in body.rest)]
    return set().union(*(_zones(part, calendars, (*path, name)) for part in names))


def _body(name: str, calendars: Mapping[str, Calendar], path: tuple[str, ...]) -> WeeklyHours | AlwaysOpen | Combined:
    if name in path:
        raise ValueError(f"calendar `{name}` is made of itself")
    return calendars[name].body
