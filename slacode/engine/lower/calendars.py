"""Calendars: weekly hours, closings and combinations (language reference, 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from slacode.engine.calendar.holidays import holiday_problem
from slacode.engine.calendar.zones import zone_problem
from slacode.engine.lower.context import Context, Declaration, at, declared_at, text_or_none, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model.calendar import (
    AlwaysOpen,
    Calendar,
    ClosedDate,
    ClosedHolidays,
    ClosedYearly,
    Closing,
    Combined,
    DayHours,
    Joined,
    OpenOn,
    TimeSpan,
    WeeklyHours,
)
from slacode.grammar import tree

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_WORD = re.compile(r"[a-z]{3}(-[a-z]{3})?")

Part = TypeVar("Part")
Made = TypeVar("Made")


def lower_calendar(context: Context, declaration: Declaration) -> Calendar | None:
    """A calendar as declared; None after reporting what it lacks."""
    node = declaration.node
    body = (
        _weekly(Reader(context, declaration.source), node)
        if isinstance(node, tree.WeeklyCalendar)
        else _combined(context, declaration)
    )
    if body is None or not isinstance(node, tree.WeeklyCalendar | tree.CombinedCalendar):
        return None
    return Calendar(at=declared_at(declaration), name=declaration.name, title=text_or_none(node.title), body=body)


def _weekly(reader: Reader, node: tree.WeeklyCalendar) -> WeeklyHours:
    timezone = None
    opens: list[DayHours] = []
    closed: list[Closing] = []
    open_on: list[OpenOn] = []
    for clause in node.clauses:
        match clause:
            case tree.Timezone():
                timezone = zone(reader, clause.zone) or timezone
            case tree.OpenHours():
                opens += every(day_hours, reader, clause.days)
            case tree.ClosedOn():
                closed += every(_closing, reader, clause.closings)
            case tree.OpenOn():
                open_on += every(_open_on, reader, [clause])
    return WeeklyHours(timezone=timezone, open=tuple(opens), closed=tuple(closed), open_on=tuple(open_on))


def every(make: Callable[[Reader, Part], Made | None], reader: Reader, parts: Iterable[Part]) -> list[Made]:
    """What is made of each part, less those that could not be made (which was reported)."""
    return [made for part in parts if (made := make(reader, part)) is not None]


def zone(reader: Reader, word: tree.Word) -> str | None:
    """An IANA time zone that exists."""
    problem = zone_problem(word)
    if problem is None:
        return str(word)
    reader.context.report("unknown-zone", problem, word_at(reader.source, word))
    return None


def day_hours(reader: Reader, node: tree.DayHours) -> DayHours | None:
    """`mon-fri, sun 08:00-12:00 and 13:00-18:00`."""
    return window(reader, node.parts)


def window(reader: Reader, words: Iterable[tree.Word]) -> DayHours | None:
    """Days and spans, told apart by how they are written."""
    days: set[int] = set()
    spans: list[TimeSpan] = []
    for word in words:
        if _DAY_WORD.fullmatch(word):
            days.update(reader.days(word))
        elif span := reader.span(word):
            spans.append(span)
    return DayHours(days=tuple(sorted(days)), spans=tuple(spans)) if spans else None


def _open_on(reader: Reader, node: tree.OpenOn) -> OpenOn | None:
    date, spans = reader.date(node.date), every(Reader.span, reader, node.spans)
    return OpenOn(at=at(reader.source, node), date=date, spans=tuple(spans)) if date and spans else None


def _closing(reader: Reader, node: tree.Closing) -> Closing | None:
    place = at(reader.source, node)
    match node:
        case tree.ClosedDate():
            date = reader.date(node.date)
            return None if date is None else ClosedDate(at=place, date=date, reason=text_or_none(node.reason))
        case tree.ClosedYearly():
            month, day = (int(part) for part in node.day.split("-"))
            if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month - 1]):
                reader.impossible(node.day, f"no year has a date `{node.day}`", "write month-day, such as `12-24`")
                return None
            return ClosedYearly(at=place, month=month, day=day, reason=text_or_none(node.reason))
        case tree.ClosedHolidays():
            return _holidays(reader, node)


def _holidays(reader: Reader, node: tree.ClosedHolidays) -> ClosedHolidays | None:
    country, subdivision = str(node.country), text_or_none(node.subdivision)
    problem = holiday_problem(country, subdivision)
    if problem is not None:
        reader.context.report("unknown-holidays", problem, at(reader.source, node))
        return None
    return ClosedHolidays(at=at(reader.source, node), country=country, subdivision=subdivision)


def _combined(context: Context, declaration: Declaration) -> AlwaysOpen | Combined | None:
    node, source = declaration.node, declaration.source
    assert isinstance(node, tree.CombinedCalendar)
    first, *others = node.terms.parts
    if first == "24x7":
        return AlwaysOpen()
    names = [first, *others[1::2]]
    found = [context.find(name, "calendar", source) for name in names]
    if None in found:
        return None
    rest = tuple(
        Joined(at=word_at(source, name), op=str(op), name=str(name))  # type: ignore[arg-type]
        for op, name in zip(others[::2], others[1::2], strict=True)
    )
    return Combined(first=str(first), rest=rest)


def calendar_cycles(context: Context, calendars: dict[str, Calendar]) -> set[str]:
    """The calendars that are made of themselves, each reported with the whole circle."""
    circular: set[str] = set()
    for name in calendars:
        path = _circle(name, calendars)
        if path:
            circular.add(name)
            if name == min(path):
                _report_circle(context, path)
    return circular


def _report_circle(context: Context, path: list[str]) -> None:
    shown = " -> ".join(f"`{name}`" for name in [*path, path[0]])
    context.report(
        "dependency-cycle",
        f"calendar `{path[0]}` is made of itself: {shown}",
        declared_at(context.declarations[path[0]]),
        mend=["say the hours of one of them in a block of its own"],
    )


def _circle(name: str, calendars: dict[str, Calendar]) -> list[str]:
    """A shortest way from a calendar back to itself, or nothing."""
    ways, seen = [[name]], {name}
    for way in ways:
        for part in parts_of(calendars.get(way[-1])):
            if part == name:
                return way
            if part not in seen:
                seen.add(part)
                ways.append([*way, part])
    return []


def parts_of(calendar: Calendar | None) -> list[str]:
    """The calendars that a calendar is made of."""
    if calendar is None or not isinstance(calendar.body, Combined):
        return []
    return [calendar.body.first, *(step.name for step in calendar.body.rest)]


def whole(calendars: dict[str, Calendar]) -> dict[str, Calendar]:
    """The calendars all of whose parts could be read, and their parts, and so on."""
    kept = {name: calendar for name, calendar in calendars.items() if set(parts_of(calendar)) <= calendars.keys()}
    return kept if len(kept) == len(calendars) else whole(kept)
