"""Measures how many `test` blocks a second `slacode test` reads and runs, beside one evaluation for each of them.

    python -m benchmarks.policy_tests [--tests 5000]

Each figure is the best of some runs: the machine's other work can only make one slower.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from slacode.project import Policy, compile_sources, evaluate, run_tests
from slacode.source import Source

RUNS = 3
CONTRACT = """\
language 1
provider acme
customer shop
calendar office { timezone Europe/Berlin open mon-fri 08:00-16:00 }
calendar always = 24x7
log tickets {
  case id time at in Europe/Berlin
  field status:   one of new, waiting, closed
  field priority: one of P1, P2 carried
}
metric fix = clock on tickets {
  start when status == new pause while status == waiting stop when status == closed reopen restarts
}
sla s {
  between acme and shop
  term 2026-01-01 to 2026-12-31
  hours office
  fee EUR 1_000 per month
  target solved { metric fix per month by priority { P1: 90% within 4h during always P2: 50% within 8h } }
  penalty late on solved {
    below 90%: 5% of fee
    below 50%: 10% of fee
    each breach of P1: EUR 7 per started hour late, up to EUR 20
  }
}
"""
# 4h30min until the user is asked, 2h after the answer: 6h30min of 4h. 0% in time cost EUR 100, 3 started hours EUR 20.
EXPECTED = (
    ("a verdict and a time", "expect s.solved[P1] T1 breached after 6h30min"),
    ("and a figure", "expect s.solved[P1] in {month} is 0%"),
    ("and an amount", "expect s.late in {month} is EUR 120"),
)
Rows = list[tuple[str, str, str]]


def rows_of(rng: random.Random) -> tuple[str, Rows]:
    """The month and the four rows of a case that takes as long whenever it begins."""
    day = dt.datetime(2026, rng.randint(1, 12), rng.randint(1, 28), rng.randint(4, 11))  # noqa: DTZ001 - local time
    steps = ((0, "new"), (270, "waiting"), (375, "new"), (495, "closed"))
    return f"{day:%Y-%m}", [
        (f"{day + dt.timedelta(minutes=after):%Y-%m-%d %H:%M}", status, "P1" if status == "new" else "")
        for after, status in steps
    ]


def block(number: int, month: str, rows: Rows, expected: int) -> str:
    """A test that passes."""
    said = [f"T1 at {at}: status {status}{f', priority {p}' if p else ''}" for at, status, p in rows]
    wanted = [text.format(month=month) for _, text in EXPECTED[: expected + 1]]
    return "\n".join([f'test "{number}" {{', "log tickets {", *said, "}", *wanted, "}"])


def best(run: Callable[[], object]) -> float:
    """The least wall-clock time of some runs, in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def measured(number: int) -> Iterator[tuple[str, float, float]]:
    """What tests expect, and how many of them a second are read and run."""
    rng = random.Random(1)
    cases = [rows_of(rng) for _ in range(number)]
    for place, (name, _) in enumerate(EXPECTED):
        text = "\n".join(block(i, *case, place) for i, case in enumerate(cases))
        sources = [Source("contract.sla", CONTRACT), Source("s_test.sla", text)]
        read = best(lambda sources=sources: compile_sources(sources))
        policy = compile_sources(sources).policy
        assert policy is not None, "the contract is right"
        assert run_tests(policy).count("passed") == number, "every test passes"
        yield name, number / read, number / best(lambda policy=policy: run_tests(policy))


def evaluated() -> float:
    """How many such cases a second are evaluated each by itself."""
    policy = compile_sources([Source("contract.sla", CONTRACT)]).policy
    assert isinstance(policy, Policy), "the contract is right"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "at", "status", "priority"))
            writer.writerows(("T1", *row) for row in rows_of(random.Random(1))[1])
        return 10 / best(lambda: [evaluate(policy, {"tickets": path}) for _ in range(10)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", type=int, default=5000)
    number = parser.parse_args().tests
    print(f"{'tests that expect':<24}{'read, 1/s':>12}{'run, 1/s':>12}")
    for name, read, run in measured(number):
        print(f"{name:<24}{read:>12,.0f}{run:>12,.0f}")
    print(f"{'evaluated one by one':<24}{'':>12}{evaluated():>12,.0f}")


if __name__ == "__main__":
    main()
