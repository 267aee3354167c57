"""The elapsed times of a row in some cells: those that are found by looking at each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.metrics.clock.levels import ElapsedTimes

TIMES = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 9), st.integers(0, 10**15)))
RANGES = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted).map(tuple)


@given(TIMES, st.integers(0, 5), RANGES)
def test_times_are_those_of_the_row_in_the_cells(times, row, cells):
    columns = np.array(times, dtype=np.int64).reshape(-1, 3).T
    expected = [time for at, cell, time in times if at == row and cells[0] <= cell < cells[1]]
    assert sorted(ElapsedTimes(tuple(columns)).of(row, cells)) == sorted(expected)
