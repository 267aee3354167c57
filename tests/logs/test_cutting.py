"""Sorted rows become batches of whole cases in which each row stands once, wherever the data engine cut them."""

from itertools import groupby

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.logs.cutting import cut_cases, whole_cases
from slacode.engine.logs.names import kept_names

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 1), st.integers(0, 2)), max_size=40)


def batch(rows):
    names = ("h", "t", "k", "r")
    columns = zip(*rows, strict=True) if rows else [[]] * 4
    return pa.record_batch({n: pa.array(list(c), pa.uint64()) for n, c in zip(names, columns, strict=True)})


@given(ROWS, st.integers(1, 5), st.integers(1, 12))
def test_no_case_is_split_and_none_is_lost(rows, cut, size):
    rows = sorted(rows)
    pieces = [batch(rows[start : start + cut]) for start in range(0, len(rows), cut)]
    found = [piece.to_pylist() for piece in whole_cases(iter(pieces), size)]
    assert [tuple(row.values()) for piece in found for row in piece] == rows
    hashes = [{row["h"] for row in piece} for piece in found]
    assert sum(map(len, hashes)) == len(set().union(*hashes))


@given(ROWS, st.randoms(use_true_random=False))
def test_rows_that_only_what_is_not_sorted_tells_apart_count_once_each(rows, random):
    random.shuffle(rows)
    rows.sort(key=lambda row: row[:3])
    cut = cut_cases(batch(rows), loose=True)
    kept = [tuple(row.values()) for row in cut.rows.to_pylist()]
    assert sorted(kept) == sorted(set(rows))
    assert [row[:3] for row in kept] == sorted(row[:3] for row in kept)
    assert cut.hashes.tolist() == [h for h, _ in groupby(row[0] for row in kept)]


@pytest.mark.parametrize("hashes", [[7, 3, 5], [7, 7, 5]])
def test_names_come_back_for_hashes_and_for_places_where_hashes_do_not_suffice(tmp_path, hashes):
    texts = ["", "a", "ä, a name"]
    parts = [pa.record_batch({"c": texts[i : i + 1], "h": pa.array(hashes[i : i + 1], pa.uint64())}) for i in range(3)]
    names = kept_names(parts, tmp_path)
    assert names.texts.to_pylist() == texts
    if names.places is None:
        assert names.of(1, pa.array([1, 2], pa.uint64()).to_numpy()).to_pylist() == ["a", "ä, a name"]
    else:
        assert names.of(1, pa.array([5, 7], pa.uint64()).to_numpy()).to_pylist() == ["ä, a name", ""]


def test_names_that_are_read_again_leave_the_earlier_ones_as_they_are(tmp_path):
    first = kept_names([pa.record_batch({"c": ["first"], "h": pa.array([1], pa.uint64())})], tmp_path)
    kept_names([pa.record_batch({"c": ["b"], "h": pa.array([1], pa.uint64())})], tmp_path)
    assert first.texts.to_pylist() == ["first"]


def test_a_log_without_a_row_has_no_names(tmp_path):
    assert kept_names([], tmp_path).texts.to_pylist() == []
