"""The kinds of metrics: one member each, named as the model names it, with what `Kind` asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from slacode import family

if TYPE_CHECKING:
    from slacode.engine.evaluate.judge import Judge
    from slacode.engine.evaluate.plan import Planning, TargetPlan
    from slacode.engine.model.agreements import Obligation, Version
    from slacode.engine.model.metrics import Measure


class Kind(Protocol):
    """The functions of a member."""

    def unclear(self, promise: Obligation, version: Version) -> str | None:
        """Why a promise of such a metric cannot be judged, or None if it can."""
        ...

    def judge_of(self, plan: TargetPlan, planning: Planning) -> Judge:
        """The target, ready to be judged."""
        ...


def kind_of(measure: Measure) -> Kind:
    """The kind of a metric."""
    return cast(Kind, family.member(__name__, measure.kind))
