"""Worst cases worked out by hand on a wall calendar."""

from __future__ import annotations

import datetime as dt

import slacode
from slacode.engine.calendar.compiling import always_open
from slacode.engine.calendar.instants import to_us
from slacode.engine.proofs.paths import Paths, hand_overs
from slacode.engine.proofs.promises import Business, Elapsed
from slacode.engine.proofs.verdict import mends, worst_case_of
from slacode.engine.proofs.worst_case import Claim, worst_case

HOUR = 3_600_000_000
MINUTE = 60_000_000

HEAD = """
calendar office { timezone Europe/Berlin open mon-fri 08:00-12:00 and 13:00-18:00 }
calendar early  { timezone Europe/Berlin open mon-fri 07:00-15:00 }
calendar always = 24x7
log tickets { case id time at in UTC field status: one of new, assigned, closed field priority: one of P1, P2 }
metric restore = clock on tickets { start when status == new stop when status == closed }
"""


def claims(tmp_path, text: str):
    file = tmp_path / "policy.sla"
    file.write_text(HEAD + text)
    return {
        (claim.agreement.name, claim.target.name, claim.row.label, claim.version.number): claim
        for claim in Paths(slacode.load(file).model).claims()
    }


def agreement(kind: str, name: str, promise: str, more: str = "", hours: str = "office") -> str:
    return f"""
{kind} {name} {{
  hours {hours}
  term  2026-03-02 to 2026-03-27
  target fix {{ metric restore {promise} {more} }}
}}
"""


def us(text: str) -> int:
    return to_us(dt.datetime.fromisoformat(text))


def test_in_one_calendar_the_times_add_up(tmp_path):
    # 1h + 6h of office hours against 8h of the same hours, whenever it begins: 1h to spare, first at the first moment.
    text = agreement("sla", "shop", "require 95% within 8h", "supported by desk then net")
    text += agreement("ola", "desk", "require 99% within 1h") + agreement("ola", "net", "require 99% within 6h")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    worst = worst_case_of(claim)
    assert (worst.used, worst.slack, worst.start) == (7 * HOUR, HOUR, us("2026-03-02T00:00+01:00"))


def test_an_hour_of_office_time_may_be_a_weekend_of_the_clock_on_the_wall(tmp_path):
    # Raised on Friday at 17:00, an hour of the office is used up as it closes at 18:00, so the work is still in time
    # until it opens on Monday at 08:00: 7h + 24h + 24h + 8h = 63h of a promise that runs around the clock.
    text = agreement("sla", "shop", "require 95% within 4h during always", "supported by desk")
    text += agreement("ola", "desk", "require 99% within 1h")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    worst = worst_case_of(claim)
    assert (worst.start, worst.finish) == (us("2026-03-06T17:00+01:00"), us("2026-03-09T08:00+01:00"))
    assert (worst.used, worst.slack) == (63 * HOUR, -59 * HOUR)


def test_the_lunch_of_one_is_the_working_time_of_another(tmp_path):
    # `early` works through the office's lunch. 5h30min of the office, raised at 12:00: counted from 13:00 to 18:00 and
    # 30min of the next morning, 08:30. `early` counts 12:00-15:00, 3h, and from 07:00 to 08:30 of the next day 1h30min.
    # Raised at 09:30: 2h30min until lunch, 3h until 16:00; `early` counts 09:30-15:00, 5h30min. Raised at 07:00 and
    # due at 14:30: 7h30min. Raised on a Friday it is no more: Saturday counts in neither.
    text = agreement("sla", "shop", "require 95% within 8h", "supported by desk", hours="early")
    text += agreement("ola", "desk", "require 99% within 5h30min")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    worst = worst_case_of(claim)
    assert (worst.used, worst.slack) == (7 * HOUR + 30 * MINUTE, 30 * MINUTE)
    assert claim.claim.at(us("2026-03-02T07:00+01:00")).used == 7 * HOUR + 30 * MINUTE
    assert claim.claim.at(us("2026-03-02T12:00+01:00")).used == 4 * HOUR + 30 * MINUTE


def test_side_by_side_the_later_one_counts(tmp_path):
    text = agreement("sla", "shop", "require 95% within 8h", "supported by (desk and net) then desk")
    text += agreement("ola", "desk", "require 99% within 1h") + agreement("ola", "net", "require 99% within 6h")
    worst = worst_case_of(claims(tmp_path, text)["shop", "fix", None, 1])
    assert worst.used == 7 * HOUR  # max(1h, 6h) + 1h


def test_the_largest_part_that_keeps_the_promise(tmp_path):
    # 2h and 7h against 8h of one calendar: the first may take 1h, or the second 6h.
    text = agreement("sla", "shop", "require 95% within 8h", "supported by desk then net")
    text += agreement("ola", "desk", "require 99% within 2h") + agreement("ola", "net", "require 99% within 7h")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    found = mends(claim, worst_case_of(claim))
    assert [(mend.hand_over.step.agreement.name, mend.largest) for mend in found] == [("desk", HOUR), ("net", 6 * HOUR)]


def test_what_reaches_a_closing_reaches_the_next_opening(tmp_path):
    # 4h of the office around the clock. Friday 14:00 + 4h = 18:00, so still kept until Monday 08:00: 66h. Raised on
    # Friday at 18:00 they are used up on Monday at 12:00, where lunch begins, so still kept until 13:00: 67h.
    text = agreement("sla", "shop", "require 95% within 3d during always", "supported by desk")
    text += agreement("ola", "desk", "require 99% within 4h")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    worst = worst_case_of(claim)
    assert claim.claim.at(us("2026-03-06T14:00+01:00")).used == 66 * HOUR
    assert (worst.start, worst.used) == (us("2026-03-06T18:00+01:00"), 67 * HOUR)
    assert worst.slack == 72 * HOUR - 67 * HOUR


def test_hand_overs_count_in_the_version_in_force_then(tmp_path):
    text = agreement("sla", "shop", "require 95% within 8h", "supported by desk then net")
    text += agreement("ola", "desk", "require 99% within 1h")
    text += """
ola net {
  hours office
  term  2026-03-02 to 2026-03-27
  target fix { metric restore require 99% within 6h }
  amend from 2026-03-16 { target fix { require 99% within 8h } }
}
"""
    worst = worst_case_of(claims(tmp_path, text)["shop", "fix", None, 1])
    # The first start whose hand-over falls on 16 March: an hour before the office closes on Friday the 13th, at 17:00,
    # for the hour is then used up at 18:00 and may be handed over as late as Monday 08:00.
    assert (worst.start, worst.used) == (us("2026-03-13T17:00+01:00"), 9 * HOUR)


def test_business_days_of_the_promise_shrink_as_the_day_goes_on(tmp_path):
    # 1 business day ends when the office closes on the day after. Raised a microsecond before Monday closes at 18:00,
    # that and the 9h of Tuesday are left: a support of 9h spares the microsecond, one of 9h30min is that much less
    # than 30min too slow. (Raised at 18:00 it counts as made on Tuesday, and all of Wednesday is left too.)
    text = agreement("sla", "shop", "require 95% within 1 business days", "supported by desk")
    nine = text + agreement("ola", "desk", "require 99% within 9h")
    more = text + agreement("ola", "desk", "require 99% within 9h30min")
    assert worst_case_of(claims(tmp_path, nine)["shop", "fix", None, 1]).slack == 1
    assert worst_case_of(claims(tmp_path, more)["shop", "fix", None, 1]).slack == 1 - 30 * MINUTE


def test_exclusions_of_the_promise_give_it_time_and_those_of_a_support_take_it(tmp_path):
    # Excluded time counts on neither clock. The support excludes Wednesday afternoons, the promise does not: raised
    # on Wednesday at 13:00, 1h of the support is over only on Thursday at 09:00, and the promise has used 5h + 1h.
    text = agreement("sla", "shop", "require 95% within 2h", "supported by desk")
    text += """
ola desk {
  hours office
  term  2026-03-02 to 2026-03-27
  exclude "Training" every wed 13:00-18:00
  target fix { metric restore require 99% within 1h }
}
"""
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    # Raised on Wednesday at 11:00 the hour is used up at 12:00 and still kept until Thursday 08:00: 1h + 5h.
    assert worst_case_of(claim).used == 6 * HOUR
    assert claim.claim.at(us("2026-03-04T11:00+01:00")).used == 6 * HOUR
    assert worst_case_of(claim).slack == -4 * HOUR


def test_the_path_of_the_worst_case_is_told(tmp_path):
    text = agreement("sla", "shop", "require 95% within 4h", "supported by desk then net")
    text += agreement("ola", "desk", "require 99% within 1h")
    text += agreement("ola", "net", "require 99% within 2h", hours="early")
    claim = claims(tmp_path, text)["shop", "fix", None, 1]
    worst = worst_case_of(claim)
    handed = hand_overs(claim.path, worst.start)
    assert [hand.step.agreement.name for hand in handed] == ["desk", "net"]
    assert handed[0].start == worst.start
    assert handed[0].finish == handed[1].start
    assert handed[1].finish == worst.finish


def test_a_day_to_the_hour_over_the_night_without_an_hour_is_23_hours_from_its_first_start_on():
    # Berlin, clocks forward on 29 March 2026 at 02:00. Raised on the 28th at 02:30, the day ends at the skipped 02:30,
    # which means 03:30: 24h. Raised at 03:00 it ends at 03:00, only 23h later: the first start with the least time.
    calendar = always_open("Europe/Berlin")
    day = Business(calendar, calendar, 1, True)
    claim = Claim(day, calendar, Elapsed(calendar, 0))
    worst = worst_case(claim, us("2026-03-25T00:00Z"), us("2026-03-30T00:00Z") - 1)
    assert day.allowance(us("2026-03-28T02:30+01:00")) == 24 * HOUR
    assert (worst.slack, worst.start) == (23 * HOUR, us("2026-03-28T03:00+01:00"))
