"""What tests exercise of a contract: each kind by a test that does, and one that only comes near."""

import pytest

from tests.testing.build import block, ran

NEW = "T1 at 2026-03-06 10:00: status new, priority P1"


def exercised(*blocks: str) -> set[tuple[str, str, str]]:
    """What is covered of the agreement `s`, by kind, name and clause."""
    items = ran(*blocks, cover=True).coverage.items
    return {(item.kind, item.name, item.text) for item in items if item.exercised}


def of_kind(kind: str, *blocks: str) -> set[str]:
    shows_text = kind in ("tier", "exclusion")
    return {text if shows_text else name for found, name, text in exercised(*blocks) if found == kind}


def test_a_target_and_the_row_that_a_case_falls_under():
    once = block(NEW, "s.fix_it T1 pending")
    assert of_kind("target", once) == {"s.fix_it"}
    assert of_kind("row", once) == {"s.fix_it[P1]"}
    elsewhere = block(NEW.replace("P1", "P2"), "s.fix_it[P1] T1 met")
    assert of_kind("row", elsewhere) == set()  # the case is under another row than the one that is looked at


def test_a_period_in_which_something_counts():
    rows = NEW + "\nT1 at 2026-03-06 11:00: status closed"
    assert of_kind("row", block(rows, "s.fix_it in 2026-03 is 100%")) == {"s.fix_it[P1]"}
    assert of_kind("row", block(rows, "s.fix_it in 2026-02 is no data")) == set()
    assert of_kind("target", block(rows, "s.volume in 2026-03 is 1")) == {"s.volume"}
    assert of_kind("target", block(rows, "s.up in 2026-03 is 100%")) == {"s.up"}


def test_a_pause_that_stops_the_clock():
    waits = NEW + "\nT1 at 2026-03-06 11:00: status waiting\nT1 at 2026-03-06 12:00: status closed"
    assert of_kind("pause", block(waits, "s.fix_it T1 met")) == {"fix"}
    assert of_kind("pause", block(NEW, "s.fix_it T1 pending")) == set()
    unlooked = block(waits + "\nT2 at 2026-03-06 10:00: status new, priority P1", "s.fix_it T2 pending")
    assert of_kind("pause", unlooked) == set()


@pytest.mark.parametrize(
    ("rows", "expected", "texts"),
    [
        # Saturday 23:00 to Sunday 05:00 goes through the night from 02:00 to 04:00.
        ("T1 at 2026-03-07 23:00: status new, priority P1\nT1 at 2026-03-08 05:00: status closed", "s.fix_it T1 met",
         {'exclude "Night"'}),
        ("T1 at 2026-02-09 23:00: status new, priority P1\nT1 at 2026-02-10 01:00: status closed", "s.fix_it T1 met",
         {'exclude "Storm"'}),
        (NEW + ", category test", "s.fix_it T1 excluded", {"exclude cases where category == test"}),
        (NEW, "s.fix_it T1 pending", set()),
        # A P2 counts in the office alone: the night takes nothing from it.
        ("T1 at 2026-03-07 23:00: status new, priority P2\nT1 at 2026-03-08 05:00: status closed", "s.fix_it T1 met",
         set()),
    ],
)  # fmt: skip
def test_exclusions_that_take_something_out(rows, expected, texts):
    assert of_kind("exclusion", block(rows, expected)) == texts


def test_the_tiers_that_an_amount_is_made_of():
    late = NEW + "\nT1 at 2026-03-06 19:30: status closed"
    both = {"below 50%: 10% of fee", "each breach of P1: EUR 7 per started hour late, up to EUR 20"}
    assert of_kind("tier", block(late, "s.late in 2026-03 is EUR 120")) == both
    assert of_kind("tier", block(late, "s.late in 2026-02 is EUR 0")) == set()
    assert of_kind("tier", block(late, "s.fix_it T1 breached")) == set()
    outage = "O1 at 2026-04-10 10:00Z: event began, component web\nO1 at 2026-04-10 12:00Z: event ended"
    assert of_kind("tier", block(outage, "s.down in 2026-04 is not EUR 0", log="outages")) == {
        "EUR 50 per started 0.1% below 99.9%"
    }


def test_findings_exercise_nothing_and_the_share_is_that_of_all_items():
    coverage = ran('test "x" { expect no finding support-too-slow }', cover=True).coverage
    assert (coverage.exercised, coverage.percent) == (0, 0)
    some = ran(block(NEW, "s.fix_it T1 pending"), cover=True).coverage
    # 7 targets, 2 rows (`none` promises nothing), a pause for each of two agreements' one metric, 4 tiers, 3 exclusions
    assert len(some.items) == 7 + 2 + 1 + 4 + 3
    assert (some.exercised, str(some.percent)) == (2, "11.7")  # 2 of 17 are 11.76%
