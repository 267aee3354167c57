"""What became of tests for programs; `slacode schema tests` describes it."""

from __future__ import annotations

from collections.abc import Iterable

from slacode.diagnostics import JsonValue, Location
from slacode.engine.testing.record import Coverage, Outcome, TestOutcome, TestReport
from slacode.reports._schema_parts import (
    COUNT,
    INSTANT_OR_NULL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    document,
    listed,
    or_null,
)
from slacode.reports.json import dumps
from slacode.reports.timeline._schema import TIMELINE

FORMAT_VERSION = 1

_PLACE: Schema = {"path": TEXT_OR_NULL, "line": ORDINAL_OR_NULL}
_STATUS: Schema = {"enum": ["passed", "failed", "undetermined"]}

_EXPECTATION = closed(
    {
        "expected": {**TEXT, "description": "the expectation in the words of the language"},
        **_PLACE,
        "status": _STATUS,
        "got": {
            **TEXT_OR_NULL,
            "description": "what there was instead, or why nothing can be said; null where it passed",
        },
        "as_of": {**INSTANT_OR_NULL, "description": "the instant that it looks back from"},
        "notes": listed(TEXT),
        "timeline": {**or_null(TIMELINE), "description": "of the case that it is about, as of `why`, where it failed"},
    }
)
_ITEM = closed(
    {
        "kind": {"enum": ["target", "row", "tier", "pause", "exclusion"]},
        "name": TEXT,
        "clause": TEXT,
        **_PLACE,
        "exercised": {"type": "boolean"},
    }
)

TESTS_SCHEMA = document(
    "slacode test --format json",
    closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "tests": listed(closed({"title": TEXT, **_PLACE, "status": _STATUS, "expectations": listed(_EXPECTATION)})),
            "passed": COUNT,
            "failed": COUNT,
            "undetermined": COUNT,
            "coverage": or_null(
                closed(percent={"type": "number", "minimum": 0, "maximum": 100}, items=listed(_ITEM)),
            ),
        }
    ),
)


def results(report: TestReport, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The report as one JSON object, never coloured."""
    return dumps(content(report))


def content(report: TestReport) -> dict[str, JsonValue]:
    """The report as an object that `TESTS_SCHEMA` describes."""
    return {
        "format_version": FORMAT_VERSION,
        "tests": [_test(test) for test in report.tests],
        "passed": report.count("passed"),
        "failed": report.count("failed"),
        "undetermined": report.count("undetermined"),
        "coverage": None if report.coverage is None else _coverage(report.coverage),
    }


def _test(test: TestOutcome) -> dict[str, JsonValue]:
    return {
        "title": test.title,
        **_place(test.at),
        "status": test.status,
        "expectations": [_outcome(outcome) for outcome in test.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, JsonValue]:
    from slacode.engine.evaluate.result import say_instant

    return {
        "expected": outcome.text,
        **_place(outcome.at),
        "status": outcome.status,
        "got": outcome.got,
        "as_of": None if outcome.as_of is None else say_instant(outcome.as_of),
        "notes": list(outcome.notes),
        "timeline": _timeline(outcome),
    }


def _timeline(outcome: Outcome) -> dict[str, JsonValue] | None:
    if outcome.history is None or outcome.status == "passed":
        return None
    from slacode.reports.timeline.json import content

    return content(outcome.history)


def _coverage(coverage: Coverage) -> dict[str, JsonValue]:
    items: Iterable[JsonValue] = (
        {"kind": item.kind, "name": item.name, "clause": item.text, **_place(item.at), "exercised": item.exercised}
        for item in coverage.items
    )
    return {"percent": float(coverage.percent), "items": list(items)}


def _place(at: Location | None) -> dict[str, JsonValue]:
    return {"path": at.path if at else None, "line": at.line if at else None}
