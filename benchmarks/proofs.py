"""Measures how long it takes to prove a promise with two hand-overs between three calendars in three zones.

    python -m benchmarks.proofs

Calendars are compiled anew for each run, as for a policy that was just read; the `holidays` library is loaded before.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from slacode.engine.calendar.holidays import holiday_days
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.verdict import worst_case_of
from slacode.project import Policy, check, compile_sources
from slacode.source import Source

RUNS = 7
POLICY = """
calendar berlin { timezone Europe/Berlin open mon-fri 08:00-18:00 closed on holidays DE-BE }
calendar newyork { timezone America/New_York open mon-fri 09:00-17:00 closed on holidays US }
calendar kolkata { timezone Asia/Kolkata open mon-sat 09:30-18:30 closed on holidays IN }
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
sla shop {
  TERM hours berlin
  target resolution {
    metric restore require 95% within ALLOWANCE
    supported by desk.take then net.repair then host.swap
  }
}
ola desk { TERM hours berlin target take { metric restore require 99% within 2h } }
ola net { TERM hours newyork target repair { metric restore require 99% within 6h } }
uc host { TERM hours kolkata target swap { metric restore require 99% within 8h } }
"""
TERMS = {"five years": "term 2026-01-01 to 2030-12-31", "open, 28 years": "term from 2026-01-01"}


def policy(term: str, allowance: str) -> Source:
    """The policy of one row of the table."""
    return Source("benchmark.sla", POLICY.replace("TERM", term).replace("ALLOWANCE", allowance))


def search(source: Source) -> None:
    """The exact worst case, as `trace` shows it."""
    claim = next(claim for claim in Subject(compiled(source).model).time_claims if claim.path)
    worst_case_of(claim)


def checked(source: Source) -> None:
    """All that `check` looks at."""
    check(compiled(source))


def compiled(source: Source) -> Policy:
    """The policy of a text that is right."""
    found = compile_sources([source]).policy
    assert found is not None
    return found


def best(run: Callable[[Source], object], source: Source) -> float:
    """The least time of some runs, less that of reading the policy, in milliseconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        compiled(source)
        read = time.perf_counter()
        run(source)
        times.append((time.perf_counter() - read) - (read - began))
    return min(times) * 1000


def main() -> None:
    """Print a row for each term: a promise that is kept and one that is refuted."""
    for country, subdivision in (("DE", "BE"), ("US", None), ("IN", None)):
        holiday_days(country, subdivision, 2026)
    print(f"{'term':16} {'worst case, exact':>18} {'check, kept':>14} {'check, refuted':>15}   (milliseconds)")
    for name, term in TERMS.items():
        kept, refuted = policy(term, "60h"), policy(term, "30h")
        times = best(search, kept), best(checked, kept), best(checked, refuted)
        print("{:16} {:18.1f} {:14.1f} {:15.1f}".format(name, *times))


if __name__ == "__main__":
    main()
