"""Shares, counts and values worked out by hand: periods, floors, exclusions, versions, what is open, exactness."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from slacode.engine.evaluate.outcome import say_exactly
from tests.metrics.plant import judge

TICKETS = """
T1 2026-04-07T10:00 new    - P1
T1 2026-04-07T11:00 closed 0
T2 2026-04-07T10:00 new    - P1
T2 2026-04-08T11:00 closed 1
T3 2026-04-09T10:00 new    - P2
T3 2026-04-09T11:00 closed 0
T3 2026-05-09T11:00 closed 2
T4 2026-04-30T23:30 new    - P2
T4 2026-05-01T00:30 closed 0
"""
SPRING = {"term": "term 2026-04-01 to 2026-05-31", "as_of": "2026-05-31"}


def told(result):
    return [(t.row, t.period, t.status, t.attained) for t in result.targets]


def test_a_case_counts_once_where_it_is_first_closed(tmp_path):
    result = judge(tmp_path, TICKETS, metric="first_contact", rows="require at least 75%", **SPRING)
    # April: T1 and T3 of T1, T2, T3 were closed without a reopening; May: T4, closed half an hour after its end
    assert told(result) == [(None, "2026-04", "missed", "66.666666"), (None, "2026-05", "met", "100")]
    assert [(t.counts.met, t.counts.breached) for t in result.targets] == [(2, 1), (1, 0)]


def test_a_floor_and_rows(tmp_path):
    rows = "by priority { P1: at least 50% if at least 2 cases  P2: at most 50% if at least 2 cases }"
    result = judge(tmp_path, TICKETS, metric="first_contact", rows=rows, **SPRING)
    assert told(result) == [
        ("P1", "2026-04", "met", "50"),
        ("P1", "2026-05", "no data", None),
        ("P2", "2026-04", "no data", "100"),
        ("P2", "2026-05", "no data", "100"),
    ]


def test_counts_have_data_where_nothing_happened(tmp_path):
    result = judge(tmp_path, TICKETS, metric="demand", rows="require at most 3", **SPRING)
    assert told(result) == [(None, "2026-04", "missed", "4"), (None, "2026-05", "met", "0")]
    assert {t.unit for t in result.targets} == {"cases"}


@pytest.mark.parametrize(
    ("clauses", "count"),
    [
        ("exclude from 2026-04-07T09:00 to 2026-04-07T11:00", 2),  # T1 and T2 began in it
        ("exclude cases where priority == P2", 2),
        ("exclude every thu 10:00-10:01", 3),
        ("exclude while category == test", 4),
    ],
)
def test_what_happens_in_excluded_time_does_not_count(tmp_path, clauses, count):
    result = judge(tmp_path, TICKETS, metric="demand", rows="require at most 3", clauses=clauses, **SPRING)
    assert [t.attained for t in result.targets] == [str(count), "0"]
    assert [t.counts.excluded for t in result.targets] == [4 - count, 0]


def test_a_promise_in_its_own_hours_looks_at_those_alone(tmp_path):
    result = judge(tmp_path, TICKETS, metric="demand", rows="require at most 3 during office", **SPRING)
    assert [(t.attained, t.status) for t in result.targets] == [("3", "met"), ("0", "met")]  # T4 came at 23:30


def test_a_case_is_judged_by_the_version_in_force_when_it_counts(tmp_path):
    amend = "amend from 2026-04-08 { target promised { require at most 1 } }"
    result = judge(tmp_path, TICKETS, metric="demand", rows="require at most 2", amend=amend, **SPRING)
    assert [(t.version, t.period, t.status, t.attained) for t in result.targets] == [
        (1, "2026-04", "met", "2"),
        (2, "2026-04", "missed", "2"),
        (2, "2026-05", "met", "0"),
    ]


@pytest.mark.parametrize(
    ("metric", "rows", "can_become"),
    [
        ("first_contact", "at least 75%", "either"),
        ("first_contact", "at least 100%", "missed"),  # T2 was reopened
        ("first_contact", "at least 100% if at least 9 cases", "either"),  # no data if no more are closed
        ("first_contact", "at least 0%", "met"),
        ("first_contact", "at most 0%", "missed"),
        ("first_contact", "at most 100%", "met"),
        ("demand", "at most 3", "either"),
        ("demand", "at most 2", "missed"),
        ("demand", "at least 3", "met"),
        ("demand", "at least 4", "either"),
        ("demand", "at most 2 if at least 9 cases", "either"),
        ("demand", "at least 3 if at least 9 cases", "either"),
    ],
)
def test_what_an_open_month_can_still_become(tmp_path, metric, rows, can_become):
    result = judge(tmp_path, TICKETS, metric=metric, rows=f"require {rows}", as_of="2026-04-09", term=SPRING["term"])
    assert [(t.status, t.can_become) for t in result.targets] == [("open", can_become)]


def test_cases_that_no_row_takes_are_told_of(tmp_path):
    rows = "by priority { P1: at most 3 }"
    result = judge(tmp_path, TICKETS, metric="demand", rows=rows, **SPRING)
    assert [(f.kind, f.count, f.cases) for f in result.findings] == [("no-row", 2, ("T3", "T4"))]


# ---- values


PROBES = """
p1 2026-04-07T10:00 web up   100    1min
p1 2026-04-07T10:05 web up   0.1    2min
p1 2026-04-07T10:10 web down 9000   -
p1 2026-04-07T10:15 web up   0.2    1h30min
p1 2026-05-01T00:00 web up   250    0s
p2 2026-04-30T23:59 web up   -7.25  -
"""


@pytest.mark.parametrize(
    ("rows", "april", "may"),
    [
        # 100, 0.1, 0.2 and -7.25, the row that is down being left out by `where`; in May 250 alone
        ("average at most 23.2625", ("met", "23.2625"), ("missed", "250")),
        ("average at most 23.2624", ("missed", "23.2625"), ("missed", "250")),
        ("total at most 93.05", ("met", "93.05"), ("missed", "250")),
        ("max at most 99", ("missed", "100"), ("missed", "250")),
        ("min at least 0", ("missed", "-7.25"), ("met", "250")),
        ("p50 at most 0.1", ("met", "0.1"), ("missed", "250")),  # the second of four
        ("p51 at most 0.1", ("missed", "0.2"), ("missed", "250")),  # the third
        ("p95 at most 250", ("met", "100"), ("met", "250")),
        ("average at most 250 if at least 4 cases", ("met", "23.2625"), ("no data", "250")),
    ],
)
def test_figures_of_numbers(tmp_path, rows, april, may):
    result = judge(tmp_path, PROBES, metric="latency", rows=f"require {rows}", **SPRING)
    assert [(t.status, t.attained) for t in result.targets] == [april, may]
    assert {t.unit for t in result.targets} == {""}


def test_figures_of_durations_are_seconds(tmp_path):
    result = judge(tmp_path, PROBES, metric="effort", rows="require average at most 31min", **SPRING)
    # 1 + 2 + 90 minutes by three are 31 minutes
    assert [(t.status, t.attained, t.unit) for t in result.targets] == [("met", "1860", "s"), ("met", "0", "s")]


def test_what_is_measured_in_an_excluded_state_or_time_does_not_count(tmp_path):
    lines = PROBES.replace("9000   -", "9000   5h")
    day = "exclude every tue 00:00-24:00"
    for clauses, longest in (("", "18000"), ("exclude while state == down", "5400"), (day, None)):
        part = {"rows": "require longest at most 1h", "clauses": clauses}
        assert [t.attained for t in judge(tmp_path, lines, metric="effort", **part, **SPRING).targets] == [longest, "0"]


def test_the_largest_of_numbers_on_both_sides_of_a_half_of_128_bits(tmp_path):
    # in units of 10**-18 the halves part at 9.223372036854775808 and at 18.446744073709551616
    numbers = ("5", "9.223372036854775807", "9.223372036854775808", "18.446744073709551615", "18.446744073709551616")
    lines = "\n".join(f"p1 2026-04-07T10:0{i} web up {number}" for i, number in enumerate(numbers))
    for rank, number in enumerate(numbers, 1):
        result = judge(tmp_path, lines, metric="latency", rows=f"require p{20 * rank} at most 50", **SPRING)
        assert result.targets[0].figure == Fraction(Decimal(number))


def test_a_total_of_durations_can_only_grow(tmp_path):
    part = {"metric": "effort", "as_of": "2026-04-08", "term": SPRING["term"]}
    assert [t.can_become for t in judge(tmp_path, PROBES, rows="require total at most 1h", **part).targets] == [
        "missed"
    ]
    part["metric"] = "latency"
    # a number may be negative
    assert [t.can_become for t in judge(tmp_path, PROBES, rows="require total at most 9", **part).targets] == ["either"]


def test_random_numbers_of_any_size_against_fractions(tmp_path):
    rng = random.Random(7)
    for count in (1, 2, 40):
        texts = [
            f"{rng.choice(['', '-'])}{rng.randrange(10 ** rng.randint(1, 19))}.{rng.randrange(10**12):012}"
            for _ in range(count)
        ]
        texts += rng.choices(texts, k=count)
        lines = [f"p{i} 2026-04-07T10:{i % 60:02} web up {text}" for i, text in enumerate(texts)]
        rng.shuffle(lines)
        numbers = sorted(Fraction(Decimal(text)) for text in texts)
        figures = {
            "total": sum(numbers),
            "average": sum(numbers) / len(numbers),
            "max": numbers[-1],
            "min": numbers[0],
            "p90": numbers[-(-90 * len(numbers) // 100) - 1],
            "p33.3": numbers[-(-333 * len(numbers) // 1000) - 1],
        }
        for name, figure in figures.items():
            result = judge(tmp_path, "\n".join(lines), metric="latency", rows=f"require {name} at most 5", **SPRING)
            assert result.targets[0].figure == figure
            assert result.targets[0].attained == say_exactly(figure, round_up=True)
