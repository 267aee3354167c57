"""Finds the declarations of a policy by name, and the version of an agreement that is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Clock, Metric
from slacode.engine.model.policy import PolicyModel, Service


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


@dataclass(frozen=True)
class Lookup:
    """A policy's declarations by name. `on` is the local day that says which versions are in force.

    Without a day every agreement stands as its last version says, as amended so far.
    """

    model: PolicyModel
    on: date | None = None
    agreements: Mapping[str, Agreement] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "agreements", _by_name(self.model.agreements))

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """The services."""
        return _by_name(self.model.services)

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics."""
        return _by_name(self.model.metrics)

    @cached_property
    def logs(self) -> Mapping[str, Log]:
        """The logs."""
        return _by_name(self.model.logs)

    @cached_property
    def calendars(self) -> Mapping[str, Calendar]:
        """The calendars."""
        return _by_name(self.model.calendars)

    @cached_property
    def covering(self) -> Mapping[str, tuple[Agreement, ...]]:
        """For each service the agreements whose version in force covers it, in the order of their names."""
        found: dict[str, list[Agreement]] = {}
        for agreement in self.model.agreements:
            for service in self.version(agreement).covers:
                found.setdefault(service, []).append(agreement)
        return {service: tuple(agreements) for service, agreements in found.items()}

    def metric_of(self, target: Target) -> Metric | None:
        """The metric that a target is measured by; None for one that names none, or one that is not there."""
        return self.metrics.get(target.metric) if target.metric else None

    def is_availability(self, target: Target) -> bool:
        """Whether a target is measured as availability (language reference, 6.1)."""
        metric = self.metric_of(target)
        return metric is not None and isinstance(metric.measure, Availability)

    def is_clock(self, target: Target) -> bool:
        """Whether a target is measured by a clock (language reference, 5)."""
        metric = self.metric_of(target)
        return metric is not None and isinstance(metric.measure, Clock)

    def version(self, agreement: Agreement) -> Version:
        """The version in force: see `version_on`."""
        return version_on(agreement, self.on)


def version_on(agreement: Agreement, day: date | None) -> Version:
    """The version in force on a local day (language reference, 7.3), or the nearest: the first before its start and
    the last after its end. Without a day it is the last."""
    begun = [version for version in agreement.versions if day is None or version.start is None or version.start <= day]
    return begun[-1] if begun else agreement.versions[0]


def _by_name(nodes: Iterable[_N]) -> dict[str, _N]:
    return {node.name: node for node in nodes}
