"""Policies that the tests of graphs and traces share, and a way to load text."""

from __future__ import annotations

import tempfile
from pathlib import Path

import slacode
from slacode.project import Policy

COMMON = """
provider acme
customer shop
team     desk of acme
supplier host
calendar office { timezone Europe/Berlin open mon-fri 09:00-17:00 }
calendar always = 24x7
calendar both   = office or always
log tickets { files "t.csv" case id time at_ in UTC field prio: one of P1, P2, "by phone" }
log outages { files "o.csv" case id time at_ in UTC field part: text field down: yesno }
metric fix    = clock on tickets { start when prio is known stop when prio == P2 }
metric uptime = availability on outages of part { down while down == yes }
"""

TIME = (
    COMMON
    + """
service web
sla front {
  between acme and shop covers web hours office term 2026-01-01 to 2026-12-31
  target fix "Restore" {
    clause "4.1" metric fix per month
    by prio { P1: 95% within 4h during always P2: 90% within 2 business days "by phone": none }
    supported by first.take then (back.mend or yard.mend)
  }
  penalty late on fix { below 95%: EUR 50 }
  penalty on fix[P1] { each breach: EUR 5 }
  amend from 2026-07-01 "faster" { target fix { by prio { P1: 95% within 2h during always } } }
}
ola first {
  between desk and acme hours both term from 2026-01-01
  target take { metric fix per month by prio { P1: 98% within 15min P2: 98% within 250ms } }
}
ola back {
  between desk and acme term from 2026-01-01
  target mend { metric fix per month require 97% within 3h supported by yard.mend[sev1] }
}
uc yard {
  between host and acme term from 2026-01-01
  target mend { metric fix per month by prio { P1: 97% within 3h } when prio == P2 require 90% within 1h30min }
}
"""
).replace("yard.mend[sev1]", "yard.mend[P1]")

DERIVED = (
    COMMON
    + """
service shop_front { needs web and any of (db1, db2) never together because "two sites" uses ads }
service web { needs db1 }
service db1
service db2
service ads
service lonely { needs shop_front }
sla front {
  between acme and shop covers shop_front term from 2026-01-01
  target up { metric uptime per month require at least 99.9% }
}
ola web_ola {
  between desk and acme covers web term from 2026-01-01
  target up { metric uptime per month require at least 99.95% }
}
uc db_uc {
  between host and acme covers db1 term from 2026-01-01
  target up { metric uptime per month require at least 99.99% }
}
"""
)

CYCLE = (
    COMMON
    + """
ola a { between desk and acme target t { metric fix per month require 95% within 1h supported by b.t } }
ola b { between desk and acme target t { metric fix per month require 95% within 1h supported by c.t } }
ola c { between desk and acme target t { metric fix per month require 95% within 1h supported by a.t } }
"""
)


def load(text: str) -> Policy:
    """The policy that a text is, its one file called `p.sla`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.sla"
        path.write_text(text, encoding="utf-8")
        return slacode.load(path)


def line_of(text: str, words: str) -> int:
    """The line on which the first of some words stands."""
    return text[: text.index(words)].count("\n") + 1
