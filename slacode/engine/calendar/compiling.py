"""Makes calendars ready to be asked: finds the calendars that one is made of and puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.hours import AlwaysHours, CombinedHours, Hours, UnitedHours, WeeklyCalendar
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.model.calendar import AlwaysOpen, Calendar, Combined, WeeklyHours


def compile_calendar(name: str, calendars: Mapping[str, Calendar], zone: str = "UTC") -> CompiledCalendar:
    """The calendar of a name, made of others or not (language reference, 3).

    `zone` is the zone of the agreement that uses it: the zone of weekly hours that name none, and of the dates of
    `24x7` and of combined calendars (3.5). `KeyError` for a name that is not declared, `ValueError` for one that is
    made of itself, and for a zone or holiday code that does not exist.
    """
    hours, its_zone = _Making(calendars, zone_named(zone)).hours(name, ())
    return CompiledCalendar(name, hours, its_zone)


def always_open(zone: str = "UTC") -> CompiledCalendar:
    """`24x7` with the dates of a zone: the hours where nothing names any."""
    return CompiledCalendar("24x7", AlwaysHours(zone_named(zone)), zone_named(zone))


def zone_of(name: str, calendars: Mapping[str, Calendar]) -> str | None:
    """The time zone that a calendar states; a combined one states that on which all its parts that state one agree."""
    reached = [name]
    for part in reached:
        body = calendars[part].body
        if isinstance(body, Combined):
            parts = dict.fromkeys([body.first, *(step.name for step in body.rest)])
            if name in parts:
                raise ValueError(f"calendar `{name}` is made of itself")
            reached += [other for other in parts if other not in reached]
    bodies = (calendars[part].body for part in reached)
    zones = {body.timezone for body in bodies if isinstance(body, WeeklyHours) and body.timezone is not None}
    return zones.pop() if len(zones) == 1 else None


class _Making:
    """Puts one calendar together; a part that it is made of twice is made once."""

    def __init__(self, calendars: Mapping[str, Calendar], zone: Zone) -> None:
        self.calendars = calendars
        self.zone = zone
        self.made: dict[str, tuple[Hours, Zone]] = {}

    def hours(self, name: str, path: tuple[str, ...]) -> tuple[Hours, Zone]:
        if name in path:
            raise ValueError(f"calendar `{name}` is made of itself")
        if name not in self.made:
            self.made[name] = self._hours(self.calendars[name].body, (*path, name))
        return self.made[name]

    def _hours(self, body: WeeklyHours | AlwaysOpen | Combined, path: tuple[str, ...]) -> tuple[Hours, Zone]:
        if isinstance(body, WeeklyHours):
            own = zone_named(body.timezone) if body.timezone is not None else self.zone
            return WeeklyCalendar(own, body), own
        if isinstance(body, AlwaysOpen):
            return AlwaysHours(self.zone), self.zone
        hours, first_zone = self.hours(body.first, path)
        for op, steps in groupby(body.rest, attrgetter("op")):
            parts = [self.hours(step.name, path)[0] for step in steps]
            if op == "or":
                hours = UnitedHours([hours, *parts])
                continue
            for part in parts:
                hours = CombinedHours(hours, op, part)
        return hours, self.zone if body.rest else first_zone  # a second name for a calendar keeps its dates
