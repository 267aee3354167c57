"""A realistic contract that the tests of diff change, one clause at a time, and ways to compare it."""

from __future__ import annotations

import datetime as dt

import slacode
from slacode.engine.diff import Comparison, Difference
from slacode.engine.diff.both import World
from slacode.engine.diff.compare import differences as of_world
from slacode.engine.diff.renames import renamed
from slacode.project import Policy, compile_sources
from slacode.source import Source

TODAY = dt.date(2026, 3, 15)
BEFORE_THE_TERM = dt.date(2025, 12, 1)

CONTRACT = """\
provider acme   "ACME IT Services"
customer retail "Retail Division"
team     desk   "Service Desk" of acme
supplier hostco "HostCo GmbH"

calendar office "Office hours" {
  timezone Europe/Berlin
  open mon-fri 08:00-18:00
  closed on holidays DE-BY, 12-24 "Christmas Eve"
}
calendar always = 24x7

log tickets {
  case ticket_id
  time updated_at in Europe/Berlin
  field status:     one of new, assigned, waiting, on_hold, resolved, closed, cancelled
  field priority:   one of P1, P2, P3 carried
  field category:   text
  field root_cause: text
}
log outages { case id  event began at began_at in UTC  event ended at ended_at in UTC  field part: text }

metric resolve_time = clock on tickets {
  start  when status == new
  pause  while status == waiting
  stop   when status in (resolved, closed)
  cancel when status == cancelled
}
metric triage = clock on tickets { start when status == new stop when status == assigned }
metric uptime = availability on outages of part { down from event == began to event == ended }

service web
service shop "Online shop" { owner acme  needs web }

sla support "Shop support" {
  between acme and retail
  covers  shop
  term    2026-01-01 to 2026-12-31
  hours   office
  fee     EUR 10_000 per month
  review  every 3 months
  signed  2025-12-12 by acme, retail
  target resolution "Restore service" {
    metric resolve_time
    per month
    by priority {
      P1: 95% within 4h
      P2: 95% within 8h
      P3: 90% within 3 business days
    }
    supported by desk_ola.triage
  }
  target availability { metric uptime  per month  require at least 99.9% during always }
  penalty late on resolution {
    below 95%: 5% of fee
    below 90%: 10% of fee
    each breach of P1: EUR 500 per started hour late, up to EUR 5_000
    cap 20% of fee per month
    double when missed the month before
    earn back 50% after 2 months
    claim within 30 days
  }
  penalty outage on availability { 2% of fee per started 0.1% below 99.9% }
  at risk 25% of fee per month
  cap penalties at 15% of fee per year
  terminate after 3 misses in 6 months
  exclude "Patch window" every sun 02:00-04:00
  exclude "Test cases" cases where category == "test"
}
ola desk_ola "Desk" {
  between desk and acme
  term    2026-01-01 to 2026-12-31
  hours   office
  target triage { metric triage  by priority { P1: 99% within 1h  P2: 99% within 2h  P3: 99% within 4h } }
}
uc host_uc "Hosting" {
  between hostco and acme
  covers  web
  term    2026-01-01 to 2026-12-31
  hours   always
  target availability { metric uptime  per month  require at least 99.95% }
}
"""


def load(text: str, path: str = "a.sla") -> Policy:
    """A policy from its text."""
    compiled = compile_sources([Source(path, text)])
    if compiled.policy is None:
        raise slacode.PolicyError(compiled.diagnostics, compiled.sources)
    return compiled.policy


def edited(*pairs: tuple[str, str], text: str = CONTRACT) -> str:
    """The contract with some words in place of others, each of which stands in it."""
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


def differences(before: str, after: str, as_of: dt.date = BEFORE_THE_TERM) -> tuple[Difference, ...]:
    """What differs between two texts, without what `check` finds."""
    base, renames = renamed(load(before).model, load(after).model)
    return of_world(World(base, load(after).model, as_of), renames)


def compared(before: str, after: str, as_of: dt.date = BEFORE_THE_TERM) -> Comparison:
    """Two texts compared."""
    return slacode.diff(load(before), load(after), as_of=as_of)


def told(differences: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    """The name, the change, the thing and the effect on the customer."""
    return [(one.ref, one.change, one.what, one.effect.customer) for one in differences]
