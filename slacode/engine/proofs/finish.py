"""Latest finishes: what a promise made at an instant allows at most, as a function on instants with its breakpoints.

All instants are UTC microseconds. A function is piecewise linear with jumps. It tells the places where it may bend or
jump (`breaks`) and where its value passes a given one (`preimages`), so that whoever searches an extreme value of a
composition need only look there (consistency, 3). Single promises are in `promises`, compositions in `joined`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator


class Finish(ABC):
    """A start mapped to a latest finish, G(s)."""

    @abstractmethod
    def finish(self, start: int) -> int:
        """The last instant at which what began at `start` is still kept."""

    @abstractmethod
    def breaks(self, first: int, last: int) -> Iterator[int]:
        """Instants from `first` to `last` at which `finish` may bend or jump; more than those do no harm."""

    def crests(self, first: int, last: int) -> Iterator[int]:
        """Those of its breaks at which `finish`, where it never falls, jumps or begins to rise more slowly."""
        return self.breaks(first, last)

    @abstractmethod
    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        """Instants from `first` to `last` at which `finish`, between its breaks, reaches or leaves some values."""

    @abstractmethod
    def reach(self, first: int, last: int) -> tuple[int, int]:
        """Bounds of `finish` on the instants from `first` to `last`."""

    @property
    @abstractmethod
    def rises(self) -> bool:
        """Whether `finish` never falls from one instant to the next."""

    @abstractmethod
    def shape(self, week: int, span: int) -> Hashable:
        """All that `finish` depends on from `week` on for `span` microseconds, relative to `week`.

        Two weeks of one shape have the same finishes, moved by the time between them, as long as these lie within
        the span.
        """
