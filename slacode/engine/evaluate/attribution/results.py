"""From sums to records: whose time the breached cases of each row and period were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from slacode.engine.evaluate.attribution.figures import WHOLE, Figure, Totals
from slacode.engine.evaluate.attribution.path import Path, SupportName
from slacode.engine.evaluate.attribution.record import Attribution, NotFollowed, SupportPart
from slacode.engine.evaluate.judge import Judge, Sums
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import Window

_OF_WHOLE = {
    "breached": "breached",
    "support_broke": "support broke",
    "supports_held": "supports held",
    "no_support": "no support",
    "kept_though_broke": "kept though broke",
    "elapsed": "elapsed",
    "allowance": "allowance",
    "overdue": "overdue",
    "unattributed": "attributed",
    "unexplained": "late",
}
_OF_SUPPORT = {
    "cases": "breached",
    "broke": "support broke",
    "kept_though_broke": "kept though broke",
    "took": "took",
    "attributed": "attributed",
    "shared": "shared",
    "late": "late",
}
"""The sum behind each field of a record."""


@dataclass(frozen=True)
class Followed:
    """A target whose time was parted among the supports behind it, `lost` of which could not be followed."""

    plan: TargetPlan
    path: Path
    lost: frozenset[int]
    totals: Totals

    def attributions(self) -> Iterator[Attribution]:
        """Row by row as written, then by period, of those that were asked for; only where there is a breached cycle, or
        one that was kept though a support broke its promise."""
        for row in self.plan.chosen.rows:
            for place in self.plan.asked:
                found = self._attribution(row, self.plan.periods.windows[place])
                if found.breached or found.kept_though_broke:
                    yield found

    def late(self, rows: Iterable[int], window: Window, *, by_stop: bool) -> list[int]:
        """The late time of each support in some rows in a period, then what is unexplained."""
        rows = tuple(rows)
        places = (*range(len(self.path.names)), WHOLE)
        figures = ([Figure("late", row, place, by_stop) for row in rows] for place in places)
        return [sum(self.totals.of(figure, window.cells) for figure in one) for one in figures]

    def _attribution(self, row: int, window: Window) -> Attribution:
        agreement, version, target = self.plan.names
        return Attribution(
            agreement=agreement,
            version=version,
            target=target,
            row=self.plan.rows[row].label,
            period=window.name,
            supports=tuple(
                SupportPart(self.path.names[place], **self._figures(_OF_SUPPORT, row, place, window))
                for place in sorted(self.path.of_row[row] - self.lost)
            ),
            **self._figures(_OF_WHOLE, row, WHOLE, window),
        )

    def _figures(self, wanted: Mapping[str, str], row: int, place: int, window: Window) -> dict[str, int]:
        return {name: self.totals.of(Figure(what, row, place), window.cells) for name, what in wanted.items()}


def followed_of(judges: Iterable[tuple[Judge, Sums]]) -> tuple[Followed, ...]:
    """The targets whose time was parted."""
    return tuple(
        Followed(
            plan=judge.plan,
            path=judge.parting.path,
            lost=frozenset(place for place, rules in enumerate(judge.parting.supports) if not rules),
            totals=Totals(sums.attributed.sums),
        )
        for judge, sums in judges
        if isinstance(judge, ClockJudge) and judge.parting is not None
    )


def not_followed(model: PolicyModel, followed: Iterable[Followed]) -> Iterator[NotFollowed]:
    """The supports of which the log of the target does not tell."""
    for one in followed:
        log = one.plan.chosen.measure.log
        for place in sorted(one.lost):
            yield NotFollowed(*one.plan.names, one.path.names[place], _why_lost(model, one.path.names[place], log))


def _why_lost(model: PolicyModel, name: SupportName, log: str) -> str:
    measures = {metric.name: metric.measure for metric in model.metrics}
    [agreement] = [one for one in model.agreements if one.name == name[0]]
    targets = [version.target(name[1]) for version in agreement.versions]
    found = [measures[one.metric] for one in targets if one is not None and one.metric is not None]
    if not found:
        return "it names no metric"
    if found[-1].kind != "clock":
        return f"it is measured by `{found[-1].kind}`, and only clocks follow a case"
    return f"it is measured on the log `{found[-1].log}`, not on `{log}`"
