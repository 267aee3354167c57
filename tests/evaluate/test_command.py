"""`slacode evaluate` and `slacode why` as they are used: exit codes, streams, formats, files of cases."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from slacode.engine.evaluate.cases import SCHEMA
from slacode.reports._schemas import SCHEMAS
from slacode.reports.evaluation.json import EVALUATION_SCHEMA
from tests.commands import run
from tests.evaluate.desk import HEADER, log_text, policy_text

GOLDEN = Path(__file__).parent / "golden"

ROWS = 'by priority { P1: 90% within 4h during always  P2: all within 24h  P3: average at most 2h  "P4": none }'
PARTS = {
    "hours": "office",
    "rows": ROWS,
    "amend": 'amend from 2026-02-10 "Faster" { target fix_it { by priority { P1: 90% within 2h } } }',
    "clauses": 'exclude "Patch window" every mon 08:00-09:30',
}
UNCLEAR = """
metric seen = availability on tickets of category { down while status == new }
sla other { between acme and shop  term from 2026-01-01  target few { metric seen per month require at least 2% } }
"""
LINES = """
T1 2026-01-09T15:00 new       P2
T1 2026-01-10T15:00 waiting
T1 2026-01-12T09:00 assigned
T1 2026-01-12T12:00 solved
T2 2026-02-06T09:00 new       P1
T2 2026-02-06T15:00 solved
T3 2026-02-09T09:00 new       P3
T3 2026-02-09T11:00:00.500000 solved
T4 2026-02-11T11:00 new       P4
T5 2026-03-11T11:00 new       P1
T5 2026-03-11T12:00 cancelled
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "desk.sla").write_text(policy_text(**PARTS), encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(log_text(LINES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(*arguments: str) -> Result:
    return run("evaluate", "--log", "tickets=tickets.csv", *arguments)


def met_policy(folder: Path, **parts: str) -> None:
    (folder / "policies" / "desk.sla").write_text(policy_text(**parts), encoding="utf-8")


def test_the_json_output_is_as_reviewed(desk):
    result = evaluate("--format", "json")
    jsonschema.validate(json.loads(result.stdout), EVALUATION_SCHEMA)
    assert result.stdout == (GOLDEN / "desk.json").read_text(encoding="utf-8")
    assert result.exit_code == 1


def test_the_text_output_is_as_reviewed(desk):
    assert evaluate().stdout == (GOLDEN / "desk.txt").read_text(encoding="utf-8")


def test_the_timeline_is_as_reviewed(desk):
    result = run("why", "T1", "support.fix_it[P2]", "--log", "tickets=tickets.csv")
    assert result.exit_code == 0
    assert result.stdout == (GOLDEN / "why.txt").read_text(encoding="utf-8")


def test_exit_codes_say_how_the_promises_stand(desk):
    assert evaluate("--period", "2026-02").exit_code == 1  # P1 is missed
    assert evaluate("--period", "2026-01", "--select", "support.fix_it[P2]").exit_code == 0  # met
    assert evaluate("--period", "2026-01", "--select", "support.fix_it[P1]").exit_code == 3  # no data
    assert evaluate("--period", "2026-03").exit_code == 3  # open
    assert evaluate("--period", "Q1").exit_code == 2


def test_stdout_holds_the_product_alone(desk):
    (desk / "policies" / "more.sla").write_text(UNCLEAR, encoding="utf-8")
    result = evaluate("--format", "json")
    assert json.loads(result.stdout)["not_evaluated"] == [
        {
            "agreement": "other",
            "version": 1,
            "target": "few",
            "row": None,
            "reason": "the agreement covers no service whose availability could be judged; say which with `covers`",
        }
    ]
    assert "note: `other.few` is not evaluated" in result.stderr


def test_what_is_not_evaluated_leaves_a_run_undetermined(desk):
    met_policy(desk, rows="require 0% within 4h", term="term 2026-02-01 to 2026-02-28")
    assert evaluate().exit_code == 0
    (desk / "policies" / "more.sla").write_text(UNCLEAR, encoding="utf-8")
    assert evaluate().exit_code == 3


def test_strict_fails_on_rows_set_aside(desk):
    with (desk / "tickets.csv").open("a", encoding="utf-8") as log:
        log.write("T9,2026-03-11T12:00,lost,P1,,\n")
    met_policy(desk, rows="require 0% within 4h", term="term 2026-02-01 to 2026-02-28")
    loose = evaluate()
    assert loose.exit_code == 0
    assert "log tickets: 1 of 12 rows were set aside" in loose.stdout
    strict = evaluate("--strict")
    assert strict.exit_code == 1
    assert "1 row was set aside, and `--strict` allows none" in strict.stderr


def test_a_log_that_is_not_there_is_named(desk):
    result = run("evaluate")
    assert result.exit_code == 2
    assert "`tickets`" in result.stderr
    assert result.stdout == ""
    wrong = run("evaluate", "--log", "tikets=tickets.csv")
    assert wrong.exit_code == 2
    assert "did you mean `tickets`?" in wrong.stderr


def test_what_is_selected_must_exist(desk):
    assert "there is no row `P7` in `support.fix_it`" in evaluate("--select", "support.fix_it[P7]").stderr
    assert "did you mean `support`?" in evaluate("--select", "suport").stderr


def test_concise_is_a_line_for_each_promise_and_period(desk):
    lines = evaluate("--format", "concise", "--period", "2026-02", "--select", "support.fix_it[P1]").stdout.splitlines()
    assert lines == [
        "support.fix_it[P1] v1 2026-02: MISSED, 0% (90% within 4h during always; 0 met, 1 breached, 0 pending)",
        "support.fix_it[P1] v2 2026-02: no data, - (90% within 2h; 0 met, 0 breached, 0 pending)",
        "1 MISSED, 1 no data; as of 2026-03-11T11:00:00Z",
    ]


def test_cases_hold_the_same_in_every_format(desk):
    for ending in ("csv", "jsonl", "parquet"):
        assert evaluate("--cases", f"cases.{ending}").exit_code == 1
    with open("cases.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == SCHEMA.names
    objects = [json.loads(line, parse_float=Decimal) for line in Path("cases.jsonl").read_text("utf-8").splitlines()]
    assert [["" if value is None else str(value) for value in found.values()] for found in objects] == rows
    table = pq.read_table("cases.parquet")
    assert table.schema.equals(SCHEMA)
    assert (
        [str(case) for case in table["case"].to_pylist()] == [row[4] for row in rows] == ["T1", "T2", "T3", "T4", "T5"]
    )
    assert rows[2] == [
        *("support", "1", "fix_it", "P3", "T3", "1", "2026-02-09T08:00:00Z", "2026-02-09T10:00:00.5Z"),
        *("", "5400.5", "met", "2026-02-09T10:00:00.5Z", "", "2026-02"),  # 09:30 to 11:00 and half a second
    ]


def test_cases_with_awkward_names_survive(desk):
    rows = ['"a ""b"", c",2026-02-09T09:00,new,P1,,', "Ü\\1,2026-02-09T09:00,new,P1,,"]
    (desk / "tickets.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    for ending in ("csv", "jsonl"):
        evaluate("--cases", f"cases.{ending}")
    with open("cases.csv", encoding="utf-8", newline="") as file:
        assert [row["case"] for row in csv.DictReader(file)] == ['a "b", c', "Ü\\1"]
    lines = Path("cases.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["case"] for line in lines] == ['a "b", c', "Ü\\1"]


def test_cases_are_written_whole_or_not_at_all(desk):
    before = "the cases of yesterday"
    (desk / "cases.csv").write_text(before, encoding="utf-8")
    assert evaluate("--cases", "cases.csv", "--period", "2031").exit_code == 2
    assert (desk / "cases.csv").read_text(encoding="utf-8") == before
    assert evaluate("--cases", "cases.xls").exit_code == 2
    assert sorted(path.name for path in desk.iterdir()) == ["cases.csv", "policies", "tickets.csv"]
    assert evaluate("--cases", "new/cases.csv").exit_code == 1  # a promise is missed; the folder is made
    assert [path.name for path in (desk / "new").iterdir()] == ["cases.csv"]


def test_order_and_split_of_a_log_change_nothing_but_what_names_its_files(desk):
    whole = evaluate("--format", "json", "--cases", "whole.csv")
    header, *rows = log_text(LINES).splitlines()
    for name, some in (("b.csv", rows[::2]), ("a.csv", rows[1::2])):
        (desk / name).write_text("\n".join([header, *reversed(some)]) + "\n", encoding="utf-8")
    arguments = ("--log", "tickets=b.csv", "--log", "tickets=a.csv", "--threads", "3")
    split = run("evaluate", *arguments, "--format", "json", "--cases", "split.csv")
    assert (desk / "whole.csv").read_bytes() == (desk / "split.csv").read_bytes()
    one, two = json.loads(whole.stdout), json.loads(split.stdout)
    assert one.pop("logs") != two.pop("logs")
    assert one == two


def test_the_digest_of_the_policy_is_that_of_its_texts_wherever_they_are(desk):
    one = json.loads(evaluate("--format", "json").stdout)["policy_sha256"]
    (desk / "policies" / "desk.sla").rename(desk / "moved.sla")
    assert json.loads(evaluate("--format", "json", "moved.sla").stdout)["policy_sha256"] == one
    met_policy(desk)
    assert json.loads(evaluate("--format", "json").stdout)["policy_sha256"] != one


def test_why_in_json_adds_up(desk):
    result = run("why", "T1", "support.fix_it", "--log", "tickets=tickets.csv", "--format", "json")
    found = json.loads(result.stdout)
    jsonschema.validate(found, SCHEMAS["why"]())
    (cycle,) = found["cycles"]
    assert cycle["row"] == "P2"
    assert sum(interval["counted_s"] for interval in cycle["intervals"]) == cycle["elapsed_s"] == 12600
    assert [interval["reason"] for interval in cycle["intervals"]] == [
        "counted", "outside the hours", "paused", "excluded", "counted",
    ]  # fmt: skip
    assert all(one["to"] == two["from"] for one, two in zip(cycle["intervals"], cycle["intervals"][1:], strict=False))


def test_why_says_what_keeps_a_case_from_being_judged(desk):
    met_policy(desk, term="term 2026-02-01 to 2026-12-31", target="where priority == P1")
    before = run("why", "T1", "support", "--log", "tickets=tickets.csv")
    assert (
        "`T1` is not judged by support.fix_it: its clock starts on Fri 2026-01-09 15:00, before the term"
        in before.stdout
    )
    other = run("why", "T3", "support", "--log", "tickets=tickets.csv")
    assert "not among the cases that the target is about" in other.stdout


def test_why_of_a_case_whose_rows_were_set_aside_says_where_to_look(desk):
    (desk / "tickets.csv").write_text(log_text(LINES) + "X9,no time,new,P1\n", encoding="utf-8")
    result = run("why", "X9", "support", "--log", "tickets=tickets.csv")
    assert result.exit_code == 2
    assert "rows were set aside, which `slacode evaluate` lists: its rows may be among them" in result.stderr


def test_why_of_a_case_that_is_not_there_names_the_likely_one(desk):
    (desk / "tickets.csv").write_text(log_text(LINES.replace("\nT1 ", "\nINC0001 ")), encoding="utf-8")
    result = run("why", "INC001", "support", "--log", "tickets=tickets.csv")
    assert result.exit_code == 2
    assert "did you mean `INC0001`?" in result.stderr
