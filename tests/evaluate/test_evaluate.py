"""Whole evaluations worked out by hand: periods, `count by`, versions, floors, exclusions, what is provisional."""

import pytest

from slacode.engine.evaluate.result import EvaluationError
from tests.evaluate.desk import cases, counted, judge, said

# Berlin is UTC+1 in winter; the clock runs around the clock unless a test says otherwise.


def test_met_and_breached_in_their_months(tmp_path):
    result = judge(
        tmp_path,
        """
        T1 2026-01-05T09:00 new    P1
        T1 2026-01-05T12:59 solved
        T2 2026-01-06T09:00 new    P1
        T2 2026-01-06T13:01 solved
        T3 2026-02-02T10:00 new    P1
        T3 2026-02-02T14:00 solved
        """,
        as_of="2026-02-28",
    )
    # January: T1 took 3h59min, T2 4h1min of 4h: 1 of 2. February: T3 took exactly 4h, which keeps it: 1 of 1.
    assert said(result) == [(None, "2026-01", "missed", "50"), (None, "2026-02", "met", "100")]
    assert [counted(t) for t in result.targets] == [(1, 1, 0, 0, 0), (1, 0, 0, 0, 0)]
    assert cases(result, "case", "verdict", "verdict_at", "elapsed_s", "period") == [
        ("T1", "met", "2026-01-05T11:59:00Z", 14340, "2026-01"),
        ("T2", "breached", "2026-01-06T12:00:00Z", 14460, "2026-01"),  # 09:00 + 4h, UTC+1
        ("T3", "met", "2026-02-02T13:00:00Z", 14400, "2026-02"),
    ]


# started on 31 January at 22:00, breached on 1 February at 02:00, solved on 2 March at 12:00
ACROSS = """
T1 2026-01-31T22:00 new    P1
T1 2026-03-02T12:00 solved
"""


@pytest.mark.parametrize(("count_by", "period"), [("opened", "2026-01"), ("verdict", "2026-02"), ("closed", "2026-03")])
def test_a_case_counts_in_the_period_of_its_start_its_breach_or_its_stop(tmp_path, count_by, period):
    result = judge(tmp_path, ACROSS, as_of="2026-03-31", target=f"count by {count_by}")
    assert [t.period for t in result.targets if t.counts.breached] == [period]
    assert [t.status for t in result.targets if t.period != period] == ["no data", "no data"]
    assert cases(result, "period", "verdict_at") == [(period, "2026-02-01T01:00:00Z")]


def test_by_verdict_an_unsolved_case_counts_as_soon_as_it_is_breached(tmp_path):
    result = judge(tmp_path, "T1 2026-01-31T22:00 new P1", as_of="2026-03-31")
    assert said(result) == [
        (None, "2026-01", "no data", None),
        (None, "2026-02", "missed", "0"),
        (None, "2026-03", "no data", None),
    ]
    # it is breached for good only where no `cancel` can come any more: the month is provisional
    assert [t.provisional for t in result.targets] == [False, True, False]


def test_by_closing_an_overdue_case_counts_nowhere_yet_and_is_told_of(tmp_path):
    result = judge(tmp_path, "T1 2026-01-31T22:00 new P1", as_of="2026-03-31", target="count by closed")
    assert [t.status for t in result.targets] == ["no data"] * 3
    assert [(f.kind, f.count, f.cases) for f in result.findings] == [("overdue-not-closed", 1, ("T1",))]


def test_pending_cases_are_told_of_in_the_period_that_holds_as_of(tmp_path):
    lines = """
    T1 2026-01-31T23:00 new P1
    T2 2026-02-01T00:30 new P1
    """
    # at 01:00 on 1 February T1 has used 2h and T2 half an hour of 4h
    result = judge(tmp_path, lines, as_of="2026-02-01T01:00:00+01:00")
    assert said(result) == [(None, "2026-01", "no data", None), (None, "2026-02", "open", None)]
    assert [t.counts.pending for t in result.targets] == [0, 2]
    assert cases(result, "verdict", "period") == [("pending", None), ("pending", None)]


def test_counted_by_opening_pending_cases_stand_where_they_will_count(tmp_path):
    result = judge(tmp_path, "T1 2026-01-31T23:00 new P1", as_of="2026-02-01T01:00:00+01:00", target="count by opened")
    assert [(t.period, t.counts.pending, t.status, t.provisional) for t in result.targets] == [
        ("2026-01", 1, "no data", True),  # over, but not the last word
        ("2026-02", 0, "open", False),
    ]


def test_cancelled_and_excluded_cases_count_neither_for_nor_against(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new       P1 - test
    T1 2026-02-05T09:00 solved
    T2 2026-01-05T09:00 new       P1
    T2 2026-02-05T10:00 cancelled
    T3 2026-02-06T10:00 new       P1
    T3 2026-02-06T11:00 solved
    """
    clauses = 'exclude "Tests" cases where category == "test"'
    result = judge(tmp_path, lines, as_of="2026-02-28", clauses=clauses)
    assert [counted(t) for t in result.targets] == [(0, 0, 0, 0, 0), (1, 0, 0, 1, 1)]  # in the month they ended
    by_opening = judge(tmp_path, lines, as_of="2026-02-28", clauses=clauses, target="count by opened")
    assert [counted(t) for t in by_opening.targets] == [(0, 0, 0, 1, 1), (1, 0, 0, 0, 0)]  # in the month they began


def test_an_excluded_case_that_is_open_stands_where_pending_ones_do(tmp_path):
    result = judge(
        tmp_path,
        "T1 2026-01-05T09:00 new P1 - test",
        as_of="2026-02-28T12:00:00+01:00",
        clauses='exclude "Tests" cases where category == "test"',
    )
    assert [counted(t) for t in result.targets] == [(0, 0, 0, 0, 0), (0, 0, 0, 1, 0)]
    assert cases(result, "verdict", "period") == [("excluded", None)]


def test_an_excluded_case_that_is_open_counts_in_the_period_of_its_start_if_cases_count_as_opened(tmp_path):
    result = judge(
        tmp_path,
        "T1 2026-01-05T09:00 new P1 - test",
        as_of="2026-02-28T12:00:00+01:00",
        clauses='exclude "Tests" cases where category == "test"',
        target="count by opened",
    )
    assert [counted(t) for t in result.targets] == [(0, 0, 0, 1, 0), (0, 0, 0, 0, 0)]
    assert cases(result, "verdict", "verdict_at", "period") == [("excluded", None, "2026-01")]


def test_an_excluded_case_that_is_cancelled_is_excluded_from_that_instant_on(tmp_path):
    result = judge(  # the last row of the log is the cancellation, so that it is as of that instant too
        tmp_path,
        "T1 2026-01-05T09:00 new P1 - test\nT1 2026-01-06T09:00 cancelled P1 - test",
        clauses='exclude "Tests" cases where category == "test"',
    )
    assert cases(result, "verdict", "verdict_at", "period") == [("excluded", "2026-01-06T08:00:00Z", "2026-01")]


def test_rows_exemptions_and_cases_that_match_no_row(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    T2 2026-01-05T09:00 new    P2
    T2 2026-01-06T10:00 solved
    T3 2026-01-05T09:00 new    P3
    T3 2026-01-06T10:00 solved
    T4 2026-01-05T09:00 new    P4
    T4 2026-01-06T10:00 solved
    """
    result = judge(
        tmp_path, lines, as_of="2026-01-31", rows="by priority { P1: 90% within 4h  P2: all within 1d  P3: none }"
    )
    assert said(result) == [("P1", "2026-01", "met", "100"), ("P2", "2026-01", "missed", "0")]  # P2: 25h of 24h
    assert [(f.kind, f.cases, f.message) for f in result.findings] == [
        ("no-row", ("T4",), "1 case matches no row of the target: `T4`")
    ]
    assert cases(result, "case", "row", "verdict", "allowance_s", "elapsed_s", "period") == [
        ("T1", "P1", "met", 14400, 3600, "2026-01"),
        ("T2", "P2", "breached", 86400, 90000, "2026-01"),
        ("T3", "P3", None, None, None, None),
        ("T4", None, None, None, None, None),
    ]


def test_a_deadline_in_the_data_and_a_case_without_one(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1 2026-01-05T12:00
    T1 2026-01-05T12:00 solved
    T2 2026-01-05T09:00 new    P1 2026-01-05T12:00
    T2 2026-01-05T12:01 solved
    T3 2026-01-05T09:00 new    P1
    T3 2026-01-05T12:01 solved
    """
    result = judge(tmp_path, lines, as_of="2026-01-31", rows="require 50% by due")
    assert said(result) == [(None, "2026-01", "met", "50")]
    assert [(f.kind, f.count, f.cases) for f in result.findings] == [("no-deadline", 1, ("T3",))]
    assert cases(result, "verdict", "due_at", "allowance_s") == [
        ("met", "2026-01-05T11:00:00Z", None),
        ("breached", "2026-01-05T11:00:00Z", None),
        (None, None, None),
    ]


def test_a_deadline_before_the_version_began_counts_in_its_first_period(tmp_path):
    lines = """
    T1 2026-02-12T09:00 new    P1 2026-01-05T12:00
    T1 2026-02-12T12:00 solved
    """
    result = judge(
        tmp_path,
        lines,
        as_of="2026-02-28",
        rows="require 50% by due",
        amend=AMENDED.replace("90% within 2h", "90% by due"),
    )
    assert cases(result, "version", "verdict", "verdict_at", "period") == [
        (2, "breached", "2026-01-05T11:00:00Z", "2026-02")
    ]
    assert [(t.version, t.period) for t in result.targets if t.counts.breached] == [(2, "2026-02")]


def test_every_period_of_the_term_has_a_result_and_none_that_begins_later(tmp_path):
    result = judge(
        tmp_path, "T1 2026-05-05T09:00 new P1", term="term 2026-01-15 to 2026-12-31", as_of="2026-04-01T00:00:00+02:00"
    )
    assert [(t.period, t.status) for t in result.targets] == [
        ("2026-01", "no data"),
        ("2026-02", "no data"),
        ("2026-03", "no data"),  # over: `as of` is its end, at which April begins but nothing has happened in it
    ]


def test_a_case_at_the_very_instant_at_which_a_period_begins_is_in_it(tmp_path):
    result = judge(tmp_path, "T1 2026-02-01T00:00 new P1", target="count by opened")
    assert [(t.period, t.status, t.counts.pending) for t in result.targets] == [
        ("2026-01", "no data", 0),
        ("2026-02", "open", 1),
    ]


def test_no_data_may_count_as_met_and_a_floor_makes_few_cases_none(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    """
    result = judge(tmp_path, lines, as_of="2026-02-28", target="no data counts as met")
    assert said(result) == [(None, "2026-01", "met", "100"), (None, "2026-02", "met", None)]
    floor = judge(tmp_path, lines, as_of="2026-01-31", rows="require 90% within 4h if at least 2 cases")
    assert said(floor) == [(None, "2026-01", "no data", "100")]


AMENDED = 'amend from 2026-02-10 "Faster" { target fix_it { require 90% within 2h } }'


def test_an_amendment_splits_a_period_and_each_version_judges_what_began_under_it(tmp_path):
    lines = """
    T1 2026-02-09T23:59 new    P1
    T1 2026-02-10T02:59 solved
    T2 2026-02-10T00:00 new    P1
    T2 2026-02-10T03:00 solved
    """
    # both took 3h: T1 began under version 1 (4h), T2 at the first instant of version 2 (2h)
    result = judge(tmp_path, lines, as_of="2026-03-31", amend=AMENDED)
    assert [(t.version, t.period, t.status, counted(t)) for t in result.targets] == [
        (1, "2026-01", "no data", (0, 0, 0, 0, 0)),
        (1, "2026-02", "met", (1, 0, 0, 0, 0)),
        (2, "2026-02", "missed", (0, 1, 0, 0, 0)),
        (2, "2026-03", "no data", (0, 0, 0, 0, 0)),
    ]
    assert cases(result, "version", "case", "allowance_s", "verdict", "period") == [
        (1, "T1", 14400, "met", "2026-02"),
        (2, "T2", 7200, "breached", "2026-02"),
    ]


def test_a_case_that_outlives_its_version_is_still_judged_by_it_in_the_later_period(tmp_path):
    lines = """
    T1 2026-02-09T09:00 new     P1
    T1 2026-02-09T10:00 waiting
    T1 2026-03-03T09:00 assigned
    T1 2026-03-03T13:00 solved
    """
    # 1h in February, a wait, 4h in March: 5h of the 4h of version 1, in breach on 3 March at 12:00
    result = judge(tmp_path, lines, as_of="2026-03-31", amend=AMENDED)
    assert [(t.version, t.period, t.status) for t in result.targets] == [
        (1, "2026-01", "no data"),
        (1, "2026-02", "no data"),
        (1, "2026-03", "missed"),
        (2, "2026-02", "no data"),
        (2, "2026-03", "no data"),
    ]
    assert cases(result, "version", "verdict_at", "period") == [(1, "2026-03-03T11:00:00Z", "2026-03")]


def test_what_happens_after_the_term_counts_in_its_last_period(tmp_path):
    lines = """
    T1 2026-03-10T23:00 new    P1
    T1 2026-03-12T09:00 solved
    T2 2026-03-11T00:00 new    P1
    T2 2026-03-11T09:00 solved
    """
    # T1 is in breach from 11 March 03:00, when the agreement had ended; T2 began after it and is nobody's business
    result = judge(tmp_path, lines, as_of="2026-05-31", term="term 2026-02-01 to 2026-03-10")
    assert said(result) == [(None, "2026-02", "no data", None), (None, "2026-03", "missed", "0")]
    assert cases(result, "case", "period") == [("T1", "2026-03")]


def test_termination_ends_the_term_with_its_date(tmp_path):
    lines = """
    T1 2026-02-10T23:59 new    P1
    T1 2026-02-11T01:00 solved
    T2 2026-02-11T00:00 new    P1
    T2 2026-02-11T01:00 solved
    """
    result = judge(tmp_path, lines, as_of="2026-05-31", clauses="terminated 2026-02-10")
    assert [t.period for t in result.targets] == ["2026-01", "2026-02"]
    assert cases(result, "case") == [("T1",)]


def test_hours_on_the_weekend_of_a_clock_change(tmp_path):
    lines = """
    T1 2026-03-28T22:00 new    P1
    T1 2026-03-29T04:00 solved
    T2 2026-10-24T22:00 new    P1
    T2 2026-10-25T04:00 solved
    """
    # 22:00 to 04:00 is 6 hours on the wall, 5 where 02:00 to 03:00 is skipped, 7 where it comes twice
    result = judge(tmp_path, lines, as_of="2026-12-31")
    assert cases(result, "case", "elapsed_s") == [("T1", 5 * 3600), ("T2", 7 * 3600)]


def test_office_hours_and_exclusions_do_not_count(tmp_path):
    lines = """
    T1 2026-01-09T15:00 new    P1
    T1 2026-01-12T12:00 solved
    """
    # Friday 15:00 to Monday 12:00 within 08:00-16:00: 1h + 4h = 5h; Monday's 08:00-09:30 is excluded: 3h30min
    plain = judge(tmp_path, lines, as_of="2026-01-31", hours="office")
    assert cases(plain, "elapsed_s", "verdict", "due_at") == [(18000, "breached", "2026-01-12T10:00:00Z")]
    excluded = judge(
        tmp_path, lines, as_of="2026-01-31", hours="office", clauses='exclude "Patch window" every mon 08:00-09:30'
    )
    # 4h: 1h on Friday, 3h on Monday from 09:30: 12:30
    assert cases(excluded, "elapsed_s", "verdict", "due_at") == [(12600, "met", "2026-01-12T11:30:00Z")]
    once = judge(
        tmp_path,
        lines,
        as_of="2026-01-31",
        hours="office",
        clauses='exclude "Storm" from 2026-01-12T08:00+01:00 to 2026-01-12T10:00+01:00',
    )
    assert cases(once, "elapsed_s") == [(10800,)]  # 1h + 2h


def test_a_reopened_case_makes_its_period_provisional(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    """
    final = judge(tmp_path, lines, as_of="2026-01-31")
    assert [t.provisional for t in final.targets] == [False]
    provisional = judge(tmp_path, lines, as_of="2026-01-31", reopen="reopen continues")
    assert [(t.status, t.provisional) for t in provisional.targets] == [("met", True)]


def test_levels_of_a_period(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    T2 2026-01-06T09:00 new    P1
    T2 2026-01-06T11:00 solved
    T3 2026-02-06T09:00 new    P1
    T3 2026-02-06T14:00 solved
    T4 2026-02-27T09:00 new    P1
    """
    # January: 1h and 2h, average 1h30min. February: 5h; T4 is not solved and has no figure yet
    average = judge(tmp_path, lines, as_of="2026-02-28", rows="require average at most 2h")
    assert [(t.period, t.status, t.attained, t.unit) for t in average.targets] == [
        ("2026-01", "met", "5400", "s"),
        ("2026-02", "missed", "18000", "s"),
    ]
    assert [counted(t) for t in average.targets] == [(2, 0, 0, 0, 0), (1, 0, 1, 0, 0)]
    total = judge(tmp_path, lines, as_of="2026-02-28", rows="require total at most 3h")
    assert said(total)[0] == (None, "2026-01", "met", "10800")
    p50 = judge(tmp_path, lines, as_of="2026-01-31", rows="require p50 at most 1h")
    assert said(p50) == [(None, "2026-01", "met", "3600")]  # rank ceil(0.5 * 2) = 1


def test_a_rolling_window_has_a_result_for_each_day(tmp_path):
    lines = """
    T1 2026-01-01T09:00 new    P1
    T1 2026-01-01T10:00 solved
    T2 2026-01-03T09:00 new    P1
    T2 2026-01-03T15:00 solved
    """
    # T1 is met on the 1st, T2 in breach on the 3rd at 13:00; windows of two days
    result = judge(tmp_path, lines, as_of="2026-01-05", per="per rolling 2 days")
    assert said(result) == [
        (None, "2026-01-01..2026-01-01", "met", "100"),
        (None, "2026-01-01..2026-01-02", "met", "100"),
        (None, "2026-01-02..2026-01-03", "missed", "0"),
        (None, "2026-01-03..2026-01-04", "missed", "0"),
        (None, "2026-01-04..2026-01-05", "no data", None),
    ]
    # a case is listed once, under the first window that it counts in: the one that ends with its day
    assert cases(result, "case", "period") == [("T1", "2026-01-01..2026-01-01"), ("T2", "2026-01-02..2026-01-03")]


def test_selected_periods_select_results_and_cases(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    T2 2026-02-06T09:00 new    P1
    T2 2026-02-06T10:00 solved
    T3 2026-03-31T23:00 new    P1
    """
    result = judge(tmp_path, lines, periods="2026-02", as_of="2026-03-31T23:30:00+02:00")
    assert said(result) == [(None, "2026-02", "met", "100")]
    assert cases(result, "case", "period") == [("T2", "2026-02")]
    quarter = judge(tmp_path, lines, periods="2026-Q1", as_of="2026-03-31T23:30:00+02:00")
    assert [(t.period, t.status) for t in quarter.targets] == [
        ("2026-01", "met"),
        ("2026-02", "met"),
        ("2026-03", "open"),
    ]


def test_a_selection_without_any_period_is_an_error(tmp_path):
    for nowhere in ("2031-01", "2026-01-05"):
        with pytest.raises(EvaluationError, match=f"no target has a period within `{nowhere}`"):
            judge(tmp_path, "T1 2026-01-05T09:00 new P1", periods=nowhere)
    with pytest.raises(EvaluationError, match="`Q1` is no period"):
        judge(tmp_path, "T1 2026-01-05T09:00 new P1", periods="Q1")


def test_a_log_that_ends_beyond_all_calendars_says_where_and_what_to_do(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT1 9999-12-31T00:00 solved"
    with pytest.raises(EvaluationError, match="logs end at 9999-12-30T23:00:00Z, but calendars reach from") as caught:
        judge(tmp_path, lines)
    assert "--as-of 2026-03-31" in caught.value.diagnostics[0].help[0]
    assert said(judge(tmp_path, lines, as_of="2026-01-31")) == [(None, "2026-01", "missed", "0")]


def test_as_of_is_the_last_instant_of_the_log_unless_it_is_said(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT2 2026-01-07T12:00 new P1"
    assert judge(tmp_path, lines).to_json()["as_of"] == "2026-01-07T11:00:00Z"
    # a date means its end, in the zone of the agreements
    assert judge(tmp_path, lines, as_of="2026-01-06").to_json()["as_of"] == "2026-01-06T23:00:00Z"
    assert judge(tmp_path, lines, as_of="2026-01-06T08:00").to_json()["as_of"] == "2026-01-06T07:00:00Z"
    assert judge(tmp_path, lines, as_of="2026-01-06T08:00Z").to_json()["as_of"] == "2026-01-06T08:00:00Z"
    with pytest.raises(EvaluationError, match="`tomorrow` is no instant"):
        judge(tmp_path, lines, as_of="tomorrow")


def test_rows_after_as_of_are_not_seen(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT1 2026-01-05T12:00 solved"
    before = judge(tmp_path, lines, as_of="2026-01-05T11:59:59+01:00")
    assert cases(before, "verdict", "elapsed_s") == [("pending", 10799)]
    at_it = judge(tmp_path, lines, as_of="2026-01-05T12:00:00+01:00")
    assert cases(at_it, "verdict", "elapsed_s") == [("met", 10800)]


def test_a_log_without_rows_is_judged_too(tmp_path):
    result = judge(tmp_path, "")
    assert said(result) == [(None, "2026-01", "open", None)]
    assert result.cases.num_rows == 0
    assert result.to_json()["as_of"] == "2025-12-31T23:00:00Z"  # the term's first instant


def test_an_agreement_without_a_term_is_judged_from_the_logs_first_row_on(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT1 2026-02-05T12:00 solved"
    assert said(judge(tmp_path, lines, term="", as_of="2026-02-28")) == [
        (None, "2026-01", "missed", "0"),
        (None, "2026-02", "no data", None),
    ]
