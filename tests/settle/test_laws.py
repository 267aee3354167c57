"""Laws of settlement on random contracts: limits hold to the cent, no order of a text or of facts means anything."""

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from slacode.engine.settle.money import exactly, rounded, spread
from tests.settle.contract import attained, breach, contract, settled

figures = st.sampled_from(["50", "80.5", "89.99", "92", "94.999", "95", "99.7", "99.95", "100"])
cents = st.integers(min_value=1, max_value=20_000).map(lambda n: f"{n // 100}.{n % 100:02}")


@st.composite
def penalties(draw):
    """Clauses of a contract, each a penalty or a limit on all of them."""
    amount, share, tier = draw(cents), draw(st.integers(1, 90)), draw(st.sampled_from([90, 95]))
    own = draw(st.sampled_from(["", f"cap EUR {draw(cents)} per month", f"cap EUR {draw(cents)} per rolling 3 months"]))
    repeat = draw(st.sampled_from(["", "double when missed the month before", f"after 2 in a row: EUR {draw(cents)}"]))
    return [
        f"penalty a on fix_it {{ below {tier}%: EUR {amount}  below 80%: {share}% of fee {own} {repeat} }}",
        f"penalty b on up {{ EUR {draw(cents)} per started 0.1% below 99.9% }}",
        f"penalty c on fix_it {{ each breach: EUR {draw(cents)} per started hour late }}",
        f"at risk EUR {draw(cents)} per month",
        f"cap penalties at EUR {draw(cents)} per quarter",
    ]


@st.composite
def worlds(draw):
    """What was attained in some months, and the breaches."""
    months = [f"2026-{month:02}" for month in range(1, draw(st.integers(2, 6)) + 1)]
    return [
        (month, draw(figures), draw(figures), draw(st.integers(0, 40)), draw(st.integers(1, 300))) for month in months
    ]


def facts(policy, world):
    results, breaches = [], []
    for month, fix_it, up, count, minutes in world:
        results += [attained(policy, month, fix_it), attained(policy, month, up, target="up")]
        breaches += [breach(policy, month, Fraction(minutes, 60), count=count)] if count else []
    return results, breaches


def outcome(found):
    return [(one.penalty, one.period.name, one.units) for one in found.amounts]


@settings(max_examples=60, deadline=None)
@given(penalties(), worlds(), st.data())
def test_neither_the_order_of_the_text_nor_that_of_the_facts_means_anything(clauses, world, data):
    with TemporaryDirectory() as folder:
        policy = contract(Path(folder), "\n".join(clauses))
        other = contract(Path(folder), "\n".join(data.draw(st.permutations(clauses))))
    results, breaches = facts(policy, world)
    shuffled = data.draw(st.permutations(results))
    assert outcome(settled(policy, *results, breaches=breaches)) == outcome(
        settled(other, *shuffled, breaches=breaches[::-1])
    )


@settings(max_examples=60, deadline=None)
@given(penalties(), worlds())
def test_never_more_than_a_limit_and_no_cent_less_than_it_allows(clauses, world):
    with TemporaryDirectory() as folder:
        policy = contract(Path(folder), "\n".join(clauses))
        free = contract(Path(folder), "\n".join(clauses[:3]))
    version = policy.model.agreements[0].versions[0]
    pool, cap = (rounded(Fraction(limit.amount.amount), "EUR") for limit in (version.at_risk, version.caps[0]))
    results, breaches = facts(policy, world)
    found = settled(policy, *results, breaches=breaches).amounts
    alone = settled(free, *results, breaches=breaches).amounts
    taken = {}
    for month, *_ in world:
        here = sum(one.units for one in found if one.period.name == month)
        wanted = sum(one.units for one in alone if one.period.name == month)
        quarter = (int(month[-2:]) + 2) // 3
        left = cap - taken.get(quarter, 0)
        # Own caps per rolling months count what was taken in the end, so with limits more may be left of them.
        assert here <= min(pool, left)
        assert here >= min(pool, left, wanted)
        taken[quarter] = taken.get(quarter, 0) + here


@settings(max_examples=60, deadline=None)
@given(penalties(), worlds())
def test_the_last_step_of_a_derivation_is_the_amount(clauses, world):
    with TemporaryDirectory() as folder:
        policy = contract(Path(folder), "\n".join(clauses))
    results, breaches = facts(policy, world)
    for one in settled(policy, *results, breaches=breaches).amounts:
        steps = [line for line in one.lines if line.amount is not None]
        assert steps[-1].amount == Fraction(one.units, 100)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.data())
def test_a_total_is_spread_to_the_last_unit_and_no_share_is_a_unit_off(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    shares = spread(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert 0 <= share <= weight
        assert sum(weights) == 0 or abs(share - Fraction(total * weight, sum(weights))) < 1


@example(Fraction(1342177281, 134217728))  # more digits than a decimal's context holds
@given(st.fractions(min_value=0, max_value=10**6))
def test_exact_amounts_read_back_as_they_were(amount):
    assert Fraction(exactly(amount)) == amount
