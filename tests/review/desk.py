"""The desk that reviews are tried on: its policy, weaker and broken ones, and what a review of them says."""

import json

from slacode.grammar.printer import format_text
from tests.commands import run
from tests.review.repository import commit, write

DESK = format_text("""\
provider desk
customer shop

calendar office { timezone UTC  open mon-fri 08:00-18:00 }

log tickets {
  case  id
  time  at in UTC
  field status: one of new, closed
}

metric repair = clock on tickets {
  start when status == new
  stop  when status == closed
}

service till

sla desk_sla "Desk" {
  between desk and shop
  covers  till
  hours   office
  term    from 2030-01-01
  owner   "Head of the desk"
  review  every 12 months

  target fix "Fix it" {
    metric  repair
    per     month
    require 95% within 8h
  }
}

test "nights do not count" {
  log tickets {
    T1 at 2030-03-04 17:00: status new
    T1 at 2030-03-05 16:30: status closed
  }
  expect desk_sla.fix T1 breached after 9h30min
}
""")
WEAKER = DESK.replace("95% within 8h", "95% within 9h")
BROKEN = DESK.replace("95% within 8h", "95%   within 10h").replace("between desk and", "between desk and nobody  #")
WRONG = DESK.replace("95% within 8h", "95%   within 10h")  # weaker, not laid out, and the test fails


def change(text):
    write("policies/desk.sla", text)
    return commit("head")


def checks(result):
    return sorted(one["check"] for one in json.loads(result.stdout)["findings"] if one["severity"] != "note")


def reviewed(*options):
    return run("review", "main", "--format", "json", *options)
