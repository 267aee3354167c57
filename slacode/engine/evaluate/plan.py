"""What is to be done on each log: every chosen target, with its periods, by its kind of metric."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.table import DayTable
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.evaluate.hours import Tables
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.hours import windows_of
from slacode.engine.metrics import kind_of
from slacode.engine.model.agreements import Agreement, ExcludedCases, ExcludedState, Level, Row, Version, Within
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import FieldType, Log
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import Periods, Selection, Window, periods_of
from slacode.engine.terms import Share, shares_of, term_of

if TYPE_CHECKING:
    from slacode.engine.evaluate.judge import Judge


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A target in one version: `share` is the version's share of the term, `asked` are the places of the periods that
    are asked for, `windows` of those that are judged: all, where money depends on what was before."""

    chosen: Chosen
    share: Share
    periods: Periods
    windows: tuple[int, ...]
    asked: tuple[int, ...]

    @property
    def names(self) -> tuple[str, int, str]:
        """Agreement, version and target: the order in which results come."""
        return self.chosen.agreement.name, self.chosen.version.number, self.chosen.target.name

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of the target."""
        return self.chosen.target.rows


@dataclass(frozen=True, slots=True)
class LogPlan:
    """All that is to be judged in one pass over a log.

    Where it travels to another process it is made again there, from what it was `made_of` if that says it all.
    """

    log: str
    judges: tuple[Judge, ...]
    made_of: tuple[PolicyModel, tuple[Chosen, ...], Sight] | None = None

    def __reduce__(self) -> tuple[Callable[..., LogPlan], tuple[object, ...]]:
        return (_plan_of_log, (self.log, *self.made_of)) if self.made_of else (LogPlan, (self.log, self.judges))

    @property
    def needs(self) -> Needs:
        """All that any target reads of the log, each once."""
        return Needs.joined(judge.needs for judge in self.judges)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an evaluation looks at, in UTC microseconds: up to `as_of`, in some periods only or (None) in all.

    `begins` is where the logs begin: the periods of an agreement that states no term begin there.
    """

    begins: int
    as_of: int
    selection: Selection | None = None


class Planning:
    """The policy that is planned for, and the calendars of its versions as tables, each made once."""

    def __init__(self, model: PolicyModel) -> None:
        self._model = model
        self._tables = Tables(model)

    def hours(self, row: Row, version: Version) -> DayTable:
        """The hours of a row: its `during`, else those of the agreement; business days are counted in them."""
        return self._tables.table(version.hours_for(row.obligation), version.zone)

    def counted(self, row: Row, version: Version) -> DayTable:
        """Those hours less what the version excludes, recurring and once (language reference, 7.4)."""
        return self._tables.table(version.hours_for(row.obligation), version.zone, windows_of(version))

    def agreed(self, row: Row, version: Version) -> DayTable:
        """Those hours less the windows that are not `counted as up`."""
        taken = tuple(exclusion for exclusion in version.exclusions if not exclusion.counted_as_up)
        return self.counted(row, version.model_copy(update={"exclusions": taken}))

    def events(self, row: Row, version: Version) -> DayTable:
        """The time in which what happens counts: a row's own `during`, else all, less what the version excludes."""
        return self._tables.table(_during(row), version.zone, windows_of(version))

    def case_of(self, log: str) -> str:
        """What the case of a log is called."""
        return self._log(log).case

    def type_of(self, log: str, field: str) -> FieldType:
        """The type of a field of a log."""
        return next(one.type for one in self._log(log).fields if one.name == field)

    def fields_of(self, log: str) -> frozenset[str]:
        """The fields of a log."""
        return frozenset(field.name for field in self._log(log).fields)

    def _log(self, name: str) -> Log:
        return next(log for log in self._model.logs if log.name == name)

    def spoken_names(self, service: str) -> tuple[str, ...]:
        """What a log may call a service: its name, or its title."""
        title = self._titles.get(service)
        return (service,) if title is None else (service, title)

    @cached_property
    def covered(self) -> frozenset[str]:
        """What a log may call the services that any agreement covers."""
        services = {name for agreement in self._model.agreements for v in agreement.versions for name in v.covers}
        return frozenset(said for service in services for said in self.spoken_names(service))

    @cached_property
    def _titles(self) -> dict[str, str | None]:
        return {service.name: service.title for service in self._model.services}


def _during(row: Row) -> str | None:
    return row.obligation.during if isinstance(row.obligation, Within | Level) else None


def plan(model: PolicyModel, chosen: Sequence[Chosen], sight: Sight) -> tuple[LogPlan, ...]:
    """The plan of an evaluation, a log after another by name.

    Raises `EvaluationError` where periods are selected and no target has one of them.
    """
    from slacode.engine.metrics.clock.behind import with_supports  # the kinds build on this module

    planning = Planning(model)
    targets = [target_plan(one, sight) for one in chosen]
    selection = sight.selection
    if selection is not None and chosen and not any(target.asked for target in targets):
        raise EvaluationError.saying(
            f"no target has a period within `{selection.text}` that began by the time of the evaluation",
            ways_out=("choose periods within the term, or leave `--period` out to see all there are",),
        )
    judges = [kind_of(target.chosen.measure).judge_of(target, planning) for target in targets]
    judges = sorted(with_supports(model, judges, planning), key=lambda judge: judge.plan.names)
    logs = sorted({one.measure.log for one in chosen})
    made_of = model, tuple(chosen), sight
    return tuple(LogPlan(log, tuple(j for j in judges if j.plan.chosen.measure.log == log), made_of) for log in logs)


def _plan_of_log(log: str, model: PolicyModel, chosen: Sequence[Chosen], sight: Sight) -> LogPlan:
    return next(one for one in plan(model, chosen, sight) if one.log == log)


def target_plan(chosen: Chosen, sight: Sight) -> TargetPlan:
    """A target with its periods up to the instant of the evaluation."""
    zone, selection = chosen.version.zone, sight.selection
    first, last = term_of(chosen.agreement)
    begins = first or date_of(zone_named(zone).day(sight.begins))
    periods = periods_of(chosen.target.per, zone, begins, last, sight.as_of)
    every = enumerate(periods.windows)
    asked = tuple(place for place, window in every if selection is None or selection.selects(window))
    windows = tuple(range(len(periods.windows))) if _has_money(chosen.agreement) else asked
    return TargetPlan(chosen, shares_of(chosen.agreement)[chosen.version.number], periods, windows, asked)


def _has_money(agreement: Agreement) -> bool:
    return any(version.penalties or version.terminations for version in agreement.versions)


def is_part(window: Window, share: Share) -> bool:
    """Whether a version is in force in some of a period (language reference, 7.3)."""
    return window.start < share.last and share.first < window.end


def excluded_while(chosen: Chosen, counted_as_up: bool | None = None) -> tuple[Condition, ...]:
    """The states of a case that the version excludes on the target's log; of those, if asked, the ones that are (or are
    not) `counted as up`."""
    every = (x for x in chosen.version.exclusions if isinstance(x, ExcludedState))
    return _conditions(chosen, (x for x in every if counted_as_up in (None, x.counted_as_up)))


def excluded_cases(chosen: Chosen) -> tuple[Condition, ...]:
    """The conditions by which the version takes cases of the target's log out."""
    return _conditions(chosen, (x for x in chosen.version.exclusions if isinstance(x, ExcludedCases)))


def _conditions(chosen: Chosen, exclusions: Iterable[ExcludedState | ExcludedCases]) -> tuple[Condition, ...]:
    every = (typed for exclusion in exclusions for typed in exclusion.conditions)
    return tuple(typed.condition for typed in every if typed.log == chosen.measure.log)
