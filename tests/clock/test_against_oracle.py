"""The kernel against the oracle: thousands of random cases under random policies, every column of every cycle."""

from random import Random

import pytest

from slacode.engine.metrics.clock import judge
from tests.clock import random_cases
from tests.clock.build import batch_of, rule_of, told
from tests.clock.oracle import Policy, Row, outcomes

DAYS = (random_cases.FIRST, random_cases.LAST)
CASES = 12


def drawn(seed: int) -> tuple[Policy, dict[str, list[Row]], int]:
    random = Random(seed)
    policy = random_cases.policy(random)
    cases = {f"T{number}": random_cases.case(random) for number in range(CASES)}
    last = max(row.time for rows in cases.values() for row in rows)
    return policy, cases, last + random.choice((0, random.randrange(5 * random_cases.DAY)))


def compare(seed: int) -> None:
    policy, cases, as_of = drawn(seed)
    rule = rule_of(policy)
    table = judge(batch_of(cases, rule), rule, as_of)
    for index, rows in enumerate(cases.values()):
        assert told(table, index) == outcomes(rows, policy, as_of, DAYS), (seed, index)


@pytest.mark.parametrize("block", range(6))
def test_random_cases(block):
    for seed in range(block * 50, block * 50 + 50):
        compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(40))
def test_very_many_random_cases(block):
    for seed in range(10_000 + block * 250, 10_000 + block * 250 + 250):
        compare(seed)
