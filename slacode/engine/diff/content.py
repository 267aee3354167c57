"""What a part of the model says, wherever it is written: compared, taken apart, and likened to other parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pydantic import BaseModel

PLACES = frozenset({"at", "term_at", "hours_at"})
"""Fields that hold where something is written."""


def same(one: object, other: object) -> bool:
    """Whether two parts of the model say the same, places aside."""
    if one is other:
        return True
    if isinstance(one, BaseModel):
        if type(one) is not type(other):
            return False
        names = type(one).model_fields
        return all(name in PLACES or same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return one == other


def leaves(value: object, path: str = "", left_out: Collection[str] = ()) -> Iterator[tuple[str, object]]:
    """Everything that a part says beyond the defaults, one by one; of lists the order does not matter.

    `left_out` are fields of the part itself that are not looked at.
    """
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            held = getattr(value, name)
            if name not in PLACES and name not in left_out and held != field.default:
                yield from leaves(held, f"{path}.{name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item, f"{path}[]")
    elif value is not None:
        yield path, value


def likeness(one: Counter[tuple[str, object]], other: Counter[tuple[str, object]]) -> float:
    """How much of what two parts say they have in common, from 0 to 1."""
    every = (one | other).total()
    return (one & other).total() / every if every else 0.0
