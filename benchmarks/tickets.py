"""Writes a service desk's log of any size as Parquet, and the policy that is measured on it; the same for every seed.

    python -m benchmarks.tickets FOLDER --rows 9_600_000

Tickets are raised over two years, wait for their users, are reopened, change their priority, and are cancelled. Rows
come in the order of time, as an export gives them, or shuffled within each row group.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

STATUSES = ("new", "assigned", "in progress", "Awaiting user", "resolved", "closed", "cancelled")
PRIORITIES = ("P1", "P2", "P3", "P4")
TEAMS = tuple(f"team {number:02}" for number in range(24))
CATEGORIES = ("software", "hardware", "network", "access", "test")
ROWS_A_CASE = 9.6
FIRST = 1_735_689_600_000_000  # 2025-01-01 in UTC
SPAN = 700 * 86_400_000_000
CASES_AT_ONCE = 100_000
_HOUR = 3_600_000_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some cases, row by row: `case` numbers them, `place` the rows of each, `left` the rows that follow."""

    case: Ints
    place: Ints
    left: Ints
    first: Ints

    @classmethod
    def of(cls, size: Ints) -> _Chunk:
        first = np.cumsum(size) - size
        case = np.repeat(np.arange(size.size), size)
        place = np.arange(int(size.sum())) - first[case]
        return cls(case, place, size[case] - 1 - place, first)


def write(path: Path, rows: int, *, shuffled: bool = False, seed: int = 1) -> None:
    """Write a log of about so many rows."""
    cases = max(1, round(rows / ROWS_A_CASE))
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, _table(0, 1, 1, np.random.default_rng(seed)).schema, compression="zstd") as writer:
        for begin in range(0, cases, CASES_AT_ONCE):
            count = min(CASES_AT_ONCE, cases - begin)
            chance = np.random.default_rng([seed, begin])
            table = _table(begin, count, cases, chance)
            if shuffled:
                table = table.take(pa.array(chance.permutation(table.num_rows)))
            writer.write_table(table)


def _table(begin: int, count: int, cases: int, chance: np.random.Generator) -> pa.Table:
    chunk = _Chunk.of(chance.integers(5, 15, count) + (chance.random(count) < 0.1))
    status = _statuses(chunk, chance)
    raised = FIRST + (begin + np.sort(chance.random(count)) * count) / cases * SPAN
    gaps = np.where(chunk.place == 0, 0, chance.exponential(6, chunk.case.size) * _HOUR).astype(np.int64)
    waited = np.cumsum(gaps)
    time = raised.astype(np.int64)[chunk.case] + waited - waited[chunk.first][chunk.case]
    order = np.argsort(time, kind="stable")
    columns = {
        "ticket_id": pa.array([f"INC{begin + number:08}" for number in range(count)]).take(pa.array(chunk.case)),
        "updated_at": pa.array(time // 1000 * 1000, pa.timestamp("us", tz="UTC")),
        "status": pa.array(STATUSES).take(pa.array(status)),
        "priority": _priorities(chunk, chance),
        "team": _of_case(TEAMS, chunk, chance),
        "category": _of_case(CATEGORIES, chunk, chance),
    }
    return pa.table(columns).take(pa.array(order))


def _statuses(chunk: _Chunk, chance: np.random.Generator) -> Ints:
    """New, assigned, work and waiting in turn; then mostly resolved and closed, sometimes reopened before."""
    status = np.where(chance.random(chunk.case.size) < 0.4, 3, 2)
    status[chunk.place == 0] = 0
    status[chunk.place == 1] = 1
    fate = chance.random(int(chunk.case[-1]) + 1)[chunk.case]
    done = fate > 0.04
    status[done & (chunk.left == 1)] = 4
    status[done & (chunk.left == 0)] = 5
    status[(fate > 0.92) & (chunk.left == 3) & (chunk.place > 1)] = 4  # reopened by the row that follows
    status[(fate < 0.02) & (chunk.left == 0)] = 6
    return status


def _priorities(chunk: _Chunk, chance: np.random.Generator) -> pa.Array:
    """On a case's first row and where it changes; elsewhere there is none."""
    priority = chance.choice(4, chunk.case.size, p=(0.05, 0.15, 0.5, 0.3))
    absent = (chunk.place > 0) & (chance.random(chunk.case.size) > 0.02)
    return pa.array(PRIORITIES).take(pa.array(priority, mask=absent))


def _of_case(values: tuple[str, ...], chunk: _Chunk, chance: np.random.Generator) -> pa.Array:
    return pa.array(values).take(pa.array(chance.integers(0, len(values), int(chunk.case[-1]) + 1)[chunk.case]))


HEAD = """\
language 1

provider acme_it
customer retail

calendar office {
  timezone Europe/Berlin
  open     mon-fri 08:00-12:00 and 13:00-18:00
           sat     09:00-13:00
  closed   on holidays DE-BY, 12-24
}
calendar extended {
  timezone Europe/London
  open     mon-sun 06:00-22:00
}
calendar always = 24x7

log tickets {
  case  ticket_id
  time  updated_at
  field status:   one of new, assigned, "in progress", "Awaiting user", resolved, closed, cancelled
  field priority: one of P1, P2, P3, P4 carried
  field team:     text
  field category: text
}

metric respond = clock on tickets {
  start when status == new
  stop  when status != new
}
metric restore = clock on tickets {
  start  when status == new
  pause  while status == "Awaiting user"
  stop   when status in (resolved, closed)
  cancel when status == cancelled
  reopen continues
}
metric repair = clock on tickets {
  start  when status == assigned
  pause  while status == "Awaiting user"
  stop   when status in (resolved, closed)
  reopen restarts
}
metric confirm = clock on tickets {
  start when status == resolved
  stop  when status == closed
}
"""

CLOCKS = (("respond", 1), ("restore", 8), ("repair", 6), ("confirm", 2))
"""The four clocks, and the hours that the most urgent tickets are allowed."""
FACTORS = (1, 2, 5, 10)
CALENDARS = ("always", "extended", "office", "office")


def policy(targets: int = 4, *, plain: bool = False) -> str:
    """A policy with so many targets: the four clocks over and over, each time with other allowances.

    `plain` clocks are neither reopened nor cancelled.
    """
    head = [line for line in HEAD.splitlines() if not (plain and line.startswith(("  reopen", "  cancel")))]
    written = [_target(number, *CLOCKS[number % len(CLOCKS)]) for number in range(targets)]
    return "\n".join([*head, "", "sla desk {", *_TERMS, *written, "}", ""])


_TERMS = (
    "  between acme_it and retail",
    "  timezone Europe/Berlin",
    "  hours office",
    "  term 2025-01-01 to 2026-12-31",
)


def _target(number: int, metric: str, hours: int) -> str:
    rows = "\n".join(
        f"      {priority}: 90% within {(hours + number // len(CLOCKS)) * factor}h during {calendar}"
        for priority, factor, calendar in zip(PRIORITIES, FACTORS, CALENDARS, strict=True)
    )
    clauses = f"    metric {metric}\n    per month\n    by priority {{\n{rows}\n    }}"
    return f"  target {metric}_{number} {{\n{clauses}\n  }}"


def main() -> None:
    """Write a log and its policy into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=9_600_000)
    parser.add_argument("--targets", type=int, default=4)
    parser.add_argument("--shuffled", action="store_true")
    given = parser.parse_args()
    write(given.folder / "tickets.parquet", given.rows, shuffled=given.shuffled)
    (given.folder / "desk.sla").write_text(policy(given.targets), encoding="utf-8")


if __name__ == "__main__":
    main()
