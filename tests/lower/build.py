"""Texts into models, for tests that ask what a policy means or what is wrong with it."""

from dataclasses import dataclass

from slacode.diagnostics import Diagnostic
from slacode.engine.model.agreements import Target, Version
from slacode.engine.model.policy import PolicyModel
from slacode.project import compile_sources
from slacode.source import Source

LOG = """
log tickets { case id time at in Europe/Berlin
  field status: one of new, assigned, "Awaiting user", closed
  field priority: one of P1, P2, P3, P4
  field effort: number  field team: text  field vip: yesno  field due: instant  field spent: duration }
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
"""
METRICS = """
metric fix = clock on tickets { start when status == new stop when status == closed }
metric uptime = availability on outages of component { down from event == began to event == ended }
metric closed_share = share on tickets { each when status == closed good when effort == 0 }
metric demand = count on tickets { each when status == new }
metric effort_value = value of effort on tickets
metric spent_value = value of spent on tickets
"""
BASE = (
    LOG
    + METRICS
    + """
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar always = 24x7
"""
)


@dataclass(frozen=True)
class Read:
    """What came of some texts."""

    model: PolicyModel | None
    found: tuple[Diagnostic, ...]

    @property
    def names(self) -> list[str]:
        return [d.check for d in self.found]

    @property
    def one(self) -> Diagnostic:
        (only,) = self.found
        return only

    def versions(self, agreement: str) -> tuple[Version, ...]:
        assert self.model is not None, [d.message for d in self.found]
        (found,) = [a for a in self.model.agreements if a.name == agreement]
        return found.versions

    def version(self, agreement: str) -> Version:
        (only,) = self.versions(agreement)
        return only

    def target(self, agreement: str, target: str = "t", version: int = 0) -> Target:
        found = self.versions(agreement)[version].target(target)
        assert found is not None
        return found


def read(*texts: str, base: str = BASE) -> Read:
    """Texts, each a file `0.sla`, `1.sla`, ... beside a base."""
    sources = [Source(f"{number}.sla", text) for number, text in enumerate(texts)]
    compiled = compile_sources([*sources, Source("base.sla", base)])
    return Read(compiled.policy.model if compiled.policy else None, compiled.diagnostics)
