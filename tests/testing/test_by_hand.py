"""Tests in the language, worked by hand on a small contract: what holds, and what is told where it does not."""

import pytest

from slacode.diagnostics import PolicyError
from tests.testing.build import CONTRACT, block, compiled, got, one, ran

FRIDAY = """
T1 at 2026-03-06 17:55: status new, priority P1
T1 at 2026-03-06 20:10: status closed
"""
# P1 runs around the clock: 17:55 to 20:10 are 2h15min.
# P2 counts in the office: Friday 15:00 to 16:00 is 1h, Monday 08:00 to 09:30 another 1h30min.
WEEKEND = """
T2 at 2026-03-06 15:00: status new, priority P2
T2 at 2026-03-09 09:30: status closed
"""


def test_verdicts_and_elapsed_times_hold_to_the_microsecond():
    assert got(FRIDAY, "s.fix_it[P1] T1 met after 2h15min", "s.fix_it T1 met") == [None, None]
    assert got(WEEKEND, "s.fix_it T2 met after 2h30min") == [None]
    assert got(FRIDAY, "s.fix_it[P1] T1 met after 2h15min1ms") == ["met after 2h15min"]
    precise = "T1 at 2026-03-06 17:55:00.000001: status new, priority P1\nT1 at 2026-03-06 17:55:01: status closed"
    assert got(precise, "s.fix_it T1 met after 999.999ms") == [None]


def test_a_verdict_that_is_another_is_told_with_the_timeline_of_the_case():
    outcome = one(FRIDAY, "s.fix_it[P1] T1 breached").outcomes[0]
    assert (outcome.status, outcome.got) == ("failed", "met after 2h15min")
    (judgement,) = outcome.history.judgements
    assert [(i.reason, i.counted) for i in judgement.intervals] == [("counted", 8_100_000_000)]


def test_a_case_under_another_row_is_told():
    assert got(FRIDAY, "s.fix_it[P2] T1 met") == ["met after 2h15min, under row P1"]


def test_what_is_no_business_of_a_target_is_not_judged():
    rows = """
    T1 at 2026-03-06 17:55: status new, priority P1, category private
    T2 at 2026-03-06 17:55: status new, priority P3
    T3 at 2025-12-31 17:55: status new, priority P1
    T4 at 2026-03-06 17:55: status waiting, priority P1
    """
    not_judged = [f"s.fix_it {case} not judged" for case in ("T1", "T2", "T3", "T4")]
    assert got(rows, *not_judged) == [None] * 4
    whys = got(rows, *(f"s.fix_it {case} met" for case in ("T1", "T2", "T3", "T4")))
    assert whys[0] == "not judged: it is not among the cases that the target is about (`where`)"
    assert whys[1] == "not judged"  # the row promises nothing
    assert whys[2] == "not judged: its clock starts on Wed 2025-12-31 17:55, before the term begins"
    assert whys[3] == "not judged: its clock never starts"


def test_excluded_and_cancelled_cases():
    rows = """
    T1 at 2026-03-06 17:55: status new, priority P1, category test
    T1 at 2026-03-06 18:55: status closed, category test
    T2 at 2026-03-06 17:55: status new, priority P1
    T2 at 2026-03-06 18:55: status cancelled
    """
    assert got(rows, "s.fix_it T1 excluded", "s.fix_it T2 cancelled") == [None, None]


CYCLES = """
T1 at 2026-03-02 08:00: status new, priority P1
T1 at 2026-03-02 13:00: status closed
T1 at 2026-03-02 14:00: status new
T1 at 2026-03-02 15:00: status closed
"""  # the first cycle takes 5h of 4h, the second 1h


def test_a_case_with_several_cycles_is_breached_if_one_is():
    held = ["s.fix_it T1 breached after 5h", "s.fix_it T1 cycle 1 breached", "s.fix_it T1 cycle 2 met after 1h"]
    assert got(CYCLES, *held) == [None, None, None]
    outcome = one(CYCLES, "s.fix_it T1 met").outcomes[0]
    assert outcome.got == "breached after 5h"
    assert "1 breached after 5h, 2 met after 1h" in outcome.notes[0]
    assert got(CYCLES, "s.fix_it T1 cycle 3 met") == ["not judged, for it has no cycle 3"]


def test_figures_are_looked_at_when_their_period_is_over():
    """T1 keeps its 4h, T2 is never closed: as of the end of March it is breached, and 1 of 2 is 50%."""
    rows = FRIDAY + "T2 at 2026-03-06 18:00: status new, priority P1"
    assert got(rows, "s.fix_it[P1] in 2026-03 is 50%", "s.fix_it[P1] in 2026-03 is missed") == [None, None]
    assert got(rows, "s.fix_it[P1] in 2026-03 is 100%") == ["50%, missed (1 met, 1 breached)"]


def test_where_a_case_is_to_be_pending_figures_are_those_as_of_the_last_row():
    rows = FRIDAY + "T2 at 2026-03-06 18:00: status new, priority P1"
    held = ["s.fix_it T2 pending after 2h10min", "s.fix_it[P1] in 2026-03 is 100%", "s.fix_it[P1] in 2026-03 is open"]
    assert got(rows, *held) == [None] * 3


def test_as_of_says_from_when_to_look_and_what_comes_later_is_not_seen():
    """Seen from 23:00, T1 is open for 5h05min of 4h, though it was closed at 23:30."""
    rows = "T1 at 2026-03-06 17:55: status new, priority P1\nT1 at 2026-03-06 23:30: status closed"
    held = ["s.fix_it T1 breached after 5h5min", "s.fix_it[P1] in 2026-03 is open", "s.fix_it[P1] in 2026-03 is 0%"]
    assert got(rows, *held, as_of="2026-03-06 23:00") == [None] * 3
    assert got(rows, "s.fix_it T1 met", as_of="2026-03-01") == ["no row of `T1` is seen so far"]


def test_money_is_what_a_penalty_comes_to_in_all():
    """One P1 of one is breached, 5h30min late of 4h: 0% is below 50%, so EUR 100 of the fee; 6 started hours at EUR 7
    are EUR 42, of which EUR 20 are taken."""
    rows = "T1 at 2026-03-06 10:00: status new, priority P1\nT1 at 2026-03-06 19:30: status closed"
    held = ["s.late in 2026-03 is EUR 120", "s in 2026-03 is EUR 120", "s.down in 2026-03 is EUR 0"]
    assert got(rows, *held, "s.late in 2026-03 is not EUR 0", "s.late in 2026-02 is EUR 0") == [None] * 5
    outcome = one(rows, "s.late in 2026-03 is EUR 20").outcomes[0]
    assert outcome.got == "EUR 120.00"
    assert "`below 50%: 10% of fee` is reached: EUR 100" in outcome.notes


def test_a_right_to_terminate_arises_with_the_third_miss_in_two_months():
    """March misses two targets, `fix_it` and `first_time`, and April the same two again."""
    rows = """
    T1 at 2026-03-06 10:00: status new, priority P1
    T1 at 2026-03-06 19:30: status closed
    T2 at 2026-04-06 10:00: status new, priority P1
    T2 at 2026-04-06 19:30: status closed
    """
    assert got(rows, "s in 2026-04 is terminable", "s in 2026-03 is not terminable") == [None, None]
    assert got(rows, "s in 2026-03 is terminable") == ["not terminable"]


def test_figures_of_every_kind():
    """April has 720h; 43.2min down of 720h less the four Sunday nights excluded (8h) are 712h: 100 * (1 - 0.72/712)."""
    outage = "O1 at 2026-04-10 10:00Z: event began, component web\nO1 at 2026-04-10 10:43:12Z: event ended"
    held = [f"s.up of web in 2026-04 is {said}" for said in ("99.898876%", "99.90%", "missed")]
    assert got(outage, *held, "s.up of db in 2026-04 is 100%", log="outages") == [None] * 4
    # 0.101... below 99.9 is 0.001...: one started step
    assert got(outage, "s.down in 2026-04 is EUR 50", log="outages") == [None]
    rows = """
    1 at 2026-03-02 08:00: status new, took 1h
    1 at 2026-03-02 09:00: status closed, reopened 0, took 90min
    2 at 2026-03-02 08:00: status new
    2 at 2026-03-02 09:00: status closed, reopened 2
    3 at 2026-03-02 08:00: status new
    3 at 2026-03-02 09:00: status closed, reopened 0
    """  # 3 new; 2 of 3 solved at once; (60 + 90) / 2 = 75min
    held = ["s.volume in 2026-03 is 3", "s.volume in 2026-03 is missed", "s.work in 2026-03 is 1h15min"]
    two_thirds = [f"s.first_time in 2026-03 is {said}%" for said in ("66.67", "66.66", "66.666666", "66.6667")]
    assert got(rows, *held, *two_thirds) == [None] * 7
    wrong = [f"s.first_time in 2026-03 is {said}%" for said in ("67", "66.7", "66.65", "66.68")]
    assert got(rows, *wrong) == ["66.666666%, met (2 met, 1 breached)"] * 4


def test_a_target_with_rows_is_expected_of_all_in_which_something_counts():
    rows = FRIDAY + WEEKEND
    assert got(rows, "s.fix_it in 2026-03 is 100%", "s.fix_it in 2026-03 is met") == [None, None]
    late = FRIDAY + "T2 at 2026-03-06 10:00: status new, priority P2\nT2 at 2026-03-11 09:30: status closed"
    assert got(late, "s.fix_it in 2026-03 is 100%") == [
        "P1 100%, met (1 met, 0 breached); P2 0%, missed (0 met, 1 breached)"
    ]
    assert got(FRIDAY, "s.fix_it[P2] in 2026-03 is no data", "s.fix_it[P2] in 2026-03 is no_data") == [None, None]


def test_a_period_that_is_none_is_told():
    assert got(FRIDAY, "s.fix_it in 2027-03 is met") == [
        "no period 2027-03; there are 2026-10, 2026-11, 2026-12 and earlier ones"
    ]
    assert got(FRIDAY, "s.fix_it in 2026-W10 is met")[0].startswith("no period 2026-W10; there are")


def test_what_cannot_be_judged_is_undetermined():
    uncovered = CONTRACT.replace("covers  web, db", "")
    (test,) = ran(block(FRIDAY, "s.up in 2026-03 is met", "s.down in 2026-03 is EUR 0"), contract=uncovered).tests
    assert test.status == "undetermined"
    assert test.outcomes[0].got.startswith("not evaluated: the agreement covers no service")
    assert test.outcomes[1].got == "not settled: `s.up` cannot be judged"


def test_a_test_that_expects_nothing_fails():
    (test,) = ran(block(FRIDAY)).tests
    assert (test.status, test.outcomes[0].got[:7]) == ("failed", "nothing")


def test_findings_that_must_and_must_not_be_raised():
    block_ = (
        'test "x" { as of 2027-02-01 expect finding no-owner on s expect no finding support-too-slow '
        "expect finding term-over on s expect no finding no-owner on s expect no finding on late_comer "
        "expect finding support-too-slow on s.fix_it }"
    )
    (test,) = ran(block_).tests
    said = [(outcome.status, outcome.got) for outcome in test.outcomes]
    assert said[:4] == [("passed", None)] * 3 + [("failed", "1 finding")]
    assert said[4][0] == "failed"
    assert said[5] == ("failed", "no such finding")
    assert "`s` names no owner" in test.outcomes[3].notes[0]


@pytest.mark.parametrize(
    ("rows", "expected", "check", "message", "place"),
    [
        (FRIDAY, "s.fix_it T9 met", "unknown-name", "the test has no case `T9` in log `tickets`", "6:17"),
        (FRIDAY, "s.fix_it[P9] T1 met", "unknown-name", "target `fix_it` has no row `P9`", "6:17"),
        (FRIDAY, "s.no T1 met", "unknown-name", "there is no target or penalty `no`", "6:10"),
        (FRIDAY, "s.volume T1 met", "type-mismatch", "`s.volume` judges no single case: only targets on", "6:8"),
        (FRIDAY, "s T1 met", "type-mismatch", "`s` is an agreement, not a target", "6:8"),
        (FRIDAY, "s.fix_it T1 met after 2 business days", "impossible-value",
         "what has elapsed is counted time, not a number of dates", "6:30"),
        (FRIDAY, "s.fix_it in 2026-13 is met", "impossible-value", "there is no period `2026-13`; write", "6:20"),
        (FRIDAY, "s.fix_it in 2026-03 is fine", "unknown-value", "`s.fix_it` is never `fine` in a period", "6:31"),
        (FRIDAY, "s in 2026-03 is met", "unknown-value", "`s` is never `met` in a period", "6:24"),
        (FRIDAY, "s.fix_it in 2026-03 is EUR 0", "type-mismatch",
         "`s.fix_it` is a target, which costs nothing by itself", "6:31"),
        (FRIDAY, "s.late in 2026-03 is 5%", "type-mismatch", "`s.late` is an amount of money", "6:29"),
        (FRIDAY, "s.up of mail in 2026-03 is met", "unknown-name",
         "there is no service that `s` covers `mail`", "6:16"),
        (FRIDAY, "finding no-such-check", "unknown-name", "there is no check `no-such-check`", "6:16"),
        ("T1 at 2026-03-06 17:55: state new", "s.fix_it T1 met", "unknown-name",
         "log `tickets` has no field `state`", "3:25"),
        ("T1 at 2026-03-06 17:55: status old", "s.fix_it T1 met", "unknown-value", "`status` is never `old`", "3:32"),
        ("T1 at 2026-03-06 17:55: reopened often", "s.fix_it T1 met", "type-mismatch",
         "`reopened` is a number, which `often` is not", "3:34"),
        ('T1 at 2026-03-06 17:55: due "soon"', "s.fix_it T1 met", "type-mismatch",
         "`due` is an instant, which `soon` is not", "3:29"),
        ("T1 at 2026-03-06 17:55: status new, status new", "s.fix_it T1 met", "impossible-value",
         "`status` is given twice", "3:37"),
        ("T1 at 2026-03-06 17:55: id T2", "s.fix_it T1 met", "impossible-value", "`id` is no field of its own", "3:25"),
        ("T1 at 2026-02-30 17:55: status new", "s.fix_it T1 met", "impossible-value", "there is no time", "3:7"),
    ],
)  # fmt: skip
def test_what_a_test_names_and_does_not_exist_is_an_error_with_a_place(rows, expected, check, message, place):
    found = [d for d in compiled(block(rows.strip(), expected)).diagnostics if message in d.message]
    assert found[0].check == check
    assert found[0].at.path == "0_test.sla"
    line, column = place.split(":")
    assert found[0].at.column == int(column)
    shown = block(rows.strip(), expected).splitlines()[found[0].at.line - 1]
    assert shown.startswith("expect" if line == "6" else "T1")


def test_a_value_that_no_log_can_hold_is_an_error_with_a_place():
    rows = f"T1 at 2026-03-06 17:55: status new, balance {'9' * 21}"
    with pytest.raises(PolicyError) as error:
        one(rows, "s.fix_it T1 pending")
    (found,) = error.value.diagnostics
    assert (found.at.path, found.at.line) == ("0_test.sla", 3)
    assert "balance" in found.message


def test_a_case_may_be_called_like_a_word_of_the_language():
    rows = "\n".join(f'{name} at 2026-03-06 17:55: status new, priority P1' for name in ("at", '"of"', "007", '"a b"'))
    expected = [f"s.fix_it {name} pending" for name in ("at", '"of"', "007", '"a b"')]
    assert got(rows, *expected) == [None] * 4


def test_each_test_looks_from_its_own_instant():
    """An open P1, raised at 17:55, has counted 1h at 18:55 and 5h at 22:55, whichever test comes first."""
    row = "T1 at 2026-03-06 17:55: status new, priority P1"
    early = block(row, "s.fix_it T1 pending after 1h", as_of="2026-03-06 18:55")
    late = block(row, "s.fix_it T1 breached after 5h", as_of="2026-03-06 22:55")
    assert ran(early, late).count("passed") == ran(late, early).count("passed") == 2
