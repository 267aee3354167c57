"""The two bases of every model class: plain values, and nodes that know where they were written."""

from __future__ import annotations

from typing import dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic._internal._model_construction import ModelMetaclass

from slacode.diagnostics import Location


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, PrivateAttr))
class Kind(ModelMetaclass):
    """Tells whose an object is by inheritance alone, as of any class.

    Those of pydantic are abstract base classes, which look for registered ones too, and the many `isinstance` and
    `match` of checks and proofs would take several times as long.
    """

    __instancecheck__ = type.__instancecheck__


class Value(BaseModel, metaclass=Kind):
    """A frozen value: equal by content, closed to unknown keys, with nothing that points at a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Node(Value):
    """A clause of the contract. `at` is the place in the text that states it (None for what is implied)."""

    at: Location | None = None
