"""However a log arrives and however it is read, the results are the same bytes: the result and the file of cases."""

import datetime as dt
import gzip
import json
import random
from dataclasses import replace

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from slacode.engine.evaluate import spool
from slacode.engine.evaluate.cases import SCHEMA
from slacode.engine.evaluate.options import Options
from slacode.engine.logs import held, scan
from slacode.ground.handing_over import HandingOver
from slacode.project import evaluate, load
from slacode.reports.cases import parquet, write_cases
from slacode.reports.evaluation import render_evaluation

POLICY = """\
language 1
provider p
customer c
calendar office {
  timezone Europe/Berlin
  open mon-fri 08:00-12:00 and 13:00-18:00
  closed on holidays DE-BY
}
calendar always = 24x7
log tickets {
  case id
  time at
  field status:   one of new, open, waiting, solved, dropped
  field priority: one of P1, P2 carried
  field cause:    text carried
  field note:     text
}
metric restore = clock on tickets {
  start  when status == new
  pause  while status == waiting
  stop   when status == solved
  cancel when status == dropped
  reopen continues
}
metric respond = clock on tickets {
  start when status == new
  stop  when status != new
  reopen restarts
}
sla desk {
  between p and c
  hours office
  timezone Europe/Berlin
  fee EUR 1_000 per month
  term 2026-01-01 to 2026-12-31
  target restore {
    metric restore
    per month
    by priority { P1: 90% within 4h during always  P2: 80% within 2 business days }
  }
  target respond { metric respond per week require 95% within 3h30min }
  penalty late on restore { each breach of P1: EUR 5 per started hour late }
  one credit per cause by cause
  exclude cases where note == "test"
  exclude every sun 02:00-04:00
  amend from 2026-03-29 { target respond { require 95% within 1h } }
}
"""
BEGINS = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
COLUMNS = ("id", "at", "status", "priority", "cause", "note")


def rows_of(seed):
    """Rows of two hundred cases in which instants are shared, rows stand twice, and a few cannot be read."""
    draw = random.Random(seed)
    rows = []
    for case in range(200):
        minute = draw.randrange(60 * 24 * 60)
        for place in range(draw.randrange(1, 9)):
            minute += draw.choice((0, 0, 15, 240, 2000))
            at = (BEGINS + dt.timedelta(minutes=minute)).isoformat()
            status = "new" if place == 0 else draw.choice(("open", "waiting", "solved", "new", "dropped"))
            row = (f"T{case * 7919 % 1000}", at, status, draw.choice(("P1", "P2", "", "")), draw.choice("ab"), "")
            rows.append(row)
            rows += [rows[-1]] * (draw.random() < 0.1)
        if draw.random() < 0.03:
            rows.append((f"T{case}", "yesterday", "new", "P1", "", "test"))
    return rows


def as_csv(rows, path):
    path.write_text("\n".join(",".join(row) for row in (COLUMNS, *rows)) + "\n", encoding="utf-8")


def as_gzip(rows, path):
    path.write_bytes(gzip.compress("\n".join(";".join(row) for row in (COLUMNS, *rows)).encode()))


def as_jsonl(rows, path):
    path.write_text("\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows), encoding="utf-8")


def as_parquet(rows, path):
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(COLUMNS, map(list, columns), strict=True))), path, row_group_size=100)


def told(model, folder, rows, options):
    """The result without what names files and rows, and the bytes of the files of cases."""
    result = evaluate(model, {"tickets": str(folder / "log*")}, as_of="2026-06-01", options=options)
    record = json.loads(render_evaluation("json", result))
    for log in record["logs"]:
        del log["files"]
    record["set_aside"] = sorted((row["column"], row["reason"]) for row in record["set_aside"])
    files = []
    for ending in ("parquet", "csv", "jsonl"):
        path = folder / f"cases.{ending}"
        write_cases(result.case_tables(), str(path), SCHEMA)
        files.append(path.read_bytes())
    with HandingOver(lambda tables: write_cases(tables, str(path), SCHEMA)) as to:
        evaluate(model, {"tickets": str(folder / "log*")}, as_of="2026-06-01", options=replace(options, cases_to=to))
    files.append(path.read_bytes())
    assert files[-1] == files[-2], "written while they are judged"
    return json.dumps(record), files


WAYS = [  # as, files, threads, batch, part, memory, hash
    (as_csv, 1, 1, 1 << 18, 1 << 19, None, None),
    (as_csv, 3, 2, 50, 64, None, None),
    (as_jsonl, 2, 3, 7, 1 << 19, None, None),
    (as_parquet, 1, 2, 1 << 18, 10, "100MB", None),
    (as_parquet, 4, 1, 1, 64, None, "CAST(ascii(\"case\") AS UBIGINT)"),
    (as_gzip, 2, 4, 100, 1, "60MB", "CAST(length(\"case\") AS UBIGINT)"),
]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_the_same_rows_give_the_same_bytes(tmp_path, monkeypatch, seed):
    (tmp_path / "desk.sla").write_text(POLICY, encoding="utf-8")
    model = load(tmp_path / "desk.sla")
    rows = rows_of(seed)
    found = []
    for number, (write, files, threads, batch, part, memory, hash_) in enumerate(WAYS):
        folder = tmp_path / str(number)
        folder.mkdir()
        random.Random(number).shuffle(rows)
        for place in range(files):
            write(rows[place::files], folder / f"log{place}")
        monkeypatch.setattr(scan, "BATCH_ROWS", batch)
        monkeypatch.setattr(held, "RANGE_ROWS", batch)
        if hash_ is not None:  # as where names are long
            monkeypatch.setattr(held, "keyed", lambda _: None)
        monkeypatch.setattr(scan, "CASE_HASH", hash_ or 'hash("case")')
        monkeypatch.setattr(spool, "PART", part)
        monkeypatch.setattr(parquet, "GROUP", 300)
        found.append(told(model, folder, rows, Options(threads=threads, memory_limit=memory)))
    first, *others = found
    for other in others:
        assert other == first
    assert '"set_aside": 0' not in first[0]
    table = pc.read_csv(pa.BufferReader(first[1][1]))
    assert set(table["verdict"].to_pylist()) >= {"met", "breached", "cancelled"}
