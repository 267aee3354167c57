"""Section 5 of the language reference, rule by rule, each case worked by hand.

March 2026 in Berlin: the 2nd is a Monday, clocks go forward on Sunday the 29th. Office hours are 08:00-12:00 and
13:00-18:00 on weekdays (9 h a day), 09:00-13:00 on Saturdays; Good Friday, 2026-04-03, is closed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from slacode.engine.metrics.clock import judge
from slacode.engine.metrics.clock.table import COLUMNS
from tests.clock.build import at, batch_of, log, outcome, rule_of
from tests.clock.oracle import MINUTE, Hours, Policy, Promise, Window
from tests.clock.random_cases import ALWAYS, OFFICE

HOUR = 60 * MINUTE


def within(hours: float, during: Hours = OFFICE, when: str | None = None) -> Promise:
    return Promise("within", int(hours * HOUR), when, during)


def policy(*promises: Promise, uses: str = "", reopen: str = "ignored", **more) -> Policy:
    return Policy(reopen, frozenset(f"start stop P1 P2 {uses}".split()), promises or (within(4),), **more)


# ---- 5.1 what counts


def test_a_case_counts_in_its_hours_only():
    # Mon 11:00-12:00 is 1 h, the lunch nothing, 13:00-15:30 is 2 h 30: 3 h 30. The 4th hour ends at 16:00.
    (it,) = outcome(policy(), log("2026-03-02 11:00 start", "2026-03-02 15:30 stop"), "2026-03-31 00:00")
    assert (it.elapsed, it.verdict, it.verdict_at) == (3.5 * HOUR, "met", at("2026-03-02 15:30"))
    assert (it.allowance, it.due) == (4 * HOUR, at("2026-03-02 16:00"))


def test_pauses_do_not_count_and_move_the_due_instant():
    # 09:00-10:00 is 1 h, paused to 14:00, 14:00-17:00 is 3 h: 4 h exactly, so it is kept at the last instant.
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 pause", "2026-03-02 14:00", "2026-03-02 17:00 stop")
    (it,) = outcome(policy(uses="pause"), rows, "2026-03-31 00:00")
    assert (it.elapsed, it.verdict, it.due) == (4 * HOUR, "met", at("2026-03-02 17:00"))


def test_a_microsecond_too_many_is_a_breach():
    rows = log("2026-03-02 09:00 start", "2026-03-02 14:00 stop")  # 3 h + 1 h
    late = [rows[0], replace(rows[1], time=rows[1].time + 1)]
    assert outcome(policy(), rows, "2026-03-31 00:00")[0].verdict == "met"
    (it,) = outcome(policy(), late, "2026-03-31 00:00")
    assert (it.verdict, it.verdict_at, it.elapsed) == ("breached", at("2026-03-02 14:00"), 4 * HOUR + 1)


def test_recurring_and_one_off_exclusions_do_not_count():
    # 09:00-12:00 less 10:00-11:00 is 2 h, 13:00-16:00 less 14:30-15:00 is 2 h 30: together 4 h 30.
    windows = (
        Window(days=(0,), minutes=(600, 660)),
        Window(span=(at("2026-03-02 14:30"), at("2026-03-02 15:00"))),
    )
    rows = log("2026-03-02 09:00 start", "2026-03-02 16:00 stop")
    (it,) = outcome(policy(windows=windows), rows, "2026-03-31 00:00")
    # The 4th hour: 2 h by 12:00, 1 h 30 by 14:30, half an hour from 15:00 on.
    assert (it.elapsed, it.verdict, it.verdict_at) == (4.5 * HOUR, "breached", at("2026-03-02 15:30"))


def test_excluded_states_are_joined_by_or():
    # 09-10 counts; 10-12 one state, 12-14 both, 14-15 the other; 15-16 counts: 2 h.
    rows = log(
        "2026-03-02 09:00 start", "2026-03-02 10:00 excluded", "2026-03-02 12:00 excluded excluded-too",
        "2026-03-02 14:00 excluded-too", "2026-03-02 15:00", "2026-03-02 16:00 stop",
    )  # fmt: skip
    both = Policy("ignored", frozenset({"start", "stop", "excluded", "excluded too"}), (within(4),))
    (it,) = outcome(both, rows, "2026-03-31 00:00")
    assert it.elapsed == 2 * HOUR


def test_the_night_of_the_spring_change_has_an_hour_less():
    # Sat 2026-03-28 22:00 to Sun 06:00: eight hours on the clock on the wall, seven in fact.
    (it,) = outcome(
        policy(within(7, ALWAYS)), log("2026-03-28 22:00 start", "2026-03-29 06:00 stop"), "2026-04-01 00:00"
    )
    assert (it.elapsed, it.verdict, it.due) == (7 * HOUR, "met", at("2026-03-29 06:00"))


def test_a_case_is_the_business_of_the_version_in_which_its_first_cycle_starts():
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 cancel", "2026-03-04 09:00 start", "2026-03-04 10:00 stop")
    first = policy(uses="cancel", first=at("2026-03-02 09:00"), last=at("2026-03-03 00:00"))
    assert [it.verdict for it in outcome(first, rows, "2026-03-31 00:00")] == ["cancelled", "met"]
    assert outcome(replace(first, first=first.first + 1), rows, "2026-03-31 00:00") == []
    assert outcome(replace(first, last=first.first), rows, "2026-03-31 00:00") == []


# ---- 5.2 stopping, reopening, again, cancel

REOPENED = (
    "2026-03-02 09:00 start", "2026-03-02 10:00 stop", "2026-03-02 11:00 stop", "2026-03-02 14:00",
    "2026-03-02 16:00 stop", "2026-03-02 17:00 stop",
)  # fmt: skip


def spans(its):
    return [(it.cycle, it.started, it.stopped, it.elapsed) for it in its]


def test_reopening_is_ignored_by_default():
    its = outcome(policy(), log(*REOPENED), "2026-03-31 00:00")
    assert spans(its) == [(1, at("2026-03-02 09:00"), at("2026-03-02 10:00"), HOUR)]


def test_a_clock_continues_and_the_first_row_of_the_last_run_of_stops_decides():
    # 1 h to the first stop, 2 h from 14:00 to 16:00; the stop of 17:00 belongs to the run that began at 16:00.
    its = outcome(policy(reopen="continues"), log(*REOPENED), "2026-03-31 00:00")
    assert spans(its) == [(1, at("2026-03-02 09:00"), at("2026-03-02 16:00"), 3 * HOUR)]


def test_a_clock_restarts_at_the_reopening_row_though_start_does_not_hold_there():
    its = outcome(policy(reopen="restarts"), log(*REOPENED), "2026-03-31 00:00")
    assert spans(its) == [
        (1, at("2026-03-02 09:00"), at("2026-03-02 10:00"), HOUR),
        (2, at("2026-03-02 14:00"), at("2026-03-02 16:00"), 2 * HOUR),
    ]


def test_a_breach_stands_when_a_stopped_clock_continues():
    # 09:00-12:00 is 3 h, stopped; from Tuesday 08:00 on the fourth hour ends at 09:00.
    rows = log("2026-03-02 09:00 start", "2026-03-02 12:00 stop", "2026-03-03 08:00", "2026-03-03 10:00 stop")
    (it,) = outcome(policy(reopen="continues"), rows, "2026-03-31 00:00")
    assert (it.verdict, it.verdict_at, it.elapsed) == ("breached", at("2026-03-03 09:00"), 5 * HOUR)


def test_stop_holds_on_the_start_row():
    (it,) = outcome(policy(), log("2026-03-02 09:00 start stop"), "2026-03-31 00:00")
    assert (it.stopped, it.elapsed, it.verdict) == (at("2026-03-02 09:00"), 0, "met")


def test_again_ends_a_cycle_and_begins_the_next_but_not_on_its_own_first_row():
    rows = log(
        "2026-03-02 09:00 start again",
        "2026-03-02 09:30 again",
        "2026-03-02 10:15 again",
        "2026-03-02 10:30 stop again",
    )
    its = outcome(policy(within(0.5), uses="again"), rows, "2026-03-31 00:00")
    assert [(it.cycle, it.elapsed // MINUTE, it.verdict) for it in its] == [
        (1, 30, "met"),
        (2, 45, "breached"),
        (3, 15, "met"),
    ]
    assert its[1].verdict_at == at("2026-03-02 10:00")


def test_stop_beats_again_on_one_row():
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 stop again", "2026-03-02 11:00 again")
    assert len(outcome(policy(uses="again"), rows, "2026-03-31 00:00")) == 1


def test_cancel_beats_stop_and_ends_a_breached_cycle_too():
    rows = log("2026-03-02 08:00 start", "2026-03-02 17:00 stop cancel")  # 8 h against 4 h
    (it,) = outcome(policy(uses="cancel"), rows, "2026-03-31 00:00")
    assert (it.verdict, it.verdict_at, it.stopped) == ("cancelled", at("2026-03-02 17:00"), None)
    assert (it.elapsed, it.ended) == (8 * HOUR, at("2026-03-02 17:00"))


def test_cancel_after_a_stop_matters_only_on_or_after_a_reopening():
    stopped = ("2026-03-02 09:00 start", "2026-03-02 10:00 stop")
    kept = log(*stopped, "2026-03-02 11:00 stop cancel")
    taken = log(*stopped, "2026-03-02 11:00 cancel")  # stop no longer holds: reopened and cancelled on one row
    clock = policy(uses="cancel", reopen="continues")
    assert [it.verdict for it in outcome(clock, kept, "2026-03-31 00:00")] == ["met"]
    assert [it.verdict for it in outcome(clock, taken, "2026-03-31 00:00")] == ["cancelled"]
    assert [it.verdict for it in outcome(policy(uses="cancel"), taken, "2026-03-31 00:00")] == ["met"]
    restarted = outcome(policy(uses="cancel", reopen="restarts"), taken, "2026-03-31 00:00")
    assert [(it.cycle, it.verdict) for it in restarted] == [(1, "met"), (2, "cancelled")]


def test_start_may_begin_a_further_cycle_after_a_cancelled_one():
    rows = log("2026-03-02 09:00 start cancel", "2026-03-02 09:00", "2026-03-02 10:00 start", "2026-03-02 11:00 stop")
    its = outcome(policy(uses="cancel"), rows, "2026-03-31 00:00")
    assert [(it.cycle, it.verdict, it.elapsed) for it in its] == [(1, "cancelled", 0), (2, "met", HOUR)]


def test_under_ignored_the_first_stop_ends_everything():
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 stop", "2026-03-02 11:00 start", "2026-03-02 12:00 stop")
    assert len(outcome(policy(), rows, "2026-03-31 00:00")) == 1


def test_a_case_that_never_starts_is_not_there():
    assert outcome(policy(), log("2026-03-02 09:00 stop", "2026-03-02 10:00"), "2026-03-31 00:00") == []


# ---- 5.3 verdicts


@pytest.mark.parametrize(
    ("as_of", "verdict", "hours", "verdict_at"),
    [
        ("2026-03-02 12:00", "pending", 3, None),
        ("2026-03-02 14:00", "pending", 4, None),  # E = A is no breach yet
        ("2026-03-02 14:30", "breached", 4.5, "2026-03-02 14:00"),
        ("2026-03-03 07:00", "breached", 8, "2026-03-02 14:00"),  # the night does not count
    ],
)
def test_an_unstopped_cycle_counts_to_the_instant_of_the_evaluation(as_of, verdict, hours, verdict_at):
    (it,) = outcome(policy(), log("2026-03-02 09:00 start"), as_of)
    assert (it.verdict, it.elapsed, it.due) == (verdict, hours * HOUR, at("2026-03-02 14:00"))
    assert (it.verdict_at, it.ended) == (verdict_at and at(verdict_at), at(as_of))


def test_a_deadline_at_closing_time_stays_there_but_a_stop_before_the_next_opening_keeps_it():
    # 14:00-18:00 is 4 h, so due is 18:00; at 07:59 of Tuesday no more has been counted. Breached from 08:00 on.
    kept = log("2026-03-02 14:00 start", "2026-03-03 07:59 stop")
    broken = log("2026-03-02 14:00 start", "2026-03-03 08:01 stop")
    (it,) = outcome(policy(), kept, "2026-03-31 00:00")
    assert (it.verdict, it.due) == ("met", at("2026-03-02 18:00"))
    (it,) = outcome(policy(), broken, "2026-03-31 00:00")
    assert (it.verdict, it.due, it.verdict_at) == ("breached", at("2026-03-02 18:00"), at("2026-03-03 08:00"))


def test_due_is_projected_from_the_stop_as_if_the_clock_ran_on():
    # 1 h counted when it stopped at 10:00, 3 h left: 2 h to 12:00 and one from 13:00.
    (it,) = outcome(policy(), log("2026-03-02 09:00 start", "2026-03-02 10:00 stop"), "2026-03-31 00:00")
    assert it.due == at("2026-03-02 14:00")


def test_no_allowance_is_due_at_the_start_wherever_that_is():
    (it,) = outcome(policy(within(0)), log("2026-03-01 09:00 start"), "2026-03-02 08:01")  # a Sunday, then Monday
    assert (it.due, it.verdict, it.verdict_at) == (at("2026-03-01 09:00"), "breached", at("2026-03-02 08:00"))


# ---- 5.4 business days and deadlines in the data


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02 09:00", 1, "2026-03-03 18:00"),  # the first open date after Monday
        ("2026-03-02 18:00", 1, "2026-03-04 18:00"),  # at closing: counts as made on Tuesday
        ("2026-03-01 12:00", 1, "2026-03-03 18:00"),  # a Sunday counts as made on Monday
        ("2026-03-06 09:00", 2, "2026-03-09 18:00"),  # Friday: Saturday (open), Monday
        ("2026-04-02 09:00", 1, "2026-04-04 13:00"),  # over Good Friday to Saturday's closing
    ],
)
def test_business_days_end_when_the_last_one_closes(start, days, end):
    (it,) = outcome(policy(Promise("business", days, None, OFFICE)), log(f"{start} start"), start)
    assert it.due == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02 09:30", 1, "2026-03-03 09:30"),
        ("2026-03-02 07:00", 1, "2026-03-03 08:00"),  # counts as made at 08:00; the opening itself is the deadline
        ("2026-03-02 12:30", 1, "2026-03-03 13:00"),  # in the lunch break: counts as made at 13:00
        ("2026-03-06 17:00", 1, "2026-03-07 13:00"),  # Saturday 17:00 is not open: due when 1 h + 4 h have been counted
    ],
)
def test_business_days_to_the_hour_end_at_the_time_of_day_of_the_start(start, days, end):
    (it,) = outcome(policy(Promise("business to the hour", days, None, OFFICE)), log(f"{start} start"), start)
    assert it.due == at(end)


def test_a_pause_moves_a_deadline_in_business_days():
    # From Mon 09:00 to Tue 18:00: A = 8 h + 9 h = 17 h. Paused from 10:00 to 12:00, so 2 h more, on Wednesday.
    promise = Promise("business", 1, None, OFFICE)
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 pause", "2026-03-02 12:00")
    (it,) = outcome(policy(promise, uses="pause"), rows, "2026-03-02 12:00")
    assert (it.allowance, it.due) == (17 * HOUR, at("2026-03-04 10:00"))


def test_an_exclusion_moves_a_deadline_in_business_days():
    # The allowance is counted in the hours (17 h), the clock outside the window of 2 h on Tuesday.
    window = Window(span=(at("2026-03-03 09:00"), at("2026-03-03 11:00")))
    excluded = policy(Promise("business", 1, None, OFFICE), windows=(window,))
    (it,) = outcome(excluded, log("2026-03-02 09:00 start"), "2026-03-02 12:00")
    assert (it.allowance, it.due) == (17 * HOUR, at("2026-03-04 10:00"))


BY = policy(Promise("by", hours=OFFICE))


@pytest.mark.parametrize(
    ("lines", "as_of", "verdict", "verdict_at"),
    [
        (("2026-03-02 09:00 start", "2026-03-02 12:00 stop"), "2026-03-31 00:00", "met", "2026-03-02 12:00"),
        (("2026-03-02 09:00 start", "2026-03-02 12:01 stop"), "2026-03-31 00:00", "breached", "2026-03-02 12:00"),
        (("2026-03-02 09:00 start",), "2026-03-02 12:00", "pending", None),
        (("2026-03-02 09:00 start",), "2026-03-02 12:01", "breached", "2026-03-02 12:00"),
    ],
)
def test_a_deadline_from_the_data_is_kept_if_the_stop_is_not_later(lines, as_of, verdict, verdict_at):
    (it,) = outcome(BY, log(*lines, due="2026-03-02 12:00"), as_of)
    assert (it.verdict, it.verdict_at) == (verdict, verdict_at and at(verdict_at))
    assert (it.allowance, it.due) == (None, at("2026-03-02 12:00"))


def test_no_deadline_in_the_data_means_no_verdict():
    (it,) = outcome(BY, log("2026-03-02 09:00 start", "2026-03-02 11:00 stop"), "2026-03-31 00:00")
    assert (it.verdict, it.verdict_at, it.due, it.elapsed) == ("none", None, None, 2 * HOUR)


def test_the_deadline_is_the_value_at_the_stop():
    rows = log("2026-03-02 09:00 start", due="2026-03-02 10:00") + log("2026-03-02 11:00 stop", due="2026-03-02 12:00")
    (it,) = outcome(replace(BY, classify_at="start"), rows, "2026-03-31 00:00")
    assert (it.verdict, it.due) == ("met", at("2026-03-02 12:00"))


# ---- 5.5 rows

BY_PRIORITY = policy(within(4, ALWAYS, "P1"), within(8, OFFICE, "P2"), uses="where")


def test_the_row_is_that_of_the_stop_and_all_time_is_measured_in_its_hours():
    # Raised as P2 on Saturday at 12:00, P1 at 14:00, stopped at 15:30: 3 h 30 around the clock, all of them as P1.
    rows = log("2026-03-07 12:00 start where P2", "2026-03-07 14:00 where P1", "2026-03-07 15:30 stop where P1")
    (it,) = outcome(BY_PRIORITY, rows, "2026-03-31 00:00")
    assert (it.row, it.elapsed, it.verdict) == (0, 3.5 * HOUR, "met")
    (it,) = outcome(replace(BY_PRIORITY, classify_at="start"), rows, "2026-03-31 00:00")
    assert (it.row, it.elapsed, it.verdict) == (1, HOUR, "met")  # Saturday closes at 13:00


def test_an_open_case_is_in_the_row_of_its_last_row():
    rows = log("2026-03-02 09:00 start where P2", "2026-03-02 10:00 where P1")
    assert outcome(BY_PRIORITY, rows, "2026-03-02 11:00")[0].row == 0


def test_the_first_row_that_matches_wins_and_none_is_a_finding():
    rows = log("2026-03-02 09:00 start where P1 P2", "2026-03-02 10:00 stop where P1 P2")
    assert outcome(BY_PRIORITY, rows, "2026-03-31 00:00")[0].row == 0
    (it,) = outcome(BY_PRIORITY, log("2026-03-02 09:00 start where"), "2026-03-31 00:00")
    assert (it.row, it.verdict, it.elapsed, it.allowance, it.due) == (-1, "none", None, None, None)


def test_an_exempt_row_has_no_verdict():
    exempt = policy(Promise("none", when="P1"), within(8))
    (it,) = outcome(exempt, log("2026-03-02 09:00 start P1"), "2026-03-31 00:00")
    assert (it.row, it.verdict, it.elapsed) == (0, "none", None)


def test_where_leaves_cases_out_altogether():
    assert (
        outcome(BY_PRIORITY, log("2026-03-02 09:00 start where P1", "2026-03-02 10:00 stop P1"), "2026-03-31 00:00")
        == []
    )


@pytest.mark.parametrize("how", ["stop", "cancel", ""])
def test_excluded_beats_every_other_verdict(how):
    rows = log("2026-03-02 09:00 start", f"2026-03-06 09:00 {how} exclude-cases")
    excluding = Policy("ignored", frozenset({"start", "stop", "cancel", "exclude cases"}), (within(4),))
    (it,) = outcome(excluding, rows, "2026-03-31 00:00")
    assert (it.verdict, it.verdict_at) == ("excluded", at("2026-03-06 09:00") if how else None)


def test_a_level_is_met_by_stopping_and_judged_elsewhere():
    level = policy(Promise("level", 4 * HOUR, None, OFFICE))
    (it,) = outcome(level, log("2026-03-02 09:00 start", "2026-03-03 18:00 stop"), "2026-03-31 00:00")
    assert (it.verdict, it.elapsed, it.allowance, it.due) == ("met", 17 * HOUR, None, None)
    assert outcome(level, log("2026-03-02 09:00 start"), "2026-03-31 00:00")[0].verdict == "pending"


# ---- edges


def test_an_empty_batch_gives_an_empty_table():
    rule = rule_of(policy(uses="pause cancel again", reopen="continues"))
    table = judge(batch_of({}, rule), rule, 0)
    assert {len(getattr(table, name)) for name in COLUMNS} == {0}


def test_a_target_without_rows_of_its_own_gives_no_verdicts():
    rule = replace(rule_of(policy()), rows=())
    table = judge(batch_of({"T1": log("2026-03-02 09:00 start")}, rule), rule, at("2026-03-03 00:00"))
    assert table.row.tolist() == [-1]


def test_hours_that_never_open_again_leave_a_deadline_open():
    # The Mondays of the ten years after 2026-03-02 are closed: a second business day, or a 40th hour, never comes.
    closed = tuple(dt.date(2026, 3, 9) + dt.timedelta(7 * week) for week in range(520))
    gone = Hours("UTC", (((0,), ((480, 1080),)),), closed)
    rows = log("2026-03-02 09:30 start")
    (it,) = outcome(policy(Promise("business", 2, None, gone)), rows, "2026-03-02 12:00")
    assert (it.verdict, it.due, it.allowance) == ("none", None, None)
    (it,) = outcome(policy(within(40, gone)), rows, "2026-03-02 12:00")
    assert (it.verdict, it.due, it.allowance) == ("pending", None, 40 * HOUR)
