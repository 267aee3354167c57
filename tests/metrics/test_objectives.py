"""KPIs of objectives by the entities, hours and zone of what serves them; watermelons."""

import json

import jsonschema
import pytest

from slacode.reports.evaluation import render_evaluation
from slacode.reports.evaluation.json import EVALUATION_SCHEMA
from tests.metrics.plant import judge

OUTAGE = "O1 2026-04-11T10:00 web began\nO1 2026-04-11T20:00 web ended"  # ten hours of a Saturday
OBJECTIVE = 'objective happy "Happy customers" for shop { kpi up: uptime at least 99.9% per quarter }'
PARTS = {
    "term": "term 2026-04-01 to 2026-06-30",
    "as_of": "2026-06-30",
    "clauses": 'serves happy  exclude "Move" from 2026-04-11T00:00 to 2026-04-12T00:00',
    "more": OBJECTIVE,
}


def told(result):
    return [
        (k.result.target, k.result.entity, k.result.period, k.result.status, k.result.attained, k.watermelon)
        for k in result.objectives
    ]


def test_a_kpi_missed_while_every_target_is_met_is_a_watermelon(tmp_path):
    result = judge(tmp_path, OUTAGE, **PARTS)
    assert [t.status for t in result.targets] == ["met", "met", "met"]
    # what is excluded is down for the customer all the same: 600 of 91 * 1,440 minutes are 0.45787..%
    assert told(result) == [("up", "web", "2026-Q2", "missed", "99.542124", True)]
    assert [(f.kind, f.agreement, f.version, f.target, f.cases) for f in result.findings] == [
        ("watermelon", "happy", None, "up", ("2026-Q2",))
    ]
    jsonschema.validate(json.loads(render_evaluation("json", result)), EVALUATION_SCHEMA)
    text = render_evaluation("text", result)
    assert 'objective happy "Happy customers", up, for shop, served by support' in text
    assert "happy.up: 1 period missed though every target of the agreements behind it is met: `2026-Q2`" in text
    # an objective has no versions
    assert "happy.up web 2026-Q2: MISSED" in render_evaluation("concise", result)
    assert 'name="happy.up web 2026-Q2: at least 99.9%"' in render_evaluation("junit", result)


def test_no_watermelon_where_a_target_is_missed_too(tmp_path):
    result = judge(tmp_path, OUTAGE, **{**PARTS, "clauses": "serves happy"})
    assert "missed" in {t.status for t in result.targets}
    assert told(result) == [("up", "web", "2026-Q2", "missed", "99.542124", False)]


def test_what_is_missed_in_another_period_does_not_matter(tmp_path):
    lines = OUTAGE + "\nO2 2026-05-11T10:00 web began\nO2 2026-05-11T20:00 web ended"
    monthly = OBJECTIVE.replace("quarter", "month")
    result = judge(tmp_path, lines, **{**PARTS, "more": monthly})
    assert [t.status for t in result.targets] == ["met", "missed", "met"]
    assert [(period, status, melon) for _, _, period, status, _, melon in told(result)] == [
        ("2026-04", "missed", True),
        ("2026-05", "missed", False),
        ("2026-06", "met", False),
    ]


@pytest.mark.parametrize(
    ("hours", "attained"),
    [
        ("hours office", "100"),  # it was a Saturday
        ("", "99.542124"),
    ],
)
def test_a_kpi_counts_in_the_hours_of_what_serves_it(tmp_path, hours, attained):
    clauses = f"serves happy {hours}"
    result = judge(tmp_path, OUTAGE, **{**PARTS, "clauses": clauses, "rows": "require at least 9% during office"})
    assert [kpi.result.attained for kpi in result.objectives] == [attained]


def test_the_hours_and_services_of_several_agreements_are_put_together(tmp_path):
    more = """
    calendar weekend { timezone Europe/Berlin open sat-sun 10:00-15:00 }
    sla other {
      between acme and shop
      term 2026-04-01 to 2026-06-30
      timezone Europe/Berlin
      hours weekend
      covers db
      serves happy
    }
    """
    result = judge(tmp_path, OUTAGE, **{**PARTS, "clauses": "serves happy hours office", "more": OBJECTIVE + more})
    # from Monday to Friday 65 days of 480 minutes, on the weekend 26 of 300: 300 of 39,000 minutes are 0.76923..%
    assert told(result) == [
        ("up", "db", "2026-Q2", "met", "100", False),
        ("up", "web", "2026-Q2", "missed", "99.230769", True),
    ]


def test_an_objective_that_nothing_serves_has_no_services(tmp_path):
    result = judge(tmp_path, OUTAGE, **{**PARTS, "clauses": ""})
    assert result.objectives == ()
    assert [(n.agreement, n.version, n.target) for n in result.not_evaluated] == [("happy", None, "up")]


def test_a_log_that_only_kpis_need_may_be_missing(tmp_path):
    more = "objective happy for shop { kpi quick: latency p95 at most 250 per month }"
    result = judge(tmp_path, OUTAGE, **{**PARTS, "more": more})
    assert result.objectives == ()
    assert [(n.target, n.reason) for n in result.not_evaluated] == [("quick", "log `probes` names no file")]
    probes = (("probes", "p1 2026-04-07T10:00 web up 240"),)
    known = judge(tmp_path, OUTAGE, logs=probes, periods="2026-04", **{**PARTS, "more": more})
    assert told(known) == [("quick", None, "2026-04", "met", "240", False)]


def test_the_cases_are_those_of_targets_alone(tmp_path):
    metric = "metric closing = clock on tickets { start when status == new stop when status == closed }"
    more = metric + " objective happy for shop { kpi soon: closing average at most 1h per month }"
    tickets = (("tickets", "T1 2026-04-07T10:00 new\nT1 2026-04-07T12:00 closed"),)
    result = judge(tmp_path, OUTAGE, logs=tickets, periods="2026-04", **{**PARTS, "more": more})
    assert told(result) == [("soon", None, "2026-04", "missed", "7200", True)]
    assert result.cases.num_rows == 0
