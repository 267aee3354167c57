"""Statuses, exactly: shares as whole numbers, levels as integers, figures that never flatter (6.4, 6.6)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.evaluate.outcome import Shares, Span, aggregated, level_outcome, say_exactly, share_outcome
from slacode.engine.model.agreements import Level, Within
from slacode.engine.model.values import Duration

OVER = Span(over=True, more_cases=False)
RUNNING = Span(over=False, more_cases=True)
CLOSED_TO_NEW = Span(over=False, more_cases=False)
HOUR = 3600 * 10**6


def within(share: str, least: int | None = None) -> Within:
    return Within(share=Decimal(share), allowance=Duration(us=4 * HOUR), at_least_cases=least)


def shares(met: int, breached: int, loose: int = 0) -> Shares:
    """All counted cycles firm; `loose` ones still pending."""
    return Shares(met, breached, met, breached, loose)


@pytest.mark.parametrize(
    ("share", "met", "breached", "status", "attained"),
    [
        ("95", 19, 1, "met", "95"),  # 19 * 100 = 1900 = 95 * 20
        ("95", 18, 1, "missed", "94.736842"),  # 1800 < 95 * 19 = 1805; 18/19 = 94.7368421...
        ("66.666667", 2, 1, "missed", "66.666666"),  # 200 < 66.666667 * 3 = 200.000001
        ("66.666666", 2, 1, "met", "66.666666"),
        ("100", 999_999_999, 1, "missed", "99.999999"),  # 99.9999999 is not rounded up to 100
        ("0", 0, 3, "met", "0"),
    ],
)
def test_a_share_is_compared_exactly(share, met, breached, status, attained):
    outcome = share_outcome(within(share), shares(met, breached), OVER, None)
    assert (outcome.status, outcome.attained, outcome.can_become) == (status, attained, None)


def test_nothing_counted_is_no_data_unless_the_target_says_what_it_counts_as():
    assert share_outcome(within("95"), shares(0, 0), OVER, None).status == "no data"
    assert share_outcome(within("95"), shares(0, 0), OVER, "met").status == "met"
    assert share_outcome(within("95"), shares(0, 0), OVER, "missed").status == "missed"
    assert share_outcome(within("95"), shares(0, 0), OVER, "met").attained is None


def test_a_floor_makes_few_cases_no_data():
    assert share_outcome(within("95", 20), shares(18, 1), OVER, None).status == "no data"  # 19 < 20
    assert share_outcome(within("95", 20), shares(18, 2), OVER, None).status == "missed"  # 20, 90%


@pytest.mark.parametrize(
    ("share", "counted", "span", "can_become"),
    [
        ("95", shares(10, 0), RUNNING, "either"),
        ("95", shares(0, 10), RUNNING, "either"),  # 190 further met ones would still do
        ("100", shares(10, 1), RUNNING, "missed"),  # one breach for good is enough
        ("100", shares(10, 0, 3), RUNNING, "either"),
        ("0", shares(0, 10), RUNNING, "met"),
        ("90", shares(9, 0, 1), CLOSED_TO_NEW, "met"),  # at worst 9 of 10
        ("90", shares(8, 1, 1), CLOSED_TO_NEW, "either"),  # 9 of 10 or 8 of 10
        ("90", shares(8, 2, 1), CLOSED_TO_NEW, "missed"),  # at best 9 of 11
        ("90", shares(0, 0), CLOSED_TO_NEW, "no data"),
    ],
)
def test_what_an_open_period_can_become(share, counted, span, can_become):
    outcome = share_outcome(within(share), counted, span, None)
    assert (outcome.status, outcome.can_become) == ("open", can_become)


@pytest.mark.parametrize(
    ("promise", "counted", "span", "can_become"),
    [
        (within("100", 20), shares(10, 1), RUNNING, "either"),  # missed with nine more cases, no data with eight
        (within("100", 20), shares(18, 2), RUNNING, "missed"),
        (within("90", 10), shares(9, 0, 1), CLOSED_TO_NEW, "either"),  # no data if the pending case is cancelled
        (within("90", 10), shares(8, 0, 1), CLOSED_TO_NEW, "no data"),  # nine at most
    ],
)
def test_too_few_cases_may_come_to_no_data(promise, counted, span, can_become):
    assert share_outcome(promise, counted, span, None).can_become == can_become


def test_too_few_values_may_come_to_no_data_which_may_count_as_missed():
    promise = level("longest", "at most", 4, least=3)
    too_long = [5 * HOUR]
    assert level_outcome(promise, too_long, RUNNING, False, None).can_become == "either"
    assert level_outcome(promise, too_long, RUNNING, False, "missed").can_become == "missed"
    assert level_outcome(promise, too_long, CLOSED_TO_NEW, False, None).can_become == "no data"
    assert level_outcome(promise, too_long * 3, RUNNING, False, None).can_become == "missed"


def test_a_breach_that_may_be_taken_back_does_not_decide():
    # eleven counted, one of them breached but not for good: 100% can still be reached
    loose_breach = Shares(met=10, breached=1, firm_met=10, firm_breached=0, loose=1)
    assert share_outcome(within("100"), loose_breach, RUNNING, None).can_become == "either"


def level(aggregate: str, bound: str, hours: int, least: int | None = None) -> Level:
    return Level(aggregate=aggregate, bound=bound, quantity=Duration(us=hours * HOUR), at_least_cases=least)


@pytest.mark.parametrize(
    ("aggregate", "figure"),
    [
        ("average", Fraction(10, 4)),  # (1 + 2 + 3 + 4) / 4
        ("total", Fraction(10)),
        ("longest", Fraction(4)),
        ("max", Fraction(4)),
        ("min", Fraction(1)),
        ("p50", Fraction(2)),  # rank ceil(0.5 * 4) = 2
        ("p51", Fraction(3)),  # rank ceil(2.04) = 3
        ("p75", Fraction(3)),
        ("p95", Fraction(4)),
        ("p99.9", Fraction(4)),
        ("p0", Fraction(1)),
        ("p100", Fraction(4)),
    ],
)
def test_figures_of_a_period(aggregate, figure):
    assert aggregated(aggregate, [3, 1, 4, 2]) == figure


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(1, 100))
def test_nearest_rank_is_the_least_value_that_enough_values_do_not_exceed(values, percent):
    enough = [v for v in sorted(values) if sum(w <= v for w in values) * 100 >= percent * len(values)]
    assert aggregated(f"p{percent}", values) == enough[0]


def test_an_average_over_the_bound_by_a_third_of_a_microsecond_is_missed_and_looks_it():
    # (4h + 4h + 4h + 1us) / 3 = 4h + 1/3 us: cut downwards it would look kept, so it is cut upwards
    values = [4 * HOUR, 4 * HOUR, 4 * HOUR + 1]
    outcome = level_outcome(level("average", "at most", 4), values, OVER, False, None)
    assert (outcome.status, outcome.attained) == ("missed", "14400.000001")
    assert level_outcome(level("average", "at most", 4), [4 * HOUR] * 3, OVER, False, None).status == "met"


@pytest.mark.parametrize(
    ("promise", "hours", "changeable", "can_become"),
    [
        (level("total", "at most", 4), [3, 2], False, "missed"),  # 5h, and a total only grows
        (level("total", "at most", 4), [3, 2], True, "either"),
        (level("total", "at most", 4), [3], False, "either"),
        (level("total", "at least", 4), [5], False, "met"),
        (level("longest", "at most", 4), [5, 1], False, "missed"),
        (level("min", "at least", 4), [3, 9], False, "missed"),  # a least only falls
        (level("min", "at most", 4), [3], False, "met"),
        (level("average", "at most", 4), [9], False, "either"),
        (level("total", "at most", 4), [], False, "either"),
    ],
)
def test_what_an_open_level_can_become(promise, hours, changeable, can_become):
    outcome = level_outcome(promise, [h * HOUR for h in hours], RUNNING, changeable, None)
    assert (outcome.status, outcome.can_become) == ("open", can_become)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**7))
def test_a_cut_figure_is_on_the_side_that_does_not_flatter(numerator, denominator):
    exact = Fraction(numerator, denominator)
    low, high = (Fraction(say_exactly(exact, round_up=up)) for up in (False, True))
    assert low <= exact <= high
    assert high - low < Fraction(1, 10**6) or high - low == Fraction(1, 10**6)
    assert (low == high) == ((exact * 10**6).denominator == 1)


@given(st.integers(0, 5000), st.integers(0, 5000), st.decimals("0.001", "100", places=3))
def test_what_is_missed_never_shows_as_kept(met, breached, share):
    outcome = share_outcome(within(str(share)), shares(met, breached), OVER, None)
    if outcome.attained is None:
        assert outcome.status == "no data"
    else:  # the share has three places, the figure is cut at six: the cut hides nothing of what is compared
        assert (outcome.status == "met") == (Decimal(outcome.attained) >= share)
