"""Whose time a breached case was, worked out by hand; all times of the comments are hours."""

from fractions import Fraction

import pytest

from tests.attribution.build import judged, rows, times

HOUR = 3600 * 10**6
DESK, OPS, FIELD, NONE = "desk_ola.triage", "ops_ola.repair", "field_uc.onsite", None


def test_in_turn_each_support_has_its_own_time_and_the_sum_is_the_elapsed_time(tmp_path):
    # Desk 09:00-09:30, operations 09:30-13:00 (3.5, promised 2), field 13:00-14:00, nobody 14:00-15:00: 6 of 4.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new desk
        T1 2026-01-05T09:30 - ops
        T1 2026-01-05T13:00 - field
        T1 2026-01-05T14:00 - nobody
        T1 2026-01-05T15:00 solved -
        """,
    )
    assert times(result) == {
        DESK: (0.5, 0.5, 0, 0),
        OPS: (3.5, 3.5, 0, 1.5),
        FIELD: (1, 1, 0, 0),
        NONE: (None, 1, 0, 0.5),
    }
    # Of the 2 hours of lateness 1.5 are those of operations; the other 0.5 would be there all the same.
    assert rows(result, "support", "stood", "share") == [
        (DESK, "held", Fraction("12.5")),
        (OPS, "broke", Fraction("87.5")),
        (FIELD, "held", 25),
        (NONE, None, 25),
    ]
    [found] = result.attribution
    assert (found.breached, found.support_broke, found.supports_held, found.no_support) == (1, 1, 0, 0)
    assert (found.period, found.row, found.overdue, found.elapsed) == ("2026-01", None, 2 * HOUR, 6 * HOUR)


def test_time_that_several_count_is_divided_and_told_as_shared(tmp_path):
    # Desk alone 09:00-10:00, desk and operations 10:00-14:00, operations alone to 15:00.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new desk
        T1 2026-01-05T10:00 - desk ops
        T1 2026-01-05T14:00 - ops ops
        T1 2026-01-05T15:00 solved -
        """,
        path="desk_ola.triage and ops_ola.repair",
    )
    # Desk is late from 10:00 on (promised 1): its 2 of the 4 shared; operations from 12:00 on: 1 of 2 shared, and 1.
    assert times(result) == {DESK: (5, 3, 4, 2), OPS: (5, 3, 4, 2), NONE: (None, 0, 0, 0)}


def test_three_that_share_microseconds_leave_none_over(tmp_path):
    # 4 h and 0.000001 s counted by all three: 4800.000001, 4800 and 4800 s.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00:00 new desk ops
        T1 2026-01-05T13:00:00.000001 solved -
        """,
        field="team == desk",
    )
    seconds = [row["attributed_s"] for row in result.attributed_cases.to_pylist()]
    assert [str(one) for one in seconds] == ["4800.000001", "4800.000000", "4800.000000", "0.000000"]


def test_only_the_hours_of_a_support_are_its_time(tmp_path):
    # Fri 14:00 to Mon 10:00, around the clock: 68. The desk is open Fri 14-16 and Mon 8-10.
    result = judged(
        tmp_path,
        """
        T1 2026-01-09T14:00 new desk
        T1 2026-01-12T10:00 solved -
        """,
        desk_hours="office",
    )
    assert times(result) == {DESK: (4, 4, 0, 3), NONE: (None, 64, 0, 61)}


def test_supports_with_other_hours_share_only_what_both_count(tmp_path):
    # Mon 05:00-17:00; the desk is open 8-16, operations 6-12: 6-8 operations', 8-12 shared, 12-16 the desk's.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T05:00 new desk ops
        T1 2026-01-05T17:00 solved -
        """,
        desk_hours="office",
        ops_hours="early",
        path="desk_ola.triage and ops_ola.repair",
    )
    # Late: the desk from 9:00 (1.5 of 9-12, then 4), operations from 8:00 (2 of 8-12).
    assert times(result) == {DESK: (8, 6, 4, 5.5), OPS: (6, 4, 4, 2), NONE: (None, 2, 0, 0.5)}


def test_what_the_target_does_not_count_is_no_ones_time(tmp_path):
    # The SLA pauses 10:00-12:00, the clock of operations does not: it took 6, of which the SLA counts 4 + 1.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new ops
        T1 2026-01-05T10:00 waiting -
        T1 2026-01-05T12:00 new -
        T1 2026-01-05T16:00 solved -
        """,
    )
    assert times(result) == {OPS: (7, 5, 0, 4), NONE: (None, 0, 0, 0)}


def test_the_time_of_a_support_that_rests_on_another_is_that_of_the_other(tmp_path):
    # Operations 09:00-14:00, and within it the supplier 10:00-13:00, on which operations rests.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new ops
        T1 2026-01-05T10:00 - ops field
        T1 2026-01-05T13:00 - ops ops
        T1 2026-01-05T14:00 solved -
        """,
        path="ops_ola.repair",
        ops_behind="supported by field_uc.onsite",
    )
    # Operations took 5 (2 promised), 2 of it itself; late from 11:00 on: 13:00-14:00. The supplier kept its 3.
    assert times(result) == {OPS: (5, 2, 0, 1), FIELD: (3, 3, 0, 0), NONE: (None, 0, 0, 0)}


def test_broken_though_every_support_held(tmp_path):
    # 1 + 2 + 3 are all as promised, and more than 4: the agreement itself cannot be kept.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new desk
        T1 2026-01-05T10:00 - ops
        T1 2026-01-05T12:00 - field
        T1 2026-01-05T15:00 solved -
        """,
    )
    [found] = result.attribution
    assert (found.support_broke, found.supports_held, found.no_support) == (0, 1, 0)
    assert times(result)[NONE] == (None, 0, 0, 2)


def test_kept_though_a_support_broke_and_no_support_at_work(tmp_path):
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new desk
        T1 2026-01-05T11:00 solved -
        T2 2026-01-05T09:00 new nobody
        T2 2026-01-05T14:00 solved -
        T3 2026-01-05T09:00 new desk
        T3 2026-01-05T09:30 solved -
        """,
    )
    [found] = result.attribution
    assert (found.breached, found.no_support, found.kept_though_broke) == (1, 1, 1)
    assert [(part.support[0], part.cases, part.kept_though_broke) for part in found.supports] == [
        ("desk_ola", 0, 1),
        ("ops_ola", 0, 0),
        ("field_uc", 0, 0),
    ]
    assert rows(result, "case", "verdict", "support", "attributed_s") == [
        ("T1", "met", DESK, 2),
        ("T1", "met", NONE, 0),
        ("T2", "breached", NONE, 5),
    ]


def test_each_cycle_has_the_time_that_lies_within_it(tmp_path):
    # Two cycles, 09-14 and 20-02; the desk has the case from 12:00 on, also while it is solved.
    result = judged(
        tmp_path,
        """
        T1 2026-01-05T09:00 new nobody
        T1 2026-01-05T12:00 new desk
        T1 2026-01-05T14:00 solved -
        T1 2026-01-05T20:00 new -
        T1 2026-01-06T02:00 solved -
        """,
        reopen="reopen restarts",
        desk="team == desk and status is known",
    )
    assert rows(result, "cycle", "support", "took_s", "attributed_s") == [
        (1, DESK, 2, 2),
        (1, NONE, None, 3),
        (2, DESK, 6, 6),
        (2, NONE, None, 0),
    ]


def test_an_open_case_counts_up_to_the_end_and_a_support_may_still_hold(tmp_path):
    result = judged(tmp_path, "T1 2026-01-05T09:00 new desk\nT1 2026-01-05T11:30 - field", as_of="2026-01-05T14:00Z")
    assert rows(result, "support", "stood", "attributed_s") == [
        (DESK, "broke", 2.5),
        (FIELD, "pending", 2.5),
        (NONE, None, 0),
    ]


@pytest.mark.parametrize(
    ("desk_rows", "path"),
    [
        ("by team { desk: 95% within 1h ops: 95% within 2h }", "desk_ola.triage with (P1 -> desk)"),
        ("by priority { P1: 95% within 1h P2: none }", "desk_ola.triage"),
    ],
)
def test_a_row_is_carried_by_its_own_supports_only(tmp_path, desk_rows, path):
    lines = "\n".join(f"{p} 2026-01-05T09:00 new desk - {p}\n{p} 2026-01-05T15:00 solved -" for p in ("P1", "P2"))
    result = judged(
        tmp_path,
        lines,
        rows="by priority { P1: 95% within 4h P2: 95% within 5h }",
        desk_rows=desk_rows,
        path=path,
    )
    listed = rows(result, "row", "support", "attributed_s")
    assert [one for one in listed if one[0] == "P1"] == [("P1", DESK, 6), ("P1", NONE, 0)]
    assert [one for one in listed if one[0] == "P2"] in ([], [("P2", NONE, 6)])


def test_a_support_counts_in_the_version_in_force_at_its_hand_over(tmp_path):
    # Handed over on 1 February, when the desk promises 3: its 2 hours are kept, those of the other case are not.
    result = judged(
        tmp_path,
        """
        T1 2026-01-31T21:00 new nobody
        T1 2026-02-01T00:00 - desk
        T1 2026-02-01T02:00 solved -
        T2 2026-01-05T09:00 new desk
        T2 2026-01-05T11:00 - nobody
        T2 2026-01-05T15:00 solved -
        """,
        desk_more="amend from 2026-02-01 { target triage { require 95% within 3h } }",
    )
    assert rows(result, "case", "support", "stood") == [
        ("T1", DESK, "held"),
        ("T1", NONE, None),
        ("T2", DESK, "broke"),
        ("T2", NONE, None),
    ]


def test_a_support_on_another_log_is_told_of(tmp_path):
    lines = "T1 2026-01-05T09:00 new desk\nT1 2026-01-05T15:00 solved -"
    result = judged(tmp_path, lines, path="desk_ola.triage then field_uc.remote")
    [lost] = result.not_followed
    assert lost.support == ("field_uc", "remote")
    assert lost.reason == "it is measured on the log `other`, not on `tickets`"
    assert times(result) == {DESK: (6, 6, 0, 5), NONE: (None, 0, 0, 0)}


def test_supports_that_rest_on_each_other_are_met_once(tmp_path):
    result = judged(
        tmp_path,
        "T1 2026-01-05T09:00 new desk\nT1 2026-01-05T15:00 solved -",
        path="desk_ola.triage",
        desk_behind="supported by ops_ola.repair",
        ops_behind="supported by desk_ola.triage",
    )
    assert times(result) == {DESK: (6, 6, 0, 5), NONE: (None, 0, 0, 0)}


def test_supports_that_both_rest_on_each_other_share_what_they_both_count(tmp_path):
    result = judged(
        tmp_path,
        "T1 2026-01-05T09:00 new desk ops\nT1 2026-01-05T15:00 solved -",
        path="desk_ola.triage and ops_ola.repair",
        desk_behind="supported by ops_ola.repair",
        ops_behind="supported by desk_ola.triage",
    )
    assert times(result) == {DESK: (6, 3, 6, 2.5), OPS: (6, 3, 6, 2), NONE: (None, 0, 0, 0)}


@pytest.mark.parametrize("periods", [None, "2026-02"])
def test_periods_that_are_asked_for_say_what_is_told(tmp_path, periods):
    lines = "\n".join(
        f"T{m} 2026-0{m}-05T09:00 new desk\nT{m} 2026-0{m}-05T15:00 solved -" for m in (1, 2)
    )
    result = judged(tmp_path, lines, periods=periods)
    wanted = ["2026-02"] if periods else ["2026-01", "2026-02"]
    assert [one.period for one in result.attribution] == wanted
    assert sorted({one for (one,) in rows(result, "period")}) == wanted
