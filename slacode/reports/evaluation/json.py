"""An evaluation for programs, valid by `EVALUATION_SCHEMA`."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.result import FORMAT_VERSION, Counts, FindingKind, Result
from slacode.engine.settle.record import Kind, Standing
from slacode.reports.evaluation._ahead_schema import AHEAD, BEARS
from slacode.reports.evaluation._attribution_schema import ATTRIBUTED_MONEY, ATTRIBUTION, NOT_FOLLOWED
from slacode.reports.json import dumps


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The result as one JSON object, never coloured."""
    return dumps(result.to_json())


def _closed(**properties: JsonValue) -> dict[str, JsonValue]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"type": "array", "items": of}


_TEXT: dict[str, JsonValue] = {"type": "string"}
_TEXT_OR_NULL: dict[str, JsonValue] = {"type": ["string", "null"]}
_NUMBER: dict[str, JsonValue] = {"type": "integer", "minimum": 0}
_DECIMAL: dict[str, JsonValue] = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
_SHA256: dict[str, JsonValue] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_VERSION: dict[str, JsonValue] = {"type": "integer", "minimum": 1}
_VERSION_OR_NULL: dict[str, JsonValue] = {
    "type": ["integer", "null"],
    "minimum": 1,
    "description": "null for an objective",
}
_OR_OBJECTIVE: dict[str, JsonValue] = {**_TEXT, "description": "or the objective, whose KPI is named as target"}

_LOG = _closed(
    name=_TEXT, files=_list(_closed(path=_TEXT, sha256=_SHA256, rows=_NUMBER)), rows=_NUMBER, set_aside=_NUMBER
)
TARGET_PROPERTIES: dict[str, JsonValue] = {
    "agreement": _TEXT,
    "version": _VERSION,
    "target": _TEXT,
    "row": {**_TEXT_OR_NULL, "description": "null for a target with one promise"},
    "entity": {**_TEXT_OR_NULL, "description": "the service whose availability is judged, else null"},
    "period": _TEXT,
    "status": {"enum": ["met", "missed", "open", "no data"]},
    "can_become": {"enum": ["met", "missed", "no data", "either", None], "description": "of an open period"},
    "provisional": {"type": "boolean", "description": "whether a case counted here may still change"},
    "obligation": _TEXT,
    "attained": {**_DECIMAL, "description": "in `unit`, cut at six places so that it never flatters"},
    "unit": {"enum": ["%", "s", "cases", ""], "description": "empty for plain numbers"},
    "counts": _closed(**dict.fromkeys(Counts.__dataclass_fields__, _NUMBER)),
    "downtime_s": {"type": ["string", "number", "null"], "minimum": 0, "description": "counted, of availability"},
    "bears": BEARS,
}
TARGET_SCHEMA = _closed(**TARGET_PROPERTIES)
_LEFT = _closed(agreement=_OR_OBJECTIVE, version=_VERSION_OR_NULL, target=_TEXT, row=_TEXT_OR_NULL, reason=_TEXT)
_LEFT_OUT = ("agreement", "version", "target", "row")
_JUDGED = {name: schema for name, schema in TARGET_PROPERTIES.items() if name not in _LEFT_OUT}
_KPI = _closed(
    objective=_TEXT,
    customer=_TEXT,
    kpi=_TEXT,
    served_by=_list(_TEXT),
    **_JUDGED,
    watermelon={"type": "boolean", "description": "missed, though every target of what serves it is met"},
)
_FINDING = _closed(
    kind={"enum": list(get_args(FindingKind))},
    agreement=_OR_OBJECTIVE,
    version=_VERSION_OR_NULL,
    target=_TEXT,
    count=_NUMBER,
    cases={**_list(_TEXT), "description": "the first few by name; entities or periods where the finding is of such"},
    message=_TEXT,
)

_STANDING: dict[str, JsonValue] = {
    "enum": list(get_args(Standing)),
    "description": "open: the period is not over, this is how it stands; provisional: a case may still change it",
}
PLACE: dict[str, JsonValue] = {
    "path": {**_TEXT_OR_NULL, "description": "of the clause"},
    "line": {"type": ["integer", "null"], "minimum": 1},
}
_LINE = _closed(
    text=_TEXT,
    amount={
        "type": ["string", "null"],
        "pattern": r"^\d+(\.\d+)?$|^\d+/\d+$",
        "description": "what the step came to, exact: a fraction where a decimal has no end",
    },
    **PLACE,
)
AMOUNT = _closed(
    agreement=_TEXT,
    version=_VERSION,
    penalty={**_TEXT, "description": "its name, or what it is on"},
    kind={"enum": list(get_args(Kind)), "description": "a penalty is due to the customer, the others to the provider"},
    target=_TEXT,
    row={**_TEXT_OR_NULL, "description": "the row that gave the amount, or that the penalty is on"},
    entity=_TEXT_OR_NULL,
    period=_TEXT,
    status=_STANDING,
    amount={"type": "string", "pattern": r"^\d+(\.\d+)?$", "description": "final, in whole minor units"},
    currency={"type": "string", "pattern": "^[A-Z]{3}$"},
    claim_until={"type": ["string", "null"], "format": "date", "description": "the last local date of a claim"},
    returned_for={**_TEXT_OR_NULL, "description": "the period whose penalty is earned back"},
    derivation=_list(_LINE),
)
RIGHT = _closed(
    agreement=_TEXT,
    version=_VERSION,
    right={"const": "terminate"},
    on={"type": "string", "format": "date", "description": "by the end of this local date it has arisen"},
    status=_STANDING,
    misses=_list(_closed(target=_TEXT, entity=_TEXT_OR_NULL, period=_TEXT)),
    clause=_TEXT,
    **PLACE,
    message=_TEXT,
)

EVALUATION_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode evaluate --format json",
    **_closed(
        format_version={"const": FORMAT_VERSION},
        as_of={"type": "string", "format": "date-time", "description": "nothing later was seen"},
        policy_sha256=_SHA256,
        logs=_list(_LOG),
        targets=_list(TARGET_SCHEMA),
        penalties=_list(AMOUNT),
        rights=_list(RIGHT),
        attribution=ATTRIBUTION,
        attributed_money=ATTRIBUTED_MONEY,
        not_followed=NOT_FOLLOWED,
        objectives=_list(_KPI),
        ahead=AHEAD,
        not_evaluated=_list(_LEFT),
        findings=_list(_FINDING),
        set_aside=_list(_closed(log=_TEXT, path=_TEXT, row=_NUMBER, column=_TEXT_OR_NULL, reason=_TEXT)),
    ),
}
