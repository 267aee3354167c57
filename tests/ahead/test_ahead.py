"""What is ahead of a small help desk: open cases by hand, and what its open periods bear."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from slacode.engine.calendar.instants import from_us
from slacode.project import evaluate, load
from slacode.reports.evaluation.json import EVALUATION_SCHEMA
from tests import commands
from tests.evaluate.desk import log_text, policy_text

HOUR, MINUTE = 3_600_000_000, 60_000_000

# Office hours are 08:00 to 16:00, Monday to Friday; it is Monday 09:30 in Berlin.
NOW = "2026-03-09T09:30:00+01:00"
LINES = """
T1 2026-03-06T14:00 new P1
T2 2026-03-09T08:00 new P1
T2 2026-03-09T08:30 waiting
T3 2026-03-05T08:00 new P1
T4 2026-03-09T08:00 new P1
T4 2026-03-09T09:00 solved
"""


def ahead(folder, lines, *, as_of=NOW, warn_at=(75, 90), **parts):
    (folder / "desk.sla").write_text(policy_text(**parts), encoding="utf-8")
    (folder / "tickets.csv").write_text(log_text(lines), encoding="utf-8")
    policy = load(folder / "desk.sla")
    return evaluate(policy, {"tickets": folder / "tickets.csv"}, as_of=as_of, warn_at=warn_at).ahead


def told(found):
    return [(case.case, case.share, case.left, case.due_at, case.state) for case in found.cases]


def test_open_cases_stand_the_worst_first_with_what_is_left_in_counted_time(tmp_path):
    found = ahead(tmp_path, LINES, hours="office")
    assert told(found) == [
        # 8h on Thursday, 8h on Friday, 1h30min today: 17h30min of 4h; due on Thursday at 12:00
        ("T3", Fraction("437.5"), -(13 * HOUR + 30 * MINUTE), "2026-03-05T11:00:00Z", "running"),
        # 2h on Friday, 1h30min today
        ("T1", Fraction("87.5"), 30 * MINUTE, "2026-03-09T09:00:00Z", "running"),
        # half an hour, then paused: due at 13:00 if it went on at 09:30
        ("T2", Fraction("12.5"), 3 * HOUR + 30 * MINUTE, "2026-03-09T12:00:00Z", "paused"),
    ]
    assert [case.breached_at for case in found.cases] == ["2026-03-05T11:00:00Z", None, None]


def test_a_clock_outside_its_hours_or_in_an_exclusion_rests(tmp_path):
    saturday = ahead(tmp_path, LINES, as_of="2026-03-07T12:00:00+01:00", hours="office")
    assert [(case, state) for case, _, _, _, state in told(saturday)] == [
        ("T3", "outside the hours"),
        ("T1", "outside the hours"),
    ]
    patch = ahead(tmp_path, LINES, hours="office", clauses='exclude "Patch window" every mon 09:00-11:00')
    # 2h on Friday, one today; the hour that is left begins at 11:00
    assert told(patch)[1] == ("T1", Fraction(75), HOUR, "2026-03-09T11:00:00Z", "excluded")


def test_a_deadline_in_the_data_is_a_matter_of_real_time(tmp_path):
    lines = "T1 2026-03-09T08:00 new P1 2026-03-09T10:00\nT1 2026-03-09T09:00 waiting"
    (case,) = ahead(tmp_path, lines, hours="office", rows="require 90% by due").cases
    # 1h30min of the two hours from 08:00 to 10:00 are gone; a pause does not move the deadline
    assert (case.share, case.left, case.in_data, case.state) == (75, 30 * MINUTE, True, "paused")
    assert case.due_at == "2026-03-09T09:00:00Z"


def test_thresholds_are_compared_exactly(tmp_path):
    lines = "T1 2026-03-09T08:00 new P1"
    at = "2026-03-09T11:00:00+01:00"
    (case,) = ahead(tmp_path, lines, as_of=at).cases
    assert case.share == 75
    assert case.reached(75)
    (before,) = ahead(tmp_path, lines, as_of="2026-03-09T10:59:59.999999+01:00").cases
    assert not before.reached(75)


def test_levels_exempt_cancelled_and_excluded_cases_are_not_open_cases(tmp_path):
    lines = """
    T1 2026-03-09T08:00 new P1
    T2 2026-03-09T08:00 new P2
    T3 2026-03-09T08:00 new P3
    T3 2026-03-09T08:10 cancelled
    T4 2026-03-09T08:00 new P3 - test
    """
    rows = "by priority { P1: none  P2: average at most 4h  P3: 90% within 4h }"
    assert not told(ahead(tmp_path, lines, rows=rows, clauses='exclude cases where category == "test"'))


def test_hours_that_never_open_again_give_no_due_instant(tmp_path):
    day = "timezone Europe/Berlin  open on 2026-03-09 08:00-16:00"
    policy = policy_text(hours="once").replace("calendar always", f"calendar once {{ {day} }}\ncalendar always")
    (tmp_path / "desk.sla").write_text(policy, encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(log_text("T1 2026-03-09T15:00 new P1"), encoding="utf-8")
    result = evaluate(load(tmp_path / "desk.sla"), {"tickets": tmp_path / "tickets.csv"},
        as_of="2026-03-10T12:00:00Z", warn_at=(75,))  # fmt: skip
    # one hour of four was counted on the only day that is open
    assert told(result.ahead) == [("T1", 25, 3 * HOUR, None, "outside the hours")]


def period(found):
    (one,) = found.periods
    return one


def many(count, prefix, day, end):
    """So many tickets raised at 08:00 of a day and solved at an hour of it."""
    return "".join(f"{prefix}{i} {day}T08:00 new P1\n{prefix}{i} {day}T{end} solved\n" for i in range(count))


def test_a_period_says_what_it_bears(tmp_path):
    # 17 kept, 1 broken, 2 pending at 90%: 20 cases bear two breaches, of which one is there
    lines = many(17, "A", "2026-03-02", "09:00") + many(1, "B", "2026-03-02", "15:00")
    lines += "C1 2026-03-09T09:00 new P1\nC2 2026-03-09T09:00 new P1\n"
    one = period(ahead(tmp_path, lines))
    assert (one.result.bears.amount, one.result.bears.needs, one.holds) == (1, 0, True)
    assert one.standing == "calm"


def test_more_endangered_cases_than_it_bears_put_a_period_at_risk(tmp_path):
    lines = many(17, "A", "2026-03-02", "09:00") + many(1, "B", "2026-03-02", "15:00")
    lines += "C1 2026-03-09T06:00 new P1\nC2 2026-03-09T06:00 new P1\n"  # 3h30min of 4h each
    one = period(ahead(tmp_path, lines))
    assert (one.endangered, one.standing, one.result.can_become) == (2, "at risk", "either")
    lost = period(ahead(tmp_path, lines, rows="require all within 4h"))
    assert (lost.standing, lost.result.bears.needs) == ("lost", None)


def test_demand_is_set_beside_that_of_the_four_weeks_before(tmp_path):
    # 8 cases in February's four weeks are 2 a week; 2 in the week from 1 March to the night of the 8th
    before = "".join(f"A{i} 2026-02-{day:02}T09:00 new P1\n" for i, day in enumerate((1, 2, 4, 8, 15, 20, 27, 28)))
    lines = "Z 2026-01-20T09:00 new P1\n" + before + "B1 2026-03-02T09:00 new P1\nB2 2026-03-03T09:00 new P1\n"
    one = period(ahead(tmp_path, lines, as_of="2026-03-08T00:00:00+01:00"))
    demand = one.demand
    assert (demand.cases, demand.per_week, demand.before, demand.before_per_week) == (2, 2, 8, 2)
    # 24 days are left, less the hour that the clocks go forward: 2 a week are six and a bit
    assert one.expected == 6


def test_demand_before_reaches_back_to_the_first_row_and_over_versions(tmp_path):
    lines = "A 2026-02-22T00:00 new P1\nB 2026-03-08T00:00 new P1\n"
    amend = 'amend from 2026-03-01 "Faster" { target fix_it { require 90% within 2h } }'
    one = period(ahead(tmp_path, lines, as_of="2026-03-08T00:00:00+01:00", amend=amend))
    assert one.result.version == 2
    assert (one.demand.before, one.demand.before_per_week) == (1, 1)  # one in the week that the log knows


def test_a_first_period_has_nothing_to_compare_with(tmp_path):
    one = period(ahead(tmp_path, LINES, term="term 2026-03-01 to 2026-12-31"))
    assert one.demand.before_per_week is None
    assert (one.expected, one.then_bears) == (None, None)


UPTIME = """
language 1
provider acme "ACME"
customer shop "The shop"
log outages { case id  time at  times in UTC  field event: one of began, ended  field component: text carried }
metric uptime = availability on outages of component { down from event == began to event == ended }
service web
sla up {
  between acme and shop  covers web  term 2026-04-01 to 2026-12-31
  target on { metric uptime  per month  require at least 99.9% }
}
"""


@pytest.mark.parametrize(
    ("ends", "left", "standing"), [("10:00", 1992, "calm"), ("10:23", 612, "at risk"), ("10:43:13", 0, "lost")]
)
def test_availability_bears_the_minutes_left(tmp_path, ends, left, standing):
    # 0.1% of the 30 days of April is 43min12s; the outage began at 09:50 and, in the last case, at 10:00
    begins = "10:00:00" if ends == "10:43:13" else "09:50:00"
    log = f"id,at,event,component\n1,2026-04-03T{begins},began,web\n1,2026-04-03T{ends},ended,web\n"
    (tmp_path / "up.sla").write_text(UPTIME, encoding="utf-8")
    (tmp_path / "outages.csv").write_text(log, encoding="utf-8")
    result = evaluate(load(tmp_path / "up.sla"), {"outages": tmp_path / "outages.csv"},
        as_of="2026-04-10T00:00:00Z", warn_at=(75,))  # fmt: skip
    one = period(result.ahead)
    assert one.result.bears.of == "downtime"
    assert one.result.bears.amount == left * 10**6
    assert one.standing == standing


def run(folder, *arguments):
    (folder / "desk.sla").write_text(policy_text(hours="office"), encoding="utf-8")
    (folder / "tickets.csv").write_text(log_text(LINES), encoding="utf-8")
    log = f"tickets={folder / 'tickets.csv'}"
    return commands.run("evaluate", str(folder / "desk.sla"), "--log", log, "--as-of", NOW, *arguments)


def test_json_lists_every_open_case_and_period(tmp_path):
    found = json.loads(run(tmp_path, "--format", "json", "--warn-at", "90%,75").stdout)
    jsonschema.validate(found, EVALUATION_SCHEMA)
    assert found["ahead"]["warn_at"] == ["75", "90"]
    assert [(c["case"], c["used"], c["left_s"], c["reached"]) for c in found["ahead"]["open_cases"]] == [
        ("T3", "437.5", -48600, "90"),
        ("T1", "87.5", 1800, "75"),
        ("T2", "12.5", 12600, None),
    ]
    (one,) = found["ahead"]["open_periods"]
    # one kept, two pending, one broken: 3 of 4 are kept at best, and 90% takes 9 of 10
    assert one["bears"] == {"of": "breaches", "amount": 0, "needs": 6}
    assert one["bears"] == found["targets"][-1]["bears"]
    plain = json.loads(run(tmp_path, "--format", "json").stdout)
    assert plain.pop("ahead") is None
    del found["ahead"]
    assert plain == found


def test_text_shows_the_worst_and_says_how_many_others_there_are(tmp_path):
    said = run(tmp_path, "--ahead").stdout
    assert "87.5%    75%           30min   Mon 2026-03-09 10:00   T1     support.fix_it: 90% within 4h" in said
    assert "paused: due if it goes on now" in said
    assert "none, needs 6 more cases that are kept" in said
    (tmp_path / "tickets.csv").write_text(log_text("".join(f"T{i} 2026-03-09T08:00 new P1\n" for i in range(25))))
    log = f"tickets={tmp_path / 'tickets.csv'}"
    done = commands.run("evaluate", str(tmp_path / "desk.sla"), "--log", log, "--as-of", NOW, "--ahead")
    assert "and 5 other open cases; `--format json` lists them all" in done.stdout


def test_concise_names_the_cases_that_are_worth_a_warning(tmp_path):
    lines = run(tmp_path, "--format", "concise", "--ahead").stdout.splitlines()
    assert lines[-3:-1] == [
        "support.fix_it v1 T3: 437.5% used, 13h30min over, due Thu 2026-03-05 12:00",
        "support.fix_it v1 T1: 87.5% used, 30min left, due Mon 2026-03-09 10:00",
    ]


@pytest.mark.parametrize("shares", ["0%", "much", "75%,", "-5", "NaN"])
def test_shares_that_are_none_are_refused(tmp_path, shares):
    done = run(tmp_path, "--warn-at", shares)
    assert done.exit_code == 2
    assert f"`{shares}` is no list of shares above 0%" in done.stderr


def test_cases_are_the_same_with_a_look_ahead(tmp_path):
    run(tmp_path, "--cases", str(tmp_path / "a.csv"))
    run(tmp_path, "--cases", str(tmp_path / "b.csv"), "--ahead")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_case_is_endangered_from_the_very_share_on(tmp_path):
    lines = "T1 2026-03-09T08:00 new P1"
    assert period(ahead(tmp_path, lines, as_of="2026-03-09T11:00:00+01:00")).endangered == 1
    assert period(ahead(tmp_path, lines, as_of="2026-03-09T10:59:59+01:00")).endangered == 0


def test_cases_endanger_the_period_that_they_count_in(tmp_path):
    lines = "T1 2026-02-27T15:00 new P1\nT2 2026-03-02T08:30 new P1"
    at = "2026-03-02T10:30:00+01:00"  # T1 has used 3h30min of its office hours, T2 two hours
    assert period(ahead(tmp_path, lines, as_of=at, hours="office")).endangered == 1
    assert period(ahead(tmp_path, lines, as_of=at, hours="office", target="count by opened")).endangered == 0


def test_demand_before_reaches_back_no_further_than_the_term(tmp_path):
    lines = "A 2026-01-10T09:00 new P1\nB 2026-02-20T09:00 new P1\nC 2026-03-05T09:00 new P1"
    demand = period(ahead(tmp_path, lines, term="term 2026-02-15 to 2026-12-31")).demand
    assert (demand.before, demand.before_length, demand.before_per_week) == (1, 14 * 24 * HOUR, Fraction(1, 2))


@pytest.mark.parametrize("as_of", ["2026-03-19T15:50:00Z", "2026-09-03T08:00:00Z"])
def test_open_cases_are_the_open_ones_among_all_cases(as_of):
    root = Path(__file__).parents[2] / "examples" / "helpdesk"
    result = evaluate(load(root), {"tickets": root / "tickets.csv"}, as_of=as_of, warn_at=(75,))
    every = [row for row in result.cases.to_pylist() if row["verdict"] in ("pending", "breached")]
    still_open = [row for row in every if row["stopped_at"] is None and row["due_at"] is not None]
    wanted = {
        (*(row[name] for name in ("agreement", "version", "target", "row", "case", "cycle")), row["due_at"],
         int(row["elapsed_s"] * 10**6), int(row["allowance_s"] * 10**6))
        for row in still_open
    }  # fmt: skip
    found = [
        (case.agreement, case.version, case.target, case.row, case.case, case.cycle, from_us(case.due),
         case.used, case.allowed)
        for case in result.ahead.cases
    ]  # fmt: skip
    assert set(found) == wanted
    assert len(found) == len(wanted) > 0
    shares = [case.share for case in result.ahead.cases]
    assert shares == sorted(shares, reverse=True)
