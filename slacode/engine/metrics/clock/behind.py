"""Sets the supports behind each SLA's target on a clock beside it, so that one pass over the log follows them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slacode.engine.evaluate.attribution.path import SupportName, path_of
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.evaluate.judge import Judge
from slacode.engine.evaluate.plan import Planning
from slacode.engine.metrics.clock.kind import ClockJudge, rule_of
from slacode.engine.metrics.clock.parting import Parting
from slacode.engine.metrics.clock.rules import ClockRule
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel
from slacode.engine.terms import shares_of


def with_supports(model: PolicyModel, judges: Sequence[Judge], planning: Planning) -> list[Judge]:
    """The judges, of which those of SLAs that say `supported by` part their time among their supports.

    A support is followed on the log of the target that it stands behind, in each of its versions, asked for or not.
    """
    behind = _Behind(model, judges, planning)
    return [behind.beside(judge) if isinstance(judge, ClockJudge) else judge for judge in judges]


class _Behind:
    def __init__(self, model: PolicyModel, judges: Sequence[Judge], planning: Planning) -> None:
        self._agreements = {agreement.name: agreement for agreement in model.agreements}
        self._measures = {metric.name: metric.measure for metric in model.metrics}
        self._planning = planning
        clocks = (judge for judge in judges if isinstance(judge, ClockJudge) and not judge.plan.chosen.of_objective)
        self._rules: dict[tuple[str, int, str], ClockRule] = {judge.plan.names: judge.rule for judge in clocks}

    def beside(self, judge: ClockJudge) -> ClockJudge:
        """The judge of a target with what stands behind it, if that is known."""
        chosen = judge.plan.chosen
        if chosen.agreement.kind != "sla" or chosen.target.support is None:
            return judge
        path = path_of(self._agreements, chosen.target)
        supports = [tuple(self._rules_of(name, chosen.measure.log)) for name in path.names]
        return replace(judge, parting=Parting(path, judge.rule, supports))

    def _rules_of(self, name: SupportName, log: str) -> Iterator[ClockRule]:
        agreement = self._agreements[name[0]]
        for version in agreement.versions:
            target = version.target(name[1])
            measure = self._measures.get(target.metric or "") if target is not None else None
            if target is not None and isinstance(measure, Clock) and measure.log == log:
                names = (*name[:1], version.number, name[1])
                if names not in self._rules:
                    share = shares_of(agreement)[version.number]
                    chosen = Chosen(agreement, version, target, measure, ())
                    self._rules[names] = rule_of(chosen, share, self._planning)
                yield self._rules[names]
