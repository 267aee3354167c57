"""What follows from a settled penalty: the last date of a claim, and what is earned back (language reference, 7.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from slacode.engine.calendar.dates import MOST_AT_ONCE
from slacode.engine.calendar.instants import DAY, InstantOutOfRange, date_of, day_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.hours import HoursOf
from slacode.engine.model.agreements import Version
from slacode.engine.model.money import ClaimWithin
from slacode.engine.model.values import BusinessDays, Duration
from slacode.engine.periods import back
from slacode.engine.settle.credit import Credit
from slacode.engine.settle.facts import Line, Stretch
from slacode.engine.settle.history import Past, met_since
from slacode.engine.settle.money import in_full, rounded, say
from slacode.engine.wording import say_percent, say_ref, say_span


def claim_until(claim: ClaimWithin | None, version: Version, period: Stretch, hours: HoursOf) -> dt.date | None:
    """The last local date on which what a period costs can be claimed.

    Calendar units, and whole days, are counted from the period's last date; a time in hours from its end; business
    days are the open dates of the agreement's hours after the last date.
    """
    if claim is None:
        return None
    if claim.span is not None:
        return back(period.last, claim.span.unit, -claim.span.count)
    match claim.duration:
        case Duration(us=us) if us % DAY == 0:
            return period.last + dt.timedelta(days=us // DAY)
        case Duration(us=us):
            return date_of(zone_named(version.zone).day(period.end + us - 1))
        case BusinessDays(days=days):
            return _business_day(days, version, period, hours)
    return None


def _business_day(days: int, version: Version, period: Stretch, hours: HoursOf) -> dt.date | None:
    """The last of so many open dates after a period; None where it lies beyond what calendars reach."""
    calendar = hours.compiled(version.hours, version.zone)
    first, found = day_of(period.last) + 1, list[int]()
    while len(found) < days:
        last = first + max(400, min(2 * days, MOST_AT_ONCE))
        try:
            more = calendar.open_dates(first, last)
        except InstantOutOfRange:
            return None
        if not more:
            break
        found, first = found + more, last + 1
    return date_of(found[:days][-1]) if found else period.last


@dataclass(frozen=True, slots=True)
class EarnedBack:
    """A share of a penalty that is returned, in the period by whose end it is earned."""

    period: Stretch
    units: int
    lines: tuple[Line, ...]
    provisional: bool


def earned_back(credit: Credit, past: tuple[Past, ...]) -> Iterator[EarnedBack]:
    """What of a penalty is returned, share by share.

    Several shares are rounded as a whole, so that all that is returned is never more than the penalty was.
    """
    penalty, currency = credit.question.penalty, credit.currency
    if penalty.kind != "penalty" or not credit.units:
        return
    amount, total, returned = in_full(credit.units, currency), Fraction(0), 0
    earned = [(met, part) for part in penalty.earn_back if (met := met_since(past, credit.period, part.span))]
    for met, part in sorted(earned, key=lambda one: one[0][-1].period):
        total = min(total + Fraction(part.share) / 100, Fraction(1))
        units = rounded(amount * total, currency) - returned
        returned += units
        periods = ", ".join(one.period.name for one in met)
        clause = f"earn back {say_percent(part.share)} after {say_span(part.span)}"
        share = in_full(units, currency)
        came = f"`{credit.name.penalty}` of {credit.period.name} came to {say(currency, amount)}"
        met_in = f"`{clause}`: {say_ref(penalty.target, None, penalty.row)} was met in {periods}"
        lines = (
            Line(came, amount, penalty.at),
            Line(met_in, None, part.at),
            Line(f"{say_percent(part.share)} of it, rounded, is {say(currency, share)}", share, part.at),
        )
        provisional = credit.provisional or any(one.provisional for one in met)
        yield EarnedBack(met[-1].period, units, lines, provisional)
