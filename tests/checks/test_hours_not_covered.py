"""Open time of a target outside the hours of what carries it, worked out by hand and against a minute-wise oracle."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.calendar.spans import union
from slacode.engine.checks._uncovered import _at_least, worst_week
from tests.checks.sets import OUTAGES, TICKETS, bad, checked, lines, only

HOUR = 3600
CALENDARS = """
calendar office   { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar saturday { timezone Europe/Berlin open mon-fri 08:00-18:00 sat 09:00-13:00 }
calendar london   { timezone Europe/London open mon-fri 08:00-18:00 }
calendar bavaria  { timezone Europe/Berlin open mon-fri 08:00-18:00 closed on 2026-06-04 }
calendar always = 24x7
"""
TERM = "term 2026-01-01 to 2026-12-31"


def availability(sla: str, *supports: str, by: str = "any of", more: str = "") -> dict[str, str]:
    named = ", ".join(f"ola_{number}.availability" for number in range(len(supports)))
    expression = named if len(supports) == 1 else f"{by} ({named})"
    target = "target availability { metric uptime require at least 99.99% }"
    olas = [f"ola ola_{number} {{\n hours {hours}\n {TERM}\n {target}\n}}\n" for number, hours in enumerate(supports)]
    return {
        "common.sla": CALENDARS + OUTAGES,
        "sla.sla": f"sla shop {{\n hours {sla}\n {TERM} {more}\n target availability {{\n metric uptime\n"
        f" require at least 1%\n supported by {expression} }} }}\n",
        "olas.sla": "".join(olas),
    }


def gap(folder, files) -> list[int]:
    """The hours a week that each finding tells."""
    return [d.data["uncovered_per_week_s"] // HOUR for d in only("hours-not-covered", checked(folder, files))]


@pytest.mark.parametrize(
    ("sla", "ola", "hours"),
    [
        ("office", "office", []),
        ("office", "always", []),
        ("office", "saturday", []),
        ("saturday", "office", [4]),  # Saturday 09:00 to 13:00
        # 7 * 24 less 5 * 10 is 118; in the week in which the clocks go back one more: the last of October
        ("always", "office", [119]),
        # London opens an hour later and closes an hour later: 08:00 to 09:00 of Berlin, on five days
        ("office", "london", [5]),
        # one bridge day of ten hours
        ("office", "bavaria", [10]),
    ],
)
def test_hours_of_an_availability(tmp_path, sla, ola, hours):
    # `always` has no zone of its own: the agreement that counts in it says where its weeks begin
    more = "timezone Europe/Berlin" if sla == "always" else ""
    assert gap(tmp_path, availability(sla, ola, more=more)) == hours


def test_the_finding_shows_both_hours_and_an_example(tmp_path):
    found = checked(tmp_path, availability("saturday", "office"))
    assert bad(found) == ["hours-not-covered"]
    finding = only("hours-not-covered", found)[0]
    assert lines(finding) == {("sla.sla", 6), ("olas.sla", 2)}
    # The term begins on Thu 1 January: the first Saturday of it is the 3rd.
    assert finding.data["week"] == dt.date(2025, 12, 29)
    assert finding.data["example_start"] == dt.datetime.fromisoformat("2026-01-03T09:00+01:00")
    assert finding.data["example_end"] == dt.datetime.fromisoformat("2026-01-03T13:00+01:00")
    assert finding.notes == ("most of all in the week of 2025-12-29: Sat 2026-01-03 09:00 to 13:00 CET",)


def test_a_promise_that_stands_for_several_services_is_named_once(tmp_path):
    text = f"""{OUTAGES}
    calendar week {{ timezone Etc/UTC open mon-fri 00:00-24:00 }}
    service shop {{ needs any of (left, right) }}
    service left
    service right
    sla shop_sla {{ covers shop target up {{ metric uptime require at least 50% }} }}
    ola both_ola {{ covers left, right hours week target up {{ metric uptime require at least 99.9% }} }}
    """
    finding = only("hours-not-covered", checked(tmp_path, text))[0]
    assert finding.message == ("`shop_sla.up` is promised in hours that `both_ola.up` does not cover: up to 48h a week")
    assert len(finding.labels) == 1


def test_what_the_sla_excludes_needs_no_cover(tmp_path):
    assert gap(tmp_path, availability("saturday", "office", more="exclude every sat 00:00-24:00")) == []
    assert gap(tmp_path, availability("saturday", "office", more="exclude every sat 00:00-10:00")) == [3]


def test_parts_that_stand_in_for_each_other_cover_together(tmp_path):
    assert gap(tmp_path, availability("saturday", "office", "saturday")) == []
    assert gap(tmp_path, availability("saturday", "office", "bavaria")) == [4]
    assert gap(tmp_path, availability("saturday", "office", "saturday", by="all of")) == [4]
    # two of three must be at work: on Saturday only one is
    assert gap(tmp_path, availability("saturday", "office", "saturday", "london", by="2 of")) == [4]
    assert gap(tmp_path, availability("saturday", "saturday", "saturday", "office", by="2 of")) == []
    assert gap(tmp_path, availability("saturday", "saturday", "saturday", "office", by="3 of")) == [4]
    assert gap(tmp_path, availability("saturday", "office", "saturday", "office", by="1 of")) == []


def test_an_ola_on_a_contract_is_looked_at_too(tmp_path):
    files = availability("office", "office")
    files["olas.sla"] = files["olas.sla"].replace("require at least 99.99%", "require at least 1% supported by deep.up")
    files["uc.sla"] = f"uc deep {{ hours bavaria {TERM} target up {{ metric uptime require at least 99.99% }} }}"
    found = only("hours-not-covered", checked(tmp_path, files))
    assert [d.data["supports"] for d in found] == [["deep.up"]]


def test_hours_that_an_amendment_narrows(tmp_path):
    files = availability("saturday", "saturday")
    files["olas.sla"] = files["olas.sla"].rstrip().removesuffix("}") + "amend from 2026-07-01 {\nhours office } }"
    found = only("hours-not-covered", checked(tmp_path, files))
    assert [(str(d.data["week"]), d.data["uncovered_per_week_s"]) for d in found] == [("2026-06-29", 4 * HOUR)]


# ---- promises of time


def time(promised: str, support: str) -> str:
    return (
        CALENDARS
        + TICKETS
        + f"sla shop {{ {TERM} target fix {{ metric restore require 90% within {promised} supported by desk.fix }} }}\n"
        + f"ola desk {{ {TERM} target fix {{ metric restore require 99% within {support} }} }}\n"
    )


@pytest.mark.parametrize(
    ("promised", "support", "found"),
    [
        # raised on Friday at 18:00: 62 hours until Monday 08:00, and four more: 66 of the 24
        ("24h during always", "4h during office", ["hours-not-covered", "support-too-slow"]),
        # the same 66 hours are kept within 80: nobody needs to work at the weekend
        ("80h during always", "4h during office", []),
        ("24h during always", "4h during always", []),
        # too slow by itself, whatever the hours: that is the other finding's
        ("4h during always", "5h during office", ["support-too-slow"]),
    ],
)
def test_hours_of_a_time_are_told_only_where_they_break_the_promise(tmp_path, promised, support, found):
    assert sorted(bad(checked(tmp_path, time(promised, support)))) == found


# ---- against an oracle

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4).map(union)


@given(st.lists(SPANS, min_size=1, max_size=4), st.integers(1, 4))
def test_instants_in_at_least_so_many_sets(several, count):
    count = min(count, len(several))
    held = [sum(any(a <= t < b for a, b in spans) for spans in several) >= count for t in range(31)]
    found = _at_least(count, several)
    assert [any(a <= t < b for a, b in found) for t in range(31)] == held


@given(st.lists(st.tuples(st.integers(0, 24 * 30), st.integers(0, 24 * 30)), min_size=1, max_size=8).map(union))
def test_the_worst_week_is_found(hours):
    if not hours:
        return
    us = 3_600_000_000
    week = worst_week(tuple((a * us, b * us) for a, b in hours), "UTC")
    # Thu 1 January 1970 is hour 0, so weeks begin at hour -72, 96, 264, ...
    per_week: dict[int, int] = {}
    for a, b in hours:
        for hour in range(a, b):
            monday = (hour + 72) // 168 * 168 - 72
            per_week[monday] = per_week.get(monday, 0) + 1
    assert week.uncovered == max(per_week.values()) * us
    first = min(monday for monday, count in per_week.items() if count == max(per_week.values()))
    assert week.monday == dt.date(1970, 1, 1) + dt.timedelta(hours=first)


@pytest.mark.parametrize("promise", ["availability", "time"])
def test_a_calendar_that_never_opens_is_told_once(tmp_path, promise):
    never = "calendar sundays { timezone Europe/Berlin open sun 08:00-18:00 }\ncalendar both = office and sundays\n"
    if promise == "time":
        files = {"a.sla": never + time("24h during always", "4h during both")}
    else:
        files = availability("office", "both") | {"never.sla": never}
    assert bad(checked(tmp_path, files)) == ["calendar-never-opens"]
