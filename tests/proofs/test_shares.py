"""Shares of cases along a path of support: worked by hand, against cases placed exhaustively, and laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.shares import (
    ShareJoin,
    ShareLeaf,
    leaves_of,
    shares_behind,
    shares_of_path,
)
from slacode.engine.support.carriers import support_of
from slacode.engine.trace.tree import promises_of
from tests.proofs.uptime import Policy


def leaf(key: str, percent: str) -> ShareLeaf:
    return ShareLeaf(key, Fraction(percent) / 100)


def every(*parts) -> ShareJoin:
    return ShareJoin(True, parts)


def either(*parts) -> ShareJoin:
    return ShareJoin(False, parts)


A, B, C = leaf("a", "95"), leaf("b", "98"), leaf("c", "90")


@pytest.mark.parametrize(
    ("tree", "guaranteed", "independent", "best"),
    [
        (A, "95", "95", "95"),
        (every(A, B), "93", "93.1", "95"),  # 100 - 5 - 2; 0.95 * 0.98; the smaller
        (every(A, B, C), "83", "83.79", "90"),  # 100 - 5 - 2 - 10; * 0.9
        (either(A, C), "90", "90", "95"),  # it may be c that does it, always; or a
        (every(either(A, C), B), "88", "88.2", "95"),  # 90 - 2; 0.9 * 0.98; a at best
        (either(every(A, B), C), "90", "90", "95"),  # 93 or 90
        (
            every(A, A),
            "90",
            "95",
            "95",
        ),  # the second time it may miss other cases; independent of others it counts once
        (every(leaf("x", "40"), leaf("y", "40")), "0", "16", "40"),  # 100 - 60 - 60 is less than nothing
    ],
)
def test_worked_by_hand(tree, guaranteed, independent, best):
    found = shares_of_path(tree)
    assert [found.guaranteed, found.independent, found.best] == [
        Fraction(p) / 100 for p in (guaranteed, independent, best)
    ]


CASES = 4


@given(st.sampled_from([True, False]), st.lists(st.integers(0, CASES), min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_guaranteed_and_best_are_the_worst_and_the_best_of_all_placements(joined, kept):
    # Each of four cases is kept by a promise or missed; over `or`, somebody chooses who does it, case by case.
    sets = [[frozenset(chosen) for chosen in combinations(range(CASES), count)] for count in kept]
    whole = [frozenset.intersection(*chosen) for chosen in product(*sets)]
    tree = ShareJoin(joined, tuple(ShareLeaf(place, Fraction(count, CASES)) for place, count in enumerate(kept)))
    found = shares_of_path(tree)
    if joined:
        assert found.guaranteed == Fraction(min(map(len, whole)), CASES)
        assert found.best == Fraction(max(map(len, whole)), CASES)
    else:  # one of them does all of it, which one is not known
        assert (found.guaranteed, found.best) == (Fraction(min(kept), CASES), Fraction(max(kept), CASES))


trees = st.recursive(
    st.integers(0, 3).map(lambda key: ShareLeaf(key, Fraction(100 - 7 * key, 100))),
    lambda inner: st.builds(ShareJoin, st.booleans(), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=7,
)


@given(trees, trees)
def test_the_figures_are_in_order_and_more_parts_never_make_a_path_better(tree, more):
    found, longer = shares_of_path(tree), shares_of_path(every(tree, more))
    assert 0 <= found.guaranteed <= found.independent <= found.best <= 1
    assert longer.guaranteed <= found.guaranteed
    assert longer.independent <= found.independent
    assert longer.best <= found.best
    assert found.best <= max(leaf.share for leaf in leaves_of(tree))


def test_the_shares_behind_a_row_of_a_policy(tmp_path):
    step = "target {name} {{ metric fix per month require {share}% within 1h {support} }}"
    text = """\
metric fix = clock on outages { start when event == began stop when event == ended }
sla web_sla { between acme and shop timezone UTC TARGET }
ola desk { between ops and acme timezone UTC DESK }
ola net { between ops and acme timezone UTC NET }
"""
    text = text.replace("TARGET", step.format(name="fix", share=95, support="supported by desk.fix then net.fix"))
    text = text.replace("DESK", step.format(name="fix", share=98, support=""))
    text = text.replace("NET", step.format(name="fix", share="96.5", support=""))
    policy = Policy(tmp_path, text)
    (promise,) = [one for one in promises_of(policy.lookup) if one.agreement.kind == "sla"]
    found = shares_behind(support_of(policy.lookup, promise))
    assert found.guaranteed == Fraction("0.945")  # 100 - 2 - 3.5
    assert found.best == Fraction("0.965")
    assert shares_behind(None) is None


@pytest.mark.parametrize(
    ("support", "guaranteed"),
    [
        ("desk.fix and net.fix", "94.5"),  # 100 - 2 - 3.5
        ("all of (desk.fix, net.fix)", "94.5"),
        ("desk.fix or net.fix", "96.5"),  # the worse of the two may do it all
        ("any of (desk.fix, net.fix)", "96.5"),
        ("1 of (desk.fix, net.fix)", "96.5"),
    ],
)
def test_the_words_for_availabilities_have_their_sense_for_times(tmp_path, support, guaranteed):
    step = "target fix {{ metric fix per month require {share}% within 1h {support} }}"
    text = f"""\
metric fix = clock on outages {{ start when event == began stop when event == ended }}
sla web_sla {{ between acme and shop timezone UTC {step.format(share=97, support=f"supported by {support}")} }}
ola desk {{ between ops and acme timezone UTC {step.format(share=98, support="")} }}
ola net {{ between ops and acme timezone UTC {step.format(share="96.5", support="")} }}
"""
    policy = Policy(tmp_path, text)
    (promise,) = [one for one in promises_of(policy.lookup) if one.agreement.kind == "sla"]
    assert shares_behind(support_of(policy.lookup, promise)).guaranteed == Fraction(guaranteed) / 100
    (case,) = Subject(policy.lookup.model).share_cases
    assert case.behind.guaranteed == Fraction(guaranteed) / 100
