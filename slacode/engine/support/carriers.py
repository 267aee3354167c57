"""What carries one row of a target: written by `supported by`, or derived from services (language reference, 8).

A row without anything behind it has None. Derivation (8.2) is for availability targets of SLAs and OLAs that say no
`supported by`: a UC is where the policy's knowledge ends. A covered service is carried by the OLAs that promise its
availability, else by the UCs that do (for an OLA's own services by UCs alone), else by its structure: each part that it
needs likewise, down to services of which nothing is known, which are gaps. Several agreements that promise one
service must all keep their word. A promise never carries the agreement that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, AgreementKind, Exempt, Row, Target, Version
from slacode.engine.model.policy import Service
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.engine.wording import say_ref

Op = Literal["then", "and", "or", "all", "any", "k of"]

RowKey = tuple[str, str, str | None]
"""Agreement, target and label of a row."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One row of a target, in the version of its agreement that the lookup chose."""

    agreement: Agreement
    version: Version
    target: Target
    row: Row

    @property
    def key(self) -> RowKey:
        """What is promised, whatever the version."""
        return (self.agreement.name, self.target.name, self.row.label)

    @property
    def ref(self) -> str:
        """The reference of the row: `checkout_support.resolution[P1]`."""
        return say_ref(*self.key)


@dataclass(frozen=True, slots=True)
class NoRow:
    """A written reference to a target (None: absent from that version) that has no row for the one it should carry."""

    ref: SupportRef
    agreement: Agreement
    target: Target | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a service; `behind` None is a gap, for no agreement promises it and nothing is known of its parts."""

    service: Service
    behind: Carrier | None


@dataclass(frozen=True, slots=True)
class Group:
    """Carriers joined by an operation of the language; `k` is given for `k of` only, `never_together` for `any`."""

    op: Op
    parts: tuple[Carrier, ...]
    k: int | None = None
    never_together: str | None = None


Carrier = Promise | NoRow | Part | Group


def support_of(lookup: Lookup, promise: Promise) -> Carrier | None:
    """What carries a row, one level deep: promises are leaves, whose own support is asked for by calling this again."""
    if isinstance(promise.row.obligation, Exempt):
        return None
    if promise.target.support is not None:
        return _written(lookup, promise, promise.target.support)
    return _Derivation(lookup, promise).whole()


def is_derived(lookup: Lookup, promise: Promise) -> bool:
    """Whether the support of a row is derived from the structure of services, if it has any."""
    return promise.target.support is None and lookup.is_availability(promise.target)


def promises_in(carrier: Carrier | None) -> Iterator[tuple[Promise, tuple[str, ...]]]:
    """Every promise that takes part, with the services between it and the row it carries, the outermost first."""
    match carrier:
        case Promise():
            yield carrier, ()
        case Part():
            for promise, via in promises_in(carrier.behind):
                yield promise, (carrier.service.name, *via)
        case Group():
            for part in carrier.parts:
                yield from promises_in(part)


def _written(lookup: Lookup, promise: Promise, support: Support) -> Carrier:
    match support:
        case SupportRef():
            return _referenced(lookup, promise, support)
        case ServiceRef():
            return Part(lookup.services[support.service], None)
        case Operation():
            parts = tuple(_written(lookup, promise, part) for part in support.parts)
            return Group(support.op, parts, support.k, support.never_together)


def _referenced(lookup: Lookup, promise: Promise, ref: SupportRef) -> Carrier:
    agreement = lookup.agreements[ref.agreement]
    version = lookup.version(agreement)
    target = version.target(ref.target)
    mapped = dict(ref.rows)
    if target is not None and promise.row.label in mapped:
        for row in target.rows:
            if row.label == mapped[promise.row.label]:
                return Promise(agreement, version, target, row)
    return NoRow(ref, agreement, target)


@dataclass(frozen=True, slots=True)
class _Derivation:
    lookup: Lookup
    promise: Promise

    def whole(self) -> Carrier | None:
        kinds: dict[AgreementKind, tuple[AgreementKind, ...]] = {"sla": ("ola", "uc"), "ola": ("uc",), "uc": ()}
        below = kinds[self.promise.agreement.kind]
        if not below or not self.lookup.is_availability(self.promise.target):
            return None
        services = [self.lookup.services[name] for name in self.promise.version.covers if name in self.lookup.services]
        if len(services) == 1:
            return self._carrier(services[0], below, ())
        parts = tuple(Part(service, self._carrier(service, below, ())) for service in services)
        return Group("all", parts) if any(part.behind for part in parts) else None

    def _carrier(self, service: Service, kinds: tuple[AgreementKind, ...], above: tuple[str, ...]) -> Carrier | None:
        promised = self._promised(service, kinds)
        if promised:
            return promised[0] if len(promised) == 1 else Group("all", promised)
        if service.needs is None or service.name in above:
            return None
        return self._structure(service.needs, (*above, service.name))

    def _structure(self, needs: Support, above: tuple[str, ...]) -> Carrier:
        if isinstance(needs, Operation):
            parts = tuple(self._structure(part, above) for part in needs.parts)
            return Group(
                "all" if needs.op == "and" else "any" if needs.op == "or" else needs.op,
                parts,
                needs.k,
                needs.never_together,
            )
        if isinstance(needs, SupportRef):
            return _referenced(self.lookup, self.promise, needs)
        service = self.lookup.services[needs.service]
        return Part(service, self._carrier(service, ("ola", "uc"), above))

    def _promised(self, service: Service, kinds: tuple[AgreementKind, ...]) -> tuple[Carrier, ...]:
        for kind in kinds:
            found = tuple(
                promise
                for agreement in self.lookup.covering.get(service.name, ())
                if agreement.kind == kind and agreement.name != self.promise.agreement.name
                for promise in self._availability(agreement)
            )
            if found:
                return found
        return ()

    def _availability(self, agreement: Agreement) -> Iterator[Promise]:
        """The rows of its availability targets that carry ours: that of the same label, or the only one."""
        version = self.lookup.version(agreement)
        for target in version.targets:
            if self.lookup.is_availability(target):
                rows = [row for row in target.rows if not isinstance(row.obligation, Exempt)]
                same = [row for row in rows if row.label == self.promise.row.label]
                for row in same or (rows if len(rows) == 1 else []):
                    yield Promise(agreement, version, target, row)
