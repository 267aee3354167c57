"""What `--select` means: an agreement, a target or a row, in whichever of its versions there is one."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import PolicyError
from slacode.engine.evaluate.choose import targets_of
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.lookup import Lookup
from slacode.engine.model.policy import PolicyModel, Reference
from slacode.engine.refs import find, parse_ref


def reference(model: PolicyModel, text: str) -> Reference:
    """A reference to an agreement, a target or a row in any of its versions; `EvaluationError` if there is none."""
    try:
        ref = parse_ref(text)
        if not any(_means(ref, model)):
            find(Lookup(model), ref)
            raise EvaluationError.saying(f"`{text}` is neither an agreement nor a target of one")
    except PolicyError as error:
        raise EvaluationError(error.diagnostics) from error
    return ref


def _means(ref: Reference, model: PolicyModel) -> Iterator[bool]:
    for agreement, _, target in targets_of(model):
        if ref.agreement == agreement.name and ref.target in (None, target.name):
            yield ref.row is None or any(row.label == ref.row for row in target.rows)
