"""Two files of cases are compared row by row, whatever was changed, taken out or added, in steps of any size."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.evidence import tables
from slacode.evidence.tables import table_differences

SCHEMA = pa.schema(
    [
        ("agreement", pa.string()), ("version", pa.int32()), ("target", pa.string()), ("case", pa.string()),
        ("cycle", pa.int32()), ("support", pa.string()), ("verdict", pa.string()),
    ]
)  # fmt: skip
CASES = st.sampled_from(["T1", "T10", "T2"])
KEYS = st.tuples(st.sampled_from("ab"), st.sampled_from([2, 10]), CASES, st.integers(1, 3))
ROWS = st.dictionaries(st.tuples(KEYS, st.sampled_from([None, "x.y", "a.b"])), st.sampled_from(["met", "breached"]))


def table(rows):
    """In the order of the files: by key, the supports of a cycle in any order."""
    ordered = sorted(rows.items(), key=lambda item: item[0][0])
    said = [
        {"agreement": a, "version": v, "target": "t", "case": c, "cycle": n, "support": support, "verdict": verdict}
        for ((a, v, c, n), support), verdict in ordered
    ]
    return pa.Table.from_pylist(said, SCHEMA)


def compared(before, now):
    with TemporaryDirectory() as folder:
        old, new = Path(folder) / "old.parquet", Path(folder) / "cases.parquet"
        pq.write_table(before, old)
        pq.write_table(now, new)
        return table_differences(old, new)


def name(key):
    (agreement, version, case, cycle), support = key
    return f"{agreement}.t v{version} case {case}, cycle {cycle}, {support or 'no support'}"


@pytest.mark.parametrize("step", [1, 2, 7, 100])
@settings(max_examples=40, deadline=None)
@given(before=ROWS, now=ROWS)
def test_the_differences_are_those_of_a_look_at_every_row(step, before, now):
    expected = set()
    for key in before | now:
        was, is_now = before.get(key), now.get(key)
        if was is None or is_now is None:
            expected.add((name(key), was and "there", is_now and "there"))
        elif was != is_now:
            expected.add((f"{name(key)}: verdict", was, is_now))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_STEP", step)
        found = compared(table(before), table(now))
    assert len(found) == len(expected)
    assert {(one.figure, one.before, one.now) for one in found} == expected


@pytest.mark.parametrize("step", [1, 2, 100])
def test_a_row_that_is_there_twice_is_told(monkeypatch, step):
    monkeypatch.setattr(tables, "_STEP", step)
    rows = table({((a, 2, "T1", 1), None): "met" for a in "abc"})
    doubled = pa.concat_tables([rows.slice(0, 2), rows.slice(1)])
    [one] = compared(rows, doubled)
    assert (one.figure, one.before, one.now) == ("b.t v2 case T1, cycle 1, no support", None, "there")


def test_rows_in_another_order_do_not_hang(monkeypatch):
    monkeypatch.setattr(tables, "_STEP", 2)
    rows = table({((a, 2, "T1", n), None): "met" for a in "abc" for n in (1, 2, 3)})
    assert compared(rows.take([8, 7, 6, 5, 4, 3, 2, 1, 0]), rows)


def test_of_very_many_differences_the_first_are_told_and_the_others_counted():
    before = table({(("a", 2, f"T{n}", 1), None): "met" for n in range(1000)})
    found = compared(before, table({}))
    assert len(found) == tables.SHOWN + 1
    assert (found[-1].figure, found[-1].now) == ("further rows that differ", "900")


def test_other_columns_are_told_as_such():
    rows = table({(("a", 2, "T1", 1), None): "met"})
    [one] = compared(rows.drop_columns(["verdict"]), rows)
    assert one.figure == "columns"
    assert one.now == f"{one.before}, verdict"
