"""The schema of a backtest in the JSON of a comparison."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.reports._schema_parts import (
    COUNT,
    DECIMAL_OR_NULL,
    INSTANT,
    ORDINAL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    listed,
    or_null,
)
from slacode.reports.evaluation.json import TARGET_SCHEMA

_TARGET = or_null(TARGET_SCHEMA)
_VERDICT: Schema = {"enum": ["met", "breached", "pending", "excluded", "cancelled", "not counted"]}


_LOG = closed(
    {
        "name": TEXT,
        "files": listed(closed({"path": TEXT, "sha256": TEXT, "rows": COUNT})),
        "rows": COUNT,
        "set_aside": COUNT,
    }
)
_RIGHTS = listed({"type": "object", "description": "as in `evaluate --format json`"})

BACKTEST_SCHEMA: JsonValue = {
    "anyOf": [
        {"type": "null"},
        closed(
            {
                "as_of": INSTANT,
                "logs": listed(_LOG),
                "results": listed(closed(ref=TEXT, entity=TEXT_OR_NULL, period=TEXT, before=_TARGET, after=_TARGET)),
                "amounts": listed(
                    closed(
                        {
                            "ref": TEXT,
                            "kind": {"enum": ["penalty", "bonus", "earn back"]},
                            "entity": TEXT_OR_NULL,
                            "period": TEXT,
                            "currency": TEXT,
                            "before": DECIMAL_OR_NULL,
                            "after": DECIMAL_OR_NULL,
                            "change": DECIMAL_OR_NULL,
                        }
                    )
                ),
                "rights": closed({"gone": _RIGHTS, "new": _RIGHTS}),
                "flip_counts": listed(
                    closed({"ref": TEXT, "before": _VERDICT, "after": _VERDICT, "count": {**COUNT, "minimum": 1}})
                ),
                "flips": {
                    "type": "array",
                    "description": "the latest first, of very many the first thousand",
                    "items": closed(
                        {
                            "ref": TEXT,
                            "case": TEXT,
                            "cycle": ORDINAL,
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
