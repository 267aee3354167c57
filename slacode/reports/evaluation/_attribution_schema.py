"""The schema of whose time breached cases were and who their money is due to, in `evaluate --format json`."""

from __future__ import annotations

from typing import get_args

from slacode.engine.settle.record import Standing
from slacode.reports.evaluation._ahead_schema import Schema, closed


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_VERSION: Schema = {"type": "integer", "minimum": 1}
_AMOUNT: Schema = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
_CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}


def _seconds(description: str) -> Schema:
    return {"type": ["string", "number"], "minimum": 0, "description": description}


def _cases(description: str) -> Schema:
    return {**_NUMBER, "description": description}


_SUPPORT = closed(
    support={**_TEXT, "description": "agreement and target"},
    cases=_cases("breached cycles in which its clock ran"),
    broke=_cases("those of them in which it broke its promise"),
    kept_though_broke=_cases("cycles that were kept although it broke its promise"),
    took_s=_seconds("what its own clock counted in the breached cycles"),
    attributed_s=_seconds("of the target's own counted time what falls to it"),
    shared_s=_seconds("of the target's own counted time what it had together with others"),
    late_s=_seconds("what of attributed_s came after it had broken its promise"),
    share={
        "type": ["string", "null"],
        "pattern": r"^\d+(\.\d+)?$",
        "description": "attributed_s in percent of allowance_s, cut at six places",
    },
)

ATTRIBUTION = _list(
    closed(
        agreement=_TEXT,
        version=_VERSION,
        target=_TEXT,
        row={"type": ["string", "null"]},
        period=_TEXT,
        breached=_cases("cycles; the next three add up to them"),
        support_broke=_cases("those in which a support broke its promise"),
        supports_held=_cases("those that were broken though every support held"),
        no_support=_cases("those in which no support took part"),
        kept_though_broke=_cases("cycles that were kept although a support broke its promise; in no other figure"),
        elapsed_s=_seconds("the sum of unattributed_s and of every attributed_s"),
        allowance_s=_seconds("of all the breached cycles"),
        overdue_s=_seconds("counted after the breach"),
        unattributed_s=_seconds("counted while no support's clock did"),
        unexplained_s=_seconds("overdue time that exceeds the late time of supports, cycle by cycle"),
        supports=_list(_SUPPORT),
    )
)

_PART = closed(
    support={"type": ["string", "null"], "description": "null for what is due to the agreement itself"},
    amount=_AMOUNT,
    contract_pays={
        "type": ["array", "null"],
        "items": closed(amount=_AMOUNT, currency=_CURRENCY),
        "description": "what its own contract pays for the target in the period; null if that was not evaluated",
    },
)

ATTRIBUTED_MONEY = _list(
    closed(
        agreement=_TEXT,
        version=_VERSION,
        penalty=_TEXT,
        target=_TEXT,
        period=_TEXT,
        status={"enum": list(get_args(Standing))},
        amount={**_AMOUNT, "description": "the sum of its parts"},
        currency=_CURRENCY,
        parts=_list(_PART),
    )
)

NOT_FOLLOWED = _list(closed(support=_TEXT, agreement=_TEXT, version=_VERSION, target=_TEXT, reason=_TEXT))
