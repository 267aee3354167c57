"""Pairs of policies that differ in some clauses, and logs for both, drawn from a seed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

BEGIN = dt.datetime(2026, 1, 5, 6, tzinfo=dt.UTC)

# Each clause with what it may say; the first of a pair is drawn from the same lists as the second.
CLAUSES: dict[str, tuple[str, ...]] = {
    "open": ("mon-fri 08:00-18:00", "mon-fri 09:00-17:00", "mon-sat 08:00-18:00", "mon-fri 10:00-20:00"),
    "closed": ("", "closed on 2026-01-06", "closed on 2026-01-06, 2026-02-02"),
    "start": ("new", "new, on_hold"),
    "pause": ("", "pause while status == waiting", "pause while status in (waiting, on_hold)"),
    "stop": ("solved", "solved, closed"),
    "cancel": ("", "cancel when status == cancelled"),
    "reopen": ("ignored", "continues", "restarts"),
    "p1": ("95% within 2h", "95% within 4h", "80% within 4h", "95% within 4h during always", "none", "all within 6h"),
    "p2": ("90% within 8h", "90% within 1 business days", "90% within 2 business days", "50% within 8h"),
    "p3": ("", "P3: 90% within 12h", "P3: none"),
    "where": ("", "where category != low", "where category == high"),
    "classify": ("end", "start"),
    "no_data": ("", "no data counts as missed", "no data counts as met"),
    "average": ("average at most 5h", "average at most 3h", "longest at most 9h", "p90 at most 6h"),
    "uptime": ("at least 99.5%", "at least 99.9%", "at least 99.5% during always", "total at most 2h"),
    "down": ("part is known", "part is known and event == began"),
    "exclude": (
        "",
        'exclude "Window" every sun 00:00-12:00',
        'exclude "Window" every sat, sun 00:00-24:00',
        "exclude cases where category == low",
        "exclude while status == on_hold",
        "exclude from 2026-01-12T00:00Z to 2026-01-14T00:00Z",
    ),
    "covers": ("web", "web, shop"),
    "tier": (
        "below 95%: 5% of fee",
        "below 95%: EUR 40",
        "below 95%: 2% of fee below 80%: 20% of fee",
        "at least 80% and below 95%: 5% of fee below 80%: 20% of fee",
    ),
    "breach": ("", "each breach of P1: EUR 10", "each breach of P1: EUR 10 per started hour late, up to EUR 50"),
    "cap": ("", "cap 10% of fee per month", "cap EUR 70 per month"),
    "outage": ("1% of fee per started 0.1% below 99.9%", "2% of fee per 0.2% below 99.9%"),
    "fee": ("EUR 1_000", "EUR 1_200"),
    "risk": ("", "at risk 20% of fee per month", "at risk 10% of fee per month"),
    "term": ("2026-03-31", "2026-02-28"),
    "amend": ("", "amend from 2026-02-01 { target restore { by prio { P1: 95% within 1h } } }"),
}

TEXT = """\
calendar office {{ timezone UTC  open {open}  {closed} }}
calendar always = 24x7
log tickets {{
  case ticket  time at in UTC
  field status:   one of new, waiting, on_hold, solved, closed, cancelled
  field prio:     one of P1, P2, P3 carried
  field category: one of low, high carried
}}
log outages {{ case id  event began at began_at in UTC  event ended at ended_at in UTC  field part: text }}
metric fix = clock on tickets {{
  start when status in ({start})
  {pause}
  stop when status in ({stop})
  {cancel}
  reopen {reopen}
}}
metric up = availability on outages of part {{ down from event == began to event == ended  where {down} }}
service web
service shop
sla support {{
  covers {covers}
  term 2026-01-01 to {term}
  timezone UTC
  hours office
  fee {fee} per month
  {risk}
  {exclude}
  target restore {{
    metric fix
    count by opened
    classify at {classify}
    {where}
    {no_data}
    by prio {{ P1: {p1}  P2: {p2}  {p3} }}
  }}
  target mean  {{ metric fix  count by opened  require {average} }}
  target avail {{ metric up  require {uptime} }}
  penalty late on restore {{ {tier}  {breach}  {cap} }}
  penalty slow on mean    {{ above promise: EUR 5 }}
  {outage}
  {amend}
}}
"""


def texts(random: Random) -> tuple[str, str]:
    """Two policies that differ in one to three clauses."""
    said = {name: random.choice(values) for name, values in CLAUSES.items()}
    other = dict(said)
    for name in random.sample(sorted(CLAUSES), random.choice((1, 1, 2, 3))):
        other[name] = random.choice([value for value in CLAUSES[name] if value != said[name]])
    return _text(said), _text(other)


def _text(said: dict[str, str]) -> str:
    is_share = said["uptime"].startswith("at least")
    outage = f"penalty outage on avail {{ {said['outage']} }}" if is_share else ""
    return TEXT.format(**{**said, "outage": outage})


def logs(random: Random, folder: Path) -> dict[str, str]:
    """Some tickets with up to six rows each, and some outages."""
    tickets = ["ticket,at,status,prio,category"]
    for number in range(random.choice((1, 4, 25))):
        at = BEGIN + dt.timedelta(minutes=random.randrange(60 * 24 * 60))
        prio, category = random.choice(("P1", "P1", "P2", "P3")), random.choice(("low", "high"))
        later = random.choices(("waiting", "on_hold", "solved", "closed", "cancelled", "new"), k=random.randrange(5))
        for status in ("new", *later):
            tickets.append(f"T{number},{at:%Y-%m-%dT%H:%M:%SZ},{status},{prio},{category}")
            at += dt.timedelta(minutes=random.choice((random.randrange(120), random.randrange(1500))))
    outages = ["id,began_at,ended_at,part"]
    for number in range(random.randrange(4)):
        at = BEGIN + dt.timedelta(minutes=random.randrange(60 * 24 * 60))
        end = at + dt.timedelta(minutes=random.randrange(600))
        part = random.choice(("web", "shop"))
        outages.append(f"O{number},{at:%Y-%m-%dT%H:%M:%SZ},{end:%Y-%m-%dT%H:%M:%SZ},{part}")
    found = {"tickets": folder / "tickets.csv", "outages": folder / "outages.csv"}
    found["tickets"].write_text("\n".join(tickets) + "\n", encoding="utf-8")
    found["outages"].write_text("\n".join(outages) + "\n", encoding="utf-8")
    return {name: str(path) for name, path in found.items()}
