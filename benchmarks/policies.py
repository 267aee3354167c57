"""Writes a large policy set: agreements in a file each, as a big provider would have them; the same for every seed.

python -m benchmarks.policies FOLDER --agreements 1000
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

CITIES = ("Berlin", "London", "Paris", "Zurich", "Madrid", "Warsaw", "Dublin", "Athens")
HOLIDAYS = {"Berlin": "DE-BE", "London": "GB-ENG", "Paris": "FR", "Zurich": "CH-ZH", "Madrid": "ES-MD"}
PRODUCTS = ("billing", "payroll", "catalogue", "checkout", "search", "mail", "print", "archive", "crm", "portal")
DUTIES = ("desk", "network", "database", "platform", "field")
CUSTOMERS = 40
PRIORITIES = ("P1", "P2", "P3", "P4")
RESTORE = {"P1": 4 * 60, "P2": 8 * 60, "P3": 24 * 60}  # minutes
STEPS = ("triage", "repair")


def write(folder: Path, agreements: int = 1000, seed: int = 1) -> None:
    """Write the set: five tenths SLAs, three tenths OLAs, two tenths UCs, and what they all refer to."""
    chance = random.Random(seed)
    olas, ucs = agreements * 3 // 10, agreements * 2 // 10
    for name, text in [
        *_common(olas, ucs),
        *(_ola(number, chance) for number in range(olas)),
        *(_uc(number, chance) for number in range(ucs)),
        *(_sla(number, olas, ucs, chance) for number in range(agreements - olas - ucs)),
    ]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _common(olas: int, ucs: int) -> Iterator[tuple[str, str]]:
    yield "common/parties.sla", _parties()
    yield "common/calendars.sla", _calendars()
    yield "common/logs.sla", LOGS
    yield "common/metrics.sla", METRICS
    yield "common/services.sla", _services(olas, ucs)
    yield "common/terms.sla", TERMS
    yield "common/objectives.sla", _objectives()


def _parties() -> str:
    teams = [
        f'team {duty}_{city.lower()} "{duty.title()}, {city}" of provider_it' for duty in DUTIES for city in CITIES
    ]
    suppliers = [f'supplier supplier_{number} "Supplier {number} GmbH"' for number in range(12)]
    customers = [f'customer customer_{number} "Division {number}"' for number in range(CUSTOMERS)]
    return "\n".join(["language 1", "", 'provider provider_it "Provider IT"', *teams, *suppliers, *customers, ""])


def _calendars() -> str:
    blocks = [
        f"""\
calendar office_{city.lower()} "Office hours, {city}" {{
  timezone Europe/{city}
  open     mon-fri 08:00-12:00 and 13:00-18:00
           sat     09:00-13:00
  closed   on {f"holidays {HOLIDAYS[city]}, " if city in HOLIDAYS else ""}12-24 "Christmas Eve", 12-31
}}"""
        for city in CITIES
    ]
    return "\n".join(["language 1", "", "calendar always = 24x7", *blocks, ""])


LOGS = """\
language 1

log tickets "Service desk export" {
  files "data/tickets/*.parquet"
  case  ticket_id
  time  updated_at in Europe/Berlin
  field status:     one of new, assigned, "Awaiting user", resolved, closed, cancelled
  field priority:   one of P1, P2, P3, P4 carried
  field category:   text
  field root_cause: text
}
log outages "Monitoring" {
  files "data/outages/*.parquet"
  case  outage_id
  event began at began_at
  event ended at ended_at
  field component: text
}
"""

METRICS = """\
language 1

metric restore "Time to restore" = clock on tickets {
  start  when status == new
  pause  while status == "Awaiting user"
  stop   when status in (resolved, closed)
  cancel when status == cancelled
  reopen continues
}
metric triage_time "Time to a first assignment" = clock on tickets {
  start when status == new
  stop  when status == assigned
}
metric repair_time "Time from assignment to repair" = clock on tickets {
  start when status == assigned
  pause while status == "Awaiting user"
  stop  when status in (resolved, closed)
}
metric uptime = availability on outages of component { down from event == began to event == ended }
"""

TERMS = """\
language 1

terms gold "Gold support" {
  hours  office_berlin
  review every 3 months
}
terms silver "Silver support" {
  hours  office_london
  review every 6 months
}
"""


def _objectives() -> str:
    kpi = "kpi speed: restore average at most 12h per quarter"
    return "language 1\n\n" + "".join(
        f"objective quick_help_{number} for customer_{number} {{ {kpi} }}\n" for number in range(CUSTOMERS)
    )


def _services(olas: int, ucs: int) -> str:
    """A product of the catalogue in each city needs some platforms of the house and some hosting from suppliers."""
    lines = ["language 1", ""]
    lines += [f'service platform_{number} "Platform {number}"' for number in range(olas)]
    lines += [f'service hosting_{number} "Hosting {number}"' for number in range(ucs)]
    products = [(product, city) for product in PRODUCTS for city in CITIES]
    for number, (product, city) in enumerate(products):
        parts = [f"platform_{part}" for part in range(number, olas, len(products))]
        parts += [f"hosting_{part}" for part in range(number, ucs, len(products))]
        lines.append(f'service {product}_{city.lower()} "{product.title()}, {city}" {{')
        lines += [f"  needs {' and '.join(parts)}"] if parts else []
        lines.append("}")
    return "\n".join([*lines, ""])


def _ola(number: int, chance: random.Random) -> tuple[str, str]:
    duty, city = DUTIES[number % len(DUTIES)], CITIES[number % len(CITIES)].lower()
    targets = "\n".join(_step_target(step, chance) for step in STEPS)
    text = f"""\
language 1

# An internal agreement: what {duty} owes the service desk.
ola ola_{number} "{duty.title()} {number}, {city.title()}" {{
  between {duty}_{city} and provider_it
  covers  platform_{number}
  hours   office_{city}
  timezone Europe/Berlin
  term    2026-01-01 to 2027-12-31
  owner   {duty}_{city}
  signed  2025-12-01 by {duty}_{city}, provider_it
  review  every 6 months

  exclude "Patch window" every sun 02:00-04:00

{targets}
  target availability {{
    metric  uptime
    per     month
    require at least 99.9{chance.randrange(5, 10)}% during always
  }}
}}
"""
    return f"internal/{duty}/ola_{number}.sla", text


def _step_target(step: str, chance: random.Random) -> str:
    share = chance.choice((97, 98, 99))
    rows = "\n".join(f"      {p}: {share}% within {RESTORE[p] // 4}min during always" for p in PRIORITIES[:3])
    return f"""\
  target {step} {{
    metric {step}_time
    per    month
    by priority {{
{rows}
      P4: none
    }}
  }}
"""


def _uc(number: int, chance: random.Random) -> tuple[str, str]:
    supplier = f"supplier_{number % 12}"
    text = f"""\
language 1

uc uc_{number} "Hosting contract {number}" {{
  between {supplier} and provider_it
  covers  hosting_{number}
  timezone Europe/Berlin
  term    2026-01-01 to 2027-12-31
  owner   "Purchasing, group {number % 7}"
  signed  2025-11-{chance.randrange(10, 30)} by {supplier}, provider_it
  review  every 12 months
  fee     EUR {chance.randrange(5, 50)}_000 per month

  exclude "Patch window" every sun 02:00-04:00

  target availability {{
    metric  uptime
    per     month
    require at least 99.95%
  }}
  penalty credit on availability {{
    at least 99.0% and below 99.95%: 10% of fee
    below 99.0%: 25% of fee
    claim within 60 days
  }}
}}
"""
    return f"suppliers/uc_{number}.sla", text


def _sla(number: int, olas: int, ucs: int, chance: random.Random) -> tuple[str, str]:
    product, city = PRODUCTS[number % len(PRODUCTS)], CITIES[number // len(PRODUCTS) % len(CITIES)].lower()
    customer, desk, repair, hosting = number % CUSTOMERS, number % olas, (number + 1) % olas, number % ucs
    rows = "\n".join(f"      {p}: {chance.choice((90, 92))}% within {RESTORE[p] // 60}h" for p in PRIORITIES[:3])
    amendment = f"""
  amend from 2026-{chance.randrange(2, 13):02}-01 "P1 made faster" {{
    target resolution {{ by priority {{ P1: 92% within 3h30min }} }}
  }}
"""
    text = f"""\
language 1

# Between the division and the provider; the figures are those of the framework contract, annex {number % 9 + 1}.
sla sla_{number} "{product.title()} for division {customer}" {{
  extends {chance.choice(("gold", "silver"))}
  between provider_it and customer_{customer}
  covers  {product}_{city}
  term    2026-01-01 to 2027-12-31
  hours   always
  timezone Europe/Berlin
  fee     EUR {chance.randrange(10, 90)}_000 per month
  owner   desk_{city}                     # answers for this agreement
  signed  2025-12-{chance.randrange(1, 31):02} by provider_it, customer_{customer}
  serves  quick_help_{customer}

  target resolution "Restore service" {{
    clause "Schedule 2, {chance.randrange(1, 9)}.{chance.randrange(1, 9)}"
    metric restore
    per    month
    count  by verdict
    by priority {{
{rows}
      P4: none
    }}
    supported by ola_{desk}.triage then ola_{repair}.repair
  }}

  target availability {{
    metric  uptime
    per     month
    require at least 99.{chance.choice((5, 8))}%
    supported by all of (ola_{desk}.availability, uc_{hosting}.availability)
  }}

  penalty late on resolution {{
    below promise: 5% of fee
    below 85%: 10% of fee
    each breach of P1: EUR 500 per started hour late, up to EUR 5_000
    cap 20% of fee per month
  }}
  cap penalties at 15% of fee per year
  one credit per cause by root_cause

  exclude "Patch window" every sun 02:00-04:00
  exclude cases where category == "test"
{amendment if number % 3 == 0 else ""}}}
"""
    return f"customers/division_{customer}/sla_{number}.sla", text


def main() -> None:
    """Write a set into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agreements", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.agreements, given.seed)


if __name__ == "__main__":
    main()
