"""Names of cases as numbers: where names differ in few places, a number holds all of a name, and orders as names do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.logs.names import Hashes, texts_of

Keys = Hashes
_Bytes = NDArray[np.uint8]

WIDTH = 8
"""The bytes of a key."""


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Names that begin with `prefix` and have at most eight bytes behind it: these, and zeros after them, are the key.

    No name ends in a zero byte, so that a key means one name. Keys order as names do by their code points.
    """

    prefix: bytes

    def of(self, hashes: Keys) -> pa.Array:
        """The names that belong to some keys."""
        sizes = sum(((hashes << np.uint64(8 * place)) != 0).astype(np.int32) for place in range(WIDTH))
        start, longest = len(self.prefix), int(np.max(sizes, initial=0))
        text = np.empty((hashes.size, start + longest), dtype=np.uint8)
        text[:, :start] = np.frombuffer(self.prefix, np.uint8)
        text[:, start:] = hashes.astype(">u8").view(np.uint8).reshape(-1, WIDTH)[:, :longest]
        ends = np.zeros(hashes.size + 1, dtype=np.int32)
        np.cumsum(sizes + np.int32(start), out=ends[1:])
        used = np.arange(start + longest) < start + np.asarray(sizes)[:, None]
        joined = text if ends[-1] == text.size else text[used]
        return pa.Array.from_buffers(pa.string(), hashes.size, [None, pa.py_buffer(ends), pa.py_buffer(joined)])


@dataclass(frozen=True, slots=True)
class Keyed:
    """Some names as keys, behind a prefix that they share."""

    prefix: bytes
    keys: Keys

    def shares(self, prefix: bytes) -> bool:
        """Whether all names begin with a prefix that may be longer."""
        rest = prefix[len(self.prefix) :]
        if not self.keys.size or not rest:
            return prefix.startswith(self.prefix)
        if not prefix.startswith(self.prefix) or len(rest) > WIDTH:
            return False
        ends = int(self.keys.min()), int(self.keys.max())
        return all(key.to_bytes(WIDTH, "big").startswith(rest) for key in ends)

    def behind(self, prefix: bytes) -> Keys:
        """The keys behind such a prefix."""
        longer = len(prefix) - len(self.prefix)
        return self.keys << np.uint64(8 * longer) if longer else self.keys


def keyed(names: pa.Array) -> Keyed | None:
    """Some names, of which none is empty, as keys; None for such as have too much behind what they share.

    The prefix is the shortest that will do, for other names may share less.
    """
    offsets, memory = texts_of(names)
    sizes, text = np.diff(offsets), np.frombuffer(memory, np.uint8)
    if not sizes.size:
        return Keyed(b"", np.zeros(0, dtype=np.uint64))
    longest, shortest = int(sizes.max()), int(sizes.min())
    start = max(0, longest - WIDTH)
    if shortest < start:
        return None
    keys_of = _even_keys if shortest == longest >= WIDTH else _uneven_keys
    keys = keys_of(text, sizes, start)
    return None if keys is None else Keyed(text[:start].tobytes(), keys)


def _even_keys(text: _Bytes, sizes: NDArray[np.int32], start: int) -> Keys | None:
    """The keys of names of one length: the last bytes of each."""
    length = start + WIDTH

    def eight(place: int) -> Keys:
        return np.ndarray(sizes.shape, dtype=">u8", buffer=text, offset=place, strides=(length,)).astype(np.uint64)

    return eight(start) if text[length - 1 :: length].all() and _is_shared(eight, start) else None


def _uneven_keys(text: _Bytes, sizes: NDArray[np.int32], start: int) -> Keys | None:
    """The keys of names of several lengths: what is behind the end of each is taken out."""
    ends = np.cumsum(sizes, dtype=np.int64)
    first = ends - sizes
    padded = np.zeros((text.size // WIDTH + 2) * WIDTH, dtype=np.uint8)
    padded[: text.size] = text
    words = padded.view(">u8").astype(np.uint64)

    def eight(place: int) -> Keys:
        at = first + place
        word, shift = at >> 3, ((at & 7) << 3).astype(np.uint64)
        found: Keys = (words[word] << shift) | (words[word + 1] >> (np.uint64(64) - shift))
        return found

    if not text[ends - 1].all() or not _is_shared(eight, start):
        return None
    unused = (8 * (WIDTH - (sizes - start))).astype(np.uint64)
    return eight(start) >> unused << unused


def _is_shared(eight: Callable[[int], Keys], start: int) -> bool:
    """Whether all names have the same first bytes, `start` of them; `eight` gives those of each from a place on."""
    if start < WIDTH:
        bytes_ = eight(0) >> np.uint64(8 * (WIDTH - start))
        return bool((bytes_ == bytes_[0]).all())
    return all((bytes_ == bytes_[0]).all() for bytes_ in map(eight, (*range(0, start - WIDTH, WIDTH), start - WIDTH)))


def shared_prefix(parts: Sequence[Keyed]) -> bytes | None:
    """A prefix behind which all names are keys; None if there is none."""
    prefix = max((part.prefix for part in parts), key=len, default=b"")
    return prefix if all(part.shares(prefix) for part in parts) else None
