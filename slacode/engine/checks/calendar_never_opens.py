"""A calendar opens, and where an agreement counts time in it, it never stays closed for more than 400 days.

## What it finds

A calendar without any open time, be it that it says none, that its closings take all of it, or that it is combined
from calendars that have nothing in common. And a calendar that an agreement uses for its hours, or `during` which a
target is kept, and that stays closed for more than some 400 days of that use, such as one that is open on single
dates of a year that is over (language reference, 3.4).

## Why it matters

A clock that only counts in open time stands still for ever: whatever is late, nothing is ever breached, and no
deadline can be told.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar nights { timezone Europe/Berlin open mon-fri 20:00-06:00 }
calendar both = office and nights
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar nights { timezone Europe/Berlin open mon-fri 20:00-06:00 }
calendar both = office or nights
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.compiled import PATIENCE, PATIENCE_DAYS
from slacode.engine.calendar.instants import DAY, FIRST_YEAR, LAST_YEAR, date_of, day_of
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._uses import Use
from slacode.engine.model.calendar import AlwaysOpen, Calendar, ClosedDate, Combined

SEVERITY = Severity.ERROR

# Beside single dates a calendar repeats itself; some years show whether it opens at all.
_YEARS = 3
_ANY_DATE = dt.date(2026, 1, 1)
# What 400 days hold at least, and at most: weeks, times that a yearly date comes round, public holidays of a country.
_WEEKS, _ROUNDS, _HOLIDAYS = 57, 2, 150
_FIRST, _LAST = dt.date(FIRST_YEAR + 2, 1, 1), dt.date(LAST_YEAR - 3, 1, 1)


def run(subject: Subject) -> Iterator[Diagnostic]:
    """A calendar that never opens is told once, where it is declared; one that is closed in its use, at the use."""
    doubtful = {name for name, calendar in subject.calendars.items() if not _surely_opens(calendar)}
    never = {name for name in sorted(doubtful) if not _ever_opens(subject, subject.calendars[name])}
    for name in sorted(never):
        yield _never(subject.calendars[name])
    told: set[str] = set()
    for use in subject.uses:
        if use.calendar in doubtful - never - told:
            since = _closed_too_long(subject, use)
            if since is not None:
                told.add(use.calendar)
                yield _closed(subject.calendars[use.calendar], use, since)


def _surely_opens(calendar: Calendar) -> bool:
    """Whether weekly hours have more days in any 400 than all closings can take, so that none need be counted."""
    match calendar.body:
        case AlwaysOpen():
            return True
        case Combined():
            return False
        case weekly:
            days = len({day for hours in weekly.open for day in hours.days})
            most_closed = {"date": 1, "yearly": _ROUNDS, "holidays": _HOLIDAYS}
            return days * _WEEKS > sum(most_closed[closing.kind] for closing in weekly.closed)


def _ever_opens(subject: Subject, calendar: Calendar) -> bool:
    dates = list(_single_dates(calendar, subject.calendars)) or [_ANY_DATE]
    first, last = _reach(min(dates) - dt.timedelta(days=2), _years_after(max(dates)))
    return bool(subject.hours(calendar.name, "UTC").covering(_us(first), _us(last)).starts)


def _closed_too_long(subject: Subject, use: Use) -> dt.date | None:
    """The first date of a use from which on the calendar stays closed for too long, or None."""
    dates = list(_single_dates(subject.calendars[use.calendar], subject.calendars))
    begin = use.first or max(dates, default=_ANY_DATE)
    settled = _years_after(max([begin, *dates]))  # from there on it repeats itself
    first, last = _reach(begin, settled if use.last is None else min(use.last, settled))
    start, end = _us(first), _us(last) + DAY
    for closed, opens in subject.hours(use.calendar, use.zone).covering(start, end + PATIENCE + DAY).long_closed:
        since = max(closed, start)
        if since < end and opens - since > PATIENCE:
            return date_of(since // DAY)
    return None


def _years_after(date: dt.date) -> dt.date:
    return date + dt.timedelta(days=366 * _YEARS) if date < _LAST else date


def _reach(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The dates, no further than calendars reach."""
    return min(max(first, _FIRST), _LAST), max(min(last, _LAST), _FIRST)


def _us(date: dt.date) -> int:
    return day_of(date) * DAY


def _single_dates(calendar: Calendar, calendars: Mapping[str, Calendar]) -> Iterator[dt.date]:
    """The dates that a calendar, or one that it is made of, names with their year."""
    reached = [calendar.name]
    for name in reached:
        match calendars[name].body:
            case Combined() as combined:
                parts = dict.fromkeys([combined.first, *(step.name for step in combined.rest)])
                reached += [part for part in parts if part not in reached]
            case AlwaysOpen():
                pass
            case weekly:
                yield from (opening.date for opening in weekly.open_on)
                yield from (closing.date for closing in weekly.closed if isinstance(closing, ClosedDate))


def _never(calendar: Calendar) -> Diagnostic:
    combined = isinstance(calendar.body, Combined)
    hours = "say when it is open, such as `open mon-fri 08:00-18:00`"
    way_out = "combine calendars that are open at the same time" if combined else hours
    return Diagnostic(
        "calendar-never-opens",
        SEVERITY,
        f"calendar `{calendar.name}` never opens",
        calendar.at,
        "no open time at all",
        help=(way_out,),
    )


def _closed(calendar: Calendar, use: Use, since: dt.date) -> Diagnostic:
    return Diagnostic(
        "calendar-never-opens",
        SEVERITY,
        f"calendar `{calendar.name}` stays closed from {since} for more than {PATIENCE_DAYS} days, "
        f"while `{use.by}` counts time in it",
        use.at or calendar.at,
        f"counts time in `{calendar.name}`",
        (Label(calendar.at, "the calendar"),) if calendar.at else (),
        help=("give the calendar weekly hours, or let the agreement use another one",),
        data={"calendar": calendar.name, "closed_from": since},
    )
