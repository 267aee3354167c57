"""Budgets and coverage against outages placed exhaustively: rolling windows by days, weeks by blocks of eight hours."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacode.engine.proofs import reckoning
from slacode.engine.proofs.budgets import most_within
from tests.proofs.uptime import HOUR, Policy, agreement

BLOCKS = ("00:00-08:00", "08:00-16:00", "16:00-24:00")
DAYS = ("mon", "tue", "wed", "thu", "fri")
ONE_WEEK = "term 2026-03-02 to 2026-03-08"
BLOCK = 8 * HOUR


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 6)), max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_the_most_that_rolling_windows_allow_is_found(rooms, runs):
    limits = [(first, min(last, len(rooms) - 1), most) for first, last, most in runs if first <= last < len(rooms)]
    kept = [
        sum(days)
        for days in product(*(range(room + 1) for room in rooms))
        if all(sum(days[first : last + 1]) <= most for first, last, most in limits)
    ]
    assert most_within(rooms, limits) == max(kept)


blocks = st.frozensets(st.integers(0, len(BLOCKS) * len(DAYS) - 1), min_size=1)


def calendar(name: str, chosen: frozenset[int]) -> str:
    lines = [f"  open {DAYS[block // 3]} {BLOCKS[block % 3]}\n" for block in sorted(chosen)]
    return f"calendar {name} {{\n  timezone UTC\n{''.join(lines)}}}\n"


def placed(needs: int, own: frozenset[int], hours: list[frozenset[int]], budgets: list[int], parts: int) -> Fraction:
    """The most blocks of `own` in which at least `needs` parts are down, each block cut into so many parts."""
    slots = [
        frozenset(part for part, its in enumerate(hours) if block not in its) for block in own for _ in range(parts)
    ]

    @cache
    def best(slot: int, left: tuple[int, ...]) -> int:
        if slot == len(slots):
            return 0
        free, found = slots[slot], 0
        for size in range(len(hours) + 1):
            for chosen in combinations(sorted(set(range(len(hours))) - free), size):
                if all(left[part] for part in chosen):
                    after = tuple(n - (part in chosen) for part, n in enumerate(left))
                    found = max(found, (len(free) + size >= needs) + best(slot + 1, after))
        return found

    return Fraction(best(0, tuple(budget * parts for budget in budgets)), parts)


@given(
    st.sampled_from([("all", 1), ("any", 3), ("2", 2)]),
    blocks,
    st.lists(blocks, min_size=3, max_size=3),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_week_of_blocks_is_down_as_long_as_the_worst_placement(tmp_path_factory, how, own, hours, budgets):
    op, needs = how
    calendars = [calendar("own", own), *(calendar(f"hours_{part}", its) for part, its in enumerate(hours))]
    sla = agreement(
        "sla",
        "web_sla",
        "at least 99%",
        per="week",
        term=ONE_WEEK,
        more="hours own",
        support=f"{op} of (u0.up, u1.up, u2.up)",
    )
    ucs = [
        agreement(
            "uc", f"u{part}", f"total at most {budget * 8}h", per="week", term=ONE_WEEK, more=f"hours hours_{part}"
        )
        for part, budget in enumerate(budgets)
    ]
    policy = Policy(tmp_path_factory.mktemp("blocks"), *calendars, sla, *ucs)
    case = policy.case()
    # A part's budget is no more than what it covers of the agreed time; the rest of that is not promised.
    found = Fraction(case.guaranteed.downtime, BLOCK)
    assert case.guaranteed.exact
    assert found.denominator in (1, 2, 3)
    assert found == placed(needs, own, hours, budgets, found.denominator)


def test_with_too_many_spans_of_coverage_the_figure_is_an_upper_bound_and_says_so(tmp_path, monkeypatch):
    sla = agreement("sla", "web_sla", "at least 99.9%", support="any of (a_uc.up, b_uc.up)")
    ucs = [
        agreement("uc", "a_uc", "total at most 2h", more="hours office"),
        agreement("uc", "b_uc", "total at most 3h", more="hours nights"),
    ]
    exact = Policy(tmp_path, sla, *ucs).case().guaranteed
    monkeypatch.setattr(reckoning, "MOST_CELLS", 1)
    bound = Policy(tmp_path, sla, *ucs).case().guaranteed
    assert exact.exact
    assert not bound.exact
    assert bound.downtime >= exact.downtime
    assert bound.downtime <= bound.agreed
