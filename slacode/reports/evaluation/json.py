"""An evaluation for programs, valid by `EVALUATION_SCHEMA`."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.result import FORMAT_VERSION, Counts, FindingKind, Result
from slacode.engine.settle.record import Kind, Standing
from slacode.reports._schema_parts import (
    AMOUNT,
    COUNT,
    CURRENCY,
    DECIMAL_OR_NULL,
    INSTANT,
    ORDINAL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    document,
    listed,
)
from slacode.reports.evaluation._ahead_schema import AHEAD, BEARS
from slacode.reports.evaluation._attribution_schema import ATTRIBUTED_MONEY, ATTRIBUTION, NOT_FOLLOWED
from slacode.reports.json import dumps


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The result as one JSON object, never coloured."""
    return dumps(result.to_json())


_SHA256: dict[str, JsonValue] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_VERSION_OR_NULL: Schema = {
    "type": ["integer", "null"],
    "minimum": 1,
    "description": "null for an objective",
}
_OR_OBJECTIVE: Schema = {**TEXT, "description": "or the objective, whose KPI is named as target"}

_LOG = closed(name=TEXT, files=listed(closed(path=TEXT, sha256=_SHA256, rows=COUNT)), rows=COUNT, set_aside=COUNT)
TARGET_PROPERTIES: Schema = {
    "agreement": TEXT,
    "version": ORDINAL,
    "target": TEXT,
    "row": {**TEXT_OR_NULL, "description": "null for a target with one promise"},
    "entity": {**TEXT_OR_NULL, "description": "the service whose availability is judged, else null"},
    "period": TEXT,
    "status": {"enum": ["met", "missed", "open", "no data"]},
    "can_become": {"enum": ["met", "missed", "no data", "either", None], "description": "of an open period"},
    "provisional": {"type": "boolean", "description": "whether a case counted here may still change"},
    "obligation": TEXT,
    "attained": {**DECIMAL_OR_NULL, "description": "in `unit`, cut at six places so that it never flatters"},
    "unit": {"enum": ["%", "s", "cases", ""], "description": "empty for plain numbers"},
    "counts": closed(**dict.fromkeys(Counts.__dataclass_fields__, COUNT)),
    "downtime_s": {"type": ["string", "number", "null"], "minimum": 0, "description": "counted, of availability"},
    "bears": BEARS,
}
TARGET_SCHEMA = closed(**TARGET_PROPERTIES)
_LEFT = closed(agreement=_OR_OBJECTIVE, version=_VERSION_OR_NULL, target=TEXT, row=TEXT_OR_NULL, reason=TEXT)
_LEFT_OUT = ("agreement", "version", "target", "row")
_JUDGED = {name: schema for name, schema in TARGET_PROPERTIES.items() if name not in _LEFT_OUT}
_KPI = closed(
    objective=TEXT,
    customer=TEXT,
    kpi=TEXT,
    served_by=listed(TEXT),
    **_JUDGED,
    watermelon={"type": "boolean", "description": "missed, though every target of what serves it is met"},
)
_FINDING = closed(
    kind={"enum": list(get_args(FindingKind))},
    agreement=_OR_OBJECTIVE,
    version=_VERSION_OR_NULL,
    target=TEXT,
    count=COUNT,
    cases={**listed(TEXT), "description": "the first few by name; entities or periods where the finding is of such"},
    message=TEXT,
)

_STANDING: Schema = {
    "enum": list(get_args(Standing)),
    "description": "open: the period is not over, this is how it stands; provisional: a case may still change it",
}
PLACE: Schema = {
    "path": {**TEXT_OR_NULL, "description": "of the clause"},
    "line": ORDINAL_OR_NULL,
}
_LINE = closed(
    text=TEXT,
    amount={
        "type": ["string", "null"],
        "pattern": r"^\d+(\.\d+)?$|^\d+/\d+$",
        "description": "what the step came to, exact: a fraction where a decimal has no end",
    },
    **PLACE,
)
SETTLEMENT = closed(
    agreement=TEXT,
    version=ORDINAL,
    penalty={**TEXT, "description": "its name, or what it is on"},
    kind={"enum": list(get_args(Kind)), "description": "a penalty is due to the customer, the others to the provider"},
    target=TEXT,
    row={**TEXT_OR_NULL, "description": "the row that gave the amount, or that the penalty is on"},
    entity=TEXT_OR_NULL,
    period=TEXT,
    status=_STANDING,
    amount={**AMOUNT, "description": "final, in whole minor units"},
    currency=CURRENCY,
    claim_until={"type": ["string", "null"], "format": "date", "description": "the last local date of a claim"},
    returned_for={**TEXT_OR_NULL, "description": "the period whose penalty is earned back"},
    derivation=listed(_LINE),
)
RIGHT = closed(
    agreement=TEXT,
    version=ORDINAL,
    right={"const": "terminate"},
    on={"type": "string", "format": "date", "description": "by the end of this local date it has arisen"},
    status=_STANDING,
    misses=listed(closed(target=TEXT, entity=TEXT_OR_NULL, period=TEXT)),
    clause=TEXT,
    **PLACE,
    message=TEXT,
)

EVALUATION_SCHEMA = document(
    "slacode evaluate --format json",
    closed(
        format_version={"const": FORMAT_VERSION},
        as_of={**INSTANT, "description": "nothing later was seen"},
        policy_sha256=_SHA256,
        logs=listed(_LOG),
        targets=listed(TARGET_SCHEMA),
        penalties=listed(SETTLEMENT),
        rights=listed(RIGHT),
        attribution=ATTRIBUTION,
        attributed_money=ATTRIBUTED_MONEY,
        not_followed=NOT_FOLLOWED,
        objectives=listed(_KPI),
        ahead=AHEAD,
        not_evaluated=listed(_LEFT),
        findings=listed(_FINDING),
        set_aside=listed(closed(log=TEXT, path=TEXT, row=COUNT, column=TEXT_OR_NULL, reason=TEXT)),
    ),
)
