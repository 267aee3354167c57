"""How each figure of a result came about: `derivations.json`; `slacode schema derivations` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.result import Result, TargetResult, say_instant
from slacode.engine.model.agreements import Version
from slacode.engine.model.policy import PolicyModel
from slacode.reports._schema_parts import INSTANT, ORDINAL, Schema, closed, document, listed
from slacode.reports.evaluation.json import PLACE, RIGHT, SETTLEMENT, TARGET_PROPERTIES

FORMAT_VERSION = 1

_OF_RESULT = (
    *("agreement", "version", "target", "row", "entity", "period"),
    *("status", "obligation", "attained", "unit", "counts", "downtime_s"),
)


def derivations(model: PolicyModel, result: Result) -> dict[str, JsonValue]:
    """Each figure with its clause, its place in the policies, and what it was reckoned from; amounts with each step."""
    versions = {
        (agreement.name, version.number): version for agreement in model.agreements for version in agreement.versions
    }
    figures = [*result.targets, *(kpi.result for kpi in result.objectives)]
    return {
        "format_version": FORMAT_VERSION,
        "figures": [_figure(each, versions.get((each.agreement, each.version))) for each in figures],
        "penalties": [amount.to_json() for amount in result.penalties],
        "rights": [right.to_json() for right in result.rights],
    }


def _figure(one: TargetResult, version: Version | None) -> dict[str, JsonValue]:
    told = one.to_json()
    return {
        **{name: told[name] for name in _OF_RESULT},
        "exact": None if one.figure is None else str(one.figure),
        "start": say_instant(one.start),
        "end": say_instant(one.end),
        "clause": _clause(one, version),
        "path": one.at.path if one.at else None,
        "line": one.at.line if one.at else None,
    }


def _clause(one: TargetResult, version: Version | None) -> str | None:
    """Where the paper contract has it: the target's clause, else the agreement's."""
    target = version.target(one.target) if version else None
    return (target.clause if target else None) or (version.clause if version else None)


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of the derivations."""
    properties: Schema = {
        "format_version": {"const": FORMAT_VERSION},
        "figures": listed(_figure_schema()),
        "penalties": listed(SETTLEMENT),
        "rights": listed(RIGHT),
    }
    return document("derivations.json", closed(properties))


def _figure_schema() -> Schema:
    return closed(
        {
            **{name: TARGET_PROPERTIES[name] for name in _OF_RESULT},
            "version": {**ORDINAL, "description": "1 for an objective, which has none"},
            "exact": {
                "type": ["string", "null"],
                "pattern": r"^-?\d+(/\d+)?$",
                "description": "what was attained, not cut at six places: a whole number or a fraction",
            },
            "start": INSTANT,
            "end": INSTANT,
            "clause": {"type": ["string", "null"], "description": "where the paper contract has it"},
            **PLACE,
        }
    )
