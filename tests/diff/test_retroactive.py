"""What is in force, or over, is changed by an amendment from a later day on: anything else is retroactive."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.diff.contract import CONTRACT, TODAY, differences, edited

AMENDED = "  amend from {} {{ target resolution {{ by priority {{ P1: 95% within 5h }} }} }}\n  at risk"
TERM = "term    2026-01-01 to 2026-12-31\n  hours   office\n  fee"

# Today is 2026-03-15, within the term of 2026.
CASES = {
    "a longer time, today": ([("P1: 95% within 4h", "P1: 95% within 5h")], {"allowance": True}),
    "an amendment from a later day": (
        [("  at risk", AMENDED.format("2026-07-01"))],
        {"version": False, "allowance": False},
    ),
    "an amendment from a day that is over": (
        [("  at risk", AMENDED.format("2026-02-01"))],
        {"version": False, "allowance": True},
    ),
    "a holiday to come": (
        [('"Christmas Eve"', '"Christmas Eve", 2026-05-15 "Bridge day"')],
        {"hours": False, "business days": False},
    ),
    "a holiday that was": (
        [('"Christmas Eve"', '"Christmas Eve", 2026-02-16 "Carnival"')],
        {"hours": True, "business days": True},
    ),
    "a window to come": (
        [("  at risk", '  exclude "Move" from 2026-06-01T00:00Z to 2026-06-02T00:00Z\n  at risk')],
        {"exclusion": False, "time counted": False},
    ),
    "a storm that was": (
        [("  at risk", '  exclude "Storm" from 2026-02-10T00:00Z to 2026-02-11T00:00Z\n  at risk')],
        {"exclusion": True, "time counted": True},
    ),
    "a term that ends later": ([(TERM, TERM.replace("2026-12-31", "2027-06-30"))], {"term": False}),
    "a term that has ended": ([(TERM, TERM.replace("2026-12-31", "2026-02-28"))], {"term": True}),
    "another title": ([('"Shop support"', '"Support of the shop"')], {"title": False}),
    "another name": ([("resolve_time", "time_to_restore")], {"metric": False}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_what_is_retroactive(name):
    pairs, expected = CASES[name]
    found = differences(CONTRACT, edited(*pairs), TODAY)
    assert {one.what: one.retroactive for one in found} == expected


def test_before_the_term_nothing_is():
    for pairs, _ in CASES.values():
        assert not any(one.retroactive for one in differences(CONTRACT, edited(*pairs), dt.date(2025, 12, 31)))


def test_an_agreement_that_is_gone_was_in_force():
    without = CONTRACT[: CONTRACT.index("uc host_uc")]
    (gone,) = differences(CONTRACT, without, TODAY)
    (new,) = differences(without, CONTRACT, TODAY)
    assert (gone.retroactive, new.retroactive) == (True, False)


def test_an_amendment_is_compared_with_the_version_it_replaces():
    amended = edited(("  at risk", AMENDED.format("2026-04-01")))
    slower = amended.replace("within 5h", "within 6h")
    (one,) = differences(amended, slower, TODAY)
    assert one.message.startswith("from 2026-04-01 on P1 now allows 1h more (6h, was 5h)")
    (_, back) = differences(amended, CONTRACT, TODAY)
    assert "P1 now allows 1h less (4h, was 5h)" in back.message


def test_a_term_that_follows_is_compared_with_the_one_before():
    next_year = TERM.replace("2026-01-01 to 2026-12-31", "2027-01-01 to 2027-12-31")
    found = differences(CONTRACT, edited((TERM, next_year), ("P1: 95% within 4h", "P1: 95% within 5h")), TODAY)
    told = {(one.what, one.effect.customer) for one in found}
    assert told == {("term", "weakened"), ("term", "strengthened"), ("allowance", "weakened")}
