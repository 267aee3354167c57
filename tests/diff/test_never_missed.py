"""Weakening is never missed: where a case or an amount comes out worse for the customer, the diff says it may."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from slacode.engine.evaluate.backtest.run import backtest
from slacode.engine.evaluate.result import Result
from slacode.engine.settle.money import in_full
from tests.diff.contract import differences, load
from tests.diff.random_pairs import logs, texts

OTHER_WAY = {"weakened": "strengthened", "strengthened": "weakened"}


def worse(base: str, head: str, files: dict[str, str]) -> list[str]:
    """What is worse for the customer: cases that are breached no longer, and less money for the periods in all.

    Penalties share a pool: where one takes more of it, it leaves less for the others, which is no loss.
    """
    found = backtest(load(base).model, load(head).model, logs=files, as_of=dt.date(2026, 4, 30))
    lost = [flip for flip in found.flips if flip.verdicts[0] == "breached"]
    said = [f"{flip.case} of {flip.target} is {flip.verdicts[1]}" for flip in lost]
    before, after = (_due(side) for side in (found.base, found.head))
    return said + ([f"{before - after} less is due"] if after < before else [])


def _due(side: Result) -> Fraction:
    return sum((in_full(one.units, one.currency) for one in side.penalties), Fraction(0))


def check(seed: int) -> None:
    random = Random(seed)
    base, head = texts(random)
    with TemporaryDirectory() as folder:
        found = worse(base, head, logs(random, Path(folder)))
    told = {one.effect.customer for one in differences(base, head)}
    assert not found or told & {"weakened", "undecidable"}, (seed, found, told)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_gets_worse_is_told(seed):
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_whatever_gets_worse_is_told_of_a_thousand_pairs(start):
    for seed in range(start, start + 100):
        check(seed)


@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 600), marks=pytest.mark.slow)])
def test_the_other_way_round_weakened_is_strengthened(seeds):
    for seed in seeds:
        base, head = texts(Random(seed))
        there = Counter((one.ref, one.what, one.effect.customer) for one in differences(base, head))
        back = Counter((one.ref, one.what, swapped(one.effect.customer)) for one in differences(head, base))
        assert there == back, (seed, base, head)


def swapped(effect: str) -> str:
    return OTHER_WAY.get(effect, effect)


def test_the_pairs_hold_what_gets_worse_and_what_is_not_weakened():
    told = [{one.effect.customer for one in differences(*texts(Random(seed)))} for seed in range(20)]
    assert sum("weakened" in effects for effects in told) > 3
    assert sum(not effects & {"weakened", "undecidable"} for effects in told) > 1
