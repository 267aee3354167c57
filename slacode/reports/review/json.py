"""A review for programs: its findings, and what the tests and the comparison gave, each as its own command says it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue, to_json
from slacode.engine.diff.failing import DEFAULT, read_fails
from slacode.reports._schema_parts import TEXT_OR_NULL, Schema, closed, document, listed, or_null
from slacode.reports.diff import Review as Changes
from slacode.reports.diff.json import DIFF_SCHEMA
from slacode.reports.diff.json import content as of_diff
from slacode.reports.json import FINDING_SCHEMA, FORMAT_VERSION, dumps
from slacode.reports.review import Reviewed
from slacode.reports.tests.json import TESTS_SCHEMA
from slacode.reports.tests.json import content as of_tests


def _part(schema: Schema, description: str) -> Schema:
    inner = {name: value for name, value in schema.items() if name not in ("$schema", "title")}
    return {**or_null(inner), "description": description}


REVIEW_SCHEMA = document(
    "slacode review --format json",
    closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "title": TEXT_OR_NULL,
            "passes": {"type": "boolean"},
            "findings": listed(FINDING_SCHEMA),
            "tests": _part(TESTS_SCHEMA, "as `slacode test`; null where the policies are not understood"),
            "diff": _part(DIFF_SCHEMA, "as `slacode diff`; null where those of the base are not understood either"),
        }
    ),
)


def review(record: Reviewed, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """The review as one JSON object, never coloured."""
    tests = record.review.tests
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "title": record.title,
            "passes": record.passes,
            "findings": [to_json(d) for d in record.findings.diagnostics],
            "tests": of_tests(tests) if tests else None,
            "diff": _diff(record),
        }
    )


def _diff(record: Reviewed) -> dict[str, JsonValue] | None:
    review = record.review
    if review.comparison is None:
        return None
    return of_diff(Changes(review.comparison, review.base.name, review.head.name, read_fails(DEFAULT)))
