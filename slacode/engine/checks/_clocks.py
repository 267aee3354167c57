"""What a clock can and cannot do, whatever rows come: decided on its conditions, a carried field staying known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from slacode.diagnostics import Label
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import Cases, Space, TooManyCasesError
from slacode.engine.model.conditions import Known
from slacode.engine.model.logs import Log, LogField
from slacode.engine.model.metrics import Clock, Metric

_MOST_CARRIED = 8
"""Of more carried fields than these it is not asked which of them are known; that only finds less."""


@dataclass(frozen=True)
class States:
    """The states of a case by what a clock makes of them, as sets of one space (language reference, 5.1, 5.2)."""

    metric: Metric
    clock: Clock
    log: Log
    space: Space
    carried: tuple[LogField, ...]

    @cached_property
    def begin(self) -> Cases:
        """Where the clock starts and is not cancelled by the same row."""
        return self.space.where(self.clock.start) & ~self.cancel

    @cached_property
    def cancel(self) -> Cases:
        """Where it is cancelled, whatever else holds."""
        return self.space.where(self.clock.cancel) if self.clock.cancel else 0

    @cached_property
    def stop(self) -> Cases:
        """Where it stops; `cancel` beats `stop`."""
        return self.space.where(self.clock.stop) & ~self.cancel

    @cached_property
    def pause(self) -> Cases:
        """Where its pause holds, stopped or not."""
        return self.space.where(self.clock.pause) if self.clock.pause else 0

    @cached_property
    def standing(self) -> Cases:
        """Where it stands still and is not over."""
        return self.pause & ~self.stop & ~self.cancel

    @cached_property
    def running(self) -> Cases:
        """Where it counts."""
        return self.space.everything & ~self.pause & ~self.stop & ~self.cancel

    @property
    def stops(self) -> bool:
        """Whether a clock that started can stop."""
        return self.leads(self.begin, self.stop)

    @property
    def takes_no_time(self) -> bool:
        """Whether it stops for good at the very row at which it starts."""
        return self.clock.reopen == "ignored" and bool(self.begin) and not self.begin & ~self.stop

    @property
    def pause_ends(self) -> bool:
        """Whether a clock that stands still, if it ever does, can run again."""
        return not self.leads(self.begin, self.standing) or self.leads(self.standing, self.running)

    def leads(self, origin: Cases, goal: Cases) -> bool:
        """Whether a case in a state of `origin` can be, then or later, in one of `goal`."""
        return self._leads(origin, goal, 0)

    def _leads(self, origin: Cases, goal: Cases, place: int) -> bool:
        if not origin or not goal:
            return False
        if place == len(self.carried):
            return True
        known = self.space.where(Known(field=self.carried[place].name))
        return self._leads(origin & ~known, goal, place + 1) or self._leads(origin & known, goal & known, place + 1)


def states_of(subject: Subject, metric: Metric) -> States | None:
    """The states of a clock; None of another metric, or where there are too many to look at."""
    clock, log = metric.measure, subject.lookup.logs.get(metric.measure.log)
    if not isinstance(clock, Clock) or log is None:
        return None
    conditions = (clock.start, clock.stop, clock.pause, clock.cancel)
    try:
        space = Space.of(log, conditions)
        named = {name for group in space.groups for name in group.names}
        carried = tuple(field for field in log.fields if field.carried and field.name in named)[:_MOST_CARRIED]
        space = Space.of(log, [*conditions, *(Known(field=field.name) for field in carried)])
    except TooManyCasesError:
        return None
    return States(metric, clock, log, space, carried)


def clocks(subject: Subject) -> Iterator[States]:
    """The clocks of a policy that ever start and, once started, can stop after some time."""
    for states in all_clocks(subject):
        if states.stops and not states.takes_no_time:
            yield states


def all_clocks(subject: Subject) -> Iterator[States]:
    """The clocks of a policy that ever start; of one that does not, `target-never-met` tells."""
    for metric in subject.model.metrics:
        states = states_of(subject, metric)
        if states is not None and states.space.where(states.clock.start):
            yield states


def places(states: States, because_carried: bool) -> tuple[Label, ...]:
    """The log of a clock, and the fields that stay known where that is why."""
    found = [Label(states.log.at, "the rows that it reads")] if states.log.at else []
    fields = states.carried if because_carried else ()
    return (
        *found,
        *(Label(field.at, f"`{field.name}` is carried: once known, it stays known") for field in fields if field.at),
    )
