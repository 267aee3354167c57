"""Proofs of promises in words for people, and as JSON, for all reports that tell of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import get_args

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.proofs.standing import DowntimeProof, Proof, Reason, TimeProof, Verdict, percent_of, say_share
from slacode.engine.wording import say_decimal, say_duration
from slacode.reports._schema_parts import INSTANT_OR_NULL, PERCENT_OR_NULL, TEXT, TEXT_OR_NULL, Schema, closed

_MILLISECOND, _SECOND = 1_000, 1_000_000

STYLES: dict[Verdict, str] = {"holds": "good", "does not hold": "error", "not proved": "warning"}


def say_verdict(proof: Proof) -> str:
    """`holds`, `does not hold: missed by 30min at the worst`, `not proved: nothing is said to carry it`."""
    return f"{proof.verdict}: {proof.why}" if proof.why else proof.verdict


def say_worst(proof: Proof) -> str:
    """`3h30min of 4h`, `39min36s of 44min2s in 2026-05`, or nothing."""
    if proof.time:
        return f"{say_duration(proof.time.worst_us)} of {say_slack(proof.time.allowance_us)}"
    if proof.downtime:
        most = "" if proof.downtime.exact else "at most "
        figures = f"{say_duration(proof.downtime.worst_us)} of {say_duration(proof.downtime.promised_us)}"
        return f"{most}{figures} in {proof.downtime.period}"
    return ""


def say_slack(us: int) -> str:
    """What is left, to the millisecond where there is one of it: a deadline is often met by a microsecond."""
    return say_duration(round(us, -3) if us >= _MILLISECOND else us)


def say_guaranteed(proof: Proof) -> str:
    """The guaranteed share in percent, or nothing."""
    return "" if proof.guaranteed is None else say_share(proof.guaranteed)


_SECONDS: Schema = {"type": ["number", "string", "null"]}

PROOF_SCHEMA = closed(
    {
        "verdict": {"enum": list(get_args(Verdict))},
        "reason": {"enum": [None, *get_args(Reason)], "description": "why nothing is proved"},
        "why": {**TEXT_OR_NULL, "description": "what stands against it, in words"},
        "missing": {
            "type": "array",
            "items": TEXT,
            "description": "supports that promise nothing for it",
        },
        "allowance_s": {**_SECONDS, "description": "the time, or the downtime in `period`, that is promised"},
        "worst_s": {**_SECONDS, "description": "the most of it that its supports may take"},
        "slack_s": {**_SECONDS, "description": "what is left; negative where there is too little"},
        "witness_start": INSTANT_OR_NULL,
        "witness_finish": INSTANT_OR_NULL,
        "open_until": {"type": ["integer", "null"], "description": "the year before which an open term was searched"},
        "period": {**TEXT_OR_NULL, "description": "of availability: the period with the least slack"},
        "exact": {"type": "boolean", "description": "false where `worst_s` is an upper bound"},
        "promised_share": {**PERCENT_OR_NULL, "description": "in percent, of the cases or of the time"},
        "guaranteed_share": {**PERCENT_OR_NULL, "description": "whatever the dependence, to four places, rounded down"},
        "independent_share": {**PERCENT_OR_NULL, "description": "if all parts fail independently"},
        "best_share": {**PERCENT_OR_NULL, "description": "at the very best"},
    }
)


def proof_json(proof: Proof) -> dict[str, JsonValue]:
    """A proof as `PROOF_SCHEMA` describes it: exact numbers of seconds, shares in percent as text."""
    time, downtime, shares = proof.time, proof.downtime, proof.shares or proof.downtime
    return {
        "verdict": proof.verdict,
        "reason": proof.reason,
        "why": proof.why,
        "missing": list(proof.missing),
        **_figures(time or downtime),
        "witness_start": time.start.isoformat() if time else None,
        "witness_finish": time.finish.isoformat() if time else None,
        "open_until": time.open_until if time else None,
        "period": downtime.period if downtime else None,
        "exact": downtime.exact if downtime else True,
        "promised_share": _share(shares.promised if shares else None),
        "guaranteed_share": _share(shares.guaranteed if shares else None),
        "independent_share": _share(shares.independent if shares else None),
        "best_share": _share(shares.best if shares else None),
    }


def _figures(proved: TimeProof | DowntimeProof | None) -> dict[str, JsonValue]:
    if proved is None:
        return {"allowance_s": None, "worst_s": None, "slack_s": None}
    allowance = proved.allowance_us if isinstance(proved, TimeProof) else proved.promised_us
    return {
        "allowance_s": _seconds(allowance),
        "worst_s": _seconds(proved.worst_us),
        "slack_s": _seconds(proved.slack_us),
    }


def _seconds(us: int) -> JsonValue:
    return json_value(Decimal(us) / _SECOND)


def _share(share: Fraction | None) -> str | None:
    return None if share is None else say_decimal(percent_of(share))
