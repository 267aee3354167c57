"""Calendars: weekly hours, closings and combinations (language reference, 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from slacode.diagnostics import Label
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
from slacode.engine.support.circles import circles, say_circle
from slacode.grammar import tree

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOST_STEPS = 200  # no contract needs more, and what works on calendars may count on it
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


def usable(context: Context, calendars: Mapping[str, Calendar]) -> dict[str, Calendar]:
    """The calendars that can be asked: made neither of themselves, nor of what could not be read, nor without end.

    Reports those that are made of themselves, and those that are made of others too many times over.
    """
    made_of = {name: parts_of(calendar) for name, calendar in calendars.items()}
    for circle in circles(made_of):
        _report_circle(context, circle)
    sizes: dict[str, int] = {}  # of each calendar that can be asked, how many steps there are inside one another
    while ready := [n for n, parts in made_of.items() if n not in sizes and all(part in sizes for part in parts)]:
        below = {name: max((sizes[part] for part in made_of[name]), default=0) for name in ready}
        sizes |= {name: _steps(calendars[name]) + below[name] for name in ready}
        if any(sizes[name] > _MOST_STEPS for name in ready):
            break
    for name in [name for name, size in sizes.items() if size > _MOST_STEPS]:
        _report_too_deep(context, name)
        del sizes[name]
    return {name: calendar for name, calendar in calendars.items() if name in sizes}


def _report_circle(context: Context, circle: Sequence[str]) -> None:
    first = context.declarations[circle[0]]
    context.report(
        "dependency-cycle",
        f"calendar `{first.name}` is made of itself: {say_circle(circle)}",
        declared_at(first),
        labels=[Label(declared_at(context.declarations[n]), f"`{n}` is part of the circle") for n in circle[1:]],
        mend=["say the hours of one of them in a block of its own"],
    )


def _report_too_deep(context: Context, name: str) -> None:
    context.report(
        "impossible-value",
        f"calendar `{name}` is made of others in more than {_MOST_STEPS} steps, one after or inside another",
        declared_at(context.declarations[name]),
        mend=["say the hours of one of them in a block of its own"],
    )


def _steps(calendar: Calendar) -> int:
    """In how many steps a calendar is made of others; all that `or` joins in a row is one."""
    if not isinstance(calendar.body, Combined):
        return 0
    return 1 + sum(1 if op == "or" else len([*steps]) for op, steps in groupby(calendar.body.rest, attrgetter("op")))


def parts_of(calendar: Calendar) -> list[str]:
    """The calendars that a calendar is made of."""
    if not isinstance(calendar.body, Combined):
        return []
    return [calendar.body.first, *(step.name for step in calendar.body.rest)]
