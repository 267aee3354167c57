"""A time that is longer than calendars reach is told where it is written, wherever it is (language reference, 2.4)."""

import json
from pathlib import Path

import pytest

from tests.commands import run

POLICY = """\
provider a
customer b
log l { case id time at in UTC field status: one of new, done field lasted: duration }
log outages { case id time at in UTC field part: text field status: one of up, down }
metric m = clock on l { start when status == new stop when status == done }
metric uptime = availability on outages of part { down while status == down }
metric effort = value of lasted on l
sla s {
  between a and b
  term 2026-01-01 to 2026-12-31
  fee EUR 1_000 per month
  target plain { metric m require 50% within 2h }
  target average { metric m require average at most 2h }
  CLAUSE
}
"""
LOG = "id,at,status,lasted\n1,2026-01-02T00:00:00,new,5\n1,2026-02-02T03:00:00,done,7\n2,2026-01-02T00:00:00,new,5\n"
TEST = 'test "x" { as of 2026-02-01 log l { K1 at 2026-01-02 09:00: status new, lasted 1h } '

TIMES = ["31372w", "99999999w", "219601d", "5270401h", "9" * 30 + "d"]
DATES = ["219601 business days", "1000000000 business days", "1" + "0" * 25 + " business days"]
SPANS = ["601 years", "2401 quarters", "30000 months", "31372 weeks", "900000 days", "9" * 20 + " months"]

OF_A_TIME = [
    "target t { metric m require 50% within TIME }",
    "target t { metric m when lasted > TIME require 50% within 1h require 50% within 2h }",
    "target t { metric m where lasted == TIME require 50% within 1h }",
    "target t { metric m require average at most TIME }",
    "target t { metric m require p95 at most TIME }",
    "target t { metric effort require total at least TIME }",
    "target t { metric uptime require longest at most TIME }",
    "amend from 2026-06-01 { target plain { require 50% within TIME } }",
    'exclude "x" every sun 02:00-04:00 up to TIME per month',
    "penalty p on plain { below 50%: EUR 10 claim within TIME }",
    "penalty p on average { above TIME: EUR 10 }",
    "penalty p on average { EUR 10 per TIME above 2h }",
    "penalty p on average { EUR 10 per 1h above TIME }",
    "} objective o for b { kpi k: m 50% within TIME per month",
    "} metric slow = clock on l { start when lasted > TIME stop when status == done",
    "} " + TEST + "expect s.plain K1 met after TIME",
    "} " + TEST + "expect s.average in 2026-01 is TIME",
    "} " + TEST.replace("lasted 1h", "lasted TIME"),
]
OF_DATES = [
    "target t { metric m require 50% within TIME }",
    "target t { metric m require 50% within TIME to the hour }",
    "penalty p on plain { below 50%: EUR 10 claim within TIME }",
]
OF_A_SPAN = [
    "target t { metric m per rolling TIME require 50% within 2h }",
    "penalty p on plain { below 50%: EUR 10 cap EUR 5 per rolling TIME }",
    "penalty p on plain { below 50%: EUR 10 claim within TIME }",
    "penalty p on plain { below 50%: EUR 10 earn back 50% after TIME }",
    "cap penalties at EUR 10 per rolling TIME",
    "terminate after 3 misses in TIME",
    "review every TIME",
]
WRITTEN = [
    (clause, time)
    for clauses, times in ((OF_A_TIME, TIMES), (OF_DATES, DATES), (OF_A_SPAN, SPANS))
    for clause in clauses
    for time in times
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


def written(clause: str, time: str) -> None:
    Path("policy.sla").write_text(POLICY.replace("CLAUSE", clause.replace("TIME", time)), encoding="utf-8")


@pytest.mark.parametrize(("clause", "time"), WRITTEN)
def test_a_time_beyond_calendars_is_one_error_where_it_stands(here, clause, time):
    written(clause, time)
    checked = run("check", "policy.sla", "--format", "json")
    (found,) = [one for one in json.loads(checked.stdout)["findings"] if one["severity"] == "error"]
    assert (checked.exit_code, found["check"]) == (1, "impossible-value")
    assert found["message"] == f"`{time}` is more than 600 years"
    assert "calendars reach from 1800 to 2399" in found["help"][0]
    line = Path("policy.sla").read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    assert line[found["column"] - 1 :].startswith(time.split()[0])
    evaluated = run("evaluate", "policy.sla", "--log", "l=log.csv", "--as-of", "2026-12-31")
    assert evaluated.exit_code == 2
    assert found["message"] in evaluated.stderr


@pytest.mark.parametrize(
    ("clauses", "times"),
    [
        (OF_A_TIME[:-1], ["31371w", "219600d"]),
        (OF_DATES, ["219600 business days"]),
        (OF_A_SPAN, ["600 years", "7200 months", "219600 days"]),
    ],
)
def test_six_hundred_years_are_not_too_long(here, clauses, times):
    for clause, time in ((clause, time) for clause in clauses for time in times):
        written(clause, time)
        checked = run("check", "policy.sla", "--format", "json", "--no-cache")
        assert "impossible-value" not in {one["check"] for one in json.loads(checked.stdout)["findings"]}
        if "metric slow" not in clause:
            assert run("evaluate", "policy.sla", "--log", "l=log.csv", "--as-of", "2027-06-30").exit_code in (0, 1, 3)


@pytest.mark.parametrize("time", ["31372w", "219601 business days"])
def test_a_text_with_such_a_time_is_laid_out_as_any_other(here, time):
    written(OF_A_TIME[0], time)
    laid_out = run("fmt", "-", stdin=Path("policy.sla").read_text(encoding="utf-8"))
    assert laid_out.exit_code == 0
    assert f"within {time}" in laid_out.stdout


def test_a_change_that_is_tried_out_says_it_too(here):
    written("", "")
    tried = run("whatif", "s.plain=31372w", "--in", "policy.sla")
    assert tried.exit_code == 2
    assert "`31372w` is more than 600 years" in tried.stderr


@pytest.mark.parametrize(
    "clause",
    [
        *(clause.replace("TIME", "NUMBER business days") for clause in OF_DATES[:2]),
        *(clause.replace("TIME", "NUMBER months") for clause in OF_A_SPAN),
        "terminate after NUMBER misses in 3 months",
        "target t { metric m per month from day NUMBER require 50% within 2h }",
        "target t { metric m if at least NUMBER cases require 50% within 2h }",
        "penalty p on plain { below 50%: EUR 10 after NUMBER in a row: EUR 20 }",
        "target t { metric m require NUMBER% within 2h }",
        "fee EUR NUMBER per month",
        "target t { metric effort require total at least NUMBERh }",
    ],
)
def test_a_number_of_thousands_of_digits_is_read_as_any_other(here, clause):
    written(clause.replace("NUMBER", "9" * 5000), "")
    assert run("check", "policy.sla", "--no-cache").exit_code in (0, 1, 2)
    assert run("evaluate", "policy.sla", "--log", "l=log.csv", "--as-of", "2027-06-30").exit_code in (0, 1, 2, 3)
