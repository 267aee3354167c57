"""Fees from data: which logs hold charges that penalties rest on, and what they charge on each day (7.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.model.agreements import Agreement, Version
from slacode.engine.model.conditions import Condition
from slacode.engine.settle.facts import Charges
from slacode.engine.settle.fees import amounts_in, rests_on_fee

_UNIT = 10**18
"""Numbers of logs are read in such parts of 1."""

Source = tuple[str, str, str]
"""Log, field and zone."""


def sources_of(chosen: Iterable[Chosen]) -> tuple[Source, ...]:
    """The charges that the penalties of some agreements rest on, in order."""
    agreements = {one.agreement.name: one.agreement for one in chosen}
    return tuple(sorted({source for agreement in agreements.values() for source in _sources(agreement)}))


def _sources(agreement: Agreement) -> Iterator[Source]:
    if not any(_rests_on_fee(version) for version in agreement.versions):
        return
    for version in agreement.versions:
        fee = version.fee
        if fee is not None and fee.log is not None and fee.field is not None:
            yield fee.log, fee.field, version.zone


def _rests_on_fee(version: Version) -> bool:
    amounts = [amount for penalty in version.penalties for amount in amounts_in(penalty)]
    limits = [cap.amount for cap in version.caps] + ([version.at_risk.amount] if version.at_risk else [])
    return bool(version.penalties) and any(rests_on_fee(version, amount) for amount in (*amounts, *limits))


class Scanned(Protocol):
    """A log in which numbers can be looked at."""

    def scan(
        self, conditions: Sequence[Condition], *, as_of: int | None, numbers: Sequence[str]
    ) -> Iterator[CaseBatch]:
        """All cases up to an instant, with some fields as numbers."""
        ...


def charges_of(sources: Iterable[Source], opened: Mapping[str, Scanned], as_of: int) -> Charges:
    """What was charged on each local date up to an instant, for those logs that were opened."""
    return {source: _by_day(source, opened[source[0]], as_of) for source in sources if source[0] in opened}


def _by_day(source: Source, log: Scanned, as_of: int) -> dict[date, Fraction]:
    _, field, zone_name = source
    zone = zone_named(zone_name)
    days: dict[int, int] = {}
    for batch in log.scan((), as_of=as_of, numbers=(field,)):
        numbers = batch.numbers[field]
        columns = (batch.time.tolist(), numbers.high.tolist(), numbers.low.tolist(), numbers.known.tolist())
        for time, high, low, known in zip(*columns, strict=True):
            if known:
                day = zone.day(time)
                days[day] = days.get(day, 0) + high * 2**64 + low
    return {date_of(day): Fraction(units, _UNIT) for day, units in sorted(days.items())}
