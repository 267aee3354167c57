"""The schema of a backtest in the JSON of a comparison."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.reports._proofs import TEXT, closed
from slacode.reports.evaluation.json import TARGET_SCHEMA

_TARGET: JsonValue = {"anyOf": [{"type": "null"}, TARGET_SCHEMA]}
_MONEY: JsonValue = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
_VERDICT: JsonValue = {"enum": ["met", "breached", "pending", "excluded", "cancelled", "not counted"]}
_COUNT: dict[str, JsonValue] = {"type": "integer", "minimum": 0}
_STRING: JsonValue = {"type": "string"}


def _list(of: JsonValue) -> JsonValue:
    return {"type": "array", "items": of}


_LOG = closed(
    {
        "name": _STRING,
        "files": _list(closed({"path": _STRING, "sha256": _STRING, "rows": _COUNT})),
        "rows": _COUNT,
        "set_aside": _COUNT,
    }
)
_RIGHTS = _list({"type": "object", "description": "as in `evaluate --format json`"})

BACKTEST_SCHEMA: JsonValue = {
    "anyOf": [
        {"type": "null"},
        closed(
            {
                "as_of": {"type": "string", "format": "date-time"},
                "logs": _list(_LOG),
                "results": _list(
                    closed({"ref": _STRING, "entity": TEXT, "period": _STRING, "before": _TARGET, "after": _TARGET})
                ),
                "amounts": _list(
                    closed(
                        {
                            "ref": _STRING,
                            "kind": {"enum": ["penalty", "bonus", "earn back"]},
                            "entity": TEXT,
                            "period": _STRING,
                            "currency": _STRING,
                            "before": _MONEY,
                            "after": _MONEY,
                            "change": _MONEY,
                        }
                    )
                ),
                "rights": closed({"gone": _RIGHTS, "new": _RIGHTS}),
                "flip_counts": _list(
                    closed({"ref": _STRING, "before": _VERDICT, "after": _VERDICT, "count": {**_COUNT, "minimum": 1}})
                ),
                "flips": {
                    "type": "array",
                    "description": "the latest first, of very many the first thousand",
                    "items": closed(
                        {
                            "ref": _STRING,
                            "case": _STRING,
                            "cycle": {"type": "integer", "minimum": 1},
                            "before": _VERDICT,
                            "after": _VERDICT,
                            "late_s": {"type": ["number", "string"]},
                        }
                    ),
                },
            }
        ),
    ]
}
