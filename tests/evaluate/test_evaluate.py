"""Whole evaluations worked out by hand: rows, deadlines, hours, exclusions, floors, levels."""

import pytest

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


@pytest.mark.parametrize("number", [12, 26, 300])  # where eight bits no longer hold a place among the rows
def test_a_target_of_many_rows(tmp_path, number):
    names = [f"K{place:03}" for place in range(number)]
    lines = "".join(
        f"""
        {name}-met       2026-01-05T09:00 new       {name}
        {name}-met       2026-01-05T12:59 solved
        {name}-breached  2026-01-05T09:00 new       {name}
        {name}-breached  2026-01-05T13:01 solved
        {name}-cancelled 2026-01-05T09:00 new       {name}
        {name}-cancelled 2026-01-05T10:00 cancelled
        """
        for name in names
    )
    rows = "\n".join(f"{name}: 90% within 4h" for name in names)
    parts = {"priorities": ", ".join(names), "rows": f"by priority {{\n{rows}\n}}"}
    result = judge(tmp_path, lines, as_of="2026-02-28", periods="2026-01", **parts)
    assert said(result) == [(name, "2026-01", "missed", "50") for name in names]  # 1 of 2
    assert {counted(target) for target in result.targets} == {(1, 1, 0, 0, 1)}


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


def test_no_data_may_count_as_met_and_a_floor_makes_few_cases_none(tmp_path):
    lines = """
    T1 2026-01-05T09:00 new    P1
    T1 2026-01-05T10:00 solved
    """
    result = judge(tmp_path, lines, as_of="2026-02-28", target="no data counts as met")
    assert said(result) == [(None, "2026-01", "met", "100"), (None, "2026-02", "met", None)]
    floor = judge(tmp_path, lines, as_of="2026-01-31", rows="require 90% within 4h if at least 2 cases")
    assert said(floor) == [(None, "2026-01", "no data", "100")]


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


def test_a_log_without_rows_is_judged_too(tmp_path):
    result = judge(tmp_path, "")
    assert said(result) == [(None, "2026-01", "open", None)]
    assert result.cases.num_rows == 0
    assert result.to_json()["as_of"] == "2025-12-31T23:00:00Z"  # the term's first instant


def test_a_target_that_promises_nothing_or_is_measured_by_nothing_is_told_of(tmp_path):
    half = "target empty { metric fix } target vague { require 90% within 4h } target free { metric fix require none }"
    result = judge(tmp_path, "T1 2026-01-05T09:00 new P1", clauses=half)
    assert [(one.target, one.row, one.reason) for one in result.not_evaluated] == [
        ("empty", None, "it promises nothing"),
        ("vague", None, "it names no metric"),
    ]
