"""What is judged by which version, over which periods, as of when, worked out by hand."""

import pytest

from slacode.engine.evaluate.result import EvaluationError
from tests.evaluate.desk import cases, counted, judge, said

# Berlin is UTC+1 in winter; the clock runs around the clock unless a test says otherwise.

AMENDED = 'amend from 2026-02-10 "Faster" { target fix_it { require 90% within 2h } }'


def test_every_period_of_the_term_has_a_result_and_none_that_begins_later(tmp_path):
    result = judge(
        tmp_path, "T1 2026-05-05T09:00 new P1", term="term 2026-01-15 to 2026-12-31", as_of="2026-04-01T00:00:00+02:00"
    )
    assert [(t.period, t.status) for t in result.targets] == [
        ("2026-01", "no data"),
        ("2026-02", "no data"),
        ("2026-03", "no data"),  # over: `as of` is its end, at which April begins but nothing has happened in it
    ]


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


def test_an_agreement_without_a_term_is_judged_from_the_logs_first_row_on(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT1 2026-02-05T12:00 solved"
    assert said(judge(tmp_path, lines, term="", as_of="2026-02-28")) == [
        (None, "2026-01", "missed", "0"),
        (None, "2026-02", "no data", None),
    ]


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
    # as of the end of the 3rd no window ends with the 4th yet
    assert said(judge(tmp_path, lines, as_of="2026-01-03", per="per rolling 2 days")) == said(result)[:3]
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


def test_a_log_that_ends_beyond_all_calendars_says_where_and_what_to_do(tmp_path):
    lines = "T1 2026-01-05T09:00 new P1\nT1 9999-12-31T00:00 solved"
    with pytest.raises(EvaluationError, match="logs end at 9999-12-30T23:00:00Z, but calendars reach from") as caught:
        judge(tmp_path, lines)
    assert "--as-of 2026-03-31" in caught.value.diagnostics[0].help[0]
    assert said(judge(tmp_path, lines, as_of="2026-01-31")) == [(None, "2026-01", "missed", "0")]


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
