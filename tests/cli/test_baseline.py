"""`check` with allowances, baselines, and per-check settings, from end to end; and `gaps`."""

import json
from pathlib import Path

import jsonschema
import pytest

from slacode.reports._schemas import SCHEMAS
from tests import commands

SHOP = "service shop\nservice reports\nsla shop_sla { covers shop owner \"A\" review every 1 year signed 2026-01-01 }\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.sla").write_text(SHOP, encoding="utf-8")
    return commands.run


def checks(result) -> list[tuple[str, bool]]:
    content = json.loads(result.stdout)
    jsonschema.validate(content, SCHEMAS["findings"]())
    return [(d["check"], d["allowed"] is not None) for d in content["findings"] if d["severity"] != "note"]


# ---- allowances


def test_an_allowed_finding_does_not_fail_and_is_counted(run, tmp_path):
    assert run("check", ".").exit_code == 1
    text = SHOP.replace("service reports", "# allow service-without-agreement: internal\nservice reports")
    (tmp_path / "shop.sla").write_text(text, encoding="utf-8")
    done = run("check", ".")
    assert done.exit_code == 0
    assert "(1 allowed)" in done.stdout
    assert "no SLA covers" not in done.stdout
    assert checks(run("check", ".", "--format", "json")) == [("service-without-agreement", True)]


def test_what_is_remembered_depends_on_the_day(run, tmp_path):
    text = SHOP.replace("service reports", "# allow service-without-agreement until 2026-06-30: x\nservice reports")
    (tmp_path / "shop.sla").write_text(text, encoding="utf-8")
    for _ in range(2):  # the second time from the cache
        assert run("check", ".").exit_code == 0
        assert run("check", ".", "--as-of", "2026-06-30").exit_code == 0
        assert run("check", ".", "--as-of", "2026-07-01").exit_code == 1


def test_a_check_that_is_not_selected_leaves_its_allowance_used(run, tmp_path):
    text = SHOP.replace("service reports", "# allow service-without-agreement: internal\nservice reports")
    (tmp_path / "shop.sla").write_text(text, encoding="utf-8")
    assert checks(run("check", ".", "--ignore", "service-without-agreement", "--format", "json")) == []


# ---- baselines


def test_a_baseline_hides_what_was_there_and_nothing_new(run, tmp_path):
    written = run("check", ".", "--baseline", "known.json", "--write-baseline")
    assert (written.exit_code, written.stdout) == (0, "")
    assert "written to `known.json`" in written.stderr
    assert run("check", ".", "--baseline", "known.json").exit_code == 0
    # Lines that move change nothing; a second service is new.
    (tmp_path / "shop.sla").write_text("\n\n" + SHOP, encoding="utf-8")
    assert checks(run("check", ".", "--baseline", "known.json", "--format", "json")) == [
        ("service-without-agreement", True)
    ]
    (tmp_path / "shop.sla").write_text(SHOP + "service more\n", encoding="utf-8")
    done = run("check", ".", "--baseline", "known.json")
    assert done.exit_code == 1
    assert "`more`" in done.stdout
    assert "`reports`" not in done.stdout


def test_the_same_finding_twice_is_known_once(run, tmp_path):
    twin = "# allow no-ower: x\n"
    (tmp_path / "shop.sla").write_text(twin + SHOP, encoding="utf-8")
    run("check", ".", "--baseline", "known.json", "--write-baseline")
    (tmp_path / "shop.sla").write_text(twin + "\n" + twin + SHOP, encoding="utf-8")
    found = checks(run("check", ".", "--baseline", "known.json", "--format", "json"))
    assert [one for one in found if one[0] == "allowance-unknown"] == [
        ("allowance-unknown", True), ("allowance-unknown", False),
    ]  # fmt: skip


def test_what_was_mended_is_said(run, tmp_path):
    run("check", ".", "--baseline", "known.json", "--write-baseline")
    (tmp_path / "shop.sla").write_text(SHOP.replace("covers shop", "covers shop, reports"), encoding="utf-8")
    done = run("check", ".", "--baseline", "known.json")
    assert done.exit_code == 0
    assert "1 finding of `known.json` mended since" in done.stderr


def test_a_baseline_knows_no_errors_of_text(run, tmp_path):
    run("check", ".", "--baseline", "known.json", "--write-baseline")
    (tmp_path / "broken.sla").write_text("sla {", encoding="utf-8")
    assert run("check", ".", "--baseline", "known.json").exit_code == 1
    before = Path("known.json").read_text(encoding="utf-8")
    assert run("check", ".", "--baseline", "known.json", "--write-baseline").exit_code == 1
    assert Path("known.json").read_text(encoding="utf-8") == before  # nothing is written over it


@pytest.mark.parametrize("content", [None, "no json", "{}", "[]", '{"format_version": 2, "findings": []}'])
def test_what_is_no_baseline_stops_the_run(run, tmp_path, content):
    if content is not None:
        (tmp_path / "known.json").write_text(content, encoding="utf-8")
    done = run("check", ".", "--baseline", "known.json")
    assert done.exit_code == 2
    assert "known.json" in done.stderr


def test_a_baseline_cannot_be_written_nowhere(run):
    done = run("check", ".", "--write-baseline")
    assert done.exit_code == 2
    assert "--baseline FILE" in done.stderr


# ---- settings


def test_settings_choose_checks_and_give_them_another_severity(run, tmp_path):
    (tmp_path / "slacode.toml").write_text('severity = { service-without-agreement = "note" }\n', encoding="utf-8")
    done = run("check", ".", "--format", "concise")
    assert done.exit_code == 0
    assert "note[service-without-agreement]" in done.stdout
    (tmp_path / "slacode.toml").write_text('severity = { no-objective = "error" }\n', encoding="utf-8")
    assert "error[no-objective]" in run("check", ".", "--format", "concise").stdout
    (tmp_path / "slacode.toml").write_text('ignore = ["service-without-agreement"]\n', encoding="utf-8")
    assert run("check", ".").exit_code == 0
    assert run("check", ".", "--fail-on", "note").exit_code == 1


# ---- gaps

GAPS = """
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
service web
service mail
service reports
service shop { needs web and mail }
sla shop_sla {
  covers shop
  term 2026-01-01 to 2027-12-31
  target availability { metric uptime require at least 1% }
}
ola web_ola {
  covers web
  hours office
  term 2026-01-01 to 2026-12-31
  target availability { metric uptime require at least 99.9% }
}
"""


def test_the_gap_analysis_holds_every_kind_of_gap(run, tmp_path):
    (tmp_path / "shop.sla").write_text(GAPS, encoding="utf-8")
    done = run("gaps", ".", "--format", "json")
    assert done.exit_code == 1
    content = json.loads(done.stdout)
    jsonschema.validate(content, SCHEMAS["gaps"]())
    assert {group["check"]: len(group["findings"]) for group in content["groups"]} == {
        "service-without-agreement": 1,
        "part-without-agreement": 1,
        "target-without-support": 0,
        "hours-not-covered": 1,
        "term-not-covered": 1,
    }
    assert (content["services"], content["agreements"], content["targets"], content["open"]) == (4, 2, 2, 4)


def test_the_gap_analysis_for_people(run, tmp_path):
    (tmp_path / "shop.sla").write_text(GAPS, encoding="utf-8")
    text = run("gaps", ".").stdout
    assert "services without an SLA: 1\n  no SLA covers `reports`" in text
    assert "targets of SLAs that nothing stands behind: none" in text
    assert text.endswith("4 gaps in 4 services, 2 agreements and 2 targets\n")


def test_allowed_gaps_are_left_out_for_people_and_marked_for_programs(run, tmp_path):
    text = SHOP.replace("service reports", "# allow service-without-agreement: internal\nservice reports")
    (tmp_path / "shop.sla").write_text(text, encoding="utf-8")
    done = run("gaps", ".")
    assert done.exit_code == 0
    assert "no gaps in 2 services, 1 agreement and 0 targets (1 allowed)" in done.stdout
    content = json.loads(run("gaps", ".", "--format", "json").stdout)
    assert content["groups"][0]["findings"][0]["allowed"] == {"until": None, "reason": "internal"}


def test_gaps_of_what_is_not_understood_are_not_told(run, tmp_path):
    (tmp_path / "shop.sla").write_text("sla {", encoding="utf-8")
    assert run("gaps", ".").exit_code == 2
