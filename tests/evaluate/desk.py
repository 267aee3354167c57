"""A small help desk: a policy whose parts a test may change, and a log written as lines."""

from __future__ import annotations

from pathlib import Path

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.evaluate.run import digest_of, evaluate
from slacode.project import load

POLICY = """\
language 1
provider acme "ACME"
customer shop "The shop"
calendar office {{
  timezone Europe/Berlin
  open     mon-fri 08:00-16:00
}}
calendar always = 24x7
log tickets {{
  case  ticket
  time  at
  times in Europe/Berlin
  field status:   one of new, assigned, waiting, solved, cancelled
  field priority: one of {priorities} carried
  field due:      instant in Europe/Berlin carried
  field category: text carried
}}
metric fix = clock on tickets {{
  start  when status == new
  pause  while status == waiting
  stop   when status == solved
  cancel when status == cancelled
  {reopen}
}}
sla support "Support" {{
  between acme and shop
  {term}
  timezone Europe/Berlin
  hours {hours}
  {clauses}
  target fix_it "Restore service" {{
    metric fix
    {per}
    {target}
    {rows}
  }}
  {amend}
}}
"""
HEADER = "ticket,at,status,priority,due,category"


def policy_text(**parts: str) -> str:
    said = {
        "priorities": "P1, P2, P3, P4",
        "reopen": "reopen ignored",
        "term": "term 2026-01-01 to 2026-12-31",
        "hours": "always",
        "clauses": "",
        "per": "per month",
        "target": "",
        "rows": "require 90% within 4h",
        "amend": "",
    }
    return POLICY.format(**{**said, **parts})


def log_text(lines: str) -> str:
    """A CSV file of lines such as `T1 2026-01-05T09:00 new P1`, with the fields left out at the end empty."""
    rows = [line.split() for line in lines.strip().splitlines()]
    cells = [[*row, *[""] * (HEADER.count(",") + 1 - len(row))] for row in rows]
    return "\n".join([HEADER, *(",".join("" if cell == "-" else cell for cell in row) for row in cells)]) + "\n"


def judge(folder: Path, lines: str, *, as_of: str | None = None, periods: str | None = None, **parts: str) -> Result:
    """Evaluate the desk's policy, with some parts changed, by a log of these lines."""
    policy, log = folder / "desk.sla", folder / "tickets.csv"
    policy.write_text(policy_text(**parts), encoding="utf-8")
    log.write_text(log_text(lines), encoding="utf-8")
    loaded = load(policy)
    texts = digest_of(source.text for source in loaded.sources)
    return evaluate(loaded.model, logs={"tickets": log}, as_of=as_of, periods=periods, policy_sha256=texts)


def said(result: Result) -> list[tuple[str | None, str, str, str | None]]:
    """Row, period, status and attained figure of every result."""
    return [(t.row, t.period, t.status, t.attained) for t in result.targets]


def counted(target: TargetResult) -> tuple[int, int, int, int, int]:
    """Met, breached, pending, excluded, cancelled."""
    counts = target.counts
    return counts.met, counts.breached, counts.pending, counts.excluded, counts.cancelled


def cases(result: Result, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of the cases, in their order; instants as texts in UTC, seconds as they are."""
    rows = result.cases.select(list(columns)).to_pylist()
    return [tuple(_plain(row[name]) for name in columns) for row in rows]


def _plain(value: object) -> object:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value
