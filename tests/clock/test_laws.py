"""What must hold of every log: chains of cycles, order and cutting of batches, later instants, what is settled."""

from __future__ import annotations

import dataclasses
import time
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.metrics.clock import CycleTable, Shared, Verdict, conditions_of, cycles, instants_of, judge
from slacode.engine.metrics.clock.table import COLUMNS
from tests.clock import random_cases
from tests.clock.build import batch_of, named, rule_of, told
from tests.clock.oracle import MINUTE, Policy, Promise, Row, outcomes
from tests.clock.random_cases import OFFICE
from tests.clock.test_against_oracle import DAYS, compare, drawn


def columns(table: CycleTable) -> dict[str, list[int]]:
    return {name: getattr(table, name).tolist() for name in COLUMNS}


# ---- cases with very many cycles


@pytest.mark.parametrize("rounds", [1, 2])
def test_following_single_cases_is_the_same_as_all_at_once(monkeypatch, rounds):
    monkeypatch.setattr(cycles, "ROUNDS", rounds)
    for seed in range(60):
        compare(seed)


def test_cases_with_more_cycles_than_there_are_rounds():
    # Forty rows of updates a case: far beyond the rounds; the oracle walks them all.
    promises = (Promise("within", 30 * MINUTE, None, OFFICE),)
    for reopen in ("ignored", "continues", "restarts"):
        policy = Policy(reopen, frozenset({"start", "stop", "again", "cancel", "pause"}), promises)
        random = Random(reopen)
        odds = {"start": 0.8, "again": 0.7, "cancel": 0.05, "stop": 0.05, "pause": 0.2}
        cases = {
            f"T{case}": [
                Row(
                    random_cases.SINCE + 17 * MINUTE * step,
                    frozenset(n for n, p in odds.items() if random.random() < p),
                )
                for step in range(60)
            ]
            for case in range(20)
        }
        rule = rule_of(policy)
        as_of = random_cases.SINCE + random_cases.DAY
        table = judge(batch_of(cases, rule), rule, as_of)
        assert table.cycle.max() > 2 * cycles.ROUNDS
        for index, rows in enumerate(cases.values()):
            assert told(table, index) == outcomes(rows, policy, as_of, DAYS)


@pytest.mark.parametrize("reopen", ["restarts", "continues"])
def test_a_case_of_a_million_rows_and_half_as_many_cycles_takes_seconds(reopen):
    size = 1_000_000
    rule = rule_of(Policy(reopen, frozenset({"start", "stop", "cancel"}), (Promise("within", MINUTE, None, OFFICE),)))
    odd = np.arange(size) % 2 == 1
    ends = named("stop") if reopen == "restarts" else named("cancel")
    flags = {condition: np.zeros(size, dtype=np.bool_) for condition in conditions_of(rule)}
    flags |= {named("start"): ~odd, ends: odd}
    times = random_cases.SINCE + np.arange(size, dtype=np.int64) * 1_000_000
    batch = CaseBatch(pa.array(["T1"]), np.array([0, size]), times, flags, {})
    began = time.process_time()
    table = judge(batch, rule, int(times[-1]))
    assert time.process_time() - began < 20  # about one second; the bound only tells seconds from hours
    assert table.cycle.tolist() == list(range(1, size // 2 + 1))
    assert set(table.verdict.tolist()) == {Verdict.MET if reopen == "restarts" else Verdict.CANCELLED}


# ---- batches


def test_the_order_and_cutting_of_cases_into_batches_changes_nothing():
    for seed in range(40):
        policy, cases, as_of = drawn(seed)
        rule = rule_of(policy)
        whole = judge(batch_of(cases, rule), rule, as_of)
        for index, (name, rows) in reversed(list(enumerate(cases.items()))):
            assert told(judge(batch_of({name: rows}, rule), rule, as_of), 0) == told(whole, index)


def test_rules_that_share_their_work_judge_as_each_alone():
    for seed in range(40):
        policy, cases, as_of = drawn(seed)
        clock = rule_of(policy)
        others = [dataclasses.replace(rule_of(drawn(seed + more)[0]), clock=clock.clock) for more in (1000, 2000)]
        rules = [clock, *others, clock]
        batch = batch_of(cases, *rules)
        shared = Shared(batch, as_of)
        for rule in rules:
            assert columns(judge(batch, rule, as_of, shared)) == columns(judge(batch, rule, as_of))


def test_a_batch_needs_no_more_than_a_rule_says():
    policy, cases, as_of = drawn(7)
    rule = rule_of(policy)
    batch = batch_of(cases, rule)
    assert set(batch.flags) == set(conditions_of(rule))
    assert set(batch.instants) == set(instants_of(rule))
    assert judge(batch, rule, as_of).case.size > 0


# ---- time going on


def test_what_is_settled_stays_whatever_comes():
    settled = 0
    for seed in range(400):
        policy, cases, as_of = drawn(seed)
        rule = rule_of(policy)
        before = judge(batch_of(cases, rule), rule, as_of)
        later = {name: rows + _further(seed, name, as_of) for name, rows in cases.items()}
        after = judge(batch_of(later, rule), rule, as_of + 10 * random_cases.DAY)
        found = {(case, cycle): i for i, (case, cycle) in enumerate(zip(after.case, after.cycle, strict=True))}
        for i in np.flatnonzero(before.settled).tolist():
            j = found[before.case[i], before.cycle[i]]
            assert (before.verdict[i], before.row[i]) == (after.verdict[j], after.row[j]), seed
            if before.verdict[i] != Verdict.EXCLUDED:  # a later stop is noted there, and counts nothing
                assert before.verdict_at[i] == after.verdict_at[j], seed
            assert after.settled[j] or (policy.reopen == "continues" and after.stopped[j] > as_of), seed
            settled += 1
    assert settled > 1000


def _further(seed: int, name: str, after: int) -> list[Row]:
    random = Random(f"{seed} {name}")
    rows = random_cases.case(random)
    return [dataclasses.replace(row, time=row.time - rows[0].time + after + 1) for row in rows]


ONE = (Promise("within", 4 * 60 * MINUTE, None, OFFICE),)
P1_ONLY = (dataclasses.replace(ONE[0], when="P1"),)


@pytest.mark.parametrize(
    ("policy", "settled"),
    [
        (Policy("ignored", frozenset({"start", "stop"}), ONE), True),
        (Policy("continues", frozenset({"start", "stop"}), ONE), True),
        (Policy("ignored", frozenset({"start", "stop", "cancel"}), ONE), False),  # may be cancelled
        (Policy("ignored", frozenset({"start", "stop", "where"}), ONE), False),  # may leave the target
        (Policy("ignored", frozenset({"start", "stop", "exclude cases"}), ONE), False),  # may be excluded
        (Policy("ignored", frozenset({"start", "stop", "P1"}), P1_ONLY), False),  # may change its row
        (Policy("ignored", frozenset({"start", "stop", "P1"}), P1_ONLY, classify_at="start"), True),
        (Policy("ignored", frozenset({"start", "stop"}), (Promise("by", 0, None, OFFICE),)), False),  # a new deadline
    ],
)
def test_a_breach_of_an_open_case_is_settled_only_if_nothing_can_take_it_back(policy, settled):
    rule = rule_of(policy)
    row = Row(random_cases.SINCE, frozenset({"start", "where", "P1"}), random_cases.SINCE)
    table = judge(batch_of({"T1": [row]}, rule), rule, random_cases.SINCE + 3 * random_cases.DAY)
    assert table.verdict.tolist() == [Verdict.BREACHED]
    assert table.settled.tolist() == [settled]


def test_a_stop_that_may_be_taken_back_and_a_pending_cycle_are_not_settled():
    rows = [Row(random_cases.SINCE, frozenset({"start"})), Row(random_cases.SINCE + 1, frozenset({"stop"}))]
    for reopen, settled in (("ignored", True), ("restarts", True), ("continues", False)):
        rule = rule_of(Policy(reopen, frozenset({"start", "stop"}), ONE))
        assert judge(batch_of({"T1": rows}, rule), rule, rows[1].time).settled.tolist() == [settled]
        assert judge(batch_of({"T1": rows[:1]}, rule), rule, rows[1].time).settled.tolist() == [False]
