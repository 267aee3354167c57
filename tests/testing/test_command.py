"""`slacode test`, as it is called: what it says in which form, how it ends, and the tests that it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from slacode.grammar.printer import format_text
from slacode.project import load, run_tests, write_test
from slacode.reports._schemas import SCHEMAS
from tests import commands
from tests.reports.parsed import READERS
from tests.testing.build import CONTRACT, block

ROOT = Path(__file__).parents[2]
GOOD = block(
    "T1 at 2026-03-06 17:55: status new, priority P1\nT1 at 2026-03-06 20:10: status closed",
    "s.fix_it[P1] T1 met after 2h15min",
)
BAD = block(
    "T1 at 2026-03-06 17:55: status new, priority P1\nT1 at 2026-03-06 23:10: status closed",
    "s.fix_it[P1] T1 met",
    "s.late in 2026-03 is EUR 0",
)
CSV = '''\
id,at,revision,status,priority,category,reopened,balance,took,due,cause
A-1,2026-10-25 00:30:00+00:00,3,new,P1,"said ""no""",,,,,
A-1,2026-10-25 01:30:00+00:00,10,waiting,?,?,2,-20.5,5400,2026-10-26T08:00:00+01:00,x
A-1,2026-10-25 01:30:00+00:00,9,new,,,,,,,
A-1,2026-10-25 04:10:00.25+00:00,11,closed,,,,,,,
A-2,2026-10-25 04:00:00+00:00,1,new,P2,,,,,,
A-3,2026-10-26 04:00:00+00:00,1,new,P2,private,,,,,
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to run in, with the contract in `policies/`."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "contract.sla").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return commands.run("test", *arguments)


def put(folder, *blocks, name="s_test.sla"):
    (folder / "policies" / name).write_text("\n".join(blocks), encoding="utf-8")


def test_all_that_passes_is_one_line(folder):
    put(folder, GOOD, GOOD.replace('"x"', '"y"'))
    done = run()
    assert (done.exit_code, done.stdout) == (0, "2 tests: 2 passed\n")


def test_what_fails_is_shown_with_places_and_a_timeline(folder):
    put(folder, GOOD, BAD)
    done = run("policies")
    assert done.exit_code == 1
    assert "expect s.fix_it[P1] T1 met  policies/s_test.sla:14" in done.stdout
    assert "got breached after 5h15min, as of Fri 2026-03-06 23:10" in done.stdout
    assert "Fri 2026-03-06 17:55   Fri 2026-03-06 23:10   5h15min   5h15min   counted" in done.stdout
    # 1h15min late are 2 started hours at EUR 7, and EUR 100 of the fee
    assert "got EUR 114.00, as of Wed 2026-04-01 00:00" in done.stdout
    assert done.stdout.endswith("2 tests: 1 passed, 1 FAILED\n")


def test_a_file_of_tests_alone_is_run_on_the_policies_of_its_folder(folder):
    put(folder, GOOD)
    put(folder, BAD, name="other_test.sla")
    assert run("policies/s_test.sla").stdout == "1 test: 1 passed\n"
    assert run("policies/other_test.sla").exit_code == 1
    assert run("policies/s_test.sla", "policies/other_test.sla").stdout.endswith("2 tests: 1 passed, 1 FAILED\n")


def test_no_test_is_a_failure(folder):
    none = run("policies")
    assert (none.exit_code, none.stdout) == (1, "no test was found\n")
    assert "the policies hold no `test` block" in none.stderr
    put(folder, GOOD)
    other = run("--select", "nothing like it")
    assert other.exit_code == 1
    assert "none of the 1 tests is meant by `--select`" in other.stderr


@pytest.mark.parametrize(
    ("selected", "number"),
    [("night", 1), ("NIGHT", 1), ("at*t", 1), ("s.fix_it", 2), ("s.fix_it[P2]", 0), ("s", 2), ("s.late", 1)],
)
def test_tests_are_selected_by_title_or_by_what_they_are_about(folder, selected, number):
    put(folder, GOOD.replace('"x"', '"at night"'), BAD.replace('"x"', '"by day"'))
    done = json.loads(run("--select", selected, "--format", "json").stdout)
    assert len(done["tests"]) == number


def test_as_json_it_follows_its_schema(folder):
    put(folder, GOOD, BAD)
    done = json.loads(run("--cover", "--format", "json", "--report", "junit", "out/t.xml").stdout)
    jsonschema.validate(done, SCHEMAS["tests"]())
    assert (done["passed"], done["failed"]) == (1, 1)
    first, second = done["tests"][1]["expectations"]
    assert (first["status"], first["got"]) == ("failed", "breached after 5h15min")
    assert first["as_of"] == "2026-03-06T22:10:00Z"
    assert second["expected"] == "expect s.late in 2026-03 is EUR 0"
    assert [cycle["verdict"] for cycle in first["timeline"]["cycles"]] == ["breached"]
    assert sum(stretch["counted_s"] for stretch in first["timeline"]["cycles"][0]["intervals"]) == 18_900  # 5h15min
    assert all(one["timeline"] is None for one in (second, *done["tests"][0]["expectations"]))
    suites = ET.parse(folder / "out" / "t.xml").getroot()
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")


def test_every_format_tells_of_the_same_failures(folder):
    put(folder, GOOD, BAD)
    shown = {name: run("--format", name) for name in READERS if name not in ("text", "json", "junit")}
    assert {done.exit_code for done in shown.values()} == {1}
    found = {name: sorted(READERS[name](done.stdout)) for name, done in shown.items()}
    assert all(one == found["concise"] for one in found.values())
    assert [(one.check, one.path, one.line) for one in found["concise"]] == [
        ("test-failed", "policies/s_test.sla", 14),
        ("test-failed", "policies/s_test.sla", 15),
    ]
    put(folder, GOOD)
    assert run("--format", "github").stdout == ""


def test_what_cannot_be_told_ends_with_three(folder):
    (folder / "policies" / "contract.sla").write_text(CONTRACT.replace("covers  web, db", ""), encoding="utf-8")
    put(folder, block("", "s.up in 2026-03 is met", log="outages"))
    assert run().exit_code == 3


def test_a_finding_that_depends_on_the_date_needs_one(folder):
    put(folder, 'test "x" { expect no finding term-over on s }')
    done = run()
    assert done.exit_code == 2
    assert "`term-over` is found on some dates only, and the test names none" in done.stderr
    assert "s_test.sla:1:30" in done.stderr


def test_tests_of_findings_alone_load_no_data_engine(folder):
    put(folder, 'test "x" { expect no finding support-too-slow }')
    code = "import sys; from slacode.project import load, run_tests; run_tests(load('policies')); print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder, env=env)
    assert not {"duckdb", "numpy", "pyarrow"} & set(done.stdout.split())


class TestFromLog:
    def test_a_case_is_written_as_it_was_and_passes(self, folder):
        done = run("--from-log", "tickets=t.csv", "--case", "A-1", "s.fix_it")
        assert done.exit_code == 0
        assert format_text(done.stdout) == done.stdout
        # Berlin's clocks went back at 01:00Z: 02:30 comes twice, and the second one needs its offset.
        assert '2026-10-25 02:30: status new, priority P1, category "said \\"no\\"", revision 3' in done.stdout
        assert '2026-10-25 02:30+01:00: status waiting, reopened 2, balance "-20.5", took 5400s,' in done.stdout
        assert 'due "2026-10-26T07:00:00Z"' in done.stdout
        assert '"A-1" at 2026-10-25 05:10:00.25: status closed, revision 11' in done.stdout
        # Revision 10 comes after 9, so it waits from 01:30Z on; and what is before falls into the excluded Sunday
        # night, 02:00 to 04:00 by the wall, which is 00:00Z to 03:00Z as 02:00 comes twice. Nothing counts.
        assert 'expect s.fix_it[P1] "A-1" met after 0s' in done.stdout

    def test_it_is_added_to_a_file_and_runs_from_there(self, folder):
        put(folder, GOOD)
        done = run("policies", "--from-log", "tickets=t.csv", "--case", "A-2", "--to", "policies/s_test.sla")
        assert (done.exit_code, done.stdout) == (0, "")
        text = (folder / "policies" / "s_test.sla").read_text(encoding="utf-8")
        assert text.startswith(GOOD.rstrip())
        assert "as of 2026-10-26 05:00" in text  # the case is open: what it is depends on when one looks
        assert 'expect s.fix_it[P2] "A-2" pending after 0s' in text
        assert run().stdout == "2 tests: 2 passed\n"

    def test_what_a_target_leaves_alone_is_kept_where_it_is_named(self, folder):
        done = run("--from-log", "tickets=t.csv", "--case", "A-3", "s.fix_it", "policies")
        assert 'expect s.fix_it "A-3" not judged' in done.stdout

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--from-log", "tickets=t.csv", "--case", "A-9"], "there is no case `A-9`"),
            (["--from-log", "ticket=t.csv", "--case", "A-1"], "did you mean `tickets`?"),
            (["--from-log", "t.csv", "--case", "A-1"], "say which log `t.csv` is, as in"),
            (["--from-log", "tickets=no.csv", "--case", "A-1"], "no.csv"),
            (["--from-log", "tickets=t.csv"], "go together"),
            (["--to", "x_test.sla"], "belong to `--from-log`"),
            (["--from-log", "tickets=t.csv", "--case", "A-1", "--to", "x.txt"], "does not end in `.sla`"),
            (["--from-log", "tickets=t.csv", "--case", "A-1", "s.no"], "there is no target `no`"),
            (["--fail-under", "some"], "`some` is no share"),
        ],
    )
    def test_what_cannot_be_done_is_told(self, folder, arguments, said):
        done = run(*arguments)
        assert done.exit_code == 2
        assert said in done.stderr


def test_real_cases_of_every_kind_are_retold(folder):
    """Every ticket of the example passes as a test of its own, all of them in one file."""
    root = ROOT / "examples" / "helpdesk"
    policy = load(root)
    log = {"tickets": str(root / "tickets.csv")}
    names = sorted({line.split(",")[0] for line in (root / "tickets.csv").read_text(encoding="utf-8").splitlines()[1:]})
    text = "\n".join(write_test(policy, "tickets", case, logs=log) for case in names[::120])
    (folder / "all_test.sla").write_text(text, encoding="utf-8")
    report = run_tests(load([root, folder / "all_test.sla"]), ["as it was logged"])
    assert report.count("passed") == len(report.tests) >= 5
