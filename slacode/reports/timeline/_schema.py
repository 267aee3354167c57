"""The schema of a case's timeline, which `why --format json` shows, and `test --format json` of what failed."""

from __future__ import annotations

from slacode.reports._schema_parts import (
    INSTANT,
    INSTANT_OR_NULL,
    ORDINAL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    document,
    listed,
)

_SECONDS: Schema = {"type": ["string", "number"], "minimum": 0}
_SECONDS_OR_NULL: Schema = {"type": ["string", "number", "null"], "minimum": 0}

_INTERVAL = closed(
    {
        "from": INSTANT,
        "to": INSTANT,
        "reason": {"enum": ["counted", "paused", "excluded", "stopped", "outside the hours"]},
        "counted_s": {**_SECONDS, "description": "counted in it"},
        "total_s": {**_SECONDS, "description": "counted from the start to its end"},
    }
)
_EVENT = closed(at=INSTANT, kind={"enum": ["started", "reopened", "stopped", "cancelled", "breached", "due"]})
_HAND = closed(
    support={**TEXT_OR_NULL, "description": "agreement and target; null for the time that no support had"},
    stood={"enum": [None, "not judged", "held", "pending", "broke"]},
    took_s=_SECONDS_OR_NULL,
    attributed_s=_SECONDS,
    shared_s=_SECONDS,
    late_s=_SECONDS,
)
_CYCLE = closed(
    ref={**TEXT, "description": "the row, or the target, that judges it"},
    agreement=TEXT,
    version=ORDINAL,
    target=TEXT,
    row=TEXT_OR_NULL,
    obligation=TEXT_OR_NULL,
    path=TEXT_OR_NULL,
    line=ORDINAL_OR_NULL,
    hours=TEXT,
    timezone={**TEXT, "description": "that of the agreement"},
    cycle=ORDINAL,
    started_at=INSTANT,
    stopped_at=INSTANT_OR_NULL,
    allowance_s=_SECONDS_OR_NULL,
    elapsed_s=_SECONDS_OR_NULL,
    due_at=INSTANT_OR_NULL,
    verdict=TEXT_OR_NULL,
    verdict_at=INSTANT_OR_NULL,
    period=TEXT_OR_NULL,
    intervals={**listed(_INTERVAL), "description": "one after the other, without a gap"},
    hands={**listed(_HAND), "description": "whose time it was; empty where nothing stands behind the row"},
    events=listed(_EVENT),
)

TIMELINE = closed(
    format_version={"const": 1},
    case=TEXT,
    as_of=INSTANT,
    cycles=listed(_CYCLE),
    unjudged={
        **listed(closed(agreement=TEXT, version=ORDINAL, target=TEXT, reason=TEXT)),
        "description": "targets under which the case has no cycle",
    },
)

WHY_SCHEMA = document("slacode why --format json", TIMELINE)
