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


class Marks:
    """The rows of a batch where `flag` holds; the number of all rows counts as such a row, as a sentinel."""

    def __init__(self, flag: Bools) -> None:
        self._flag = flag
        padded = np.zeros((flag.size // 64 + 1) * 8, dtype=np.uint8)
        packed = np.packbits(flag, bitorder="little")
        padded[: packed.size] = packed
        padded[flag.size // 8] |= 1 << flag.size % 8
        self._words: _Words = padded.view("<u8")

    def following(self, at: Rows) -> Rows:
        """The first marked row that is not before `at`, entry by entry."""
        place = at >> 6
        word = self._words[place] & ~_below(at)
        empty = np.flatnonzero(word == 0)
        if empty.size:
            place[empty] = self._filled[place[empty] + 1]
            word[empty] = self._words[place[empty]]
        lowest = np.bitwise_count((word & (~word + _ONE)) - _ONE)
        following: Rows = (place << 6) + lowest
        return following

    def before(self, at: Rows) -> Rows:
        """How many marked rows are before `at`, entry by entry."""
        place = at >> 6
        before: Rows = self._counts[place] + np.bitwise_count(self._words[place] & _below(at))
        return before

    def last_before(self, at: Rows) -> Rows:
        """The last marked row before `at`, entry by entry; -1 where there is none."""
        return self._rows[self.before(at)]

    @cached_property
    def _filled(self) -> Rows:
        """For each word the first one from it on that has a mark; the last one has the sentinel."""
        places = np.arange(self._words.size)
        own = np.where(self._words == 0, self._words.size - 1, places)
        filled: Rows = np.minimum.accumulate(own[::-1])[::-1]
        return filled

    @cached_property
    def _counts(self) -> Rows:
        """The number of marked rows before each word."""
        counts = np.zeros(self._words.size, dtype=np.int64)
        np.cumsum(np.bitwise_count(self._words[:-1]), dtype=np.int64, out=counts[1:])
        return counts

    @cached_property
    def _rows(self) -> Rows:
        return np.concatenate(([-1], np.flatnonzero(self._flag)))


def _below(at: Rows) -> _Words:
    """The bits below that of each row in its word."""
    below: _Words = ~(_ALL << (at & 63).astype(np.uint64))
    return below
