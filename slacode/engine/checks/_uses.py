"""Where agreements count time in calendars, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from slacode.diagnostics import Location
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Exempt, Level, Target, Version, Within


@dataclass(frozen=True, slots=True)
class Use:
    """Where an agreement counts time in a calendar, the local dates from `first` to `last` (None: open) included."""

    calendar: str
    zone: str
    first: dt.date | None
    last: dt.date | None
    at: Location | None
    by: str


def uses(subject: Subject) -> Iterator[Use]:
    """Every calendar with every zone and time in which something is counted in it, each once."""
    seen: set[tuple[str, str, dt.date | None, dt.date | None]] = set()
    for agreement in subject.model.agreements:
        for version in agreement.versions:
            for use in _uses_of(agreement, version):
                key = (use.calendar, use.zone, use.first, use.last)
                if key not in seen:
                    seen.add(key)
                    yield use


def _uses_of(agreement: Agreement, version: Version) -> Iterator[Use]:
    def use(calendar: str, at: Location | None, by: str) -> Use:
        return Use(calendar, version.zone, version.start, version.end, at, by)

    for target in version.targets:
        for row in target.rows:
            during = row.obligation.during if isinstance(row.obligation, Within | Level) else None
            if during is not None:
                yield use(during, row.at, f"{agreement.name}.{target.name}")
    if version.hours is not None and _counts_in_hours(version.targets):
        yield use(version.hours, version.at, agreement.name)


def _counts_in_hours(targets: tuple[Target, ...]) -> bool:
    """Whether a row leaves its hours to the agreement."""
    obligations = (row.obligation for target in targets for row in target.rows)
    return any(not isinstance(o, Exempt) and getattr(o, "during", None) is None for o in obligations)
