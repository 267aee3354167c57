"""A small contract with everything that tests of policies look at, and what becomes of test blocks on it."""

from __future__ import annotations

from functools import cache

from slacode.engine.testing.record import TestOutcome, TestReport
from slacode.project import Compiled, Policy, compile_sources, run_tests
from slacode.source import Source

CONTRACT = """\
language 1
provider acme "ACME"
customer shop "The shop"
service web "Web shop"
service db
calendar always = 24x7
calendar office {
  timezone Europe/Berlin
  open     mon-fri 08:00-16:00
}
log tickets {
  case  id
  time  at
  times in Europe/Berlin
  order by revision
  missing "?"
  field status:   one of new, waiting, closed, cancelled
  field priority: one of P1, P2, P3 carried
  field category: text
  field reopened: number
  field balance:  number
  field took:     duration
  field due:      instant
  field cause:    text
}
log outages {
  case  id
  event began at began_at in UTC
  event ended at ended_at in UTC
  field component: text
}
metric fix = clock on tickets {
  start  when status == new
  pause  while status == waiting
  stop   when status == closed
  cancel when status == cancelled
  reopen restarts
}
metric by_date = clock on tickets { start when status == new stop when status == closed }
metric uptime  = availability on outages of component { down from event == began to event == ended }
metric demand  = count on tickets { each when status == new }
metric solved  = share on tickets { each when status == closed good when reopened == 0 }
metric effort  = value of took on tickets
sla s "Support" {
  between acme and shop
  covers  web, db
  term    2026-01-01 to 2026-12-31
  hours   office
  fee     EUR 1_000 per month

  target fix_it {
    metric fix
    per    month
    where  category is missing or category != "private"
    by priority {
      P1: 90% within 4h during always
      P2: 50% within 8h
      P3: none
    }
  }
  target on_time { metric by_date require all by due }
  target up { metric uptime per month require at least 99.9% during always }
  target volume { metric demand per month require at most 2 }
  target first_time { metric solved per month require at least 60% }
  target work { metric effort per month require average at most 2h }

  penalty late on fix_it {
    below 90%: 5% of fee
    below 50%: 10% of fee
    each breach of P1: EUR 7 per started hour late, up to EUR 20
  }
  penalty down on up { EUR 50 per started 0.1% below 99.9% }
  terminate after 3 misses in 2 months

  exclude "Night" every sun 02:00-04:00
  exclude "Storm" from 2026-02-10T00:00 to 2026-02-11T00:00
  exclude cases where category == "test"
}
sla late_comer {
  between acme and shop
  hours   office
  target fix_it { metric fix per month require all within 4h }
}
"""


def compiled(*blocks: str, contract: str = CONTRACT) -> Compiled:
    """The contract with some test blocks, each a file."""
    files = [Source(f"{number}_test.sla", block) for number, block in enumerate(blocks)]
    return compile_sources([Source("contract.sla", contract), *files])


@cache
def policy(*blocks: str, contract: str = CONTRACT) -> Policy:
    found = compiled(*blocks, contract=contract)
    assert found.policy is not None, [(str(d.at), d.message) for d in found.diagnostics]
    return found.policy


def ran(*blocks: str, cover: bool = False, contract: str = CONTRACT) -> TestReport:
    return run_tests(policy(*blocks, contract=contract), cover=cover)


def block(rows: str, *expected: str, as_of: str | None = None, log: str = "tickets") -> str:
    """A test block of rows in one log."""
    head = f"as of {as_of}\n" if as_of else ""
    said = "\n".join(f"expect {one}" for one in expected)
    return f'test "x" {{\n{head}log {log} {{\n{rows}\n}}\n{said}\n}}\n'


def one(rows: str, *expected: str, as_of: str | None = None, log: str = "tickets") -> TestOutcome:
    (test,) = ran(block(rows, *expected, as_of=as_of, log=log)).tests
    return test


def got(rows: str, *expected: str, as_of: str | None = None, log: str = "tickets") -> list[str | None]:
    """What there was instead of each expectation, None where it held."""
    return [outcome.got for outcome in one(rows, *expected, as_of=as_of, log=log).outcomes]
