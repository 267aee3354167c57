"""An evaluation as Markdown and as JUnit says what its JSON says."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from tests.commands import run
from tests.evaluate.desk import log_text, policy_text
from tests.evaluate.test_command import GOLDEN, LINES, PARTS, UNCLEAR


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "desk.sla").write_text(policy_text(**PARTS), encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(log_text(LINES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(*arguments):
    return run("evaluate", "--log", "tickets=tickets.csv", *arguments)


@pytest.mark.parametrize(("name", "ending"), [("markdown", "md"), ("junit", "xml")])
def test_the_output_is_as_reviewed(desk, name, ending):
    (desk / "policies" / "more.sla").write_text(UNCLEAR, encoding="utf-8")
    assert evaluate("--format", name).stdout == (GOLDEN / f"desk.{ending}").read_text(encoding="utf-8")


def test_reports_are_what_standard_output_would_be_and_agree(desk):
    reports = (("json", "out/r.json"), ("junit", "out/r.xml"), ("markdown", "out/r.md"))
    result = evaluate(*(word for report in reports for word in ("--report", *report)))
    assert result.exit_code == 1
    assert (desk / "out/r.json").read_text(encoding="utf-8") == evaluate("--format", "json").stdout
    targets = json.loads((desk / "out/r.json").read_text(encoding="utf-8"))["targets"]
    statuses = [target["status"] for target in targets]
    root = ET.parse(desk / "out/r.xml").getroot()
    counts = {name: int(root.get(name)) for name in ("tests", "failures", "skipped")}
    assert counts == {
        "tests": len(statuses),
        "failures": statuses.count("missed"),
        "skipped": statuses.count("open") + statuses.count("no data"),
    }
    assert counts["failures"] > 0
    assert len(re.findall(r"\*\*MISSED", (desk / "out/r.md").read_text(encoding="utf-8"))) == statuses.count("missed")


def test_an_evaluation_that_cannot_be_run_says_so_in_its_reports(desk):
    (desk / "r.xml").write_text("of an earlier run", encoding="utf-8")
    result = evaluate("--period", "Q1", "--report", "junit", "r.xml")
    assert result.exit_code == 2
    assert ET.parse(desk / "r.xml").getroot().get("failures") == "1"
