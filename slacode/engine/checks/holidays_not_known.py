"""The public holidays that a calendar is closed on are known for as long as it is used.

## What it finds

A calendar that is closed on the public holidays of a country, and is used in years for which these are not all known:
some are proclaimed from year to year, or follow the moon and are computed for some decades only. Terms without an end
are looked at for 28 years, as all proofs do.

## Why it matters

A holiday that is not known is taken for a day like any other. Clocks then count it, and what is proved of those years
may be too good.

## Wrong

```sla
calendar colombo { timezone Asia/Colombo open mon-fri 08:30-17:00 closed on holidays LK }
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
sla desk {
  term 2025-01-01 to 2045-12-31
  hours colombo
  target resolution { metric restore require 95% within 8h }
}
```

## Right

```sla
calendar colombo { timezone Asia/Colombo open mon-fri 08:30-17:00 closed on holidays LK }
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
sla desk {
  term 2025-01-01 to 2026-12-31
  hours colombo
  target resolution { metric restore require 95% within 8h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.holidays import holidays_known
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._uses import Use
from slacode.engine.model.calendar import ClosedHolidays, Combined, WeeklyHours
from slacode.engine.proofs.paths import HORIZON_YEARS

SEVERITY = Severity.NOTE


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each calendar and country, at the first use that goes too far."""
    told: set[tuple[str, str]] = set()
    for use in subject.uses:
        for name, closing in _holidays(subject, use.calendar):
            code = closing.country + (f"-{closing.subdivision}" if closing.subdivision else "")
            unknown = [] if (name, code) in told else _unknown(use, closing)
            if unknown:
                told.add((name, code))
                yield _finding(subject, use, name, code, unknown)


def _holidays(subject: Subject, name: str) -> Iterator[tuple[str, ClosedHolidays]]:
    """The holidays that a calendar, or one that it is made of, is closed on."""
    reached = [name]
    for part in reached:
        body = subject.calendars[part].body
        if isinstance(body, Combined):
            reached += [other for other in (body.first, *(step.name for step in body.rest)) if other not in reached]
        elif isinstance(body, WeeklyHours):
            yield from ((part, closing) for closing in body.closed if isinstance(closing, ClosedHolidays))


def _unknown(use: Use, closing: ClosedHolidays) -> list[int]:
    """The years of a use whose holidays are not all known; what is known are years that follow one another."""
    if use.first is None:
        return []
    years = range(use.first.year, (use.last.year if use.last else use.first.year + HORIZON_YEARS) + 1)
    if all(holidays_known(closing.country, closing.subdivision, year) for year in (years[0], years[-1])):
        return []
    return [year for year in years if not holidays_known(closing.country, closing.subdivision, year)]


def _finding(subject: Subject, use: Use, name: str, code: str, unknown: list[int]) -> Diagnostic:
    at = subject.calendars[name].at
    years = f"{unknown[0]}" if len(unknown) == 1 else f"{unknown[0]} to {unknown[-1]}"
    return Diagnostic(
        "holidays-not-known",
        SEVERITY,
        f"the holidays of `{code}` are not all known for {years}, in which `{use.by}` counts time in `{use.calendar}`",
        at or use.at,
        "is taken for open on those that are not known",
        (Label(use.at, "counts time in it"),) if use.at else (),
        help=("write those dates as soon as they are proclaimed, as `closed on 2036-10-20`", "or end the term sooner"),
        data={"calendar": name, "holidays": code, "agreement": use.by.split(".")[0], "years": list(unknown)},
    )
