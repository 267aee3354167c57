"""What stands behind a promise, and what a service is made of: expressions over references (section 8)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.base import Node


class SupportRef(Node):
    """A target of another agreement. `rows` maps a row of the supported target to a row there; a supported row
    that has no entry is carried by no row of it. A target with one unlabelled row stands as None."""

    kind: Literal["ref"] = "ref"
    agreement: str
    target: str
    row: str | None = None
    rows: tuple[tuple[str | None, str | None], ...] = ()


class ServiceRef(Node):
    """A part of a service."""

    kind: Literal["service"] = "service"
    service: str


class Operation(Node):
    """Parts joined: `then` in turn, `and` side by side, `or` one of them; `all`, `any`, `k of` for availability.

    `k` is given for `k of` only, `never_together` (the reason written) for `any` only."""

    kind: Literal["operation"] = "operation"
    op: Literal["then", "and", "or", "all", "any", "k of"]
    parts: tuple[Support, ...]
    k: int | None = None
    never_together: str | None = None


EVERY = frozenset({"then", "and", "all"})
"""The operations that need every part, of times and of availabilities (language reference, 8.1)."""

Support = Annotated[SupportRef | ServiceRef | Operation, Field(discriminator="kind")]
Operation.model_rebuild()
