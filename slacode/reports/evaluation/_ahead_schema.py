"""The schema of what is ahead, in `evaluate --format json` and in the lines of `watch`."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.ahead import Standing
from slacode.engine.evaluate.bears import Bearable
from slacode.engine.evaluate.open_cases import STATES

Schema = dict[str, JsonValue]


def closed(**properties: JsonValue) -> Schema:
    """An object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_NUMBER_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
_VERSION: Schema = {"type": "integer", "minimum": 1}
_SECONDS: Schema = {"type": ["string", "number"]}
_DECIMAL: Schema = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_INSTANT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}

_BEARS = closed(
    of={"enum": list(get_args(Bearable))},
    amount={"type": ["string", "number", "null"], "minimum": 0, "description": "downtime in seconds; null: any number"},
    needs={**_NUMBER_OR_NULL, "description": "further kept cases that it takes; null: nothing can mend it"},
)
BEARS: Schema = {
    "anyOf": [_BEARS, {"type": "null"}],
    "description": "of an open period: what may still be added before the promise is lost, if no other case begins",
}

_CASE_PROPERTIES: Schema = {
    "agreement": _TEXT,
    "version": _VERSION,
    "target": _TEXT,
    "row": _TEXT_OR_NULL,
    "case": _TEXT,
    "cycle": {"type": "integer", "minimum": 1},
    "obligation": _TEXT,
    "started_at": _INSTANT,
    "due_at": {**_INSTANT_OR_NULL, "description": "of a clock that rests: if it went on now; null: never"},
    "breached_at": _INSTANT_OR_NULL,
    "used": {**_DECIMAL, "description": "percent of the allowance, cut at six places; null of no allowance"},
    "elapsed_s": _SECONDS,
    "allowance_s": _SECONDS,
    "left_s": {**_SECONDS, "description": "counted time, negative once overdrawn"},
    "deadline_in_data": {"type": "boolean", "description": "then the times are real ones, from the start on"},
    "state": {"enum": list(STATES), "description": "of the clock"},
}

CASE = closed(**_CASE_PROPERTIES)
_LISTED = closed(
    **_CASE_PROPERTIES, reached={**_DECIMAL, "description": "the highest of `warn_at` that was reached"}
)

_DEMAND = closed(
    cases={**_NUMBER, "description": "that began in the period so far"},
    days=_DECIMAL,
    per_week=_DECIMAL,
    before_cases={**_NUMBER, "description": "that began in the four weeks before it, as far as term and log reach"},
    before_days=_DECIMAL,
    before_per_week=_DECIMAL,
)

_PERIOD: Schema = {
    "agreement": _TEXT,
    "version": _VERSION,
    "target": _TEXT,
    "row": _TEXT_OR_NULL,
    "entity": _TEXT_OR_NULL,
    "period": _TEXT,
    "can_become": {"enum": ["met", "missed", "no data", "either", None]},
    "obligation": _TEXT,
    "attained": _DECIMAL,
    "bears": BEARS,
    "holds": {"type": ["boolean", "null"], "description": "whether it would be met if the period ended now"},
    "endangered": {**_NUMBER, "description": "open cases not in breach that reached the least of `warn_at`"},
    "standing": {"enum": list(get_args(Standing))},
    "demand": {"anyOf": [_DEMAND, {"type": "null"}]},
    "expected_cases": {**_NUMBER_OR_NULL, "description": "that will begin in the rest, at the demand before"},
    "then_bears": BEARS,
}

AHEAD: Schema = {
    "anyOf": [
        closed(
            warn_at={"type": "array", "items": {"type": "string"}, "description": "percent of an allowance, ascending"},
            open_cases={
                "type": "array",
                "items": _LISTED,
                "description": "those that have used most of their allowance first",
            },
            open_periods={"type": "array", "items": closed(**_PERIOD)},
        ),
        {"type": "null"},
    ],
    "description": "null unless `--ahead` or `--warn-at` asks for it",
}
