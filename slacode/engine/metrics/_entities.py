"""Which covered service a row of a log is about, as a small number; who is nobody's business is noted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.model.conditions import And, Compare, Condition, Known, Missing, Not, OneOf, Or, TextValue

NOBODY = -1
STRANGER = -2
NAMELESS = -3
"""Services that another agreement covers, entities that none does, rows that name no entity."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Entities:
    """The covered services in their order, each with what a log may call it; `known` is what it may call any service
    that some agreement covers."""

    spoken: tuple[tuple[str, ...], ...]
    known: frozenset[str]

    def read(self, batch: CaseBatch, field: str) -> Codes:
        """The place of each row's service, or NOBODY, STRANGER, NAMELESS."""
        texts = batch.texts[field].dictionary_encode()
        codes: Codes = np.array(
            [*(self._code(name) for name in texts.dictionary.to_pylist()), NAMELESS], dtype=np.int64
        )
        places: Codes = np.asarray(texts.indices.fill_null(len(codes) - 1))
        return np.take(codes, places)

    def _code(self, name: str) -> int:
        return self._codes.get(name, NOBODY if name in self.known else STRANGER)

    @cached_property
    def _codes(self) -> dict[str, int]:
        """A name goes before a title where two services share it."""
        every = [(said, rank, code) for code, names in enumerate(self.spoken) for rank, said in enumerate(names)]
        return {said: code for said, _, code in sorted(every, key=lambda one: -one[1])}


def decided(condition: Condition, field: str, names: tuple[str, ...]) -> bool | None:
    """What a condition says of every row of an entity that the log may call by some names; None if other fields decide
    too."""
    match condition:
        case Compare(field=one, op="==" | "!=" as op, operand=TextValue(value=value)) if one == field:
            return (value in names) == (op == "==")
        case OneOf(field=one, values=values) if one == field:
            return any(isinstance(value, TextValue) and value.value in names for value in values)
        case Known(field=one) | Missing(field=one) if one == field:
            return isinstance(condition, Known)
        case Not(part=part):
            known = decided(part, field, names)
            return None if known is None else not known
        case And(parts=parts) | Or(parts=parts):
            found = {decided(part, field, names) for part in parts}
            settles = isinstance(condition, Or)
            return settles if settles in found else None if None in found else not settles
        case _:
            return None
