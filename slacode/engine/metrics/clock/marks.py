"""Rows at which something holds, as bits: the first such row from a row on, and how many there are before it.

The rows of a batch are many and the questions far fewer, so that sixty-four rows a word cost next to nothing to make
and each question is a handful of operations on words.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools

Rows = NDArray[np.int64]
_Words = NDArray[np.uint64]

_ALL = np.uint64(2**64 - 1)
_ONE = np.uint64(1)
_HALVES = tuple(np.uint64(1 << place) for place in range(6))


class Marks:
    """The rows of a batch where `flag` holds; the number of all rows counts as such a row, as a sentinel."""

    def __init__(self, flag: Bools) -> None:
        self._words = _packed(flag)
        self._words[-1] |= _ONE << np.uint64(flag.size % 64)

    def following(self, at: Rows) -> Rows:
        """The first marked row that is not before `at`, entry by entry."""
        place = at >> 6
        word = self._words[place] & _from(at)
        empty = np.flatnonzero(word == 0)
        if empty.size:
            place[empty] = self._next[place[empty] + 1]
            word[empty] = self._words[place[empty]]
        lowest = np.bitwise_count(~word & (word - _ONE))
        following: Rows = (place << 6) + lowest
        return following

    def before(self, at: Rows) -> Rows:
        """How many marked rows are before `at`, entry by entry."""
        place = at >> 6
        before: Rows = self._counts[place] + np.bitwise_count(self._words[place] & ~_from(at))
        return before

    def last_before(self, at: Rows) -> Rows:
        """The last marked row before `at`, entry by entry; -1 where there is none."""
        place = at >> 6
        word = self._words[place] & ~_from(at)
        empty = np.flatnonzero(word == 0)
        if empty.size:
            last = self._last[place[empty]]
            word[empty] = np.where(last < place[empty], self._words[last], 0)
            place[empty] = last
        for shift in _HALVES:  # the bits from the highest one on, so that their number tells where it is
            word |= word >> shift
        before: Rows = (place << 6) + np.bitwise_count(word) - 1
        return before

    @cached_property
    def _next(self) -> Rows:
        """For each word the first one from it on that has a mark; the last one has the sentinel."""
        places = np.arange(self._words.size)
        own = np.where(self._words == 0, self._words.size - 1, places)
        following: Rows = np.minimum.accumulate(own[::-1])[::-1]
        return following

    @cached_property
    def _last(self) -> Rows:
        """For each word the last one before it that has a mark; the first one where none has."""
        last = np.zeros(self._words.size, dtype=np.int64)
        own = np.where(self._words == 0, 0, np.arange(self._words.size))
        np.maximum.accumulate(own[:-1], out=last[1:])
        return last

    @cached_property
    def _counts(self) -> Rows:
        """The number of marked rows before each word."""
        counts = np.zeros(self._words.size, dtype=np.int64)
        np.cumsum(np.bitwise_count(self._words[:-1]), dtype=np.int64, out=counts[1:])
        return counts


def between(edges: Bools) -> Bools:
    """The rows from each edge on up to the next one, from the first to the second, from the third to the fourth."""
    words = _packed(edges)
    for shift in _HALVES:  # each bit becomes whether the bits up to it are an odd number
        words ^= words << shift
    odd = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= _ALL * odd[:-1]
    rows: Bools = np.unpackbits(words.view(np.uint8), count=edges.size, bitorder="little").view(np.bool_)
    return rows


def _packed(flag: Bools) -> _Words:
    """The rows as bits, sixty-four a word, with room for one more."""
    words = np.zeros(flag.size // 64 + 1, dtype="<u8")
    packed = np.packbits(flag, bitorder="little")
    words.view(np.uint8)[: packed.size] = packed
    return words


def _from(at: Rows) -> _Words:
    """The bits from that of each row on in its word."""
    bits: _Words = _ALL << (at & 63).astype(np.uint64)
    return bits
