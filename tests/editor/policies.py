"""A policy set in three files, and ways to say a place in it."""

import datetime as dt
from textwrap import dedent

from slacode.editor.documents import Document
from slacode.editor.judging import judge, read, shown
from slacode.editor.workspace import Workspace
from slacode.source import Source

TODAY = dt.date(2026, 3, 2)  # a Monday

COMMON = dedent("""\
    provider acme   "ACME"
    customer retail "Retail"
    team     desk   "Desk" of acme
    calendar office "Office hours" {
      timezone Europe/Berlin
      open     mon-fri 08:00-18:00
      closed   on holidays DE-BE
    }
    calendar always = 24x7
    log tickets {
      case  ticket_id
      time  updated_at in Europe/Berlin
      field status:   one of new, "On hold", closed
      field priority: one of P1, P2 carried
    }
    log outages {
      case  id
      time  at in UTC
      field component: text
      field event:     one of began, ended
    }
    metric restore "Time to restore" = clock on tickets {
      start when status == new
      pause while status == "On hold"
      stop  when status == closed
    }
    metric uptime = availability on outages of component { down from event == began to event == ended }
    service shop "Shop"
    """)
SLA = dedent("""\
    terms gold {
      hours office
      target resolution { metric restore per month by priority { P1: 90% within 4h } }
    }
    sla shop_sla "Shop support" {
      extends gold
      between acme and retail
      covers  shop
      term    2026-01-01 to 2027-12-31
      target resolution {
        by priority {
          P1: 95% within 4h
          P2: 90% within 3 business days
        }
        supported by desk_ola.repair with (P1 -> P1, P2 -> P2)
      }
      target availability {
        metric  uptime
        per     month
        require at least 99.95% during always
      }
      penalty late on resolution[P1] { below 95%: EUR 100 }
      exclude cases where status == "On hold"
    }
    """)
OLA = dedent("""\
    ola desk_ola {
      between desk and acme
      covers  shop
      hours   office
      term    2026-01-01 to 2027-12-31
      target repair {
        metric restore
        per    month
        by priority {
          P1: 95% within 3h
          P2: 90% within 2 business days
        }
      }
    }
    test "a case" {
      log tickets { T1 at 2026-03-02 09:00: status new, priority P1 }
      expect shop_sla.resolution[P1] T1 pending
    }
    """)


def workspace(**texts):
    """A set of some files by name without its suffix, as it is once it was read and checked."""
    texts = texts or {"common": COMMON, "sla": SLA, "ola": OLA}
    documents = {f"{name}.sla": Document(Source(f"{name}.sla", text)) for name, text in texts.items()}
    made = Workspace(documents, TODAY)
    came = read(made)
    findings = tuple(shown(came, judge(came, None)))
    return Workspace(documents, TODAY, came.known, findings)


def at(made, name, what, after="", into=0):
    """A document of a set, and the offset at which something stands in it."""
    document = made.documents[f"{name}.sla"]
    return document, document.text.index(what, document.text.index(after)) + into


def told(place):
    """A place as `file:line text`, lines from 1."""
    line, _ = place.document.source.line_column(place.start)
    return f"{place.document.path}:{line} {place.document.text[place.start : place.end]}"
