"""Rows come in the order of their columns, whether these fit into one number or not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.evaluate.ordering import in_order

NARROW = st.integers(-128, 127)
WIDE = st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(NARROW, st.integers(0, 3), WIDE)), st.booleans())
def test_rows_are_in_the_order_of_their_columns(rows, far):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    keys = [np.array(columns[0], np.int8), np.array(columns[1], np.int32)]
    keys += [np.array(columns[2], np.int64)] if far else []
    expected = sorted(row if far else row[:2] for row in rows)
    order = in_order(*keys)
    assert sorted(order.tolist()) == list(range(len(rows)))
    assert [tuple(int(key[place]) for key in keys) for place in order] == expected
