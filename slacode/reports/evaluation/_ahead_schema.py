"""The schema of what is ahead, in `evaluate --format json` and in the lines of `watch`."""

from __future__ import annotations

from typing import get_args

from slacode.engine.evaluate.ahead.bears import Bearable
from slacode.engine.evaluate.ahead.open_cases import STATES
from slacode.engine.evaluate.ahead.open_periods import Standing
from slacode.reports._schema_parts import (
    COUNT,
    COUNT_OR_NULL,
    DECIMAL_OR_NULL,
    INSTANT,
    INSTANT_OR_NULL,
    ORDINAL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
)

_SECONDS: Schema = {"type": ["string", "number"]}

_BEARS = closed(
    of={"enum": list(get_args(Bearable))},
    amount={"type": ["string", "number", "null"], "minimum": 0, "description": "downtime in seconds; null: any number"},
    needs={**COUNT_OR_NULL, "description": "further kept cases that it takes; null: nothing can mend it"},
)
BEARS: Schema = {
    "anyOf": [_BEARS, {"type": "null"}],
    "description": "of an open period: what may still be added before the promise is lost, if no other case begins",
}

_CASE_PROPERTIES: Schema = {
    "agreement": TEXT,
    "version": ORDINAL,
    "target": TEXT,
    "row": TEXT_OR_NULL,
    "case": TEXT,
    "cycle": ORDINAL,
    "obligation": TEXT,
    "started_at": INSTANT,
    "due_at": {**INSTANT_OR_NULL, "description": "of a clock that rests: if it went on now; null: never"},
    "breached_at": INSTANT_OR_NULL,
    "used": {**DECIMAL_OR_NULL, "description": "percent of the allowance, cut at six places; null of no allowance"},
    "elapsed_s": _SECONDS,
    "allowance_s": _SECONDS,
    "left_s": {**_SECONDS, "description": "counted time, negative once overdrawn"},
    "deadline_in_data": {"type": "boolean", "description": "then the times are real ones, from the start on"},
    "state": {"enum": list(STATES), "description": "of the clock"},
}

CASE = closed(**_CASE_PROPERTIES)
_LISTED = closed(
    **_CASE_PROPERTIES, reached={**DECIMAL_OR_NULL, "description": "the highest of `warn_at` that was reached"}
)

_DEMAND = closed(
    cases={**COUNT, "description": "that began in the period so far"},
    days=DECIMAL_OR_NULL,
    per_week=DECIMAL_OR_NULL,
    before_cases={**COUNT, "description": "that began in the four weeks before it, as far as term and log reach"},
    before_days=DECIMAL_OR_NULL,
    before_per_week=DECIMAL_OR_NULL,
)

_PERIOD: Schema = {
    "agreement": TEXT,
    "version": ORDINAL,
    "target": TEXT,
    "row": TEXT_OR_NULL,
    "entity": TEXT_OR_NULL,
    "period": TEXT,
    "can_become": {"enum": ["met", "missed", "no data", "either", None]},
    "obligation": TEXT,
    "attained": DECIMAL_OR_NULL,
    "bears": BEARS,
    "holds": {"type": ["boolean", "null"], "description": "whether it would be met if the period ended now"},
    "endangered": {**COUNT, "description": "open cases not in breach that reached the least of `warn_at`"},
    "standing": {"enum": list(get_args(Standing))},
    "demand": {"anyOf": [_DEMAND, {"type": "null"}]},
    "expected_cases": {**COUNT_OR_NULL, "description": "that will begin in the rest, at the demand before"},
    "then_bears": BEARS,
}

AHEAD: Schema = {
    "anyOf": [
        closed(
            warn_at={"type": "array", "items": TEXT, "description": "percent of an allowance, ascending"},
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
