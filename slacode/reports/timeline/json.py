"""A case's timeline for programs: instants in ISO 8601 in UTC, durations in exact seconds."""

from __future__ import annotations

from decimal import Decimal

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.evaluate.result import say_instant
from slacode.engine.evaluate.why import CaseHistory, Hand, Judgement, say_judged
from slacode.engine.metrics.clock.timeline import Interval
from slacode.engine.wording import say_ref
from slacode.reports.json import dumps

FORMAT_VERSION = 1


def timeline(history: CaseHistory, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The history as one JSON object, never coloured."""
    return dumps(content(history))


def content(history: CaseHistory) -> dict[str, JsonValue]:
    """The history as an object that `TIMELINE` describes."""
    unjudged: list[JsonValue] = [
        {name: getattr(target, name) for name in ("agreement", "version", "target", "reason")}
        for target in history.unjudged
    ]
    return {
        "format_version": FORMAT_VERSION,
        "case": history.case,
        "as_of": say_instant(history.as_of),
        "cycles": [_cycle(judgement) for judgement in history.judgements],
        "unjudged": unjudged,
    }


def _cycle(judgement: Judgement) -> dict[str, JsonValue]:
    at = judgement.at
    return {
        "ref": say_judged(judgement),
        "agreement": judgement.agreement,
        "version": judgement.version,
        "target": judgement.target,
        "row": judgement.row,
        "obligation": judgement.obligation,
        "path": at.path if at else None,
        "line": at.line if at else None,
        "hours": judgement.hours,
        "timezone": judgement.zone,
        "cycle": judgement.cycle,
        "started_at": say_instant(judgement.started),
        "stopped_at": _instant(judgement.stopped),
        "allowance_s": _seconds(judgement.allowance),
        "elapsed_s": _seconds(judgement.elapsed),
        "due_at": _instant(judgement.due),
        "verdict": judgement.verdict,
        "verdict_at": _instant(judgement.verdict_at),
        "period": judgement.period,
        "intervals": [_interval(interval) for interval in judgement.intervals],
        "hands": [_hand(hand) for hand in judgement.hands],
        "events": [{"at": say_instant(event.at), "kind": event.kind} for event in judgement.events],
    }


def _interval(interval: Interval) -> dict[str, JsonValue]:
    return {
        "from": say_instant(interval.start),
        "to": say_instant(interval.end),
        "reason": interval.reason,
        "counted_s": _seconds(interval.counted),
        "total_s": _seconds(interval.total),
    }


def _hand(hand: Hand) -> dict[str, JsonValue]:
    return {
        "support": None if hand.support is None else say_ref(*hand.support),
        "stood": hand.stood,
        "took_s": _seconds(hand.took),
        "attributed_s": _seconds(hand.attributed),
        "shared_s": _seconds(hand.shared),
        "late_s": _seconds(hand.late),
    }


def _instant(instant: int | None) -> str | None:
    return None if instant is None else say_instant(instant)


def _seconds(micros: int | None) -> JsonValue:
    return None if micros is None else json_value(Decimal(micros) / 10**6)
