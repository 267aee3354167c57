"""The matrix as JSON, one object for each promise; `slacode schema matrix` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.engine.trace.matrix import Behind, Line
from slacode.engine.wording import say_period
from slacode.reports._proofs import PROOF_SCHEMA, proof_json
from slacode.reports._schema_parts import (
    ORDINAL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    document,
    listed,
)
from slacode.reports.json import dumps

_VERSIONS: Schema = {"type": "array", "items": ORDINAL, "minItems": 1}
_KIND: Schema = {"enum": ["sla", "ola", "uc"]}

_BEHIND = closed(
    {
        "ref": TEXT,
        "kind": _KIND,
        "obligation": TEXT,
        "hours": {**TEXT, "description": "the calendar that counts, by name"},
        "depth": {**ORDINAL, "description": "1 for what carries the row directly"},
    }
)

MATRIX_SCHEMA = document(
    "slacode trace --all --format json",
    closed(
        {
            "format_version": {"const": 1},
            "rows": {
                "type": "array",
                "items": closed(
                    {
                        "ref": {**TEXT, "description": "`agreement.target[row]`"},
                        "kind": _KIND,
                        "agreement": TEXT,
                        "target": TEXT,
                        "row": {**TEXT_OR_NULL, "description": "null for a target with one promise"},
                        "title": TEXT_OR_NULL,
                        "versions": _VERSIONS,
                        "begins": {**TEXT_OR_NULL, "format": "date", "description": "the first local date"},
                        "ends": {**TEXT_OR_NULL, "format": "date", "description": "the last local date"},
                        "path": {**TEXT_OR_NULL, "description": "the file of the clause that promises"},
                        "line": ORDINAL_OR_NULL,
                        "obligation": {**TEXT, "description": "in the words of the language"},
                        "hours": {**TEXT, "description": "the calendar that counts, by name"},
                        "per": {**TEXT, "description": "the period it is judged over"},
                        "provider": TEXT_OR_NULL,
                        "receiver": TEXT_OR_NULL,
                        "support": {
                            **TEXT_OR_NULL,
                            "description": "as written; null where it follows from the services",
                        },
                        "behind": listed(_BEHIND),
                        "doubtful": {
                            "type": "array",
                            "items": TEXT,
                            "description": "promises behind it that do not hold or are not proved",
                        },
                        "proof": PROOF_SCHEMA,
                    }
                ),
            },
        }
    ),
)


def matrix(lines: tuple[Line, ...], color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """The lines as one JSON object, never coloured."""
    return dumps({"format_version": 1, "rows": [_line_json(line) for line in lines]})


def _line_json(line: Line) -> dict[str, JsonValue]:
    agreement, version, target, row = (
        line.promise.agreement,
        line.promise.version,
        line.promise.target,
        line.promise.row,
    )
    at = row.at or target.at or agreement.at
    return {
        "ref": line.ref,
        "kind": agreement.kind,
        "agreement": agreement.name,
        "target": target.name,
        "row": row.label,
        "title": target.title or agreement.title,
        "versions": list(line.versions),
        "begins": version.start.isoformat() if version.start else None,
        "ends": line.ends.isoformat() if line.ends else None,
        "path": at.path if at else None,
        "line": at.line if at else None,
        "obligation": line.obligation,
        "hours": line.hours,
        "per": say_period(target.per),
        "provider": version.provider,
        "receiver": version.receiver,
        "support": line.support,
        "behind": [_behind_json(part) for part in line.behind],
        "doubtful": list(line.doubtful),
        "proof": proof_json(line.proof),
    }


def _behind_json(part: Behind) -> dict[str, JsonValue]:
    return {
        "ref": part.ref,
        "kind": part.kind,
        "obligation": part.obligation,
        "hours": part.hours,
        "depth": part.depth,
    }
