"""In which period a case counts, and where one stands that counts nowhere, worked out by hand."""

import pytest

from tests.evaluate.desk import cases, counted, judge, said

# Berlin is UTC+1 in winter; the clock runs around the clock unless a test says otherwise.

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


def test_a_case_at_the_very_instant_at_which_a_period_begins_is_in_it(tmp_path):
    result = judge(tmp_path, "T1 2026-02-01T00:00 new P1", target="count by opened")
    assert [(t.period, t.status, t.counts.pending) for t in result.targets] == [
        ("2026-01", "no data", 0),
        ("2026-02", "open", 1),
    ]


def test_a_reopened_case_makes_its_period_provisional(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    """
    final = judge(tmp_path, lines, as_of="2026-01-31")
    assert [t.provisional for t in final.targets] == [False]
    provisional = judge(tmp_path, lines, as_of="2026-01-31", reopen="reopen continues")
    assert [(t.status, t.provisional) for t in provisional.targets] == [("met", True)]
