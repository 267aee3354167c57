"""A shop's services and three logs of them: outages, probes and tickets, each written by a test as lines."""

from __future__ import annotations

from pathlib import Path

from slacode.engine.evaluate.result import Result
from slacode.engine.evaluate.run import evaluate
from slacode.project import load

POLICY = """\
language 1
provider acme "ACME"
customer shop "The shop"
service web "Web shop"
service db
service mail
calendar office {{
  timezone Europe/Berlin
  open     mon-fri 08:00-16:00
}}
log outages {{
  case  id
  time  at
  times in Europe/Berlin
  field event:     one of began, changed, ended
  field component: text carried
  field impact:    one of none, minor, major carried
}}
log probes {{
  case  probe
  time  at
  times in Europe/Berlin
  field service: text
  field state:   one of up, down, maintenance
  field ms:      number
  field took:    duration
}}
log tickets {{
  case  id
  time  at
  times in Europe/Berlin
  field status:   one of new, closed
  field reopened: number
  field priority: one of P1, P2 carried
  field category: text carried
}}
metric uptime   = availability on outages of component {{ down from event == began to event == ended }}
metric restarts = availability on outages of component {{ down from event in (began, ended) to event == ended }}
metric serious  = availability on outages of component {{
  down from event == began to event == ended
  where impact == major
}}
metric health   = availability on probes of service {{ down while state == down }}
metric probed   = availability on probes of probe {{ down while state == down }}
metric latency  = value of ms on probes {{ where state == up }}
metric effort   = value of took on probes
metric first_contact = share on tickets {{ each when status == closed good when reopened == 0 }}
metric demand        = count on tickets {{ each when status == new }}
sla support "Support" {{
  between acme and shop
  {term}
  timezone Europe/Berlin
  {covers}
  {clauses}
  target promised "What is promised" {{
    metric {metric}
    {per}
    {target}
    {rows}
  }}
  {amend}
}}
{more}
"""

HEADERS = {
    "outages": "id,at,component,event,impact",
    "probes": "probe,at,service,state,ms,took",
    "tickets": "id,at,status,reopened,priority,category",
}
LOG_OF = {
    "uptime": "outages",
    "serious": "outages",
    "restarts": "outages",
    "health": "probes",
    "probed": "probes",
    "latency": "probes",
    "effort": "probes",
    "first_contact": "tickets",
    "demand": "tickets",
}


def policy_text(**parts: str) -> str:
    said = {
        "term": "term 2026-01-01 to 2026-12-31",
        "covers": "covers web",
        "clauses": "",
        "metric": "uptime",
        "per": "per month",
        "target": "",
        "rows": "require at least 99.9%",
        "amend": "",
        "more": "",
    }
    return POLICY.format(**{**said, **parts})


def log_text(name: str, lines: str) -> str:
    """A CSV file of lines such as `O1 2026-01-05T09:00 web began`; fields left out at the end, and `-`, are empty."""
    header = HEADERS[name]
    rows = [line.split() for line in lines.strip().splitlines()]
    cells = [[*row, *[""] * (header.count(",") + 1 - len(row))] for row in rows]
    return "\n".join([header, *(",".join("" if cell == "-" else cell for cell in row) for row in cells)]) + "\n"


def judge(
    folder: Path, lines: str, *, as_of: str | None = None, periods: str | None = None, logs: tuple = (), **parts: str
) -> Result:
    """Judge a policy; `lines` are those of the log that its metric reads, `logs` pairs of further logs and lines."""
    files = {}
    for name, text in ((LOG_OF[parts.get("metric", "uptime")], lines), *logs):
        files[name] = folder / f"{name}.csv"
        files[name].write_text(log_text(name, text), encoding="utf-8")
    policy = folder / "policy.sla"
    policy.write_text(policy_text(**parts), encoding="utf-8")
    return evaluate(load(policy).model, logs=files, as_of=as_of, periods=periods)


def said(result: Result) -> list[tuple[str | None, str, str, str | None, float | None]]:
    """Entity, period, status, attained figure and minutes of downtime of every result."""
    return [
        (t.entity, t.period, t.status, t.attained, None if t.downtime is None else t.downtime / 60_000_000)
        for t in result.targets
    ]
