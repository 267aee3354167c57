"""Circles of any length are found once each, and what only leads to one, or shares a part, is none."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.support.circles import circles, entangled, say_circle


def ring(length):
    return {f"n{i}": [f"n{(i + 1) % length}"] for i in range(length)}


@pytest.mark.parametrize("length", [1, 2, 3, 4, 500])
def test_a_ring_of_any_length_is_one_circle(length):
    assert [len(circle) for circle in circles(ring(length))] == [length]


def test_a_diamond_and_a_shared_part_are_no_circles():
    assert list(circles({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []})) == []


def test_what_leads_to_a_circle_is_not_on_it():
    assert list(circles({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["a"]})) == [("b", "c")]


def test_two_circles_through_one_thing_are_both_told():
    assert list(circles({"a": ["b", "c"], "b": ["a"], "c": ["a"]})) == [("a", "b"), ("c", "a")]


def test_the_shortest_way_back_is_shown():
    assert list(circles({"a": ["b", "c"], "b": ["c"], "c": ["a"]})) == [("a", "c"), ("b", "c", "a")]


def test_a_need_that_is_not_declared_leads_nowhere():
    assert list(circles({"a": ["nobody", "a"]})) == [("a",)]


def test_a_long_circle_is_not_written_out():
    assert say_circle(["a", "b"]) == "`a` -> `b` -> `a`"
    assert say_circle([f"n{i}" for i in range(20)]) == (
        "`n0` -> `n1` -> `n2` -> `n3` -> 13 more -> `n17` -> `n18` -> `n19` -> `n0`"
    )


GRAPHS = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=4), max_size=8)


@given(GRAPHS)
def test_just_what_needs_itself_is_on_a_circle_that_is_told(needs):
    graph = nx.DiGraph((one, other) for one, others in needs.items() for other in others)
    needing_itself = {
        node
        for part in nx.strongly_connected_components(graph)
        for node in part
        if len(part) > 1 or graph.has_edge(node, node)
    }
    found = list(circles(needs))
    assert {thing for circle in found for thing in circle} == needing_itself
    assert needing_itself <= set(entangled(needs))
    for circle in found:
        following = [*circle[1:], circle[0]]
        assert all(other in needs[one] for one, other in zip(circle, following, strict=True))
        assert len(set(circle)) == len(circle)
