"""`--report FORMAT PATH`: further reports beside the output, whole or not at all."""

import errno
import json
import os
from xml.etree import ElementTree as ET

import pytest

from slacode import family
from slacode.reports import formats
from tests.commands import run

CIRCLE = "service  shop { needs shop }\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.sla").write_text(CIRCLE, encoding="utf-8")
    return tmp_path


def circle(text):
    return "service `shop` needs itself" in text


@pytest.mark.parametrize("name", formats("findings"))
def test_a_report_is_what_the_format_writes_to_standard_output(here, name):
    result = run("check", "--report", name, "report")
    shown = run("check", "--format", name)
    assert result.exit_code == shown.exit_code == 1
    assert (here / "report").read_text(encoding="utf-8") == shown.stdout
    assert circle(shown.stdout)


def test_several_are_written_at_once_into_folders_that_are_made(here):
    result = run("check", "--report", "sarif", "out/check.sarif", "--report", "junit", "out/tests/check.xml")
    assert circle(result.stdout)
    assert json.loads((here / "out/check.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert ET.parse(here / "out/tests/check.xml").getroot().get("failures") == "1"
    assert sorted(os.listdir("out")) == ["check.sarif", "tests"]


def test_a_report_shows_what_the_settings_choose(here):
    assert run("check", "--ignore", "dependency-cycle", "--report", "json", "r.json").exit_code == 0
    assert json.loads((here / "r.json").read_text(encoding="utf-8"))["findings"] == []
    run("check", "--fail-on", "never", "--report", "junit", "r.xml")
    assert ET.parse(here / "r.xml").getroot().get("failures") == "0"


def test_a_full_disk_leaves_the_report_of_before_and_is_told(here, monkeypatch):
    (here / "r.json").write_text("before", encoding="utf-8")
    monkeypatch.setenv("SLACODE_CACHE_DIR", str(here / "cache"))

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("check", "--report", "json", "r.json")
    assert result.exit_code == 2
    assert "the report `r.json` cannot be written: no space left on device" in result.stderr
    assert circle(result.stdout)
    assert (here / "r.json").read_text(encoding="utf-8") == "before"
    assert [name for name in os.listdir() if name.startswith(".r.json")] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--report", "json", "r", "--report", "sarif", "r"), "two reports would go to `r`"),
        (("--report", "json", "-"), "a report goes to a file"),
        (("--report", "pdf", "r"), "'pdf' is not one of"),
        (("--report", "json"), "requires 2 arguments"),
        (("--report", "json", "shop.sla/r"), "the report `shop.sla/r` cannot be written"),
    ],
)
def test_a_report_that_cannot_be_asked_for_is_told(here, arguments, said):
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_run_that_cannot_start_says_so_in_its_reports_too(here):
    (here / "slacode.toml").write_text("colour = 'blue'\n", encoding="utf-8")
    (here / "r.sarif").write_text("of an earlier run", encoding="utf-8")
    result = run("check", "--report", "sarif", "r.sarif")
    assert result.exit_code == 2
    (found,) = json.loads((here / "r.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert found["ruleId"] == "settings"


# ---- what is not formatted


def test_what_is_not_formatted_is_a_finding_at_the_first_line_that_changes(here):
    (here / "desk.sla").write_text("team a\nteam   b\n", encoding="utf-8")
    result = run("fmt", "--check", "--format", "concise")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "desk.sla:2:1: warning[not-formatted]: `desk.sla` is not in the canonical layout",
        "shop.sla:1:1: warning[not-formatted]: `shop.sla` is not in the canonical layout",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("team a\r\nteam b\r\n", 1), ("team a\nteam b", 2), ("team a\n\n\n\n", 2), ("\ufeffteam a\n", 1)],
)
def test_line_ends_and_the_end_of_a_file_have_their_line(here, text, line):
    (here / "shop.sla").write_bytes(text.encode())
    (found,) = json.loads(run("fmt", "--check", "--format", "json").stdout)["findings"]
    assert (found["check"], found["line"]) == ("not-formatted", line)


def test_fmt_writes_reports_of_what_is_not_formatted_and_what_cannot_be_read(here):
    (here / "broken.sla").write_text("sla {\n", encoding="utf-8")
    (here / "fine.sla").write_text("team a\n", encoding="utf-8")
    result = run("fmt", "--check", "--report", "sarif", "fmt.sarif")
    assert (result.exit_code, result.stdout) == (2, "shop.sla\n")
    (sarif,) = json.loads((here / "fmt.sarif").read_text(encoding="utf-8"))["runs"]
    assert [one["ruleId"] for one in sarif["results"]] == ["syntax", "not-formatted"]
    assert (here / "shop.sla").read_text(encoding="utf-8") == CIRCLE


@pytest.mark.parametrize("option", [("--format", "json"), ("--report", "json", "r.json")])
def test_formats_of_fmt_go_with_check(here, option):
    result = run("fmt", *option)
    assert result.exit_code == 2
    assert "they go with `--check`" in result.stderr
    assert (here / "shop.sla").read_text(encoding="utf-8") == CIRCLE


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("diff", ["diff"]),
        ("evaluate", ["evaluation"]),
        ("gaps", ["gaps"]),
        ("graph", ["graph"]),
        ("test", ["tests"]),
        ("trace", ["trace", "matrix"]),
        ("verify", ["verification"]),
        ("watch", ["ahead"]),
        ("whatif", ["whatif"]),
        ("why", ["timeline"]),
    ],
)
def test_a_command_offers_the_formats_that_have_a_file(command, packages):
    (option,) = [one for one in family.member("slacode.cli", command).command.params if one.name == "format_name"]
    own = {name for one in packages for name in family.names(f"slacode.reports.{one}")}
    assert set(option.type.choices) == (own | {*formats("findings")} if command == "test" else own)
