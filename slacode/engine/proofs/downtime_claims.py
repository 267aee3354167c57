"""From agreements to claims of availability: each promise with the parts that carry it, over all their versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.zones import zone_named
from slacode.engine.hours import HoursOf
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, Level, Row, Target, Version
from slacode.engine.model.values import Period
from slacode.engine.periods import midnight
from slacode.engine.proofs.budgets import Bound, Frame, Stage, bound_of, limits_single_outages
from slacode.engine.proofs.grids import Grid
from slacode.engine.proofs.paths import HORIZON_YEARS
from slacode.engine.proofs.structures import UP, Leaf, Node, Vote
from slacode.engine.support.carriers import Carrier, Group, NoRow, Part, Promise, RowKey, is_derived, support_of
from slacode.engine.terms import FOREVER, Share, term_of
from slacode.engine.wording import say_ref

_NO_TERM_FROM = 2020  # where an agreement without a term is searched from

Lack = Literal["gap", "no row", "single outages", "no downtime"]
"""Why nothing limits the downtime of a part: no agreement promises the service; the target has no row for ours; each
outage is limited but not their sum; what is promised is no downtime at all."""


@dataclass(frozen=True)
class Supplier:
    """One part behind a promise of availability: a row of a target in all its versions, or what should be one.

    `entity` is the service whose availability is meant where the structure of services says so: a promise for several
    services holds for each of them. `stages` are empty exactly if there is a `lack`.
    """

    carrier: Promise | NoRow | Part
    entity: str | None
    stages: tuple[Stage, ...]
    lack: Lack | None = None

    @property
    def key(self) -> RowKey | None:
        """The row that promises, whatever the version; None where none does."""
        return self.carrier.key if isinstance(self.carrier, Promise) else None

    @property
    def name(self) -> str:
        """The reference of what promises or should, or the name of the service that nothing promises."""
        match self.carrier:
            case Promise():
                return self.carrier.ref
            case NoRow(ref=ref):
                return say_ref(ref.agreement, ref.target)
            case Part():
                return self.carrier.service.name

    @property
    def signature(self) -> Hashable:
        """All that its budgets depend on."""
        return (self.lack, *(stage.signature for stage in self.stages))


@dataclass(frozen=True)
class DowntimeClaim:
    """A row that promises availability, in one version, with what carries it.

    `structure` says when the whole is down; its leaves are places in `suppliers`, where each part stands once (those
    that never fail together too, though the structure does not need them).
    Periods are searched within `frame`; `open_until` is the year at which the search of an open term ends. `entity` is
    the covered service that is judged, where each has a support of its own.
    """

    promise: Promise
    bound: Bound
    frame: Frame
    carrier: Carrier
    structure: Node
    suppliers: tuple[Supplier, ...]
    entity: str | None = None
    open_until: int | None = None

    @property
    def key(self) -> RowKey:
        """The row that is judged, whatever the version."""
        return self.promise.key


class DowntimeClaims:
    """Makes the claims of a policy; calendars and periods are worked out once for all of them."""

    def __init__(self, lookup: Lookup, hours: HoursOf | None = None) -> None:
        self.lookup = lookup
        self.hours = hours or HoursOf(lookup.model)
        searched = [
            _searched(version, self.hours.shares(agreement)[version.number])[:2]
            for agreement in lookup.agreements.values()
            for version in agreement.versions
        ]
        self.first = min((first for first, _ in searched), default=0)
        self.last = max((last for _, last in searched), default=DAY)
        self._grids: dict[tuple[Period, str], Grid] = {}
        self._stages: dict[tuple[str, str, str | None, str], tuple[Stage, ...]] = {}

    def claims(self) -> Iterator[DowntimeClaim]:
        """Every row that promises availability and has something behind it, agreement by agreement, by version."""
        for agreement in self.lookup.agreements.values():
            for version in agreement.versions:
                for target in version.targets:
                    if self.lookup.is_availability(target):
                        for row in target.rows:
                            yield from self.of_row(Promise(agreement, version, target, row))

    def of_row(self, promise: Promise) -> Iterator[DowntimeClaim]:
        """The claims of one row: none if it limits no downtime or has nothing behind it.

        There is one, but for a row whose support is derived for several covered services: as each of them is judged
        on its own, each that has something behind it is a claim (language reference, 6.1, 8.2).
        """
        bound = bound_of(promise.row.obligation)
        carrier = support_of(self.lookup, promise) if bound else None
        if bound is None or carrier is None or not self.lookup.is_availability(promise.target):
            return
        if len(promise.version.covers) > 1 and is_derived(self.lookup, promise) and isinstance(carrier, Group):
            for part in carrier.parts:
                if isinstance(part, Part) and part.behind is not None:
                    yield self._claim(promise, bound, part.behind, part.service.name)
        else:
            yield self._claim(promise, bound, carrier, None)

    def grid(self, per: Period, zone: str) -> Grid:
        """The periods of a kind in a zone, as far as any term is searched."""
        if (per, zone) not in self._grids:
            self._grids[per, zone] = Grid(per, zone, self.first, self.last)
        return self._grids[per, zone]

    def _claim(self, promise: Promise, bound: Bound, carrier: Carrier, entity: str | None) -> DowntimeClaim:
        suppliers = Suppliers(lambda support: self._stages_in(support, promise.version.zone))
        structure = suppliers.node(carrier, entity)
        share = self.hours.shares(promise.agreement)[promise.version.number]
        first, last, until = _searched(promise.version, share)
        frame = self._frame(promise.version, promise.target, promise.row, first, last)
        return DowntimeClaim(promise, bound, frame, carrier, structure, tuple(suppliers.found), entity, until)

    def _stages_in(self, promise: Promise, zone: str) -> tuple[Stage, ...]:
        """A supporting row in every version of its agreement in which it limits downtime, for a promise in a zone."""
        key = (*promise.key, zone)
        if key not in self._stages:
            self._stages[key] = tuple(self._stages_of(promise, zone))
        return self._stages[key]

    def _stages_of(self, promise: Promise, zone: str) -> Iterator[Stage]:
        shares = self.hours.shares(promise.agreement)
        for version in promise.agreement.versions:
            target = version.target(promise.target.name)
            row = next((row for row in target.rows if row.label == promise.row.label), None) if target else None
            bound = bound_of(row.obligation) if row else None
            first, last = _in_zone(promise.agreement, version, shares[version.number], zone)
            if target and row and bound and first < last and self.lookup.is_availability(target):
                yield Stage(version, target, row, bound, self._frame(version, target, row, first, last))

    def _frame(self, version: Version, target: Target, row: Row, first: int, last: int) -> Frame:
        assert isinstance(row.obligation, Level)  # noqa: S101 - it has a bound
        name, zone = version.hours_for(row.obligation), version.zone
        return Frame(
            self.hours.compiled(name, zone),
            self.hours.compiled(name, zone, self.hours.leaving(version)),
            self.hours.counted(name, version),
            self.grid(target.per, zone),
            first,
            last,
        )

    def log_of(self, target: Target) -> str | None:
        """The log that a target is measured on."""
        metric = self.lookup.metric_of(target)
        return metric.measure.log if metric else None


class Suppliers:
    """Collects the parts of a carrier, each once, and makes its structure of them."""

    def __init__(self, stages: Callable[[Promise], tuple[Stage, ...]] = lambda _: ()) -> None:
        self._stages = stages
        self.found: list[Supplier] = []
        self.places: dict[Hashable, int] = {}

    def node(self, carrier: Carrier | None, entity: str | None) -> Node:
        """The structure of a carrier; `entity` is the service on the way to it, if there is one."""
        match carrier:
            case Group():
                nodes = tuple(self.node(part, entity) for part in carrier.parts)
                return Vote(parts_that_stop(carrier), nodes) if carrier.never_together is None else UP
            case Part(behind=None):
                return self._leaf(carrier, carrier.service.name)
            case Part():
                return self.node(carrier.behind, carrier.service.name)
            case Promise() | NoRow():
                return self._leaf(carrier, entity)
            case None:
                return UP

    def place_of(self, carrier: Promise | NoRow | Part, entity: str | None) -> int:
        """The place of a part that was found."""
        return self.places[key_of(carrier, entity)]

    def _leaf(self, carrier: Promise | NoRow | Part, entity: str | None) -> Leaf:
        key = key_of(carrier, entity)
        if key not in self.places:
            self.places[key] = len(self.found)
            self.found.append(self._supplier(carrier, entity))
        return Leaf(self.places[key])

    def _supplier(self, carrier: Promise | NoRow | Part, entity: str | None) -> Supplier:
        if isinstance(carrier, Part):
            return Supplier(carrier, entity, (), "gap")
        if isinstance(carrier, NoRow):
            return Supplier(carrier, entity, (), "no row")
        stages = self._stages(carrier)
        if stages:
            return Supplier(carrier, entity, stages)
        single = limits_single_outages(carrier.row.obligation)
        return Supplier(carrier, entity, (), "single outages" if single else "no downtime")


def parts_that_stop(group: Group) -> int:
    """How many parts of a group must be down for it to be down (consistency, 7)."""
    if group.op in ("any", "or"):
        return len(group.parts)
    return len(group.parts) - group.k + 1 if group.op == "k of" and group.k else 1


def key_of(carrier: Promise | NoRow | Part, entity: str | None) -> Hashable:
    """What makes two leaves the same part."""
    match carrier:
        case Promise():
            return (*carrier.key, entity)
        case NoRow():
            return (carrier.agreement.name, carrier.ref.target, None, "no row")
        case Part():
            return ("service", carrier.service.name)


def _in_zone(agreement: Agreement, version: Version, share: Share, zone: str) -> tuple[int, int]:
    """When a support is in force for a promise in another zone: terms are compared as written (consistency, 11).

    So the ends of its term are where those dates begin and end in the zone that gives it more time.
    """
    (begin, end), first, last = term_of(agreement), share.first, share.last
    if begin is not None and version.number == agreement.versions[0].number:
        first = min(first, midnight(zone_named(zone), begin))
    if end is not None and last < FOREVER and version.number == agreement.versions[-1].number:
        last = max(last, midnight(zone_named(zone), end + dt.timedelta(days=1)))
    return first, last


def _searched(version: Version, share: Share) -> tuple[int, int, int | None]:
    """When a version holds, `[first, last)` in instants, and the year at which the search of an open term ends."""
    zone = zone_named(version.zone)
    begin = version.start or dt.date(_NO_TERM_FROM, 1, 1)
    first = midnight(zone, begin)
    if share.last < FOREVER:
        return first, share.last, None
    until = begin.year + HORIZON_YEARS
    return first, midnight(zone, dt.date(until, 1, 1)), until
