"""Rows as bits: what is asked of them is what walking along the rows gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.metrics.clock.marks import Marks, between

FLAGS = st.one_of(
    st.lists(st.booleans(), min_size=1, max_size=300),
    st.builds(  # few marks far apart, so that words without one stand between them
        lambda size, marked: [row in marked for row in range(size)],
        st.integers(1, 1000),
        st.sets(st.integers(0, 999), max_size=4),
    ),
    st.sampled_from([63, 64, 65, 128]).flatmap(lambda size: st.lists(st.booleans(), min_size=size, max_size=size)),
)


@given(FLAGS)
def test_marks_are_found_as_by_walking(flags):
    marks, size = Marks(np.array(flags)), len(flags)
    rows = [row for row, flag in enumerate(flags) if flag]
    at = np.arange(size + 1)
    assert marks.following(at).tolist() == [next((r for r in rows if r >= a), size) for a in range(size + 1)]
    assert marks.before(at).tolist() == [sum(r < a for r in rows) for a in range(size + 1)]
    assert marks.last_before(at).tolist() == [max((r for r in rows if r < a), default=-1) for a in range(size + 1)]


@given(FLAGS)
def test_rows_lie_between_edges_as_by_walking(flags):
    inside, walked = False, []
    for flag in flags:
        inside ^= flag
        walked.append(inside)
    assert between(np.array(flags)).tolist() == walked
