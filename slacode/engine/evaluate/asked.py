"""What of a policy is to be judged, as it was asked for by references and periods."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.charges import sources_of
from slacode.engine.evaluate.choose import Choice, Chosen, choose
from slacode.engine.evaluate.objectives import Kpis, kpis_of
from slacode.engine.evaluate.plan import Sight, plan
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.evaluate.select import reference
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import PeriodError, Selection, parse_selection


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a policy is to be judged: targets, KPIs, periods; `is_whole` where no target was left out by choice."""

    model: PolicyModel
    choice: Choice
    kpis: Kpis
    selection: Selection | None
    is_whole: bool

    @classmethod
    def of(cls, model: PolicyModel, select: Iterable[str] = (), periods: str | None = None) -> Asked:
        """What references and periods ask for; `EvaluationError` for some that mean nothing."""
        wanted = [reference(model, ref) for ref in select]
        kpis = kpis_of(model) if not wanted else Kpis(model, Choice((), ()))
        return cls(model, choose(model, wanted), kpis, _selection(periods), not wanted)

    @property
    def needed(self) -> list[str]:
        """The logs that targets read."""
        return [one.measure.log for one in self.choice.chosen]

    @property
    def judged(self) -> list[str]:
        """The logs that targets or KPIs read."""
        return [*self.needed, *(one.measure.log for one in self.kpis.choice.chosen)]

    @property
    def wanted(self) -> list[str]:
        """The logs that are read if they are there: of KPIs, and of charges."""
        return [*self.judged, *(log for log, _, _ in sources_of(self.choice.chosen))]

    @property
    def needs(self) -> dict[str, Needs]:
        """What targets and KPIs read of each log, which does not depend on when anything is judged."""
        everything = (*self.choice.chosen, *self.kpis.choice.chosen)
        return {one.log: one.needs for one in plan(self.kpis.model, everything, Sight(0, 0))}

    def chosen(self, opened: Collection[str]) -> tuple[Chosen, ...]:
        """What is judged by the logs that were opened."""
        return (*self.choice.chosen, *(one for one in self.kpis.choice.chosen if one.measure.log in opened))


def _selection(periods: str | None) -> Selection | None:
    try:
        return None if periods is None else parse_selection(periods)
    except PeriodError as error:
        raise EvaluationError.saying(str(error)) from error
