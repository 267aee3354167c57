"""A log of any size in two Parquet files, with pauses, reopenings, cancels and ties, and a policy of four targets."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

POLICY = """
provider a
customer b
service desk
calendar office {
  timezone Europe/Berlin
  open mon-fri 08:00-18:00
  closed on holidays DE-BY
}
calendar always = 24x7
log tickets {
  case ticket
  time at
  order by revision
  field status:   one of new, assigned, waiting, resolved, closed, cancelled
  field priority: one of P1, P2, P3 carried
  field team:     text carried
  field revision: number
}
metric repair = clock on tickets {
  start when status == new
  pause while status == waiting
  stop when status in (resolved, closed)
  cancel when status == cancelled
  reopen continues
}
metric reaction = clock on tickets { start when status == new stop when status == assigned or team == "night" }
metric demand = count on tickets { each when status == new }
metric restarts = clock on tickets { start when status == new stop when status == closed reopen restarts }
sla support {
  between a and b
  covers desk
  hours office
  term 2026-01-01 to 2026-12-31
  target repair {
    metric repair
    per month
    by priority { P1: 95% within 4h during always P2: 90% within 16h P3: 80% within 3 business days }
  }
  target reaction { metric reaction per week require 90% within 30min }
  target demand { metric demand per quarter require at most 1000000 }
  target restarts { metric restarts per month require average at most 40h }
}
"""
STATUS = np.array(["new", "assigned", "waiting", "assigned", "resolved", "closed", "cancelled", ""])
START = np.datetime64("2026-01-01T00:00:00", "us")


def write_rows(folder, count):
    """Write so many rows into two files, the rows of a case in both."""
    folder.mkdir()
    chance = np.random.default_rng(7)
    case = chance.integers(0, count // 8, count)
    step = chance.integers(0, 8, count)
    minute = (case * 37) % (60 * 24 * 340) + step * chance.integers(0, 600, count)  # in one minute there may be several
    times = START + minute.astype("timedelta64[m]")
    table = pa.table(
        {
            "ticket": pa.array(np.char.add("T", case.astype(str))),
            "at": pa.array(times).cast(pa.timestamp("us", "UTC")),
            "status": pa.array(np.where(step == 0, "new", STATUS[chance.integers(0, 8, count)])),
            "priority": pa.array(chance.choice(["P1", "P2", "P3", ""], count, p=[0.1, 0.3, 0.4, 0.2])),
            "team": pa.array(chance.choice(["day", "night", ""], count)),
            "revision": pa.array(chance.integers(0, 5, count)),
        }
    )
    for number, part in enumerate((table.slice(0, count // 3), table.slice(count // 3))):
        pq.write_table(part, folder / f"{number}.parquet", row_group_size=1 << 16)
