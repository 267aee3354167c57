"""Downtime of structures: worked by hand, against outages placed exhaustively, and laws."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from slacode.engine.proofs import structures
from slacode.engine.proofs.packing import pack
from slacode.engine.proofs.structures import (
    DOWN,
    UP,
    Cell,
    Fixed,
    Leaf,
    Vote,
    best_share,
    cut_sets,
    dual,
    independent_share,
    most_downtime,
    parts_of,
    with_known,
)

A, B, C, D = (Leaf(part) for part in range(4))


def all_of(*nodes):
    return Vote(1, nodes)


def any_of(*nodes):
    return Vote(len(nodes), nodes)


def k_of(k, *nodes):
    return Vote(len(nodes) - k + 1, nodes)


def most(node, time, *budgets):
    return most_downtime(node, [Cell(frozenset(), time)], budgets).time


@pytest.mark.parametrize(
    ("node", "time", "budgets", "expected"),
    [
        (all_of(A, B), 100, (5, 7), 12),  # one after the other: 5 + 7
        (all_of(A, B), 10, (5, 7), 10),  # no more than the agreed time
        (any_of(A, B), 100, (5, 7), 5),  # both at once, as long as the shorter one lasts
        (any_of(A, B), 100, (0, 7), 0),
        (k_of(2, A, B, C), 100, (5, 5, 5), Fraction(15, 2)),  # two at a time, in turn: 15 / 2
        (k_of(2, A, B, C), 100, (1, 5, 9), 6),  # two at a time: c with b for 5 and with a for 1
        (k_of(2, A, B, C, D), 100, (6, 6, 6, 6), 8),  # three at a time: 24 / 3
        (k_of(1, A, B), 100, (5, 7), 5),  # one of two is any
        (k_of(2, A, B), 100, (5, 7), 12),  # two of two is all
        (all_of(any_of(A, B), any_of(A, C)), 100, (5, 5, 5), 5),  # a is in both: it cannot be down for more than 5
        (all_of(any_of(A, B), any_of(C, D)), 100, (5, 5, 3, 9), 8),  # 5 + 3
        (any_of(all_of(A, B), C), 100, (5, 7, 9), 9),  # c meets the 12 of a and b for 9
        (all_of(any_of(A, B), any_of(B, C), any_of(A, C)), 100, (1, 1, 1), Fraction(3, 2)),  # two of three again
        (all_of(A, A), 100, (5,), 5),  # one part, named twice
        (any_of(A, UP), 100, (5,), 0),
    ],
)
def test_worked_by_hand(node, time, budgets, expected):
    assert most(node, time, *budgets) == expected


def test_where_a_part_is_not_limited_it_is_down_all_the_time():
    # a limits 40 of 100, b 70, both 30: without b (30) any of them is down while a is, 6 of 10 at the most.
    cells = [Cell(frozenset(), 30), Cell(frozenset({1}), 10), Cell(frozenset({0}), 40), Cell(frozenset({0, 1}), 20)]
    # both free: 20; a free: b's 5; b free: a's 6; nothing left of either for both together: 20 + 5 + 6.
    assert most_downtime(any_of(A, B), cells, (6, 5)).time == 31
    # all of them: one is free for 10 + 40 + 20, and in the other 30 there is room for 6 + 5.
    assert most_downtime(all_of(A, B), cells, (6, 5)).time == 81


def test_beyond_the_stated_size_the_figure_is_an_upper_bound_and_says_so(monkeypatch):
    bridge = all_of(any_of(A, B), any_of(A, C))
    exact = most_downtime(bridge, [Cell(frozenset(), 100)], (5, 5, 5))
    monkeypatch.setattr(structures, "LARGEST", 1)
    bound = most_downtime(bridge, [Cell(frozenset(), 100)], (5, 5, 5))
    assert (exact.time, exact.exact) == (5, True)
    assert (bound.time, bound.exact) == (10, False)  # a counted twice: 5 + 5


def test_a_structure_with_too_many_cut_sets_is_given_up_quickly():
    wide = k_of(15, *(Leaf(part) for part in range(30)), A)
    found = most_downtime(wide, [Cell(frozenset(), 1000)], [10] * 30)
    assert not found.exact
    assert found.time <= 1000


def test_cut_sets_are_minimal():
    assert cut_sets(all_of(any_of(A, B), any_of(A, C)), 99) == [{0, 1}, {0, 2}]
    assert cut_sets(any_of(all_of(A, B), all_of(A, C)), 99) == [{0}, {1, 2}]
    assert set(cut_sets(k_of(2, A, B, C), 99)) == {frozenset(pair) for pair in combinations(range(3), 2)}


# Structures at random, shared parts and all.

nodes = st.recursive(
    st.integers(0, 3).map(Leaf) | st.just(UP) | st.just(DOWN),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda down: Vote(down, tuple(parts)))
    ),
    max_leaves=6,
)
plain_nodes = st.recursive(
    st.integers(0, 3).map(Leaf),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda down: Vote(down, tuple(parts)))
    ),
    max_leaves=6,
)
cell_lists = st.lists(
    st.tuples(st.frozensets(st.integers(0, 3), max_size=2), st.integers(0, 3)), min_size=1, max_size=2
)
small = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def is_down(node, parts) -> bool:
    if isinstance(node, Fixed):
        return node.down
    if isinstance(node, Leaf):
        return node.part in parts
    return sum(is_down(inner, parts) for inner in node.nodes) >= node.down


def placed(node, slots, budgets) -> int:
    """The most slots in which the whole is down, every placement of unit outages in slots tried."""
    sets = [frozenset(chosen) for size in range(5) for chosen in combinations(range(4), size)]

    @cache
    def best(slot: int, left: tuple[int, ...]) -> int:
        if slot == len(slots):
            return 0
        found = 0
        for chosen in sets:
            if chosen & slots[slot] or any(not left[part] for part in chosen):
                continue
            after = tuple(n - (part in chosen) for part, n in enumerate(left))
            found = max(found, is_down(node, chosen | slots[slot]) + best(slot + 1, after))
        return found

    return best(0, tuple(budgets))


def exhaustive(node, cells, budgets, parts: int) -> Fraction:
    """The same with each unit of time cut into so many parts."""
    slots = [free for free, time in cells for _ in range(time * parts)]
    return Fraction(placed(node, slots, [budget * parts for budget in budgets]), parts)


@given(nodes, cell_lists, small)
@settings(max_examples=120, deadline=None)
def test_the_figure_is_that_of_outages_placed_in_the_worst_way(node, cells, budgets):
    found = most_downtime(node, [Cell(*cell) for cell in cells], budgets)
    assert found.exact
    assert exhaustive(node, cells, budgets, 1) <= found.time  # whole units need not reach it: 2 of 3 with 1 each is 3/2
    parts = found.time.denominator
    assert parts in (1, 2, 3)
    assert exhaustive(node, cells, budgets, parts) == found.time


@given(
    st.lists(st.sets(st.integers(0, 4), min_size=1), max_size=7), st.lists(st.integers(0, 9), min_size=5, max_size=5)
)
@settings(max_examples=300, deadline=None)
def test_what_is_packed_is_bounded_by_every_fractional_cover_and_reaches_every_whole_packing(items, limits):
    found = pack(items, limits)

    @cache
    def whole(place: int, left: tuple[int, ...]) -> int:
        if place == len(items):
            return 0
        room = min(left[limit] for limit in items[place])
        return max(
            n + whole(place + 1, tuple(m - n * (limit in items[place]) for limit, m in enumerate(left)))
            for n in range(room + 1)
        )

    assert whole(0, tuple(limits)) <= found
    covers = (chosen for chosen in product((0, Fraction(1, 2), 1), repeat=5))
    assert found <= min(
        sum(c * limit for c, limit in zip(chosen, limits, strict=True))
        for chosen in covers
        if all(sum(chosen[limit] for limit in item) >= 1 for item in items)
    )


@given(nodes, cell_lists, small, st.integers(0, 3), st.integers(0, 5))
def test_more_budget_or_more_time_never_gives_less_downtime(node, cells, budgets, part, more):
    cells = [Cell(*cell) for cell in cells]
    larger = [budget + more * (place == part) for place, budget in enumerate(budgets)]
    longer = [*cells, Cell(frozenset(), more)]
    before = most_downtime(node, cells, budgets).time
    assert before <= most_downtime(node, cells, larger).time
    assert before <= most_downtime(node, longer, budgets).time
    assert before <= sum(cell.time for cell in cells)


@given(nodes, cell_lists, small)
def test_a_redundant_part_never_gives_more_and_a_needed_one_never_less(node, cells, budgets):
    cells = [Cell(*cell) for cell in cells]
    before = most_downtime(node, cells, budgets).time
    assert most_downtime(any_of(node, A), cells, budgets).time <= before
    assert most_downtime(all_of(node, A), cells, budgets).time >= before


@given(nodes, small)
def test_where_no_part_is_shared_the_formula_and_the_cut_sets_agree(node, budgets):
    limited = with_known(node, {})
    assume(isinstance(limited, Vote | Leaf))
    leaves = list(parts_of(limited))
    assume(len(set(leaves)) == len(leaves))
    cuts = cut_sets(limited, 999)
    packed = pack([cut | {4} for cut in cuts], [*budgets, 5])
    assert most_downtime(limited, [Cell(frozenset(), 5)], budgets).time == packed


# Shares of time.

P = [Fraction(9, 10), Fraction(8, 10), Fraction(7, 10), Fraction(1, 2)]


@pytest.mark.parametrize(
    ("node", "independent", "best"),
    [
        (all_of(A, B), "0.72", "0.8"),  # 0.9 * 0.8; the smallest
        (any_of(A, B), "0.98", "1"),  # 1 - 0.1 * 0.2; none down
        (k_of(2, A, B, C), "0.902", "1"),  # 0.504 + 0.216 + 0.126 + 0.056: all up, and each one down
        (all_of(any_of(A, B), any_of(A, C)), "0.956", "1"),  # a up 0.9, else b and c: 0.1 * 0.56
        (all_of(any_of(A, B), C), "0.686", "0.7"),  # 0.98 * 0.7
    ],
)
def test_shares_worked_by_hand(node, independent, best):
    assert independent_share(node, P) == Fraction(independent)
    assert best_share(node, P) == Fraction(best)


def test_parts_that_are_mostly_down_cannot_carry_each_other_all_the_time():
    assert best_share(any_of(A, B), [Fraction(3, 10), Fraction(4, 10)]) == Fraction(7, 10)


@given(plain_nodes, st.lists(st.integers(0, 10).map(lambda n: Fraction(n, 10)), min_size=4, max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_independent_share_is_the_sum_over_all_states(node, shares):
    up = Fraction()
    for states in product((True, False), repeat=4):
        weight = Fraction(1)
        for share, works in zip(shares, states, strict=True):
            weight *= share if works else 1 - share
        up += weight * (not is_down(node, {part for part, works in enumerate(states) if not works}))
    independent, best = independent_share(node, shares), best_share(node, shares)
    assert independent == up
    guaranteed = 1 - most_downtime(node, [Cell(frozenset(), 10)], [int(10 - 10 * share) for share in shares]).time / 10
    assert guaranteed <= independent <= best


@given(nodes)
def test_the_dual_of_the_dual_is_the_structure_and_is_up_where_it_is_down(node):
    assert dual(dual(node)) == node
    for size in range(5):
        for parts in combinations(range(4), size):
            assert is_down(dual(node), set(parts)) == (not is_down(node, set(range(4)) - set(parts)))
