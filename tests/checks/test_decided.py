"""Targets that are decided before anything is measured, worked out by hand."""

import pytest

from slacode.diagnostics import Severity
from tests.checks.sets import checked, lines, only

COMMON = """
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar sundays { timezone Europe/Berlin open sun 10:00-11:00 }
calendar always = 24x7
log tickets { case id time at in UTC field status: one of new, closed field tier: number field effort: duration }
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric repair = clock on tickets { start when status == new stop when status == closed }
metric reopenable = clock on tickets { start when status == new stop when status == closed reopen continues }
metric instant = clock on tickets { start when status == closed stop when status in (new, closed) }
metric unstarted = clock on tickets { start when status == new and status == closed stop when status == closed }
metric solved = share on tickets { each when status == closed good when tier <= 1 }
metric all_good = share on tickets { each when status == closed good when status != new }
metric none_good = share on tickets { each when status == closed good when status == new }
metric no_case = share on tickets { each when tier < 1 and tier > 2 good when status == closed }
metric demand = count on tickets { each when status == new }
metric nothing = count on tickets { each when tier == 1 and tier == 2 }
metric effort = value of effort on tickets { where status == closed }
metric uptime = availability on outages of component { down from event == began to event == ended }
metric blind = availability on outages of component { down from event == ended to event == ended }
service shop
"""
WEEK = "term 2026-03-02 to 2026-03-08"  # Monday to Sunday: 50 hours in the office


def outcome(folder, target: str, terms: str = f"hours office timezone Europe/Berlin {WEEK}") -> list[str]:
    """`met` and `missed` for each finding: what the target always is."""
    text = COMMON + f"sla shop_sla {{\n covers shop\n {terms}\n target it {{ {target} }}\n}}\n"
    names = {"target-never-missed": "met", "target-never-met": "missed"}
    return [names[finding.check] for finding in checked(folder, text) if finding.check in names]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        # the week has 5 * 10h, of which an allowance of 50h can be used up, but not exceeded
        ("metric repair require 95% within 50h", ["met"]),
        ("metric repair require 95% within 49h59min59s", []),
        ("metric repair require 95% within 150h during always", []),
        ("metric repair require 95% within 7d during always", ["met"]),  # 7 * 24h, with no change of the clocks
        ("metric repair require 95% within 167h during always", []),
        # what begins on Monday at 00:00 ends with the closing of the N-th open date after it: Tuesday to Friday, Monday
        ("metric repair require 95% within 4 business days", []),
        ("metric repair require 95% within 5 business days", ["met"]),
        # around the clock the sixth date after Monday is over with Sunday, just as the term
        ("metric repair require 95% within 6 business days during always", ["met"]),
        ("metric repair require 95% within 5 business days during always", []),
        ("metric repair require average at most 50h", ["met"]),
        ("metric repair require p95 at most 49h", []),
        ("metric repair require total at most 50h", []),  # many cases together take any time
        ("metric repair require 0% within 4h", ["met"]),
        ("metric repair require 0.1% within 4h", []),
        ("metric repair require min at least 0h", ["met"]),
        ("metric repair require min at least 1h", []),
        ("metric repair no data counts as missed require 0% within 4h", []),
        ("metric repair no data counts as met require 0% within 4h", ["met"]),
        ("metric reopenable require 95% within 50h", ["met"]),
        ("metric instant require all within 1min", ["met"]),
        ("metric instant require average at least 1min", ["missed"]),
        ("metric unstarted require 95% within 4h", ["missed"]),
        ("metric unstarted no data counts as met require 95% within 4h", ["met"]),
        ("metric solved require at least 0%", ["met"]),
        ("metric solved require at least 100%", []),
        ("metric solved require at least 100.1%", ["missed"]),
        ("metric solved no data counts as met require at least 100.1%", []),
        ("metric solved require at most 100%", ["met"]),
        ("metric solved require at most 0%", []),
        ("metric all_good require at least 100%", ["met"]),
        ("metric all_good require at most 99%", ["missed"]),
        ("metric none_good require at least 1%", ["missed"]),
        ("metric none_good require at most 1%", ["met"]),
        ("metric no_case require at least 90%", ["missed"]),
        ("metric demand require at least 0", ["met"]),
        ("metric demand require at least 1", []),
        ("metric demand require at most 0", []),
        ("metric nothing require at least 1", ["missed"]),
        ("metric nothing require at most 1", ["met"]),
        ("metric nothing require at most 0", ["met"]),
        ("metric effort require average at least 0h", []),  # a field may hold less than nothing
        ("metric uptime require at least 99.99%", []),
        ("metric uptime require at least 0%", ["met"]),
        ("metric uptime require total at most 50h", ["met"]),
        ("metric uptime require total at most 49h", []),
        ("metric uptime per day require longest at most 10h", ["met"]),
        ("metric uptime per day require longest at most 9h", []),
        ("metric uptime per rolling 2 days require total at most 20h", ["met"]),
        ("metric uptime per rolling 2 days require total at most 19h", []),
        ("metric blind require at least 99.9%", ["met"]),
        ("metric blind require total at most 1min", ["met"]),
    ],
)
def test_what_a_target_always_is(tmp_path, target, expected):
    assert outcome(tmp_path, target) == expected


@pytest.mark.parametrize(
    ("terms", "within", "expected"),
    [
        ("hours office timezone Europe/Berlin", "9000h", []),  # no term
        ("hours office timezone Europe/Berlin term from 2026-03-02", "9000h", []),
        # Sundays from 2 to 8 March: one hour
        (f"hours sundays timezone Europe/Berlin {WEEK}", "1h", ["met"]),
        (f"hours sundays timezone Europe/Berlin {WEEK}", "59min", []),
        # 2026 has 261 days from Monday to Friday: 2610h; the first look at 64 days has far less
        ("hours office timezone Europe/Berlin term 2026-01-01 to 2026-12-31", "2610h", ["met"]),
        ("hours office timezone Europe/Berlin term 2026-01-01 to 2026-12-31", "2609h", []),
        # two hours less on Friday, 6 March
        (f"hours office timezone Europe/Berlin {WEEK} exclude every fri 16:00-18:00", "48h", ["met"]),
        (f"hours office timezone Europe/Berlin {WEEK} exclude every fri 16:00-18:00", "47h", []),
        # the night of 29 March is an hour short: 23h in all
        ("hours always timezone Europe/Berlin term 2026-03-29 to 2026-03-29", "23h", ["met"]),
        ("hours always timezone Europe/Berlin term 2026-03-29 to 2026-03-29", "22h59min", []),
    ],
)
def test_an_allowance_against_the_term(tmp_path, terms, within, expected):
    assert outcome(tmp_path, f"metric repair require 95% within {within}", terms) == expected


def all_of(folder, files: dict[str, str]):
    findings = checked(folder, {"common.sla": COMMON, **files})
    return only("target-never-missed", findings) + only("target-never-met", findings)


def test_a_long_allowance_shows_the_term_and_the_hours(tmp_path):
    sla = "sla shop_sla {\n hours office\n term 2026-03-02 to 2026-03-08\n target it {\n metric repair\n"
    (finding,) = all_of(tmp_path, {"sla.sla": f"{sla} when tier == 1 require within 4h\n require within 60h }} }}\n"})
    assert finding.message == (
        "`shop_sla.it` can never be missed within its term: it allows 60h, and from 2026-03-02 to 2026-03-08 its "
        "hours count 50h in all"
    )
    assert lines(finding) == {("sla.sla", 2), ("sla.sla", 3), ("sla.sla", 7)}


def test_a_metric_is_told_of_once_with_all_its_targets(tmp_path):
    slas = [f"sla s{i} {{\n {WEEK}\n target it {{ metric unstarted require within {i}h }}\n}}\n" for i in (1, 2)]
    (finding,) = all_of(tmp_path, {"one.sla": slas[0], "two.sla": slas[1]})
    assert finding.check == "target-never-met"
    assert finding.data["targets"] == ["s1.it", "s2.it"]
    assert lines(finding) == {("common.sla", 10), ("one.sla", 3), ("two.sla", 3)}


def test_a_promise_that_several_take_over_is_told_of_once(tmp_path):
    terms = "terms gold { target it { metric solved require at least 0% } }\n"
    slas = "".join(f"sla s{i} {{ extends gold {WEEK} }}\n" for i in (1, 2, 3))
    (finding,) = all_of(tmp_path, {"gold.sla": terms, "slas.sla": slas})
    assert finding.data["targets"] == ["s1.it", "s2.it", "s3.it"]
    assert finding.message == "`s1.it` and 2 more can never be missed: nothing is below 0%"


@pytest.mark.parametrize(("within", "expected"), [("45h", 0), ("50h", 1)])
def test_a_version_goes_on_to_the_end_of_its_agreement(tmp_path, within, expected):
    # What begins in the first version, on Monday or Tuesday, may be late until Sunday, by 50h. From Wednesday on there
    # are 30h, which is no news about a promise that could be missed before.
    sla = f"sla s {{\n hours office\n {WEEK}\n target it {{ metric repair require within {within} }}\n"
    change = 'amend from 2026-03-04 {\n owner "New"\n}\n}\n'
    findings = all_of(tmp_path, {"sla.sla": sla + change})
    assert len(findings) == expected
    assert all("from 2026-03-02 to 2026-03-08" in finding.message for finding in findings)


@pytest.mark.parametrize(
    "target",
    [
        "target it { metric uptime require at least 100.1% }",  # what stands behind it would be too low
        "target it { metric solved require at least 101% supported by o.up } penalty on it { below 90%: 5% of fee }",
    ],
)
def test_of_what_is_more_than_all_nothing_else_is_told(tmp_path, target):
    sla = f"sla s {{ covers shop fee EUR 100 per month {WEEK} {target} }}\n"
    ola = f"ola o {{ covers shop {WEEK} target up {{ metric uptime require at least 99.9% }} }}\n"
    found = checked(tmp_path, COMMON + sla + ola)
    assert [d.check for d in found if d.severity >= Severity.WARNING] == ["target-never-met"]


def test_of_a_clock_that_is_broken_no_target_is_told_of(tmp_path):
    metric = "metric broken = clock on tickets { start when status == new stop when tier < 1 and tier > 2 }\n"
    sla = f"sla s {{ hours office {WEEK} target it {{ metric broken require within 60h }} }}\n"
    assert all_of(tmp_path, {"sla.sla": metric + sla}) == []
