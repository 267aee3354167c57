"""A small policy of one SLA and what stands behind it, parts of which a test may change, and a log written as lines."""

from __future__ import annotations

from pathlib import Path

import slacode
from slacode.engine.evaluate.result import Result

POLICY = """\
language 1
provider acme  "ACME"
customer shop  "The shop"
team     desk  "Desk"  of acme
team     ops   "Operations"  of acme
supplier field "Field service"
calendar always = 24x7
calendar office {{
  timezone UTC
  open     mon-fri 08:00-16:00
}}
calendar early {{
  timezone UTC
  open     mon-fri 06:00-12:00
}}
log tickets {{
  case  ticket
  time  at
  times in UTC
  field status:   one of new, waiting, solved, cancelled
  field team:     one of desk, ops, field, nobody carried
  field also:     one of desk, ops, field carried
  field priority: one of P1, P2 carried
}}
log other {{
  case  ticket
  time  at
  times in UTC
  field status: text
}}
metric whole = clock on tickets {{
  start  when status == new
  pause  while status == waiting
  stop   when status == solved
  cancel when status == cancelled
  {reopen}
}}
metric at_desk  = clock on tickets {{ start when {desk} stop when status == solved or not ({desk}) reopen continues }}
metric at_ops   = clock on tickets {{ start when {ops} stop when status == solved or not ({ops}) reopen continues }}
metric at_field = clock on tickets {{ start when {field} stop when status == solved or not ({field}) reopen restarts }}
metric elsewhere = clock on other {{ start when status == new stop when status == solved }}
sla support "Support" {{
  between acme and shop
  {term}
  timezone UTC
  hours {hours}
  target fix "Restore service" {{
    metric whole
    per month
    {rows}
    supported by {path}
  }}
  {money}
}}
ola desk_ola {{
  between desk and acme
  term 2026-01-01 to 2026-12-31
  timezone UTC
  hours {desk_hours}
  target triage {{ metric at_desk per month {desk_rows} {desk_behind} }}
  {desk_more}
}}
ola ops_ola {{
  between ops and acme
  term 2026-01-01 to 2026-12-31
  timezone UTC
  hours {ops_hours}
  target repair {{ metric at_ops per month require 95% within 2h {ops_behind} }}
}}
uc field_uc {{
  between field and acme
  term 2026-01-01 to 2026-12-31
  timezone UTC
  hours {field_hours}
  target onsite {{ metric at_field per month require 95% within 3h }}
  target remote {{ metric elsewhere per month require 95% within 3h }}
  {field_money}
}}
"""
PARTS = {
    "reopen": "reopen continues",
    "desk": "team == desk or also == desk",
    "ops": "team == ops or also == ops",
    "field": "team == field or also == field",
    "term": "term 2026-01-01 to 2026-12-31",
    "hours": "always",
    "rows": "require 95% within 4h",
    "path": "desk_ola.triage then ops_ola.repair then field_uc.onsite",
    "money": "",
    "desk_hours": "always",
    "desk_rows": "require 95% within 1h",
    "desk_behind": "",
    "desk_more": "",
    "ops_hours": "always",
    "ops_behind": "",
    "field_hours": "always",
    "field_money": "",
}


def policy(folder: Path, **parts: str) -> slacode.Policy:
    file = folder / "set.sla"
    file.write_text(POLICY.format(**{**PARTS, **parts}), encoding="utf-8")
    return slacode.load(file)


def log(folder: Path, lines: str) -> Path:
    """A file of lines such as `T1 2026-01-05T09:00 new desk - P1`: status, team, who else works on it, priority."""
    rows = [line.split() for line in lines.strip().splitlines()]
    cells = [[*row, *[""] * (6 - len(row))] for row in rows]
    text = "\n".join(",".join("" if cell == "-" else cell for cell in row) for row in cells)
    file = folder / "tickets.csv"
    file.write_text(f"ticket,at,status,team,also,priority\n{text}\n", encoding="utf-8")
    return file


def judged(folder: Path, lines: str, *, as_of: str = "2026-12-31", periods: str | None = None, **parts: str) -> Result:
    found = policy(folder, **parts)
    return slacode.evaluate(found, {"tickets": log(folder, lines)}, as_of=as_of, periods=periods, select=("support",))


def rows(result: Result, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of the file of `--attribution`; times in hours."""
    listed = result.attributed_cases.to_pylist()
    return [tuple(_plain(name, row[name]) for name in columns) for row in listed]


def times(result: Result) -> dict[str | None, tuple[object, ...]]:
    """Took, attributed, shared and late hours by support, of a log with one case that is listed."""
    found = rows(result, "support", "took_s", "attributed_s", "shared_s", "late_s")
    assert len({one[0] for one in found}) == len(found)
    return {one[0]: one[1:] for one in found}


def _plain(name: str, value: object) -> object:
    return value if value is None or not name.endswith("_s") else float(value) / 3600
