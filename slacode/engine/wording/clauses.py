"""Obligations and support expressions in the words of the language (language reference, 6.4 and 8)."""

from __future__ import annotations

from decimal import Decimal

from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.engine.wording.values import quote, say_allowance, say_percent, say_quantity, say_ref

# `or` binds tighter than `and`, and `and` tighter than `then` (language reference, 8.1).
_BINDING = {"then": 0, "and": 1, "or": 2}
_ATOM = 3


def say_obligation(obligation: Obligation) -> str:
    """`95% within 4h during always`, `all by due_at`, `average at most 4h if at least 20 cases`, `none`."""
    match obligation:
        case Exempt():
            return "none"
        case Within():
            said = f"{_say_share(obligation.share)} within {say_allowance(obligation.allowance)}"
        case ByField():
            said = f"{_say_share(obligation.share)} by {obligation.field}"
        case Level():
            figure = f"{obligation.aggregate} " if obligation.aggregate else ""
            said = f"{figure}{obligation.bound} {say_quantity(obligation.quantity)}"
    if not isinstance(obligation, ByField) and obligation.during is not None:
        said += f" during {obligation.during}"
    if obligation.at_least_cases is not None:
        said += f" if at least {obligation.at_least_cases} cases"
    return said


def _say_share(share: Decimal) -> str:
    return "all" if share == 100 else say_percent(share)


def say_support(support: Support) -> str:
    """`desk_ola.triage then (a.x or b.x)`; the rows that a reference maps are not said, only where it points."""
    match support:
        case SupportRef():
            return say_ref(support.agreement, support.target, support.row)
        case ServiceRef():
            return support.service
        case Operation():
            return _say_operation(support)


def _say_operation(operation: Operation) -> str:
    if operation.op in _BINDING:
        return f" {operation.op} ".join(_within(part, _BINDING[operation.op]) for part in operation.parts)
    name = f"{operation.k} of" if operation.op == "k of" else f"{operation.op} of"
    said = f"{name} ({', '.join(say_support(part) for part in operation.parts)})"
    if operation.never_together is not None:
        said += f" never together because {quote(operation.never_together)}"
    return said


def _within(part: Support, holder: int) -> str:
    binding = _BINDING.get(part.op, _ATOM) if isinstance(part, Operation) else _ATOM
    said = say_support(part)
    return said if binding > holder else f"({said})"
