"""The schema of whose time breached cases were and who their money is due to, in `evaluate --format json`."""

from __future__ import annotations

from typing import get_args

from slacode.engine.settle.record import Standing
from slacode.reports._schema_parts import (
    AMOUNT,
    COUNT,
    CURRENCY,
    ORDINAL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    listed,
)


def _seconds(description: str) -> Schema:
    return {"type": ["string", "number"], "minimum": 0, "description": description}


def _cases(description: str) -> Schema:
    return {**COUNT, "description": description}


_SUPPORT = closed(
    support={**TEXT, "description": "agreement and target"},
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

ATTRIBUTION = listed(
    closed(
        agreement=TEXT,
        version=ORDINAL,
        target=TEXT,
        row=TEXT_OR_NULL,
        period=TEXT,
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
        supports=listed(_SUPPORT),
    )
)

_PART = closed(
    support={"type": ["string", "null"], "description": "null for what is due to the agreement itself"},
    amount=AMOUNT,
    contract_pays={
        "type": ["array", "null"],
        "items": closed(amount=AMOUNT, currency=CURRENCY),
        "description": "what its own contract pays for the target in the period; null if that was not evaluated",
    },
)

ATTRIBUTED_MONEY = listed(
    closed(
        agreement=TEXT,
        version=ORDINAL,
        penalty=TEXT,
        target=TEXT,
        period=TEXT,
        status={"enum": list(get_args(Standing))},
        amount={**AMOUNT, "description": "the sum of its parts"},
        currency=CURRENCY,
        parts=listed(_PART),
    )
)

NOT_FOLLOWED = listed(closed(support=TEXT, agreement=TEXT, version=ORDINAL, target=TEXT, reason=TEXT))
