"""The JSON Schemas (draft 2020-12) of all that slacode writes as JSON, by the names that `slacode schema` knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slacode.reports._schema_parts import Schema


def policy() -> Schema:
    """Of `export`: the model itself."""
    from slacode.engine.model.policy import PolicyModel

    described = PolicyModel.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described, "title": "slacode export"}


def findings() -> Schema:
    """Of `check --format json`."""
    from slacode.reports.json import FINDINGS_SCHEMA

    return FINDINGS_SCHEMA


def finding() -> Schema:
    """Of each line of `check --format jsonl`."""
    from slacode.reports.json import LINE_SCHEMA

    return LINE_SCHEMA


def trace() -> Schema:
    """Of `trace --format json`."""
    from slacode.reports.trace.json import TRACE_SCHEMA

    return TRACE_SCHEMA


def graph() -> Schema:
    """Of `graph --format json`."""
    from slacode.reports.graph.json import GRAPH_SCHEMA

    return GRAPH_SCHEMA


def evaluate() -> Schema:
    """Of `evaluate --format json`."""
    from slacode.reports.evaluation.json import EVALUATION_SCHEMA

    return EVALUATION_SCHEMA


def gaps() -> Schema:
    """Of `gaps --format json`."""
    from slacode.reports.gaps.json import schema

    return schema()


def matrix() -> Schema:
    """Of `trace --all --format json`."""
    from slacode.reports.matrix.json import MATRIX_SCHEMA

    return MATRIX_SCHEMA


def tests() -> Schema:
    """Of `test --format json`."""
    from slacode.reports.tests.json import TESTS_SCHEMA

    return TESTS_SCHEMA


def watch() -> Schema:
    """Of a line of `watch --format jsonl`."""
    from slacode.reports.ahead.jsonl import ALERT_SCHEMA

    return ALERT_SCHEMA


def whatif() -> Schema:
    """Of `whatif --format json`."""
    from slacode.reports.whatif.json import WHATIF_SCHEMA

    return WHATIF_SCHEMA


def evidence() -> Schema:
    """Of the manifest in the folder of `evaluate --evidence`."""
    from slacode.evidence.manifest import schema

    return schema()


def derivations() -> Schema:
    """Of the derivations in the folder of `evaluate --evidence`."""
    from slacode.evidence.derivations import schema

    return schema()


def verify() -> Schema:
    """Of `verify --format json`."""
    from slacode.reports.verification.json import VERIFICATION_SCHEMA

    return VERIFICATION_SCHEMA


def review() -> Schema:
    """Of `review --format json`."""
    from slacode.reports.review.json import REVIEW_SCHEMA

    return REVIEW_SCHEMA


def diff() -> Schema:
    """Of `diff --format json`."""
    from slacode.reports.diff.json import DIFF_SCHEMA

    return DIFF_SCHEMA


def why() -> Schema:
    """Of `why --format json`."""
    from slacode.reports.timeline._schema import WHY_SCHEMA

    return WHY_SCHEMA


_ALL = (
    *(derivations, diff, evaluate, evidence, finding, findings, gaps, graph, matrix, policy, review, tests, trace),
    *(verify, watch, whatif, why),
)
SCHEMAS: Mapping[str, Callable[[], Schema]] = {made.__name__: made for made in _ALL}
"""Every schema by its name, each made when it is asked for."""
