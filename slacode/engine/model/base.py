"""The two bases of every model class: plain values, and nodes that know where they were written."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from slacode.diagnostics import Location


class Value(BaseModel):
    """A frozen value: equal by content, closed to unknown keys, with nothing that points at a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Node(Value):
    """A clause of the contract. `at` is the place in the text that states it (None for what is implied)."""

    at: Location | None = None
