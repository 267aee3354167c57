"""Tells what is new, so that what stands in several rows or versions is told once."""

from __future__ import annotations

from collections.abc import Hashable


class Once:
    """Asked with a key, says whether it is the first time; it must be asked last, for then the key counts as told."""

    def __init__(self) -> None:
        self._told: set[Hashable] = set()

    def __call__(self, *key: Hashable) -> bool:
        """Whether nobody asked for this before."""
        is_first = key not in self._told
        self._told.add(key)
        return is_first
