"""Policies fitted to public logs, against what those logs say of themselves.

The logs are no part of the project. They are looked for in the folder that `SLACODE_DATA` names, else beside the
checkout in `shared/data`; where they are not, these tests are skipped and say so.
"""

import csv
import gzip
import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import slacode
from slacode.engine.evaluate.result import Result
from tests.examples.expected import EXAMPLES, ROOT

FOLDERS = [Path(folder) for folder in (os.environ.get("SLACODE_DATA"), ROOT.parent / "shared" / "data") if folder]


def log_file(name: str) -> Path:
    for folder in FOLDERS:
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"the public log {name} is not here: SLACODE_DATA may name the folder it is in")


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged(example: str, log: str, file: Path, as_of: str | None = None) -> Result:
    policy = slacode.load(EXAMPLES / "real" / example)
    return slacode.evaluate(policy, logs={log: str(file)}, as_of=as_of)


def test_boston_kept_and_missed_its_deadlines_where_its_own_label_says_so():
    """As of a day after the last deadline: `met` exactly where the label says ONTIME, `breached` where OVERDUE."""
    file = log_file("boston311_2011_q3.csv.gz")
    requests = {row["case_enquiry_id"]: row for row in rows(file)}
    result = judged("boston311", "requests", file, "2060-01-02")
    verdicts = {c["case"]: c["verdict"] for c in result.cases.to_pylist() if c["target"] == "own_deadline"}
    assert result.set_aside == ()
    assert verdicts.keys() == {name for name, row in requests.items() if row["target_dt"]}
    found = Counter((verdict, requests[name]["ontime"]) for name, verdict in verdicts.items())
    assert {key for key in found if key[1]} == {("met", "ONTIME"), ("breached", "OVERDUE")}
    assert found["met", "ONTIME"] + found["breached", "OVERDUE"] == 26_732


def test_boston_counts_business_days_to_the_hour():
    """The City's rule was read off its deadlines; 8,707 of 10,149 of them are hit to the minute.

    The City keeps the time of day of every request made before 17:00, also at six in the morning and at weekends
    (which count as Monday), where the language lets business days begin when the desk opens: these are the ones that
    are not hit. All but some fifty of them, whose deadlines were set by hand, are explained so.
    """
    file = log_file("boston311_2011_q3.csv.gz")
    requests = {row["case_enquiry_id"]: row for row in rows(file)}
    zone = ZoneInfo("America/New_York")
    hits, explained, others = 0, 0, 0
    for case in judged("boston311", "requests", file, "2012-12-31").cases.to_pylist():
        if case["target"] != "business_days":
            continue
        row = requests[case["case"]]
        target, opened = (datetime.fromisoformat(row[name]).replace(tzinfo=zone) for name in ("target_dt", "open_dt"))
        if abs(target - case["due_at"]) <= timedelta(minutes=1):
            hits += 1
        elif opened.weekday() >= 5 or (opened.hour, opened.minute) < (8, 30):
            explained += 1
        else:
            others += 1
    assert (hits, explained, others) == (8_707, 1_391, 51)


def test_a_fitted_policy_agrees_with_most_of_made_sla():
    """12,244 of 12,459 incidents: no terms were published, so no more is claimed than that."""
    file = log_file("servicenow_incidents_a.csv.gz")
    last: dict[str, dict[str, str]] = {}
    for row in sorted(rows(file), key=lambda row: int(row["sys_mod_count"])):
        last[row["number"]] = row
    result = judged("servicenow", "incidents", file)
    agree = Counter(
        case["target"]
        for case in result.cases.to_pylist()
        if (case["verdict"] == "met") == (last[case["case"]]["made_sla"] == "true")
    )
    assert result.set_aside == ()
    assert len(last) == 12_459
    assert agree["resolved"] == 12_244
    assert agree["worked"] < agree["resolved"]  # the clock behind the label did not stop to wait


def hands_of(file: Path, as_of: datetime) -> dict[tuple[str, str | None], timedelta]:
    """How long each case was in the hands of each of three lines, or (None) of any other, without waiting: the time
    from each row to the next one, or to `as_of`."""
    lines = {"Org line C": "line_c_ola.held", "Org line A2": "line_a2_ola.held", "Org line B": "line_b_ola.held"}
    found: dict[tuple[str, str | None], timedelta] = {}
    for row, following in pairwise([*rows(file), None]):
        assert row is not None
        same = following is not None and following["case"] == row["case"]
        until = datetime.fromisoformat(following["timestamp"]) if same else as_of
        if row["status"] != "Completed" and not row["sub_status"].startswith("Wait"):
            key = (row["case"], lines.get(row["org_line"]))
            found[key] = found.get(key, timedelta()) + until - datetime.fromisoformat(row["timestamp"])
    return found


def test_the_time_of_a_breached_incident_is_that_of_three_support_lines_and_of_others():
    """437 incidents are breached. The parts of each add up to its elapsed time, and are what its rows say."""
    file = log_file("bpic2013_incidents.csv.gz")
    result = judged("bpic2013", "incidents", file)
    told = [row for row in result.attributed_cases.to_pylist() if row["verdict"] == "breached"]
    hands = hands_of(file, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=result.as_of))
    parts: Counter[str] = Counter()
    for row in told:
        parts[row["case"]] += row["attributed_s"]
        assert row["attributed_s"] == Decimal(hands.get((row["case"], row["support"]), timedelta()).total_seconds())
    assert dict(parts) == {row["case"]: row["elapsed_s"] for row in told}
    assert len(parts) == sum(one.breached for one in result.attribution) == 437


def test_incidents_of_three_support_lines_are_all_judged():
    """Of 7,554 incidents one is completed from its first row on, so that its clock never starts."""
    result = judged("bpic2013", "incidents", log_file("bpic2013_incidents.csv.gz"))
    cases: dict[str, set[str]] = {}
    for case in result.cases.to_pylist():
        cases.setdefault(case["agreement"], set()).add(case["case"])
    assert result.set_aside == ()
    assert result.findings == ()
    assert len(cases["incidents_sla"]) == 7_553
    assert set(cases) == {"incidents_sla", "line_a2_ola", "line_b_ola", "line_c_ola"}


def summaries() -> dict[str, dict[str, object]]:
    """What the monitor says of each service that `upptime.sla` covers."""
    covered = "status_page utilization login alpine_page ondemand transfer website globus_api registry globus_site"
    file = log_file("upptime_curc/history_summary.json")
    return dict(zip([*covered.split(), "access_site"], json.loads(file.read_text(encoding="utf-8")), strict=True))


def test_the_downtime_of_services_is_what_their_monitor_says():
    """Day by day to a minute and a half, but for two services; the years to 0.02 points where they begin alike."""
    said = summaries()
    result = judged("upptime", "probes", log_file("upptime_curc/probe_events.csv.gz"))
    days = [target for target in result.targets if target.target == "by_day"]
    differ = Counter()
    for day in days:
        minutes = said[day.entity]["dailyMinutesDown"].get(day.period, 0)
        differ[day.entity] += abs(Decimal(day.downtime) / 60_000_000 - minutes) > Decimal("1.5")
    assert result.set_aside == ()
    assert len(days) == 951
    assert +differ == {"access_site": 17, "utilization": 2}
    years = {t.entity: Decimal(t.attained) for t in result.targets if t.target == "by_year"}
    off = {name: abs(figure - Decimal(said[name]["uptimeYear"].rstrip("%"))) for name, figure in years.items()}
    assert len(off) == 11
    assert sorted(name for name in off if off[name] > Decimal("0.02")) == ["access_site", "status_page", "utilization"]
    assert off["status_page"] < Decimal("0.1")


def test_the_p95_of_response_times_is_the_nearest_rank():
    """The smallest value that at least 95 of 100 are not above, of the probes that found the service not down."""
    file = log_file("upptime_curc/probe_events.csv.gz")
    found: dict[str, list[int]] = {}
    for row in rows(file):
        if row["status"] != "down" and row["response_ms"]:
            found.setdefault(row["service"], []).append(int(row["response_ms"]))
    told = [t for t in judged("upptime", "probes", file).targets if t.target == "response"]
    assert len(told) == 7
    for target in told:
        values = sorted(found[target.row])
        assert Decimal(target.attained) == values[-(-95 * len(values) // 100) - 1]


def test_overlapping_windows_of_incidents_count_once():
    """Each quarter is swept: what of a window lies after the end of all before it adds to the downtime."""
    file = log_file("github_downtime_windows.csv")
    windows: dict[str, list[tuple[datetime, datetime]]] = {}
    with file.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            window = (datetime.fromisoformat(row["downtime_start"]), datetime.fromisoformat(row["downtime_end"]))
            windows.setdefault(row["impact"], []).append(window)
    result = judged("github", "incidents", file)
    overlapping = 0
    for target in result.targets:
        start, end = (datetime.fromtimestamp(at // 1_000_000, UTC) for at in (target.start, target.end))
        once = every = timedelta()
        last = start
        for began, ended in sorted(windows[target.entity]):
            within = max(began, start), min(ended, end)
            every += max(within[1] - within[0], timedelta())
            once += max(within[1] - max(within[0], last), timedelta())
            last = max(last, within[1])
        assert timedelta(microseconds=target.downtime) == once
        overlapping += every > once
    assert len(result.targets) == 72
    assert overlapping == 14
    assert [finding.count for finding in result.findings] == [31]
