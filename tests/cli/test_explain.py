"""`explain` and `checks`: what there is to say of every name that a finding bears."""

import json

import pytest

from slacode.engine.checks import names
from tests.commands import run


def test_a_page_is_shown_under_its_headings():
    shown = run("explain", "support-cycle")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("error[support-cycle]: No promise rests on itself")
    headings = [line for line in shown.stdout.splitlines() if line and not line.startswith((" ", "error"))]
    assert headings == ["What it finds", "Why it matters", "Wrong", "Right"]
    assert "  ola desk {" in shown.stdout.splitlines()


@pytest.mark.parametrize("name", names())
def test_every_check_can_be_explained_to_programs(name):
    page = json.loads(run("explain", name, "--format", "json").stdout)
    assert (page["format_version"], page["check"]) == (1, name)
    assert page["severity"] in ("error", "warning", "note")
    assert page["wrong"]["text"]
    assert page["right"]["text"]


def test_a_name_that_is_none_is_a_mistake_with_a_likely_one():
    refused = run("explain", "suport-cycle")
    assert refused.exit_code == 2
    assert "there is no check `suport-cycle`; did you mean `support-cycle`?" in refused.stderr
    assert refused.stdout == ""


def test_the_list_has_every_check_with_severity_and_rule():
    listed = run("checks")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(names())
    assert run("explain").stdout == listed.stdout
    rows = json.loads(run("checks", "--format", "json").stdout)["checks"]
    assert [row["check"] for row in rows] == list(names())
    assert {tuple(row) for row in rows} == {("check", "severity", "rule")}
