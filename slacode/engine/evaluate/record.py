"""The record of one row in one period, as every kind of metric makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slacode.engine.evaluate.ahead.bears import Bears
from slacode.engine.evaluate.outcome import Outcome, Span
from slacode.engine.evaluate.plan import TargetPlan, is_part
from slacode.engine.evaluate.result import Counts, TargetResult
from slacode.engine.periods import Window
from slacode.engine.wording import say_obligation

NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class Part:
    """What of a period is a version's and was seen: `[start, seen)` of `[start, end)`, in UTC microseconds."""

    window: Window
    start: int
    seen: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands in time: nothing that comes after its end counts in it."""
        return Span(over=self.seen >= self.end, more_cases=self.seen < self.end)


def has_begun(plan: TargetPlan, place: int, as_of: int) -> bool:
    """Whether the version is in force in some of a period that is not after `as_of`; so a period that begins at `as_of`
    has not, but the first one of a term always has."""
    begun = place == 0 or max(plan.periods.cells[place], plan.share.first) < as_of
    return begun and is_part(plan.periods.windows[place], plan.share)


def parts_of(plan: TargetPlan, as_of: int) -> Iterator[Part]:
    """The version's parts of the periods that are asked for, each to be judged on its own (language reference, 7.3)."""
    for place in plan.windows:
        window = plan.periods.windows[place]
        if has_begun(plan, place, as_of):
            start, end = max(window.start, plan.share.first), min(window.end, plan.share.last)
            yield Part(window, start, min(max(as_of, start), end), end)


def record(
    plan: TargetPlan,
    row: int,
    window: Window,
    outcome: Outcome,
    unit: str,
    *,
    counts: Counts = NOTHING,
    provisional: bool = False,
) -> TargetResult:
    """The result of a row in a period."""
    agreement, version, target = plan.names
    promise = plan.rows[row]
    return TargetResult(
        agreement=agreement,
        version=version,
        target=target,
        row=promise.label,
        entity=None,
        period=window.name,
        start=window.start,
        end=window.end,
        status=outcome.status,
        can_become=outcome.can_become,
        provisional=provisional,
        obligation=say_obligation(promise.obligation),
        attained=outcome.attained,
        figure=outcome.figure,
        unit=unit,
        counts=counts,
        kind=plan.chosen.measure.kind,
        titles=(plan.chosen.agreement.title, plan.chosen.target.title),
        at=promise.at,
    )


def bearing(result: TargetResult, bears: Bears | None) -> TargetResult:
    """The result with what it still bears, which matters while it is open."""
    return replace(result, bears=bears) if result.status == "open" else result
