"""What an agreement says, compared clause by clause: a file for each thing that is looked at.

Each has `FIELDS`, the fields of the model that it answers for, by class, and `compare`, a function from the two sides
to what differs. Where such a field differs and means the same all the same, nothing is told but by `reworded.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from slacode import family
from slacode.engine.diff.both import Both, Found


class Part(Protocol):
    """A file of this folder."""

    FIELDS: Mapping[str, frozenset[str]]

    def compare(self, both: Both) -> Iterator[Found]:
        """What differs."""
        ...


@cache
def parts() -> tuple[Part, ...]:
    """Every part, in the order of their names."""
    return tuple(cast(Part, module) for _, module in family.members(__name__))
