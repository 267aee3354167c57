"""A warning for programs, a JSON object on a line, valid by `ALERT_SCHEMA`."""

from __future__ import annotations

import json
from typing import get_args

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.result import say_instant
from slacode.reports._schema_parts import INSTANT, closed, document
from slacode.reports.evaluation._ahead_schema import CASE
from slacode.reports.evaluation.json import TARGET_SCHEMA
from slacode.watch.alerts import Alert, Warned

FORMAT_VERSION = 1


def alert(alert: Alert, color: bool = False) -> str:  # noqa: ARG001 - one signature
    """The warning as one JSON object, never coloured."""
    record: dict[str, JsonValue] = {
        "format_version": FORMAT_VERSION,
        "id": alert.id,
        "as_of": say_instant(alert.as_of),
        "warning": alert.warned,
        "share": None if alert.share is None else f"{alert.share:f}",
        "case": None if alert.case is None else alert.case.to_json(),
        "period": None if alert.period is None else alert.period.to_json(),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


ALERT_SCHEMA = document(
    "a line of slacode watch --format jsonl",
    closed(
        format_version={"const": FORMAT_VERSION},
        id={"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "the same wherever this warning is told"},
        as_of={**INSTANT, "description": "nothing later was seen"},
        warning={"enum": list(get_args(Warned)), "description": "the first two of a case, the others of a period"},
        share={
            "type": ["string", "null"],
            "pattern": r"^\d+(\.\d+)?$",
            "description": "of `used`: the percentage of the allowance that was reached",
        },
        case={"anyOf": [CASE, {"type": "null"}]},
        period={"anyOf": [TARGET_SCHEMA, {"type": "null"}]},
    ),
)
