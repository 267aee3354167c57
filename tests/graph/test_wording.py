"""What the model is said to say must be the language: the grammar reads it back as the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine import wording as w
from slacode.engine.model import agreements as ag
from slacode.engine.model import calendar as cal
from slacode.engine.model import conditions as co
from slacode.engine.model import money as mo
from slacode.engine.model import support as su
from slacode.engine.model import values as va
from slacode.engine.model.logs import Log, LogField
from slacode.grammar.parser import parse_file
from tests.graph.policies import COMMON, load

HOUR = 3_600_000_000
MINUTE = 60_000_000
US_PER_UNIT = {"h": HOUR, "min": MINUTE, "s": 1_000_000, "ms": 1000}


@pytest.mark.parametrize(
    ("us", "said"),
    [
        (0, "0s"),
        (4 * HOUR, "4h"),
        (4 * HOUR + 30 * MINUTE, "4h30min"),
        (48 * HOUR, "48h"),  # 2d is 48 counted hours (2.4)
        (250_000, "250ms"),
        (1_500_000, "1s500ms"),
        (1, "0.001ms"),
        (-90 * MINUTE, "-1h30min"),
    ],
)
def test_durations_are_said_in_the_languages_units(us, said):
    assert w.say_duration(us) == said


@given(st.integers(0, 10**15))
def test_a_duration_reads_back_as_itself(us):
    import re

    said = w.say_duration(us)
    assert re.fullmatch(r"(\d+(\.\d+)?(ms|s|min|h|d|w))+", said)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|min|s|h)", said)
    assert sum(Fraction(number) * US_PER_UNIT[unit] for number, unit in parts) == us


@given(st.integers(-(10**15), 10**15))
def test_seconds_are_exact(us):
    assert Fraction(w.say_seconds(us)) == Fraction(us, 1_000_000)
    assert not w.say_seconds(us).endswith((".", ".0"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("P1", "P1"), ("Awaiting user", '"Awaiting user"'), ("1", '"1"'), ("größe_2", "größe_2"), ('a"\\', '"a\\"\\\\"')],
)
def test_only_plain_names_go_without_quotes(name, said):
    assert w.say_name(name) == said


def test_references():
    assert w.say_ref("a") == "a"
    assert w.say_ref("a", "t") == "a.t"
    assert w.say_ref("a", "t", "P1") == "a.t[P1]"
    assert w.say_ref("a", "t", "1 - High") == 'a.t["1 - High"]'


FOUR_HOURS = va.Duration(us=4 * HOUR)
OBLIGATIONS = [
    (ag.Within(share=Decimal(95), allowance=FOUR_HOURS, during="always"), "95% within 4h during always"),
    (ag.Within(share=Decimal(100), allowance=va.BusinessDays(days=3)), "all within 3 business days"),
    (
        ag.Within(share=Decimal("99.50"), allowance=va.BusinessDays(days=2, to_the_hour=True), at_least_cases=20),
        "99.50% within 2 business days to the hour if at least 20 cases",
    ),
    (ag.ByField(share=Decimal(95), field="due_at"), "95% by due_at"),
    (
        ag.Level(bound="at least", quantity=va.Percent(value=Decimal("99.9")), during="always"),
        "at least 99.9% during always",
    ),
    (ag.Level(aggregate="p95", bound="at most", quantity=va.Duration(us=250_000)), "p95 at most 250ms"),
    (ag.Level(bound="at most", quantity=va.Number(value=Decimal(2))), "at most 2"),
    (ag.Exempt(), "none"),
]


@pytest.mark.parametrize(("obligation", "said"), OBLIGATIONS)
def test_obligations(obligation, said):
    assert w.say_obligation(obligation) == said
    parse_file(f"sla a {{ target t {{ require {said} }} }}")


@pytest.mark.parametrize(("obligation", "said"), OBLIGATIONS)
def test_an_obligation_reads_back_as_itself(obligation, said):
    """On a metric of the kind that it bounds."""
    metric = {"at least 99.9% during always": "uptime", "p95 at most 250ms": "ms", "at most 2": "demand"}
    target = f"target t {{ metric {metric.get(said, 'fix')} per month require {said} }}"
    policy = load(
        f"""{COMMON}
        log probes {{ files "p.csv" case id time at_ in UTC field ms: duration field due_at: instant }}
        metric ms = value of ms on probes
        metric demand = count on tickets {{ each when prio is known }}
        sla s {{ between acme and shop hours always {target} }}
        """.replace("field prio", "field due_at: instant field prio")
    )
    assert policy.model.agreements[0].versions[0].targets[0].rows[0].obligation == obligation


def text(field, op, value):
    return co.Compare(field=field, op=op, operand=co.TextValue(value=value))


P1 = text("priority", "==", "P1")
CONDITIONS = [
    (P1, "priority == P1"),
    (
        co.And(
            parts=(P1, co.OneOf(field="c", values=(co.TextValue(value="network"), co.TextValue(value="local area"))))
        ),
        'priority == P1 and c in (network, "local area")',
    ),
    (
        co.And(parts=(co.Or(parts=(P1, co.Known(field="c"))), co.Missing(field="d"))),
        "(priority == P1 or c is known) and d is missing",
    ),
    (co.Or(parts=(co.And(parts=(P1, P1)), P1)), "priority == P1 and priority == P1 or priority == P1"),
    (co.Not(part=co.And(parts=(P1, P1))), "not (priority == P1 and priority == P1)"),
    (co.Not(part=co.Not(part=P1)), "not not priority == P1"),
    (co.Compare(field="a", op="<", operand=co.FieldOperand(name="b")), "a < b"),
    (co.Compare(field="a", op=">=", operand=co.NumberValue(value=Decimal("1.50"))), "a >= 1.50"),
    (co.Compare(field="a", op="==", operand=co.YesNoValue(value=True)), "a == yes"),
    (co.Compare(field="a", op=">", operand=co.DurationValue(us=HOUR)), "a > 1h"),
    (
        co.Compare(field="a", op="<", operand=co.InstantValue(value=datetime(2026, 3, 6, 17, 55, tzinfo=UTC))),
        'a < "2026-03-06T17:55:00Z"',
    ),
]


@pytest.mark.parametrize(("condition", "said"), CONDITIONS)
def test_conditions(condition, said):
    assert w.say_condition(condition) == said
    parse_file(f"sla a {{ target t {{ where {said} }} }}")


FIELDS = """log l {
  files "l.csv" case id time at_ in UTC
  field priority: one of P1, P2  field c: text  field d: text
  field n: number  field n2: number  field yes_no: yesno  field long: duration  field due: instant
}
metric m = clock on l { start when c is known stop when d is known }
"""


@pytest.mark.parametrize(
    "said",
    [
        'priority == P1 and c in ("network", "local area")',
        "(priority == P1 or c is known) and not (d is missing or not priority != P2)",
        'c == d or c == "priority" or c == "d"',
        "n < n2 and n >= 1.50 and yes_no == no and long > 1h30min",
        'due < "2026-03-06T17:55:00Z"',
    ],
)
def test_a_condition_reads_back_as_itself(said):
    def where(condition):
        model = load(f"{FIELDS} sla s {{ target t {{ metric m where {condition} require 95% within 1h }} }}").model
        return model.agreements[0].versions[0].targets[0].where, model.logs[0]

    condition, log = where(said)
    assert w.say_condition(condition, log) == said
    assert where(w.say_condition(condition, log))[0] == condition


def test_a_text_that_looks_like_a_field_is_quoted_once_the_log_is_known():
    log = Log(name="l", case="id", fields=(LogField(name="category", type="text", column="category"),))
    assert w.say_condition(text("category", "==", "status"), log) == 'category == "status"'
    assert w.say_condition(text("priority", "==", "P1"), log) == "priority == P1"


def ref(name):
    return su.SupportRef(agreement=name, target="x")


A, B, C = ref("a"), ref("b"), ref("c")


def op(name, *parts, **others):
    return su.Operation(op=name, parts=parts, **others)


@pytest.mark.parametrize(
    ("support", "said"),
    [
        (A, "a.x"),
        (su.SupportRef(agreement="a", target="x", row="1 - High"), 'a.x["1 - High"]'),
        (op("then", A, op("and", B, op("or", A, C))), "a.x then b.x and a.x or c.x"),
        (op("or", A, op("and", B, op("then", A, C))), "a.x or (b.x and (a.x then c.x))"),
        (op("and", op("then", A, B), op("or", B, C)), "(a.x then b.x) and b.x or c.x"),
        (
            op("all", A, op("any", B, C, never_together="two sites")),
            'all of (a.x, any of (b.x, c.x) never together because "two sites")',
        ),
        (op("k of", A, B, C, k=2), "2 of (a.x, b.x, c.x)"),
    ],
)
def test_support(support, said):
    assert w.say_support(support) == said
    parse_file(f"sla a {{ target t {{ supported by {said} }} }}")


def test_a_part_of_a_service_is_its_name():
    assert w.say_support(op("all", su.ServiceRef(service="web"), su.ServiceRef(service="db"))) == "all of (web, db)"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (va.Period(unit="month"), "month"),
        (va.Period(unit="month", from_day=15), "month from day 15"),
        (va.Period(unit="day", count=28, rolling=True), "rolling 28 days"),
        (va.Period(unit="month", rolling=True), "rolling 1 month"),
    ],
)
def test_periods(period, said):
    assert w.say_period(period) == said
    parse_file(f"sla a {{ target t {{ per {said} }} }}")


EUR_500 = va.Money(currency="EUR", amount=Decimal(500))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            w.say_tier(
                mo.Tier(
                    edges=(
                        mo.Edge(bound="at least", quantity=va.Percent(value=Decimal("99.0"))),
                        mo.Edge(bound="below"),
                    ),
                    amount=va.FeeShare(percent=Decimal(10)),
                )
            ),
            "at least 99.0% and below promise: 10% of fee",
        ),
        (
            w.say_step(
                mo.Step(
                    amount=va.FeeShare(percent=Decimal(2)),
                    started=True,
                    step=va.Percent(value=Decimal("0.1")),
                    bound="below",
                    origin=va.Percent(value=Decimal("99.9")),
                )
            ),
            "2% of fee per started 0.1% below 99.9%",
        ),
        (
            w.say_each_breach(
                mo.EachBreach(
                    row="P1", amount=EUR_500, per_started="hour", up_to=va.Money(currency="EUR", amount=Decimal(5000))
                )
            ),
            "each breach of P1: EUR 500 per started hour late, up to EUR 5_000",
        ),
        (
            "cap "
            + w.say_cap(
                mo.Cap(amount=va.AtRiskShare(percent=Decimal(20)), span=va.Span(count=12, unit="month"), rolling=True)
            ),
            "cap 20% of at risk per rolling 12 months",
        ),
        ("cap " + w.say_cap(mo.Cap(amount=EUR_500, span=va.Span(count=1, unit="month"))), "cap EUR 500 per month"),
    ],
)
def test_clauses_of_penalties(said, expected):
    assert said == expected
    parse_file(f"sla a {{ penalty p on t {{ {said} }} }}")


def test_calendars():
    def span(a, b):
        return cal.TimeSpan(open=a * 60, close=b * 60)

    weekly = cal.WeeklyHours(
        timezone="Europe/Berlin",
        open=(
            cal.DayHours(days=(0, 1, 2, 3, 4), spans=(span(8, 12), span(13, 18))),
            cal.DayHours(days=(5,), spans=(span(22, 24),)),
        ),
        closed=(cal.ClosedHolidays(country="DE", subdivision="BY"), cal.ClosedYearly(month=12, day=24)),
        open_on=(cal.OpenOn(date=date(2026, 12, 31), spans=(span(9, 12),)),),
    )
    assert w.say_calendar(cal.Calendar(name="office", body=weekly)) == (
        "mon-fri 08:00-12:00 and 13:00-18:00, sat 22:00-24:00; closed on holidays DE-BY, 12-24; "
        "open on 2026-12-31 09:00-12:00; Europe/Berlin"
    )
    assert w.say_calendar(cal.Calendar(name="always", body=cal.AlwaysOpen())) == "24x7"
    joined = cal.Combined(first="a", rest=(cal.Joined(op="except", name="b"),))
    assert w.say_calendar(cal.Calendar(name="c", body=joined)) == "a except b"
    assert w.say_day_hours(cal.DayHours(days=(6, 0, 1, 3), spans=(span(0, 24),))) == "mon-tue, thu, sun 00:00-24:00"
