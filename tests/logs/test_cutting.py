"""Sorted rows become batches of whole cases in which each row stands once, wherever the data engine cut them."""

from itertools import groupby, pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.logs.cutting import cut_cases, told_apart, whole_cases
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


def of_cases(cut):
    """The rows with the hash of their case."""
    return zip(np.repeat(cut.hashes, np.diff(cut.offsets)).tolist(), cut.rows.to_pylist(), strict=True)


@given(ROWS, st.lists(st.booleans(), min_size=60, max_size=60))
def test_some_rows_of_cases_are_cases_of_their_own(rows, chosen):
    rows = sorted({row[:3] for row in rows})
    cut = cut_cases(batch([(*row, 0) for row in rows]), loose=True)
    chosen = chosen[: len(rows)]
    only = cut.only(np.array(chosen, np.bool_))
    kept = [row for row, stays in zip(rows, chosen, strict=True) if stays]
    assert [(hash_, row["t"], row["k"]) for hash_, row in of_cases(only)] == kept
    assert only.hashes.tolist() == sorted({row[0] for row in kept})


@given(ROWS, st.randoms(use_true_random=False))
def test_rows_that_only_what_is_not_sorted_tells_apart_count_once_each(rows, random):
    random.shuffle(rows)
    rows.sort(key=lambda row: row[:3])
    cut = cut_cases(batch(rows), loose=True)
    kept = [(hash_, *row.values()) for hash_, row in of_cases(cut)]
    assert sorted(kept) == sorted(set(rows))
    assert [row[:3] for row in kept] == sorted(row[:3] for row in kept)
    assert cut.hashes.tolist() == [h for h, _ in groupby(row[0] for row in kept)]


@pytest.mark.parametrize(
    ("hashes", "ordered"),
    [([7, 3, 5], ["a", "ä, a name", ""]), ([7, 7, 5], ["ä, a name", "a", ""])],
)
def test_names_come_back_for_hashes_and_by_the_second_hash_where_two_are_alike(tmp_path, hashes, ordered):
    texts, seconds = ["", "a", "ä, a name"], [9, 4, 1]
    names = kept_names([named(texts[i], hashes[i], seconds[i]) for i in range(3)], tmp_path)
    assert names.texts.to_pylist() == texts
    assert names.of(np.array(sorted(hashes), np.uint64)).to_pylist() == ordered
    assert names.of(np.array(sorted(hashes)[1:], np.uint64)).to_pylist() == ordered[1:]


def test_names_of_other_cases_are_never_taken_for_theirs(tmp_path):
    names = kept_names([named("a", 7, 1)], tmp_path)
    with pytest.raises(AssertionError):
        names.of(np.array([8], np.uint64))


def named(name, hash_, second):
    return pa.record_batch({"c": [name], "h": pa.array([hash_], pa.uint64()), "s": pa.array([second], pa.uint32())})


@given(st.lists(st.tuples(*[st.integers(0, n) for n in (1, 2, 2, 3)]), max_size=40))
def test_cases_of_one_hash_that_came_mingled_are_put_apart_with_their_rows_in_order(rows):
    rows = sorted(set(rows))  # by hash, time and code; the last one is the second hash
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    h, t, k, s = (np.array(list(column), np.int64) for column in columns)
    arrived = pa.record_batch({"h": h.astype(np.uint64), "t": t, "k": (k << 16 | s).astype(np.uint32)})
    cut = cut_cases(told_apart(arrived), loose=True)
    every = [(hash_, row["t"], row["k"], row["s"]) for hash_, row in of_cases(cut)]
    found = [every[first:behind] for first, behind in pairwise(cut.offsets.tolist())]
    cases = sorted({(row[0], row[3]) for row in rows})
    assert found == [[row for row in rows if (row[0], row[3]) == case] for case in cases]
    assert cut.hashes.tolist() == [hash_ for hash_, _ in cases]


def test_names_that_are_read_again_leave_the_earlier_ones_as_they_are(tmp_path):
    first = kept_names([named("first", 1, 0)], tmp_path)
    kept_names([named("b", 1, 0)], tmp_path)
    assert first.texts.to_pylist() == ["first"]


def test_a_log_without_a_row_has_no_names(tmp_path):
    assert kept_names([], tmp_path).texts.to_pylist() == []
