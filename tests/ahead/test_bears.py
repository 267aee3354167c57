"""How many more breaches, cases or minutes a promise bears: by hand, and against every possible end."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.evaluate.ahead.bears import (
    Bears,
    bad_cases_borne,
    cases_borne,
    downtime_borne,
    good_cases_borne,
    share_bears,
)
from slacode.engine.model.agreements import Level
from slacode.engine.model.values import Number

SHARES = st.sampled_from([Decimal(share) for share in ("0", "33.3", "50", "90", "95", "99.9", "100")])
COUNTS = st.integers(0, 60)


def keeps(share: Decimal, kept: int, every: int) -> bool:
    return 100 * kept >= Fraction(share) * every


def test_95_percent_of_46_cases_bears_two_breaches_of_which_one_is_there():
    # 40 met + 1 breached + 5 pending = 46; 5% of 46 is 2.3, so two may breach: 44/46 is 95.65%, 43/46 is 93.47%
    assert share_bears(Decimal(95), 40, 1, 5, more_cases=True) == Bears("breaches", 1)


def test_beyond_the_pending_cases_a_breach_is_a_case_more():
    # 100 met, 2 pending at 90%: both pending and 9 new ones may breach, as 100/111 is 90.09% and 100/112 is 89.28%
    assert share_bears(Decimal(90), 100, 0, 2, more_cases=True) == Bears("breaches", 11)
    assert share_bears(Decimal(90), 100, 0, 2, more_cases=False) == Bears("breaches", 2)


def test_what_is_short_says_how_many_kept_cases_it_takes():
    # 8 met, 2 breached, none pending at 90%: 8 + m of 10 + m is 90% at m = 10, as 18 of 20
    assert share_bears(Decimal(90), 8, 2, 0, more_cases=True) == Bears("breaches", 0, 10)
    assert share_bears(Decimal(90), 8, 2, 0, more_cases=False) == Bears("breaches", 0, None)
    assert share_bears(Decimal(100), 8, 1, 3, more_cases=True) == Bears("breaches", 0, None)


def test_no_share_bears_anything_and_all_bears_nothing():
    assert share_bears(Decimal(0), 0, 3, 0, more_cases=True) == Bears("breaches", None)
    assert share_bears(Decimal(100), 5, 0, 4, more_cases=True) == Bears("breaches", 0)


def best_end(share: Decimal, met: int, breached: int, pending: int, broken: int) -> bool:
    """Whether it holds if so many more cases breach, pending ones first, and the other pending ones are kept."""
    kept = met + max(0, pending - broken)
    return keeps(share, kept, kept + breached + broken)


@given(SHARES, COUNTS, COUNTS, COUNTS)
def test_one_more_than_it_bears_loses_the_promise(share, met, breached, pending):
    borne = share_bears(share, met, breached, pending, more_cases=True)
    if borne.amount is None:
        assert share == 0
    elif borne.needs == 0:
        assert best_end(share, met, breached, pending, borne.amount)
        assert not best_end(share, met, breached, pending, borne.amount + 1)
    else:
        assert not best_end(share, met, breached, pending, 0)


@given(SHARES, COUNTS, COUNTS, COUNTS)
def test_what_it_needs_is_the_least_that_mends_it(share, met, breached, pending):
    needs = share_bears(share, met, breached, pending, more_cases=True).needs
    if needs is None:
        assert share == 100
        assert breached
    else:
        assert best_end(share, met + needs, breached, pending, 0)
        assert needs == 0 or not best_end(share, met + needs - 1, breached, pending, 0)


@given(SHARES, COUNTS, COUNTS, COUNTS)
def test_pending_cases_alone_bear_no_more_than_with_others(share, met, breached, pending):
    alone = share_bears(share, met, breached, pending, more_cases=False).amount
    with_others = share_bears(share, met, breached, pending, more_cases=True).amount
    assert alone <= pending
    assert with_others is None or alone == min(with_others, pending)


def test_shares_of_good_cases_and_numbers_of_cases():
    # at least 90%: 18 good, 1 bad: one more bad is 18 of 20; at most 20%: 2 of 20, two more are 4 of 22, three 5 of 23
    assert bad_cases_borne(Decimal(90), 18, 1) == Bears("bad cases", 1)
    assert good_cases_borne(Decimal(20), 2, 18) == Bears("good cases", 2)
    at_most = Level(bound="at most", quantity=Number(value=Decimal(2)))
    assert cases_borne(at_most, Fraction(2), 1) == Bears("cases", 1)
    assert cases_borne(at_most, Fraction(2), 3) == Bears("cases", 0, None)
    at_least = Level(bound="at least", quantity=Number(value=Decimal(20)))
    assert cases_borne(at_least, Fraction(20), 12) == Bears("cases", None, 8)


def test_downtime_is_what_is_left_of_the_budget():
    # 0.1% of 30 days is 43.2 minutes; 10 of them are used
    month = 30 * 24 * 3600 * 10**6
    assert downtime_borne(Fraction(month, 1000), 600 * 10**6) == Bears("downtime", 1992 * 10**6)
    assert downtime_borne(Fraction(month, 1000), 2593 * 10**6) == Bears("downtime", 0, None)
