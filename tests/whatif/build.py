"""Policies that the tests of whatif and of the matrix share, and ways to run them."""

from __future__ import annotations

import slacode
from slacode.engine.trace.matrix import Line, matrix
from slacode.engine.whatif import Outcome
from slacode.project import Policy, compile_sources, what_if
from slacode.source import Source

CALENDARS = """
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar always = 24x7
"""

COMMON = (
    CALENDARS
    + """
log tickets {
  case id  time at_ in UTC
  field status: one of new, assigned, closed
  field prio: one of P1, P2, P3 carried
  field due: instant
}
log outages { case id  event began at began_at in UTC  event ended at ended_at in UTC  field part: text }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage  = clock on tickets { start when status == new stop when status == assigned }
metric repair  = clock on tickets { start when status == assigned stop when status == closed }
metric uptime  = availability on outages of part { down from event == began to event == ended }
"""
)

DESK = (
    COMMON
    + """
sla shop {
  hours office
  term 2026-01-01 to 2026-12-31
  target resolution {
    metric restore
    by prio {
      P1: 95% within 8h
      P2: 95% within 20h
      P3: none
    }
    supported by desk.triage then network.repair
  }
}
ola desk {
  hours office
  term 2026-01-01 to 2026-12-31
  target triage {
    metric triage
    by prio {
      P1: 98% within 1h
      P2: 98% within 2h
      P3: 98% within 4h
    }
  }
}
ola network {
  hours office
  term 2026-01-01 to 2026-12-31
  target repair {
    metric repair
    by prio {
      P1: 98% within 6h
      P2: 98% within 12h
      P3: none
    }
  }
}
"""
)

UPTIME = (
    COMMON
    + """
sla shop {
  timezone UTC
  term 2026-01-01 to 2026-12-31
  target availability { metric uptime per month require at least 99.5% supported by all of (web.up, host.up) }
}
ola web {
  timezone UTC
  term 2026-01-01 to 2026-12-31
  target up { metric uptime per month require at least 99.8% }
}
uc host {
  timezone UTC
  term 2026-01-01 to 2026-12-31
  target up { metric uptime per month require at least 99.75% }
}
"""
)


def load(text: str) -> Policy:
    """A policy from its text."""
    compiled = compile_sources([Source("a.sla", text)])
    if compiled.policy is None:
        raise slacode.PolicyError(compiled.diagnostics, compiled.sources)
    return compiled.policy


def outcome(text: str, *changes: str) -> Outcome:
    """What some changes would make of a policy."""
    return what_if(load(text), changes)


def lines(text: str) -> dict[str, Line]:
    """The matrix of a policy by reference; of several lines of one row the last."""
    return {line.ref: line for line in matrix(load(text).model)}


def effects(found: Outcome) -> dict[str, str]:
    """What becomes of each promise whose proof changes."""
    return {promise.ref: promise.effect for promise in found.promises}
