"""From agreements to claims: each promise of a time with the path of promises that carries it, over all versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.zones import zone_named
from slacode.engine.hours import HoursOf
from slacode.engine.model.agreements import Agreement, Row, Target, Version, Within
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.engine.model.values import Duration
from slacode.engine.periods import midnight
from slacode.engine.proofs.finish import Finish
from slacode.engine.proofs.joined import Latest, Then, Versions
from slacode.engine.proofs.promises import Business, Elapsed
from slacode.engine.proofs.worst_case import Claim
from slacode.engine.support.carriers import RowKey
from slacode.engine.terms import FOREVER, Share

HORIZON_YEARS = 28
"""How far an open term is searched: after 28 years the days of the week fall on the same dates again."""

_NO_TERM_FROM = 2020  # where an agreement without a term is searched from


@dataclass(frozen=True, slots=True)
class Stage:
    """A supporting promise in one version of its agreement."""

    version: Version
    target: Target
    row: Row
    promise: Elapsed | Business


@dataclass(frozen=True)
class Step:
    """One reference of a path: a promise of another agreement, in all its versions."""

    ref: SupportRef
    agreement: Agreement
    label: str | None
    stages: tuple[Stage, ...]
    starts: tuple[int, ...]

    @property
    def key(self) -> RowKey:
        """What the reference points at."""
        return (self.agreement.name, self.ref.target, self.label)

    @cached_property
    def finish(self) -> Finish:
        """The latest finish of what is handed over, by the version in force then."""
        promises = tuple(stage.promise for stage in self.stages)
        return promises[0] if len(promises) == 1 else Versions(promises, self.starts)

    def at(self, start: int) -> Stage:
        """The version that counts at a hand-over."""
        return self.stages[sum(begin <= start for begin in self.starts)]

    def with_promise(self, stage: Stage, promise: Elapsed | Business) -> Step:
        """This step with another promise in one of its versions."""
        stages = tuple(replace(one, promise=promise) if one is stage else one for one in self.stages)
        return replace(self, stages=stages)


@dataclass(frozen=True)
class Joined:
    """Steps in turn (`then`), side by side (`and`), or one of them, which one is not known (`or`)."""

    op: str
    parts: tuple[Path, ...]

    @cached_property
    def finish(self) -> Finish:
        """The latest finish of the whole."""
        finishes = [part.finish for part in self.parts]
        if self.op != "then":
            return Latest(tuple(finishes))
        whole = finishes[0]
        for after in finishes[1:]:
            whole = Then(whole, after)
        return whole


Path = Step | Joined


@dataclass(frozen=True, slots=True)
class HandOver:
    """What is handed to one step at an instant, and when it is finished at the latest."""

    step: Step
    stage: Stage
    start: int
    finish: int


@dataclass(frozen=True)
class TimeClaim:
    """A row of a target that promises a time, in one version, with the path that carries it.

    Starts are searched from `first` to `last`, both inclusive; `open_until` is the year at which the search of an
    open term ends. `missing` are references to rows that promise no time, so that nothing follows for this one.
    """

    agreement: Agreement
    version: Version
    target: Target
    row: Row
    promise: Elapsed | Business
    counted: CompiledCalendar
    path: Path | None
    missing: tuple[SupportRef, ...]
    first: int
    last: int
    open_until: int | None = None

    @property
    def key(self) -> RowKey:
        """What is claimed, whatever the version."""
        return (self.agreement.name, self.target.name, self.row.label)

    @property
    def claim(self) -> Claim:
        """The promise against the latest finish of its path, which must be there."""
        assert self.path is not None  # noqa: S101 - whoever asks has looked
        return Claim(self.promise, self.counted, self.path.finish)


def hand_overs(path: Path, start: int) -> list[HandOver]:
    """Each hand-over of what begins at an instant, in the order of the path."""
    if isinstance(path, Step):
        return [HandOver(path, path.at(start), start, path.finish.finish(start))]
    found: list[HandOver] = []
    for part in path.parts:
        found += hand_overs(part, start)
        if path.op == "then":
            start = part.finish.finish(start)
    return found


def steps_of(path: Path) -> Iterator[Step]:
    """The steps of a path, in order."""
    if isinstance(path, Step):
        yield path
    else:
        for part in path.parts:
            yield from steps_of(part)


def replaced(path: Path, old: Step, new: Step) -> Path:
    """The path with one step in another's place."""
    if path is old:
        return new
    if isinstance(path, Step):
        return path
    return Joined(path.op, tuple(replaced(part, old, new) for part in path.parts))


class Paths:
    """Makes the claims of a policy; calendars are compiled once for all of them."""

    def __init__(self, model: PolicyModel, hours: HoursOf | None = None) -> None:
        self.hours = hours or HoursOf(model)
        self.agreements: Mapping[str, Agreement] = {agreement.name: agreement for agreement in model.agreements}
        self._promises: dict[tuple[str, int, str, str | None], Elapsed | Business] = {}
        self._starts: dict[str, dict[int, int]] = {}

    def claims(self) -> Iterator[TimeClaim]:
        """Every row that promises a time and says what carries it, agreement by agreement and version by version."""
        for agreement in self.agreements.values():
            for version in agreement.versions:
                for target in version.targets:
                    if target.support is not None:
                        yield from self._of_target(agreement, version, target, target.support)

    def of_row(self, agreement: Agreement, version: Version, target: Target, row: Row) -> TimeClaim | None:
        """The claim of one row; None if it promises no time, or does not say what carries it."""
        if target.support is None or not isinstance(row.obligation, Within):
            return None
        return self._claim(agreement, version, target, row, target.support)

    def _of_target(
        self, agreement: Agreement, version: Version, target: Target, support: Support
    ) -> Iterator[TimeClaim]:
        for row in target.rows:
            if isinstance(row.obligation, Within):
                yield self._claim(agreement, version, target, row, support)

    def _claim(self, agreement: Agreement, version: Version, target: Target, row: Row, support: Support) -> TimeClaim:
        missing: list[SupportRef] = []
        path = self._path(support, row.label, missing)
        promise = self._promise(agreement, version, target, row)
        counted = promise.calendar if isinstance(promise, Elapsed) else promise.counted
        first, last, until = _searched(version, self.hours.shares(agreement)[version.number])
        return TimeClaim(
            agreement, version, target, row, promise, counted, path, tuple(missing), first, last, until
        )

    def _path(self, support: Support, label: str | None, missing: list[SupportRef]) -> Path | None:
        match support:
            case SupportRef():
                step = self._step(support, label)
                if step is None:
                    missing.append(support)
                return step
            case Operation():
                parts = [self._path(part, label, missing) for part in support.parts]
                known = tuple(part for part in parts if part is not None)
                return Joined(support.op, known) if len(known) == len(parts) else None
            case ServiceRef():
                return None

    def _step(self, ref: SupportRef, label: str | None) -> Step | None:
        """The row that carries ours in each version that has it and promises a time; None if none does."""
        agreement, mapped = self.agreements[ref.agreement], dict(ref.rows)
        if label not in mapped:
            return None
        row = mapped[label]
        stages = [stage for version in agreement.versions if (stage := self._stage(agreement, version, ref, row))]
        if not stages:
            return None
        starts = self._starts_of(agreement)
        return Step(ref, agreement, row, tuple(stages), tuple(starts[s.version.number] for s in stages[1:]))

    def _stage(self, agreement: Agreement, version: Version, ref: SupportRef, label: str | None) -> Stage | None:
        target = version.target(ref.target)
        row = next((row for row in target.rows if row.label == label), None) if target else None
        if target is None or row is None or not isinstance(row.obligation, Within):
            return None
        return Stage(version, target, row, self._promise(agreement, version, target, row))

    def _starts_of(self, agreement: Agreement) -> Mapping[int, int]:
        if agreement.name not in self._starts:
            shares = self.hours.shares(agreement)
            self._starts[agreement.name] = {number: share.first for number, share in shares.items()}
        return self._starts[agreement.name]

    def _promise(self, agreement: Agreement, version: Version, target: Target, row: Row) -> Elapsed | Business:
        key = (agreement.name, version.number, target.name, row.label)
        if key not in self._promises:
            self._promises[key] = self._made(agreement, version, row)
        return self._promises[key]

    def _made(self, agreement: Agreement, version: Version, row: Row) -> Elapsed | Business:
        promise = row.obligation
        assert isinstance(promise, Within)  # noqa: S101 - every caller has looked
        name = version.hours_for(promise)
        counted = self.hours.counted(name, version)
        if isinstance(promise.allowance, Duration):
            return Elapsed(counted, promise.allowance.us)
        hours = self.hours.compiled(name, version.zone)
        return Business(hours, counted, promise.allowance.days, promise.allowance.to_the_hour)


def _searched(version: Version, share: Share) -> tuple[int, int, int | None]:
    """The first and the last start that a version judges, and the year at which the search of an open term ends."""
    zone = zone_named(version.zone)
    begin = version.start or dt.date(_NO_TERM_FROM, 1, 1)
    first = midnight(zone, begin)
    if share.last < FOREVER:
        return first, share.last - 1, None
    until = begin.year + HORIZON_YEARS
    return first, midnight(zone, dt.date(until, 1, 1)) - 1, until
