"""Availability worked out by hand: outages and states, hours, both kinds of exclusion, versions, what is open."""

import numpy as np
import pyarrow as pa
import pytest

from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.evaluate.run import evaluate
from slacode.engine.metrics._entities import NAMELESS, STRANGER, Entities, decided
from slacode.engine.model.conditions import And, Compare, Known, Missing, Not, OneOf, Or, TextValue
from slacode.project import load
from tests.metrics.plant import judge, said

# Berlin is UTC+1 in winter; it is counted around the clock unless a test says otherwise.

WEB_TOO = "sla other { between acme and shop covers web }"
APRIL = {"term": "term 2026-04-01 to 2026-04-30", "as_of": "2026-04-30"}


def test_43_minutes_and_12_seconds_of_a_month_of_30_days_are_exactly_999(tmp_path):
    # 30 * 24 * 60 = 43,200 minutes, of which 0.1% is 43.2 minutes = 43min 12s
    result = judge(tmp_path, "O1 2026-04-07T10:00 web began\nO1 2026-04-07T10:43:12 web ended", **APRIL)
    assert said(result) == [("web", "2026-04", "met", "99.9", 43.2)]
    [target] = result.targets
    assert target.to_json()["downtime_s"] == 2592
    late = judge(tmp_path, "O1 2026-04-07T10:00 web began\nO1 2026-04-07T10:43:12.000001 web ended", **APRIL)
    # one microsecond more, and the figure is cut so that it does not flatter
    assert [(t.status, t.attained) for t in late.targets] == [("missed", "99.899999")]


def test_overlapping_outages_count_once_and_each_service_is_judged_on_its_own(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began
    O2 2026-04-07T11:00 web began
    O1 2026-04-07T12:00 web ended
    O2 2026-04-07T13:00 web ended
    O3 2026-04-08T10:00 db  began
    O3 2026-04-08T10:10 db  ended
    """
    result = judge(tmp_path, lines, covers="covers web, db, mail", **APRIL)
    # web: 10:00 to 13:00 are 180 of 43,200 minutes: 100 - 0.41666.. %
    assert said(result) == [
        ("web", "2026-04", "missed", "99.583333", 180),
        ("db", "2026-04", "met", "99.976851", 10),
        ("mail", "2026-04", "met", "100", 0),
    ]


def test_an_open_outage_lasts_to_as_of_and_a_case_may_be_down_several_times(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began
    O1 2026-04-07T10:30 web changed
    O1 2026-04-07T11:00 web ended
    O1 2026-04-07T11:30 web ended
    O1 2026-04-08T10:00 web began
    O1 2026-04-08T10:05 web began
    """
    result = judge(tmp_path, lines, term="term 2026-04-01 to 2026-04-30", as_of="2026-04-08T12:00:00+02:00")
    # 60 minutes, then 120 up to as of; agreed so far are 7.5 days = 10,800 minutes
    [target] = said(result)
    assert target == ("web", "2026-04", "open", "98.333333", 180)
    assert result.targets[0].can_become == "missed"  # more than 43.2 minutes are gone already


def test_a_row_that_begins_and_ends_an_outage_leaves_it_ended(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web ended
    O1 2026-04-07T12:00 web ended
    O2 2026-04-07T12:00 web began
    O2 2026-04-07T12:00 web ended
    O3 2026-04-07T13:00 web began
    O3 2026-04-07T13:05 web ended
    """
    for metric in ("uptime", "restarts"):  # to the second one `ended` is a beginning too
        result = judge(tmp_path, lines, metric=metric, **APRIL)
        assert [t.downtime for t in result.targets] == [5 * 60_000_000]


def test_what_is_down_in_one_case_is_not_in_the_next(tmp_path):
    lines = [f"O{i} 2026-04-07T10:00 web began\nP{i} 2026-04-07T10:00 db changed" for i in range(20)]
    result = judge(tmp_path, "\n".join(lines), covers="covers db", more=WEB_TOO, **APRIL)
    assert said(result) == [("db", "2026-04", "met", "100", 0)]


def test_where_is_asked_of_the_row_at_which_an_outage_begins(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began  minor
    O1 2026-04-07T11:00 web ended
    O2 2026-04-08T10:00 web began  major
    O2 2026-04-08T10:20 web ended  none
    """
    assert [t.downtime for t in judge(tmp_path, lines, metric="serious", **APRIL).targets] == [20 * 60_000_000]


def test_agreed_time_and_downtime_are_those_of_the_hours(tmp_path):
    lines = "O1 2026-04-10T15:00 web began\nO1 2026-04-13T09:00 web ended"
    result = judge(tmp_path, lines, rows="require at least 98% during office", **APRIL)
    # Friday 15:00 to 16:00, Monday 08:00 to 09:00; April 2026 has 22 days from Monday to Friday of 480 minutes:
    # 120 of 10,560 minutes are 1.13636..%
    assert said(result) == [("web", "2026-04", "met", "98.863636", 120)]


@pytest.mark.parametrize(("word", "attained"), [("", "99.768411"), ("counted as up", "99.768518")])
def test_excluded_windows_leave_agreed_time_or_are_counted_as_up(tmp_path, word, attained):
    lines = "O1 2026-04-07T10:00 web began\nO1 2026-04-07T12:00 web ended"
    window = 'exclude "Patches" from 2026-04-07T10:20 to 2026-04-07T10:40 ' + word
    result = judge(tmp_path, lines, clauses=window, **APRIL)
    # 120 - 20 = 100 minutes of 43,200 - 20, or of 43,200
    assert said(result) == [("web", "2026-04", "missed", attained, 100)]


def test_a_recurring_window_takes_no_more_than_its_limit(tmp_path):
    lines = "O1 2026-04-05T02:00 web began\nO1 2026-04-05T04:00 web ended"
    clauses = 'exclude "Patches" every sun 02:00-04:00 up to 3h per month'
    # four Sundays (5, 12, 19, 26), of which the first takes 2 of the 3 hours: the whole outage is excluded
    assert said(judge(tmp_path, lines, clauses=clauses, **APRIL)) == [("web", "2026-04", "met", "100", 0)]
    later = lines.replace("04-05", "04-19")
    result = judge(tmp_path, later, clauses=clauses, **APRIL)
    # on the 19th nothing of the limit is left; agreed are 43,200 - 180 minutes: 120 of 43,020 are 0.2789400..%
    assert said(result) == [("web", "2026-04", "missed", "99.721059", 120)]


def test_windows_before_the_term_use_up_nothing_of_a_limit(tmp_path):
    # of the Sundays of April 2026 those of the 12th and the 19th are the first two of the term: 2 and 1 of the 3 hours
    lines = "O1 2026-04-12T02:00 web began\nO1 2026-04-12T04:00 web ended"
    clauses = 'exclude "Patches" every sun 02:00-04:00 up to 3h per year'
    part = {"clauses": clauses, "term": "term 2026-04-06 to 2026-12-31", "as_of": "2026-04-30"}
    assert said(judge(tmp_path, lines, **part)) == [("web", "2026-04", "met", "100", 0)]
    # the 26th has nothing left; agreed are 25 days less 3 hours, 35,820 minutes: 120 of them are 0.3350083..%
    later = lines.replace("04-12", "04-26")
    assert said(judge(tmp_path, later, **part)) == [("web", "2026-04", "missed", "99.664991", 120)]


def test_states_of_an_outage_can_be_excluded_and_so_can_whole_outages(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began   major
    O1 2026-04-07T11:00 web changed minor
    O1 2026-04-07T11:30 web changed major
    O1 2026-04-07T12:00 web ended
    O2 2026-04-08T10:00 web began   major
    O2 2026-04-08T11:00 web ended   none
    """
    result = judge(
        tmp_path,
        lines,
        clauses='exclude "Minor" while impact == minor exclude "No harm" cases where impact == none',
        **APRIL,
    )
    # O1: 60 + 30 minutes, the 30 in between are excluded of both; O2 is out: 90 of 43,170
    assert said(result) == [("web", "2026-04", "missed", "99.791521", 90)]


@pytest.mark.parametrize(("word", "attained"), [("", "99.791521"), ("counted as up", "99.791666")])
def test_excluded_states_last_as_long_as_the_outage_and_may_be_counted_as_up(tmp_path, word, attained):
    lines = """
    O1 2026-04-07T10:00 web began   major
    O1 2026-04-07T11:30 web changed minor
    O1 2026-04-07T12:00 web ended
    """
    result = judge(tmp_path, lines, clauses=f"exclude while impact == minor {word}", **APRIL)
    # 90 minutes of 43,200 - 30, or of 43,200: that the impact is still `minor` after the end takes nothing out
    assert said(result) == [("web", "2026-04", "missed", attained, 90)]


def test_totals_and_the_longest_outage_are_bounded_in_time(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began
    O1 2026-04-07T10:30 web ended
    O2 2026-04-07T10:30 web began
    O2 2026-04-07T10:50 web ended
    O3 2026-04-09T10:00 web began
    O3 2026-04-09T10:30 web ended
    """
    total = judge(tmp_path, lines, rows="require total at most 80min", **APRIL)
    assert [(t.status, t.attained, t.unit, t.downtime) for t in total.targets] == [("met", "4800", "s", 4_800_000_000)]
    longest = judge(tmp_path, lines, rows="require longest at most 49min", **APRIL)
    assert [(t.status, t.attained) for t in longest.targets] == [("missed", "3000")]  # 50 minutes: outages that touch


def test_no_agreed_time_is_no_data_unless_the_contract_says_otherwise(tmp_path):
    hours = {"rows": "require at least 99% during office", "per": "per day", "periods": "2026-04-11..2026-04-12"}
    result = judge(tmp_path, "O1 2026-04-11T10:00 web began", **hours, **APRIL)
    assert said(result) == [("web", "2026-04-11", "no data", None, 0), ("web", "2026-04-12", "no data", None, 0)]
    met = judge(tmp_path, "O1 2026-04-11T10:00 web began", target="no data counts as met", **hours, **APRIL)
    assert [t.status for t in met.targets] == ["met", "met"]


@pytest.mark.parametrize(
    ("as_of", "rows", "can_become"),
    [
        # an outage of 40 minutes at 10:00 on the 7th; 43.2 minutes are allowed
        ("2026-04-20", "require at least 99.9%", "either"),
        ("2026-04-20", "require at least 99.95%", "missed"),
        ("2026-04-30T23:57:00+02:00", "require at least 99.9%", "met"),  # 40 + 3 minutes are not enough to miss it
        ("2026-04-30T23:56:00+02:00", "require at least 99.9%", "either"),
        ("2026-04-20", "require total at most 39min", "missed"),
        ("2026-04-20", "require longest at most 40min", "either"),
        ("2026-04-30T23:20:00+02:00", "require longest at most 40min", "met"),
        ("2026-04-20", "require longest at most 39min", "missed"),
    ],
)
def test_what_an_open_month_can_still_become(tmp_path, as_of, rows, can_become):
    lines = "O1 2026-04-07T10:00 web began\nO1 2026-04-07T10:40 web ended"
    result = judge(tmp_path, lines, rows=rows, term="term 2026-04-01 to 2026-04-30", as_of=as_of)
    assert [(t.status, t.can_become) for t in result.targets] == [("open", can_become)]


def test_an_outage_that_lasts_may_become_the_longest(tmp_path):
    lines = "O1 2026-04-30T23:10 web began"
    part = {"term": APRIL["term"], "as_of": "2026-04-30T23:40:00+02:00"}
    # half an hour so far, and twenty minutes are left
    for bound, can_become in (("49min", "either"), ("50min", "met"), ("29min", "missed")):
        result = judge(tmp_path, lines, rows=f"require longest at most {bound}", **part)
        assert [t.can_become for t in result.targets] == [can_become]


def test_an_outage_that_may_yet_be_excluded_loses_nothing_for_good(tmp_path):
    lines = "O1 2026-04-07T10:00 web began major"
    result = judge(
        tmp_path,
        lines,
        clauses="exclude cases where impact == none",
        term="term 2026-04-01 to 2026-04-30",
        as_of="2026-04-08",
    )
    assert [(t.status, t.can_become, t.provisional) for t in result.targets] == [("open", "either", True)]


def test_a_version_that_changes_in_a_month_splits_it(tmp_path):
    lines = "O1 2026-04-15T23:00 web began\nO1 2026-04-16T02:00 web ended"
    result = judge(tmp_path, lines, amend="amend from 2026-04-16 { covers web, db }", **APRIL)
    # 60 of 15 * 1,440 minutes, then 120 of as many
    assert [(t.version, *row) for t, row in zip(result.targets, said(result), strict=True)] == [
        (1, "web", "2026-04", "missed", "99.722222", 60),
        (2, "web", "2026-04", "missed", "99.444444", 120),
        (2, "db", "2026-04", "met", "100", 0),
    ]


def test_rolling_windows_and_billing_months(tmp_path):
    lines = "O1 2026-04-07T10:00 web began\nO1 2026-04-07T10:10 web ended"
    days = judge(tmp_path, lines, per="per rolling 2 days", periods="2026-04-06..2026-04-09", **APRIL)
    # 10 of 2,880 minutes in the two windows that hold the 7th
    assert [(t.period, t.attained) for t in days.targets] == [
        ("2026-04-05..2026-04-06", "100"),
        ("2026-04-06..2026-04-07", "99.652777"),
        ("2026-04-07..2026-04-08", "99.652777"),
        ("2026-04-08..2026-04-09", "100"),
    ]
    months = judge(tmp_path, lines, per="per month from day 7", **APRIL)
    # the first one is cut to 6 days, the second to 24 days of 34,560 minutes
    assert [(t.period, t.attained) for t in months.targets] == [
        ("2026-04-01..2026-04-06", "100"),
        ("2026-04-07..2026-04-30", "99.971064"),
    ]


def test_the_clock_change_makes_a_day_of_23_hours(tmp_path):
    lines = "O1 2026-03-29T01:30 web began\nO1 2026-03-29T03:30 web ended"
    result = judge(tmp_path, lines, per="per day", periods="2026-03-29", as_of="2026-03-31")
    # from half an hour before the hour that is skipped to half an hour after it: 60 of 1,380 minutes
    assert said(result) == [("web", "2026-03-29", "missed", "95.652173", 60)]


def test_what_no_service_names_is_told_of(tmp_path):
    lines = """
    O1 2026-04-07T10:00 fax      began
    O1 2026-04-07T11:00 fax      ended
    O2 2026-04-07T10:00 -        began
    O3 2026-04-07T10:00 db       began
    """
    other = "sla more { between acme and shop covers db }"
    result = judge(tmp_path, lines, more=other, **APRIL)
    assert said(result) == [("web", "2026-04", "met", "100", 0)]
    assert [(f.kind, f.count, f.cases) for f in result.findings] == [
        ("entity-not-covered", 1, ("fax",)),
        ("no-entity", 1, ("O2",)),
    ]
    assert result.findings[0].message == "1 outage is of no covered service: `fax`"


def test_a_service_may_be_named_by_its_title(tmp_path):
    lines = "O1 2026-04-07T10:00 Web_shop began\nO1 2026-04-07T10:10 Web_shop ended"
    text = tmp_path / "outages.csv"
    judge(tmp_path, lines, **APRIL)
    text.write_text(text.read_text(encoding="utf-8").replace("Web_shop", "Web shop"), encoding="utf-8")
    result = evaluate(load(tmp_path / "policy.sla").model, logs={"outages": text}, as_of="2026-04-30")
    assert [t.downtime for t in result.targets] == [10 * 60_000_000]


def test_an_agreement_that_covers_nothing_is_not_evaluated(tmp_path):
    result = judge(tmp_path, "O1 2026-04-07T10:00 web began", covers="", **APRIL)
    assert result.targets == ()
    assert "covers no service" in result.not_evaluated[0].reason


def test_rows_by_service_and_by_the_state_of_outages(tmp_path):
    lines = """
    O1 2026-04-07T10:00 web began  minor
    O1 2026-04-07T11:00 web ended  major
    O2 2026-04-07T12:00 web began  minor
    O2 2026-04-07T12:30 web ended
    O3 2026-04-07T12:00 db  began  none
    O3 2026-04-07T12:30 db  ended
    """
    by_impact = "by impact { major: total at most 30min  minor: total at most 1h }"
    result = judge(tmp_path, lines, covers="covers web, db", rows=by_impact, **APRIL)
    assert [(t.row, t.entity, t.status, t.attained) for t in result.targets] == [
        ("major", "web", "missed", "3600"),
        ("major", "db", "met", "0"),
        ("minor", "web", "met", "1800"),
        ("minor", "db", "met", "0"),
    ]
    assert [(f.kind, f.cases) for f in result.findings] == [("no-row", ("O3",))]
    by_service = "by component { web: at least 99.7%  mail: none }"
    result = judge(tmp_path, lines, covers="covers web, db, mail", rows=by_service, **APRIL)
    # 90 of 43,200 minutes; mail is exempt, db is promised nothing, and that is told of
    assert [(t.row, *row) for t, row in zip(result.targets, said(result), strict=True)] == [
        ("web", "web", "2026-04", "met", "99.791666", 90)
    ]
    assert [(f.kind, f.count, f.cases) for f in result.findings] == [("no-row", 2, ("O3", "db"))]


def test_a_service_with_a_row_of_its_own_is_not_under_the_next_one(tmp_path):
    rows = "by component { web: at least 99.7% } require at least 98%"
    result = judge(tmp_path, "O1 2026-04-07T10:00 web began", covers="covers web, db", rows=rows, **APRIL)
    assert [(t.row, t.entity) for t in result.targets] == [("web", "web"), (None, "db")]


def test_what_conditions_say_of_an_entity_alone():
    def compare(field, value, op="=="):
        return Compare(field=field, op=op, operand=TextValue(value=value))

    web, minor = compare("of", "web"), compare("impact", "minor")
    known = [web, compare("of", "web", "!="), OneOf(field="of", values=(TextValue(value="db"),)), Missing(field="of")]
    assert [decided(one, "of", ("web", "Web shop")) for one in known] == [True, False, False, False]
    open_ = [minor, And(parts=(web, minor)), Or(parts=(Not(part=web), minor)), Not(part=minor)]
    assert [decided(one, "of", ("web",)) for one in open_] == [None] * 4
    closed = [And(parts=(Not(part=web), minor)), Or(parts=(web, minor)), Known(field="of")]
    assert [decided(one, "of", ("web",)) for one in closed] == [False, True, True]


def test_a_name_goes_before_a_title():
    batch = CaseBatch(
        named=pa.array(["x"]),
        offsets=np.array([0, 4]),
        time=np.zeros(4, dtype=np.int64),
        flags={},
        instants={},
        texts={"of": pa.array(["mail", "post", "fax", None])},
    )
    codes = Entities((("post", "mail"), ("mail", "letters")), frozenset(["post", "mail"])).read(batch, "of")
    assert codes.tolist() == [1, 0, STRANGER, NAMELESS]


# ---- states


STATES = """
p1 2026-04-07T10:00 web up
p1 2026-04-07T11:00 web down
p1 2026-04-07T11:05 web down
p1 2026-04-07T11:30 web up
p2 2026-04-07T11:10 web down
p2 2026-04-07T11:40 web up
p3 2026-04-07T11:00 db  down
"""


def test_the_rows_of_an_entity_are_its_states_whoever_tells_of_them(tmp_path):
    result = judge(
        tmp_path,
        STATES,
        metric="health",
        covers="covers web, db",
        as_of="2026-04-07T12:00:00+02:00",
        term="term 2026-04-07 to 2026-04-30",
        per="per day",
        rows="require at least 95%",
    )
    # p1 says that web is down at 11:00, p2 at 11:10, p1 that it is up at 11:30 and p2 at 11:40; db is down to as of;
    # both are up before their first row: 12 hours are agreed so far
    assert said(result) == [
        ("web", "2026-04-07", "open", "95.833333", 30),
        ("db", "2026-04-07", "open", "91.666666", 60),
    ]


def test_at_one_instant_the_last_row_of_a_case_counts_and_of_several_cases_down_wins(tmp_path):
    lines = """
    p1 2026-04-07T10:00 web down
    p1 2026-04-07T10:00 web up
    p2 2026-04-07T11:00 web up
    p3 2026-04-07T11:00 web down
    p3 2026-04-07T11:10 web up
    """
    # of one case `up` comes before `down` (the order of the declaration), so that it is down from 10:00 to 11:10
    result = judge(tmp_path, lines, metric="health", **APRIL)
    assert [t.downtime for t in result.targets] == [70 * 60_000_000]
    # and `down` before `maintenance`, so that it is not down at all
    result = judge(tmp_path, lines.replace("10:00 web up", "10:00 web maintenance"), metric="health", **APRIL)
    assert [t.downtime for t in result.targets] == [10 * 60_000_000]


def test_entities_that_are_the_cases(tmp_path):
    lines = """
    web 2026-04-07T10:00 - down
    web 2026-04-07T10:30 - maintenance
    web 2026-04-07T11:00 - down
    web 2026-04-07T11:10 - up
    """
    result = judge(tmp_path, lines, metric="probed", clauses="exclude while state == maintenance", **APRIL)
    # 30 + 10 minutes of 43,200 - 30
    assert said(result) == [("web", "2026-04", "met", "99.907343", 40)]
