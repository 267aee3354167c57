"""Rows come out case by case, then target by target, in whatever order they came and however names were told."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.evaluate import spool
from slacode.engine.evaluate.spool import Listed, Spool

ROW = st.tuples(st.text("ab0", min_size=1, max_size=3), st.integers(0, 2), st.integers(1, 3))  # case, target, cycle


def final(cases, columns):
    return pa.table({"case": cases, "target": columns["target"], "cycle": columns["cycle"]})


def listed(rows, names, telling):
    """A batch of the rows of some cases, whose names are told as an array or as a dictionary of all."""
    own = sorted({case for case, _, _ in rows})
    batches = []
    for number in range(3):
        of_target = sorted((own.index(case), cycle) for case, target, cycle in rows if target == number)
        if telling != "in order":  # the cases of a batch may come in any order, but not the rows of a case
            of_target.sort(key=lambda row: -row[0])
        columns = [pa.array([row[place] for row in of_target], pa.int64()) for place in range(2)]
        batches.append(pa.record_batch(columns, names=["case", "cycle"]) if of_target or number else None)
    texts = pa.array(own, pa.string())
    if telling == "all":
        places = pa.array([names.index(case) for case in own], pa.int32())
        texts = pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()))
    return Listed(tuple(batches), texts, telling == "in order")


def put_out(spooled):
    return [tuple(row.values()) for table in spooled.tables() for row in table.to_pylist()]


@settings(deadline=None)
@given(
    st.lists(ROW, max_size=20, unique=True),
    st.sampled_from(["all", "own", "in order"]),
    st.integers(1, 5),
    st.sampled_from([1, 6, 1 << 20]),
    st.integers(0, 99),
)
def test_rows_come_out_in_order(rows, telling, batches, part, seed):
    names = sorted({case for case, _, _ in rows})
    of_case = {case: [row for row in rows if row[0] == case] for case in names}
    chance = random.Random(seed)
    cuts = sorted(chance.randrange(len(names) + 1) for _ in range(batches - 1)) if names else []
    if telling != "in order":
        chance.shuffle(names)
    pieces = [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spool, "PART", part)
        kept = Spool(3, final)
        for piece in pieces:
            kept.add(listed([row for case in piece for row in of_case[case]], sorted(names), telling))
        assert put_out(kept) == sorted(rows)
        assert put_out(kept) == sorted(rows), "as often as it is asked"


def test_what_comes_in_order_can_be_had_at_once():
    batch = listed([("b", 0, 1), ("a", 2, 1), ("a", 0, 2), ("a", 0, 1)], [], "in order")
    rows = [tuple(row.values()) for row in Spool(3, final).table(batch).to_pylist()]
    assert rows == [("a", 0, 1), ("a", 0, 2), ("a", 2, 1), ("b", 0, 1)]


def test_of_targets_that_list_nothing_there_is_nothing():
    nothing = Listed((None, None, None), pa.array(["a"]), in_order=True)
    kept = Spool(3, final)
    kept.add(nothing)
    assert kept.table(nothing) is None
    assert put_out(kept) == []
