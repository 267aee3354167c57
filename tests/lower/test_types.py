"""Types: conditions on the fields of a log, promises in the unit of their metric, values that can be."""

from decimal import Decimal

import pytest

from slacode.engine.model.conditions import And, Compare, FieldOperand, Known, Missing, Not, OneOf, Or
from tests.lower.build import read


def condition(text):
    """The condition of a target's `where`, typed for the log `tickets`."""
    found = read(f"sla a {{ target t {{ metric fix where {text} require all within 4h }} }}")
    return found.target("a").where


def wrong(text):
    return read(f"sla a {{ target t {{ metric fix where {text} require all within 4h }} }}").one


def test_each_type_takes_its_own_values():
    assert condition("status == new").operand.value == "new"
    assert condition('status == "Awaiting user"').operand.value == "Awaiting user"
    assert condition("team != anything").operand.value == "anything"
    assert condition("effort >= 1_000.50").operand.value == Decimal("1000.50")
    assert condition("vip == yes").operand.value is True
    assert condition("vip != false").operand.value is False
    assert condition("spent < 1h30min").operand.us == 5_400_000_000
    assert condition('due < "2026-03-06T17:55:00+01:00"').operand.value.isoformat() == "2026-03-06T16:55:00+00:00"
    # With no offset it is read in the zone of the log's times: 17:55 in Berlin in March is 16:55 UTC.
    assert condition('due < "2026-03-06 17:55"').operand.value.isoformat() == "2026-03-06T16:55:00+00:00"


def test_fields_are_compared_with_fields_of_their_type():
    assert condition("due < at").operand == FieldOperand(name="at")  # the time of the row is an instant too
    assert condition("team == id").operand == FieldOperand(name="id")  # and the case a text


def test_a_value_of_an_enumeration_comes_before_a_field_of_its_name():
    base = "log l { case id time at in UTC field kind: one of team, desk field team: text }\n"
    base += "metric m = count on l { each when kind == team }"
    model = read(base=base).model
    assert model.metrics[0].measure.each.operand.kind == "text"


def test_and_binds_tighter_than_or_and_not_tightest():
    typed = condition("not vip == yes and effort > 1 or status in (new, closed)")
    assert isinstance(typed, Or)
    both, listed = typed.parts
    assert isinstance(both, And)
    assert isinstance(both.parts[0], Not)
    assert isinstance(listed, OneOf)
    assert [value.value for value in listed.values] == ["new", "closed"]


def test_known_and_missing_take_any_type():
    assert condition("due is known") == Known(field="due")
    assert condition("effort is missing") == Missing(field="effort")


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        ("status == opened", "unknown-value", "`status` is never `opened`"),
        ("status in (new, clsed)", "unknown-value", "`status` is never `clsed`"),
        ("statuss == new", "unknown-name", "log `tickets` has no field `statuss`"),
        ("effort == high", "type-mismatch", "`effort` is a number, which `high` is not"),
        ("effort == 4h", "type-mismatch", "`effort` is a number, which `4h` is not"),
        ("effort == 5%", "type-mismatch", "`effort` is a number, which `5%` is not"),
        ("team == 5", "type-mismatch", "`team` is a text, which `5` is not"),
        ("spent > 5", "type-mismatch", "`spent` is a duration, which `5` is not"),
        ("vip == maybe", "type-mismatch", "`vip` is yes or no, which `maybe` is not"),
        ("vip < yes", "type-mismatch", "`vip` is yes or no, which has no order"),
        ("due < 5", "type-mismatch", "`due` is an instant, which `5` is not"),
        ('due < "tomorrow"', "type-mismatch", "`due` is an instant, which `tomorrow` is not"),
        ("effort == team", "type-mismatch", "`effort` is a number and `team` is a text: they cannot be compared"),
        ("due > spent", "type-mismatch", "`due` is an instant and `spent` is a duration: they cannot be compared"),
    ],
)
def test_each_mistake_in_a_condition_has_its_own_message(text, check, message):
    error = wrong(text)
    assert (error.check, error.message) == (check, message)
    assert error.help
    assert [label.at.path for label in error.labels] == ["base.sla"]  # where the field, or the log, is declared


def test_a_row_of_a_table_is_a_value_of_its_field():
    error = read("sla a { target t { metric fix by priority { P1: all within 4h P5: all within 8h } } }").one
    assert (error.check, error.message) == ("unknown-value", "`priority` is never `P5`")
    target = read("sla a { target t { metric fix by priority { P1: all within 4h } } }").target("a")
    assert (target.by_field, target.rows[0].label) == ("priority", "P1")
    assert isinstance(target.rows[0].condition, Compare)


def test_the_same_row_in_another_target_has_its_own_place():
    table = "{ metric fix by priority { P1: all within 4h } }"
    found = read(f"sla a {{\n target t {table}\n target u {table}\n}}")
    assert [found.target("a", name).rows[0].at.line for name in ("t", "u")] == [2, 3]


@pytest.mark.parametrize(
    ("metric", "promise"),
    [
        ("fix", "95% within 4h"),
        ("fix", "within 3 business days"),
        ("fix", "95% by due"),
        ("fix", "average at most 4h"),
        ("fix", "p95 at most 4h"),
        ("fix", "none"),
        ("uptime", "at least 99.9%"),
        ("uptime", "longest at most 2h"),
        ("uptime", "total at most 43min"),
        ("closed_share", "at least 90%"),
        ("demand", "at most 2"),
        ("effort_value", "average at least 4.2"),
        ("spent_value", "p95 at most 250ms"),
    ],
)
def test_promises_that_fit_their_metric(metric, promise):
    assert read(f"sla a {{ target t {{ metric {metric} require {promise} }} }}").names == []


@pytest.mark.parametrize(
    ("metric", "promise"),
    [
        ("fix", "at least 99.9%"),
        ("fix", "at most 4h"),
        ("fix", "average at most 4"),
        ("uptime", "95% within 4h"),
        ("uptime", "at least 4h"),
        ("uptime", "average at most 4h"),
        ("closed_share", "95% within 4h"),
        ("closed_share", "at most 4"),
        ("demand", "at most 5%"),
        ("demand", "average at most 5"),
        ("effort_value", "average at most 4h"),
        ("spent_value", "average at most 4"),
    ],
)
def test_promises_in_another_unit_are_told(metric, promise):
    error = read(f"sla a {{ target t {{ metric {metric} require {promise} }} }}").one
    assert error.check == "unit-mismatch"
    assert error.message.startswith(f"`{promise}` cannot be promised of `{metric}`, ")
    assert error.help


@pytest.mark.parametrize(
    ("promise", "clause", "problem"),
    [
        ("metric fix require 95% within 4h", "below 4h: EUR 5", "`4h` cannot be set against"),
        ("metric fix require 95% within 4h", "below 90: EUR 5", "`90` cannot be set against"),
        ("metric fix require average at most 4h", "above 90%: EUR 5", "`90%` cannot be set against"),
        ("metric uptime require total at most 43min", "below 99%: EUR 5", "`99%` cannot be set against"),
        ("metric uptime require at least 99%", "EUR 5 per started 1h below 99%", "`1h` cannot be set against"),
        ("metric uptime require at least 99%", "each breach: EUR 5", "no case can breach `t`"),
        ("metric fix require average at most 4h", "each breach: EUR 5", "no case can breach `t`"),
    ],
)
def test_penalties_in_another_unit_than_what_is_attained(promise, clause, problem):
    error = read(f"sla a {{ target t {{ {promise} }} penalty p on t {{ {clause} }} }}").one
    assert (error.check, error.labels[0].message) == ("unit-mismatch", "promised here")
    assert error.message.startswith(problem)


def test_a_figure_fits_if_one_of_the_rows_attains_its_unit():
    rows = "metric fix by prio { high: 95% within 4h low: average at most 8h }".replace("by prio", "by status")
    rows = rows.replace("high", "new").replace("low", "closed")
    assert read(f"sla a {{ target t {{ {rows} }} penalty p on t {{ below 90%: EUR 5 above 9h: EUR 6 }} }}").names == []
    assert (
        read(f"sla a {{ target t {{ {rows} }} penalty p on t[new] {{ above 9h: EUR 6 }} }}").one.check
        == "unit-mismatch"
    )


def test_a_deadline_from_the_data_is_an_instant():
    error = read("sla a { target t { metric fix require 95% by effort } }").one
    assert (error.check, error.help) == ("type-mismatch", ("declare it as `field effort: instant`",))


@pytest.mark.parametrize(
    ("duration", "us"),
    [
        ("90s", 90_000_000),
        ("250ms", 250_000),
        ("15min", 900_000_000),
        ("1h30min", 5_400_000_000),
        ("2d", 172_800_000_000),  # 48 counted hours
        ("1w", 604_800_000_000),
        ("0.5h", 1_800_000_000),
        ("0.001ms", 1),
    ],
)
def test_durations_are_whole_microseconds(duration, us):
    target = read(f"sla a {{ target t {{ metric fix require all within {duration} }} }}").target("a")
    assert target.rows[0].obligation.allowance.us == us


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("require all within 0.0001ms", "`0.0001ms` is finer than a microsecond"),
        ("require 101% within 4h", "`101%` is more than all cases"),
        ("require p101 at most 4h", "there is no percentile `p101`"),
        ("require p0 at most 4h", "there is no percentile `p0`"),
        ("require all within 0 business days", "`0` business days cannot be"),
        ("per month from day 32 require all within 4h", "there is no day 32"),
        ("per week from day 2 require all within 4h", "only a month can begin on a day"),
        (
            "per rolling 28 days from day 2 require all within 4h",
            "a rolling period ends every day, so it begins on none",
        ),
    ],
)
def test_values_that_cannot_be(text, message):
    error = read(f"sla a {{ target t {{ metric fix {text} }} }}").one
    assert (error.check, error.message) == ("impossible-value", message)


def test_money_is_exact_and_in_a_currency_that_exists():
    fee = read("sla a { fee EUR 40_000.50 per month }").version("a").fee
    assert (fee.money.currency, fee.money.amount, fee.per) == ("EUR", Decimal("40000.50"), "month")
    assert read("sla a { fee EUX 1 per month }").one.check == "unknown-currency"


def test_amounts_that_are_equal_stay_as_they_were_written():
    tiers = "below 99%: 5% of fee below 98%: 5.0% of fee below 97%: EUR 500 below 96%: USD 500 below 95%: EUR 500.00"
    target = "fee EUR 1_000 per month target t { metric uptime require at least 99% }"
    (penalty,) = read(f"sla a {{ {target} penalty on t {{ {tiers} }} }}").version("a").penalties
    shares, amounts = penalty.tiers[:2], penalty.tiers[2:]
    assert [str(tier.amount.percent) for tier in shares] == ["5", "5.0"]
    said = [f"{tier.amount.currency} {tier.amount.amount}" for tier in amounts]
    assert said == ["EUR 500", "USD 500", "EUR 500.00"]
