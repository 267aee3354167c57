"""The sum in a finding of `support-too-slow` can be done again by hand, whatever goes on side by side."""

import pytest

from tests.checks.sets import TICKETS, checked, only
from tests.commands import run

OLAS = """
ola one_ola { target t { metric triage require 99% within 1h } }
ola two_ola { target t { metric triage require 99% within 2h } }
ola six_ola { target t { metric repair require 99% within 6h } }
"""
LAST = ", as the last of those side by side counts"


@pytest.mark.parametrize(
    ("support", "said"),
    [
        ("six_ola.t", "6h, against 5h: missed by 1h"),
        ("one_ola.t then six_ola.t", "1h + 6h = 7h, against 5h: missed by 2h"),
        ("(one_ola.t or two_ola.t) then six_ola.t", f"2h + 6h = 8h{LAST}, against 5h: missed by 3h"),
        ("six_ola.t then (two_ola.t and one_ola.t)", f"6h + 2h = 8h{LAST}, against 5h: missed by 3h"),
        ("(one_ola.t then two_ola.t) and six_ola.t", f"6h{LAST}, against 5h: missed by 1h"),
        ("(one_ola.t then six_ola.t) and two_ola.t", f"1h + 6h = 7h{LAST}, against 5h: missed by 2h"),
    ],
)
def test_the_sum_is_that_of_what_the_finish_waits_for(tmp_path, support, said):
    sla = f"sla shop_sla {{ target t {{ metric restore require 90% within 5h supported by {support} }} }}"
    (finding,) = only("support-too-slow", checked(tmp_path, TICKETS + OLAS + sla))
    assert said in finding.notes


@pytest.mark.parametrize("within", ["200000d during office", "100000 business days during office"])
def test_a_support_that_takes_longer_than_calendars_reach_is_too_slow(tmp_path, within):
    office = "calendar office { timezone UTC open mon-fri 09:00-17:00 }"
    ola = f"ola late_ola {{ term 2026-01-01 to 2026-12-31 target t {{ metric triage require 99% within {within} }} }}"
    sla = "sla shop_sla { term 2026-01-01 to 2026-12-31 target t { metric restore PROMISE supported by late_ola.t } }"
    promised = TICKETS + office + ola + sla.replace("PROMISE", "require 90% within 5h")
    (finding,) = only("support-too-slow", checked(tmp_path, promised))
    assert finding.message == "`shop_sla.t` promises 5h, what carries it can take longer than calendars reach"
    assert "2399" in finding.notes[0]
    assert "NOT PROVED: " in run("trace", "shop_sla.t", str(tmp_path)).stdout
    equal = promised.replace("require 90% within 5h", f"require 90% within {within}")
    assert only("target-never-missed", checked(tmp_path, equal))
