"""What is to be done on each log: every chosen target with its rule, its calendars and its periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.evaluate.hours import Tables
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.hours import windows_of
from slacode.engine.metrics.clock.rules import ClockRule, RowRule, conditions_of, instants_of
from slacode.engine.model.agreements import ExcludedCases, ExcludedState, Exempt, Row, Version
from slacode.engine.model.conditions import Condition
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import Periods, Selection, Window, periods_of
from slacode.engine.terms import Share, shares_of, term_of


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A target in one version, ready to be judged: `windows` are the places of the periods that are asked for."""

    chosen: Chosen
    rule: ClockRule
    periods: Periods
    windows: tuple[int, ...]

    @property
    def names(self) -> tuple[str, int, str]:
        """Agreement, version and target: the order in which results come."""
        return self.chosen.agreement.name, self.chosen.version.number, self.chosen.target.name


@dataclass(frozen=True, slots=True)
class LogPlan:
    """All that is to be judged in one pass over a log."""

    log: str
    targets: tuple[TargetPlan, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that any target looks at, each once."""
        return tuple(dict.fromkeys(c for target in self.targets for c in conditions_of(target.rule)))

    @property
    def instants(self) -> tuple[str, ...]:
        """The fields of type instant that any target looks at, each once."""
        return tuple(dict.fromkeys(name for target in self.targets for name in instants_of(target.rule)))


@dataclass(frozen=True, slots=True)
class Sight:
    """What an evaluation looks at, in UTC microseconds: up to `as_of`, in some periods only or (None) in all.

    `begins` is where the logs begin: the periods of an agreement that states no term begin there.
    """

    begins: int
    as_of: int
    selection: Selection | None = None


def plan(model: PolicyModel, chosen: Sequence[Chosen], sight: Sight) -> tuple[LogPlan, ...]:
    """The plan of an evaluation, a log after another by name.

    Raises `EvaluationError` where periods are selected and no target has one of them.
    """
    hours = Tables(model)
    targets = [_target_plan(one, hours, sight) for one in chosen]
    selection = sight.selection
    if selection is not None and chosen and not any(target.windows for target in targets):
        raise EvaluationError.saying(
            f"no target has a period within `{selection.text}` that began by the time of the evaluation",
            ways_out=("choose periods within the term, or leave `--period` out to see all there are",),
        )
    logs = sorted({one.clock.log for one in chosen})
    return tuple(LogPlan(log, tuple(t for t in targets if t.chosen.clock.log == log)) for log in logs)


def rule_of(chosen: Chosen, hours: Tables) -> ClockRule:
    """The rule of a target in one version (language reference, 5, 7.4)."""
    target, version = chosen.target, chosen.version
    share = shares_of(chosen.agreement)[version.number]
    log = chosen.clock.log
    return ClockRule(
        clock=chosen.clock,
        where=target.where,
        excluded_while=_conditions(log, (x for x in version.exclusions if isinstance(x, ExcludedState))),
        excluded_cases=_conditions(log, (x for x in version.exclusions if isinstance(x, ExcludedCases))),
        classify_at=target.classify_at,
        rows=tuple(_row_rule(row, version, hours) for row in target.rows),
        first=share.first,
        last=share.last,
    )


def _target_plan(chosen: Chosen, hours: Tables, sight: Sight) -> TargetPlan:
    zone, selection = chosen.version.zone, sight.selection
    first, last = term_of(chosen.agreement)
    begins = first or date_of(zone_named(zone).day(sight.begins))
    periods = periods_of(chosen.target.per, zone, begins, last, sight.as_of)
    asked = (place for place, window in enumerate(periods.windows) if selection is None or selection.selects(window))
    return TargetPlan(chosen, rule_of(chosen, hours), periods, tuple(asked))


def is_part(window: Window, share: Share | ClockRule) -> bool:
    """Whether a version is in force in some of a period (language reference, 7.3)."""
    return window.start < share.last and share.first < window.end


def _conditions(log: str, exclusions: Iterable[ExcludedState | ExcludedCases]) -> tuple[Condition, ...]:
    every = (typed for exclusion in exclusions for typed in exclusion.conditions)
    return tuple(typed.condition for typed in every if typed.log == log)


def _row_rule(row: Row, version: Version, hours: Tables) -> RowRule:
    during = None if isinstance(row.obligation, Exempt) else getattr(row.obligation, "during", None)
    name = during or version.hours
    return RowRule(
        condition=row.condition,
        obligation=row.obligation,
        hours=hours.table(name, version.zone),
        counted=hours.table(name, version.zone, windows_of(version)),
    )
