"""The examples are what they say: their logs are made by their scripts, and their results come out as kept."""

import csv
import hashlib
import importlib.util
import json
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import pytest

import slacode as api
from slacode.grammar.printer import format_text
from tests.examples.expected import EXAMPLES, RUNS, Run, results, slacode

GENERATED = (("helpdesk", "tickets.csv"), ("city311", "requests.csv"))
POLICIES = sorted(EXAMPLES.rglob("*.sla"))


def module(example: str):
    """The script of an example, without running it."""
    spec = importlib.util.spec_from_file_location(f"generate_{example}", EXAMPLES / example / "generate.py")
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evaluated(example: str, as_of: str):
    """The whole evaluation of an example by the log that its policy names."""
    return api.evaluate(api.load(EXAMPLES / example), logs={}, as_of=as_of)


@cache
def fresh(run: Run) -> dict[str, str]:
    return results(run)


@pytest.mark.parametrize(("example", "log"), GENERATED)
def test_the_log_is_what_its_script_writes(example, log, tmp_path):
    script = tmp_path / "generate.py"
    script.write_bytes((EXAMPLES / example / "generate.py").read_bytes())
    subprocess.run([sys.executable, str(script)], check=True)
    made, kept = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / log, EXAMPLES / example / log))
    assert made == kept


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.relative_to(EXAMPLES).as_posix())
def test_policies_are_laid_out_as_the_formatter_does(path):
    text = path.read_text(encoding="utf-8")
    assert format_text(text) == text


@pytest.mark.parametrize("folder", sorted({path.parent for path in POLICIES}), ids=lambda path: path.name)
def test_policies_are_understood(folder):
    assert api.load(folder).model.agreements


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.example}-{run.period}")
def test_results_come_out_as_kept(run):
    for name, text in fresh(run).items():
        assert text == (run.folder / name).read_text(encoding="utf-8"), name


def test_the_city_kept_and_missed_its_deadlines_where_its_own_label_says_so():
    labels = {row["request_id"]: row["ontime"] for row in rows(EXAMPLES / "city311" / "requests.csv")}
    result = evaluated("city311", as_of="2026-05-14")
    judged = [case for case in result.cases.to_pylist() if case["target"] == "own_deadline"]
    words = {"met": "ONTIME", "breached": "OVERDUE"}
    assert {case["case"]: words[case["verdict"]] for case in judged} == {k: v for k, v in labels.items() if v}


def test_the_deadlines_of_the_city_follow_from_its_rule_to_the_second():
    targets = {row["request_id"]: row["target_dt"] for row in rows(EXAMPLES / "city311" / "requests.csv")}
    result = evaluated("city311", as_of="2026-05-14")
    zone = ZoneInfo("America/New_York")
    due = {
        case["case"]: case["due_at"].astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        for case in result.cases.to_pylist()
        if case["target"] == "business_days" and case["due_at"]
    }
    assert due == {name: target for name, target in targets.items() if target}


def test_resolution_times_of_urgent_tickets_are_those_of_the_wall_clock():
    """P1 counts around the clock: what is left to do by hand is to leave out waiting, exclusions and stops.

    So tickets without any of these, which were never reopened, must count from their first row to `resolved`.
    """
    tickets: dict[str, list[dict[str, str]]] = {}
    for row in rows(EXAMPLES / "helpdesk" / "tickets.csv"):
        tickets.setdefault(row["ticket"], []).append(row)
    result = evaluated("helpdesk", as_of="2026-11-01T20:00:00Z")
    checked = 0
    for case in result.cases.to_pylist():
        log = tickets[case["case"]]
        states = [row["status"] for row in log]
        urgent = (case["target"], case["row"]) == ("resolution", "P1")
        if not urgent or states.count("resolved") != 1 or "waiting" in states:
            continue
        first, stop = (datetime.fromisoformat(log[at]["updated_at"]) for at in (0, states.index("resolved")))
        if not _touches_an_exclusion(first, stop):
            assert case["elapsed_s"] == Decimal((stop - first).total_seconds())
            checked += 1
    assert checked >= 20


def _touches_an_exclusion(first: datetime, stop: datetime) -> bool:
    """Saturday evenings, and the power cut of 17 February; generously, as it only leaves tickets out."""
    dates = {first.date(), stop.date()}
    return any(date.weekday() == 5 for date in dates) or any(date.isoformat() == "2026-02-17" for date in dates)


def test_the_clocks_changed_in_both_nights_of_the_help_desk():
    """Both nights hold urgent tickets, whose counted time is the real one and not that of the wall clock."""
    cases = {}
    for period in ("2026-03", "2026-10"):
        for row in rows(EXAMPLES / "helpdesk" / "expected" / f"{period}.cases.csv"):
            cases[row["target"], row["case"]] = row
    # reported at 01:41:10 CET, resolved at 04:28:37 CEST: 2:47:27 by the wall clock, less the hour that was skipped
    assert cases["resolution", "HD-10158"]["elapsed_s"] == str(1 * 3600 + 47 * 60 + 27)
    # reported at 02:30:00 CEST, assigned at 02:35:35: the first of the two hours
    assert cases["response", "HD-10573"]["started_at"] == "2026-10-25T00:30:00Z"
    # reported at 02:30:00 CET: the second one
    assert cases["response", "HD-10574"]["started_at"] == "2026-10-25T01:30:00Z"


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.example}-{run.period}")
def test_the_cases_that_are_kept_add_up_to_the_counts_that_are_kept(run):
    """The two results were made in one run, but by different parts of the code."""
    counted: dict[tuple[str, ...], int] = {}
    for case in rows(run.folder / f"{run.period}.cases.csv"):
        key = (case["agreement"], case["version"], case["target"], case["row"], case["verdict"])
        counted[key] = counted.get(key, 0) + 1
    for target in json.loads((run.folder / f"{run.period}.json").read_text(encoding="utf-8"))["targets"]:
        at = (target["agreement"], str(target["version"]), target["target"], target["row"] or "")
        for verdict in ("met", "breached", "cancelled"):
            assert counted.pop((*at, verdict), 0) == target["counts"][verdict]
    assert {key[4] for key in counted} <= {"", "excluded", "pending"}


def test_the_tour_can_be_traced():
    done = slacode("trace", "checkout_support.resolution[P1]", "examples/tour")
    assert done.returncode == 0
    assert "desk_ola.triage[P1]" in done.stdout
    assert "network_ola.repair[P1]" in done.stdout


def test_no_example_reaches_outside_its_folder():
    for path in POLICIES:
        for log in api.load(path.parent).model.logs:
            for file in log.files:
                assert (path.parent / file).resolve().is_relative_to(EXAMPLES / path.relative_to(EXAMPLES).parts[0])
