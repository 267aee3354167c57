"""`evaluate` as people and programs read whose time it was, and the file of `--attribution`."""

import json

import jsonschema
import pyarrow.parquet as pq
import pytest

from slacode.reports._schemas import SCHEMAS
from slacode.reports.evaluation.json import EVALUATION_SCHEMA
from tests.attribution.build import log, policy
from tests.commands import run

LINES = """
T1 2026-01-05T09:00 new desk
T1 2026-01-05T12:00 - field
T1 2026-01-05T15:00 - nobody
T1 2026-01-05T16:30 solved -
T2 2026-01-06T09:00 new ops
T2 2026-01-06T13:00 solved -
"""
COMMAND = ["evaluate", "set.sla", "--log", "tickets=tickets.csv", "--select", "support", "--as-of", "2026-02-10"]
MONEY = "fee EUR 1_000 per month penalty late on fix { below 95%: 10% of fee }"
HEADER = (
    "agreement,version,target,row,case,cycle,verdict,period,allowance_s,elapsed_s,support,stood,took_s,attributed_s,"
    "shared_s,late_s,share"
)
TABLE = """\
support, fix, whose time it was: 1 breached, 1 kept though a support broke its promise

  whose time        cases   broke   took   attributed   of allowance      late       costs
 ──────────────────────────────────────────────────────────────────────────────────────────
  desk_ola.triage       1       1     3h           3h            75%        2h   EUR 57.14
  ops_ola.repair        0       0     0s           0s             0%        0s
  field_uc.onsite       1       0     3h           3h            75%        0s
  no support's                                1h30min          37.5%   1h30min   EUR 42.86
"""

WHY = """\
  whose time        stood   took   attributed      late
 ───────────────────────────────────────────────────────
  desk_ola.triage   broke     3h           3h        2h
  field_uc.onsite   held      3h           3h        0s
  no support's                        1h30min   1h30min
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    policy(tmp_path, money=MONEY)
    log(tmp_path, LINES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(*arguments: str):
    return run(*COMMAND, *arguments)


def test_a_manager_reads_a_table(folder):
    assert TABLE in evaluate().stdout


def test_the_table_is_in_markdown_too(folder):
    shown = evaluate("--format", "markdown").stdout
    assert "| desk_ola.triage | 1 | 1 | 3h | 3h | 75% | 2h | EUR 57.14 |" in shown


def test_programs_read_what_the_schema_says(folder):
    shown = json.loads(evaluate("--format", "json").stdout)
    jsonschema.validate(shown, EVALUATION_SCHEMA)
    [found], [money] = shown["attribution"], shown["attributed_money"]
    assert (found["elapsed_s"], found["unattributed_s"]) == (7.5 * 3600, 1.5 * 3600)
    assert found["supports"][0]["share"] == "75"
    assert money["amount"] == "100.00"
    parts = [(part["support"], part["amount"]) for part in money["parts"]]
    assert parts == [("desk_ola.triage", "57.14"), (None, "42.86")]


def test_the_file_holds_every_breached_case(folder):
    for ending in ("csv", "jsonl", "parquet"):
        evaluate("--attribution", f"out.{ending}")
    columns = "case", "support", "stood", "attributed_s"
    expected = [
        ("T1", "desk_ola.triage", "broke", 10800),
        ("T1", "field_uc.onsite", "held", 10800),
        ("T1", None, None, 5400),
        ("T2", "ops_ola.repair", "broke", 14400),
        ("T2", None, None, 0),
    ]
    parquet = pq.read_table("out.parquet").to_pylist()
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [tuple(row[name] for name in columns) for row in parquet] == expected
    assert [tuple(row[name] for name in columns) for row in lines] == expected
    assert (folder / "out.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        HEADER,
        "support,1,fix,,T1,1,breached,2026-01,14400,27000,desk_ola.triage,broke,10800,10800,0,7200,75",
    ]


def test_another_ending_is_refused_before_anything_is_read(folder):
    result = evaluate("--attribution", "out.xlsx")
    assert result.exit_code == 2
    assert "--attribution" in result.stderr
    assert "`out.xlsx` does not end in .csv, .jsonl or .parquet" in result.stderr


def test_a_policy_without_supports_has_an_empty_file_with_its_columns(folder):
    text = (folder / "set.sla").read_text(encoding="utf-8")
    (folder / "set.sla").write_text(text.replace("supported by desk_ola", "# supported by desk_ola"), encoding="utf-8")
    result = evaluate("--attribution", "out.csv")
    assert result.exit_code == 1
    assert "whose time" not in result.stdout
    assert (folder / "out.csv").read_text(encoding="utf-8") == f"{HEADER}\n"


def test_why_tells_whose_time_a_case_was(folder):
    arguments = ["why", "T1", "support.fix", "set.sla", "--log", "tickets=tickets.csv"]
    shown = run(*arguments).stdout
    assert shown.endswith(WHY)
    found = json.loads(run(*arguments, "--format", "json").stdout)
    jsonschema.validate(found, SCHEMAS["why"]())
    [cycle] = found["cycles"]
    assert [(hand["support"], hand["stood"], hand["attributed_s"], hand["late_s"]) for hand in cycle["hands"]] == [
        ("desk_ola.triage", "broke", 10800, 7200),
        ("field_uc.onsite", "held", 10800, 0),
        (None, None, 5400, 5400),
    ]


def test_why_tells_nothing_of_supports_where_there_are_none(folder):
    arguments = ["why", "T2", "ops_ola.repair", "set.sla", "--log", "tickets=tickets.csv"]
    assert "whose time" not in run(*arguments).stdout
