"""The kernel against the oracle: thousands of random cases under random policies, every column of every cycle."""

from dataclasses import replace
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


def compare_versions(seed: int) -> None:
    """Two versions, the second of which is in force from some instant at which cases run: each case is one's."""
    policy, cases, as_of = drawn(seed)
    random = Random(seed + 1)
    other = random_cases.policy(random)
    times = sorted(row.time for rows in cases.values() for row in rows)
    change = random.choice(times) + random.choice((0, 1))
    versions = [
        replace(policy, first=times[0], last=change),
        replace(other, reopen=policy.reopen, uses=policy.uses, first=change, last=times[-1] + 1),
    ]
    rules = [rule_of(version) for version in versions]
    batch = batch_of(cases, *rules)
    tables = [judge(batch, rule, as_of) for rule in rules]
    for index, rows in enumerate(cases.values()):
        found = [told(table, index) for table in tables]
        assert found == [outcomes(rows, version, as_of, DAYS) for version in versions], (seed, index)
        assert not all(found), "one case is judged by one version"


@pytest.mark.parametrize("block", range(2))
def test_versions_that_change_while_cases_run(block):
    for seed in range(block * 50, block * 50 + 50):
        compare_versions(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_very_many_versions_that_change_while_cases_run(block):
    for seed in range(10_000 + block * 250, 10_000 + block * 250 + 250):
        compare_versions(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(40))
def test_very_many_random_cases(block):
    for seed in range(10_000 + block * 250, 10_000 + block * 250 + 250):
        compare(seed)
