"""A small policy of availabilities whose agreements a test writes, and its claims."""

from __future__ import annotations

from pathlib import Path

import slacode
from slacode.engine.lookup import Lookup
from slacode.engine.proofs.downtime import DowntimeCase, Downtimes
from slacode.engine.proofs.downtime_claims import DowntimeClaim

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HEAD = """\
language 1
provider acme "ACME"
customer shop "The shop"
team     ops  "Operations"
supplier host "HostCo"
calendar office {
  timezone UTC
  open     mon-fri 08:00-16:00
}
calendar nights {
  timezone UTC
  open     mon-fri 22:00-06:00
}
log outages {
  case  id
  time  at
  times in UTC
  field event: one of began, ended
  field component: text
  field cause: text
}
metric uptime = availability on outages of component { down from event == began to event == ended }
"""

TERM = "term 2026-01-01 to 2026-12-31"


def agreement(kind: str, name: str, require: str, *, per="month", term=TERM, more="", support="") -> str:
    """One agreement with one target `up`."""
    sides = {"sla": "acme and shop", "ola": "ops and acme", "uc": "host and acme"}[kind]
    carried = f"supported by {support}" if support else ""
    return f"""\
{kind} {name} {{
  between {sides}
  {term}
  timezone UTC
  {more}
  target up {{
    metric uptime
    per {per}
    {require if require.startswith(("require", "by", "when")) else "require " + require}
    {carried}
  }}
}}
"""


class Policy:
    """A policy of these texts, and its claims by the name of their agreement."""

    def __init__(self, folder: Path, *texts: str) -> None:
        (folder / "policy.sla").write_text(HEAD + "".join(texts), encoding="utf-8")
        self.lookup = Lookup(slacode.load(folder).model)
        self.downtimes = Downtimes(self.lookup)

    def claims(self, name: str = "web_sla") -> list[DowntimeClaim]:
        return [claim for claim in self.downtimes.claims() if claim.promise.agreement.name == name]

    def claim(self, name: str = "web_sla") -> DowntimeClaim:
        (claim,) = self.claims(name)
        return claim

    def case(self, name: str = "web_sla") -> DowntimeCase:
        case = self.downtimes.case(self.claim(name))
        assert case is not None
        return case
