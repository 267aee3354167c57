"""The instant that an evaluation looks back from: what `--as-of` says, else the last one of the logs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from slacode.engine.calendar.instants import InstantOutOfRange, to_us, year_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.evaluate.result import EvaluationError, say_instant
from slacode.engine.periods import midnight
from slacode.engine.terms import shares_of

_FORM = "write an instant such as `2026-03-31T18:00:00Z`, or a date such as `2026-03-31`, which means its end"


def as_of_instant(given: dt.datetime | dt.date | str | None, chosen: Iterable[Chosen], last: int | None) -> int:
    """The instant in UTC microseconds.

    A date means its end: the midnight with which it closes. Dates and wall-clock times with no offset are read in the
    zone that all judged agreements share, else in UTC. Nothing given means `last`, the last instant of the logs, and
    for logs without a row the beginning of the first term, before which there is nothing to say. Raises
    `EvaluationError` for a text that is no instant, and for a last instant so far that no calendar reaches it.
    """
    chosen = tuple(chosen)
    zones = {one.version.zone for one in chosen}
    zone = zones.pop() if len(zones) == 1 else "UTC"
    if given is None:
        return _beginning(chosen) if last is None else _within_reach(last)
    moment = parsed(given) if isinstance(given, str) else given
    if not isinstance(moment, dt.datetime):
        return midnight(zone_named(zone), moment + dt.timedelta(days=1))
    if moment.utcoffset() is not None:
        return to_us(moment)
    return zone_named(zone).instant(to_us(moment.replace(tzinfo=dt.UTC)))


def parsed(text: str) -> dt.datetime | dt.date:
    """An ISO 8601 date, or date and time with or without an offset; `EvaluationError` for anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
            return dt.date.fromisoformat(text.strip())
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise EvaluationError.saying(f"`{text}` is no instant", ways_out=(_FORM,)) from None


def _within_reach(last: int) -> int:
    """The last instant of the logs; one such as the year 9999 is rather a mistake, or means that there is none yet."""
    try:
        year_of(last)
    except InstantOutOfRange as error:
        raise EvaluationError.saying(
            f"the logs end at {say_instant(last)}, but {error}",
            ways_out=(
                "say from when to look back, as in `--as-of 2026-03-31`",
                'or say `missing "..."` in the log, with the text of a time that means there is none',
            ),
        ) from None
    return last


def _beginning(chosen: tuple[Chosen, ...]) -> int:
    firsts = (shares_of(one.agreement)[one.version.number].first for one in chosen)
    return min(firsts, default=0)
