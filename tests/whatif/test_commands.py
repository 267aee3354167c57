"""`slacode whatif` and `slacode trace --all`, as they are called."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from slacode.reports._schemas import SCHEMAS
from tests.commands import run
from tests.whatif.build import DESK, UPTIME

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to run in, with policies in `policies/` and beside them."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.sla").write_text(DESK, encoding="utf-8")
    (tmp_path / "up.sla").write_text(UPTIME, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
class TestWhatIf:
    def test_what_gets_worse_ends_with_one(self):
        done = run("whatif", "network.repair[P1]=8h")
        assert done.exit_code == 1
        assert "network.repair[P1] is 98% within 8h, now 98% within 6h" in done.stdout
        # 8h - (1h + 8h) = -1h; raised in January at 08:00 it takes until 07:00 counted hours later.
        assert "now   holds: at worst 7h of 8h, 1h to spare, 96% guaranteed" in done.stdout
        assert "then  does not hold: at worst 9h of 8h, 1h too much, when raised" in done.stdout
        assert done.stdout.endswith("1 promise would not hold any more; 1 finding would appear\n")

    def test_what_gets_no_worse_ends_with_nought(self):
        done = run("whatif", "network.repair[P1]=5h")
        assert done.exit_code == 0
        assert done.stdout.endswith("every promise that holds now would hold, with more or less to spare\n")

    def test_where_nothing_changes_it_says_so(self):
        done = run("whatif", "desk.triage[P3]=5h")
        assert done.exit_code == 0
        assert done.stdout.splitlines()[-1].startswith("nothing changes: every promise is carried as well as now")

    def test_dropping_is_two_words_or_one(self):
        assert run("whatif", "drop", "network").stdout == run("whatif", "drop network").stdout

    def test_the_policies_of_other_places(self):
        done = run("whatif", "host.up=99.9%", "--in", "up.sla")
        assert done.exit_code == 0
        assert "at worst 2h57s600ms of 3h21min36s in 2026-02, 1h20min38s400ms to spare, 99.7% guaranteed" in done.stdout
        assert run("whatif", "host.up=99.9%").exit_code == 2

    def test_json_is_valid_and_typed(self):
        done = run("whatif", "network.repair[P1]=8h", "drop", "desk", "--format", "json")
        record = json.loads(done.stdout)
        jsonschema.validate(record, SCHEMAS["whatif"]())
        assert record["worse"] is True
        assert [change["after"] for change in record["changes"]] == ["98% within 8h", None]
        one = json.loads(run("whatif", "network.repair[P1]=8h", "--format", "json").stdout)["promises"]
        assert [(p["ref"], p["effect"], p["before"]["slack_s"], p["after"]["slack_s"]) for p in one] == [
            ("shop.resolution[P1]", "inconsistent", 3600, -3600)
        ]

    @pytest.mark.parametrize(
        ("change", "message", "help_"),
        [
            ("netwrk.repair[P1]=8h", "there is no agreement `netwrk`", "did you mean `network`?"),
            ("network.repar[P1]=8h", "there is no target `repar` in `network`", "did you mean `repair`?"),
            ("network.repair[P9]=8h", "there is no row `P9` in `network.repair`", "there are `P1`, `P2`, `P3`"),
            ("network.repair=8h", "`repair` has several rows", "say which one is to change: `P1`, `P2`, `P3`"),
            ("network.repair[P1]=8x", "is not understood as a change", "or the part of it that is to differ"),
            ("network.repair[P1]=8h } }", "is not understood as a change", "after `=` write a promise"),
            ("network.repair[P1]=8h supported by desk.triage", "is not understood as a change", "after `=`"),
            ("network.repair[P1]=120%", "`120%` is more than all cases", "from `0%` to `100%`"),
            ("network.repair[P1]=office", "`office` is no promise", "write a promise"),
            ("network.repair[P1]=during offic", "there is no calendar `offic`", "did you mean `office`?"),
            ("network.repair[P3]=8h", "nothing is promised there now", "write a whole promise"),
            ("network.repair[P1]=at least 99%", "cannot be promised of `repair`", "write `95% within 4h`"),
            ("network.repair[P1]=95% by status", "`status` is no field that holds an instant", "name the field"),
            ("network=8h", "does not say what of the agreement", "name a target"),
            ("network.hours=offic", "there is no calendar `offic`", "did you mean `office`?"),
            ("network.hour=office", "there is no target `hour` in `network`", "did you mean `hours`?"),
            ("drop netwrk", "there is no agreement `netwrk`", "did you mean `network`?"),
            ("drop network.repair", "is not understood as a change", "a whole agreement"),
            ("drop", "is not understood as a change", "write `agreement.target[row]=PROMISE`"),
            ("faster", "is not understood as a change", "write `agreement.target[row]=PROMISE`"),
        ],
    )
    def test_what_cannot_be_tried(self, change, message, help_):
        done = run("whatif", change)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert message in done.stderr
        assert help_ in done.stderr

    def test_two_changes_of_one_row_and_a_change_of_what_is_dropped(self):
        assert "change the same" in run("whatif", "network.repair[P1]=8h", "network.repair[P1]=9h").stderr
        assert run("whatif", "network.repair[P1]=8h", "drop network").exit_code == 2
        assert run("whatif", "drop network", "network.repair[P1]=8h").exit_code == 2

    def test_all_that_is_wrong_is_told_at_once(self):
        done = run("whatif", "netwrk.repair[P1]=8h", "desk.triag[P1]=1h")
        assert "`netwrk`" in done.stderr
        assert "`triag`" in done.stderr

    def test_colour_is_an_addition(self):
        plain = run("whatif", "network.repair[P1]=8h")
        coloured = run("whatif", "network.repair[P1]=8h", "--color", "always")
        assert "\x1b[" in coloured.stdout
        assert "\x1b[" not in plain.stdout


@pytest.mark.usefixtures("folder")
class TestTraceAll:
    def test_a_line_for_each_promise(self):
        done = run("trace", "--all")
        assert done.exit_code == 0
        heading, first, second, empty, count = done.stdout.splitlines()
        assert heading.split("  ")[0] == "promise"
        assert first.startswith("shop.resolution[P1]  95% within 8h per month")
        assert "desk.triage[P1], network.repair[P1]" in first
        assert first.split()[-6:] == ["7h", "of", "8h", "1h", "96%", "holds"]
        assert second.startswith("shop.resolution[P2]")
        assert (empty, count) == ("", "2 hold")

    def test_markdown_is_one_table(self):
        table = run("trace", "--all", "up.sla", "--format", "markdown").stdout.splitlines()
        assert {line.count("|") for line in table[:-2]} == {8}
        assert table[2].startswith("| shop.availability | at least 99.5% per month | web.up, host.up |")
        assert table[-1] == "1 holds"

    def test_json_is_valid_and_typed(self):
        record = json.loads(run("trace", "--all", "--format", "json").stdout)
        jsonschema.validate(record, SCHEMAS["matrix"]())
        first = record["rows"][0]
        assert (first["ref"], first["line"], first["versions"]) == ("shop.resolution[P1]", 23, [1])
        assert (first["proof"]["worst_s"], first["proof"]["slack_s"]) == (7 * 3600, 3600)
        assert first["proof"]["guaranteed_share"] == "96"

    def test_it_takes_no_reference_and_the_other_way_round(self):
        assert run("trace", "--all", "--up").exit_code == 2
        assert run("trace").exit_code == 2
        assert run("trace", "shop", "--format", "markdown").exit_code == 2
        assert "no file or folder `shop.resolution`" in run("trace", "--all", "shop.resolution").stderr


def test_the_tour_with_a_planted_defect_is_mended_by_the_change_that_was_planted(tmp_path):
    text = (ROOT / "examples" / "tour" / "tour.sla").read_text(encoding="utf-8")
    (tmp_path / "tour.sla").write_text(
        text.replace("P1: 97% within 3h during always", "P1: 97% within 4h during always"), encoding="utf-8"
    )
    done = run("whatif", "network_ola.repair[P1]=3h", "--in", str(tmp_path), "--format", "json")
    record = json.loads(done.stdout)
    assert done.exit_code == 0
    # 30min + 4h against 4h and, from July on, 3h30min; with 3h it is 30min to spare, and none.
    slacks = [(p["versions"], p["before"]["slack_s"], p["after"]["slack_s"]) for p in record["promises"]]
    assert slacks == [([1], -1800, 1800), ([2], -3600, 0)]
    told = {(p["ref"], p["effect"]) for p in record["promises"]}
    assert told == {("checkout_support.resolution[P1]", "consistent")}
    assert {finding["check"] for finding in record["findings"]["mended"]} == {"support-too-slow"}
    assert record["findings"]["new"] == []
