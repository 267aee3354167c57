"""Logic on conditions: worked by hand, and against every combination of values that could make a difference."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.logic import (
    Space,
    TooManyCasesError,
    counter_example,
    equivalent,
    implies,
    overlap,
    satisfiable,
)
from slacode.engine.model.conditions import (
    And,
    Compare,
    DurationValue,
    FieldOperand,
    InstantValue,
    Known,
    Missing,
    Not,
    NumberValue,
    OneOf,
    Or,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import EventColumn, Log, LogField, TimeFormat

PRIORITIES = ("P1", "P2", "P3", "P4")
URGENCIES = ("P3", "P1", "low")
LOG = Log(
    name="tickets",
    case="id",
    time="at",
    missing=("?", "P4"),
    fields=(
        LogField(name="priority", type="one of", column="priority", values=(*PRIORITIES,)),
        LogField(name="urgency", type="one of", column="urgency", values=URGENCIES),
        LogField(name="team", type="text", column="team"),
        LogField(name="last_team", type="text", column="last_team"),
        LogField(name="hotels", type="number", column="hotels"),
        LogField(name="rooms", type="number", column="rooms"),
        LogField(name="vip", type="yesno", column="vip"),
        LogField(name="lasted", type="duration", column="lasted"),
        LogField(name="planned", type="duration", column="planned"),
        LogField(name="due", type="instant", column="due"),
    ),
)
MINUTE = 60_000_000


def text(field, op, value):
    return Compare(field=field, op=op, operand=TextValue(value=value))


def number(op, value, field="hotels"):
    return Compare(field=field, op=op, operand=NumberValue(value=Decimal(value)))


def lasting(op, us):
    return Compare(field="lasted", op=op, operand=DurationValue(us=us))


def fields(left, op, right):
    return Compare(field=left, op=op, operand=FieldOperand(name=right))


def both(*parts):
    return And(parts=parts)


def either(*parts):
    return Or(parts=parts)


def no(part):
    return Not(part=part)


def shown(example):
    return None if example is None else str(example)


# By hand.


def test_a_value_of_an_enumeration_is_one_of_those_that_can_stand_in_a_log():
    assert shown(satisfiable(no(OneOf(field="priority", values=(TextValue(value="P1"),))), LOG)) == "`priority` is `P2`"
    # `P4` is how this log writes that there is no value.
    assert satisfiable(text("priority", "==", "P4"), LOG) is None
    assert shown(satisfiable(text("priority", ">", "P2"), LOG)) == "`priority` is `P3`"
    assert satisfiable(text("priority", ">", "P3"), LOG) is None


def test_a_missing_value_satisfies_nothing_but_missing_and_unequal():
    assert implies(Missing(field="priority"), text("priority", "!=", "P1"), LOG)
    assert shown(counter_example(text("priority", "!=", "P1"), Known(field="priority"), LOG)) == (
        "`priority` is missing"
    )
    assert implies(text("priority", "<", "P2"), Known(field="priority"), LOG)
    every_value = OneOf(field="priority", values=tuple(TextValue(value=p) for p in PRIORITIES))
    assert shown(satisfiable(no(every_value), LOG)) == "`priority` is missing"
    assert equivalent(no(every_value), Missing(field="priority"), LOG)


def test_not_turns_unequal_into_equal_for_missing_values_too():
    assert equivalent(no(text("priority", "!=", "P1")), text("priority", "==", "P1"), LOG)
    assert not equivalent(no(text("priority", "<", "P2")), text("priority", ">=", "P2"), LOG)


def test_the_case_and_the_time_are_never_missing():
    assert satisfiable(Missing(field="id"), LOG) is None
    assert satisfiable(Missing(field="at"), LOG) is None


def test_numbers_lie_dense_and_durations_are_whole_microseconds():
    assert shown(satisfiable(both(number(">", "1"), number("<", "2")), LOG)) == "`hotels` is `1.5`"
    assert shown(satisfiable(both(number(">", "1"), number("<", "9")), LOG)) == "`hotels` is `5`"
    assert shown(satisfiable(both(lasting(">", MINUTE), lasting("<", MINUTE + 2)), LOG)) == "`lasted` is `1min0.001ms`"
    assert satisfiable(both(lasting(">", MINUTE), lasting("<", MINUTE + 1)), LOG) is None


def test_ranges_that_share_a_bound_overlap_just_there():
    first, second = both(number(">=", "1"), number("<=", "50")), both(number(">=", "50"), number("<=", "100"))
    assert shown(overlap(first, second, LOG)) == "`hotels` is `50`"
    assert overlap(first, both(number(">", "50"), number("<=", "100")), LOG) is None


def test_texts_are_those_named_and_any_other():
    assert shown(satisfiable(both(text("team", "!=", "a"), Known(field="team")), LOG)) == "`team` is another text"
    assert satisfiable(text("team", "==", "?"), LOG) is None
    assert satisfiable(text("team", "==", " "), LOG) is None
    assert shown(satisfiable(both(text("team", ">", "a"), text("team", "<", "b")), LOG)) == '`team` is `"a!"`'
    assert satisfiable(both(text("team", ">", "b"), text("team", "<", "a")), LOG) is None


def test_yes_or_no_or_missing_are_three():
    yes = Compare(field="vip", op="==", operand=YesNoValue(value=True))
    nay = Compare(field="vip", op="==", operand=YesNoValue(value=False))
    assert shown(satisfiable(no(either(yes, nay)), LOG)) == "`vip` is missing"
    assert satisfiable(both(no(either(yes, nay)), Known(field="vip")), LOG) is None


def test_instants_are_said_in_utc():
    new_year = Compare(field="due", op="<", operand=InstantValue(value=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    assert shown(satisfiable(both(no(new_year), Known(field="due")), LOG)) == '`due` is `"2026-01-01T00:00:00Z"`'


def test_fields_compared_with_each_other_are_decided_together():
    slower, faster = fields("lasted", ">", "planned"), fields("planned", ">", "lasted")
    assert satisfiable(both(slower, faster), LOG) is None
    assert implies(slower, fields("planned", "<", "lasted"), LOG)
    assert implies(both(fields("hotels", "<", "rooms"), number(">", "5")), number(">", "5", "rooms"), LOG)
    same = fields("hotels", "==", "rooms")
    assert implies(both(same, number(">", "5")), number(">", "5", "rooms"), LOG)


def test_a_field_of_another_enumeration_has_its_place_in_the_first_one():
    # `low` is no priority: it is equal to none, and in no order with any.
    low = text("urgency", "==", "low")
    assert overlap(low, fields("priority", "<=", "urgency"), LOG) is None
    assert implies(low, fields("priority", "!=", "urgency"), LOG)
    # P3 stands before P1 among the urgencies, but behind it among the priorities.
    assert implies(
        both(text("urgency", "==", "P3"), text("priority", "==", "P1")), fields("priority", "<", "urgency"), LOG
    )


def test_the_event_of_a_wide_log_is_never_missing():
    events = tuple(EventColumn(event=name, column=name, when=TimeFormat()) for name in ("opened", "closed"))
    event = LogField(name="event", type="one of", column="", values=("opened", "closed"))
    wide = Log(name="wide", case="id", events=events, missing=("closed",), fields=(event,))
    assert satisfiable(Missing(field="event"), wide) is None
    assert shown(satisfiable(no(text("event", "==", "opened")), wide)) == "`event` is `closed`"


def test_an_example_leaves_out_what_does_not_matter():
    condition = either(text("priority", "==", "P2"), both(text("team", "==", "a"), text("team", "!=", "a")))
    assert shown(satisfiable(condition, LOG)) == "`priority` is `P2`"
    assert shown(satisfiable(either(text("team", "==", "a"), no(text("team", "==", "a"))), LOG)) == "any case"


def test_what_cannot_be_looked_at_whole_is_not_guessed():
    many = tuple(LogField(name=f"f{i}", type="yesno", column=f"f{i}") for i in range(12))
    log = Log(name="many", case="id", time="at", fields=many)
    unlike = tuple(Compare(field=f.name, op="==", operand=YesNoValue(value=True)) for f in many)
    known = tuple(Known(field=f.name) for f in many)  # yes, no, missing: 3 ** 12 = 531_441
    with pytest.raises(TooManyCasesError):
        satisfiable(either(*unlike, *known), log)


# Against every combination of values.

NUMBERS = [None, *(Decimal(i) / 4 for i in range(-2, 14))]
TEXTS = [None, "A", "a", "a\t!", "a !", "a!", "a!!", "a~", "b", "b!", "b~", "~", "~~"]
VALUES = {
    "priority": [None, "P1", "P2", "P3"],
    "urgency": [None, *URGENCIES],
    "team": TEXTS,
    "last_team": TEXTS,
    "hotels": NUMBERS,
    "rooms": NUMBERS,
    "vip": [None, True, False],
    "lasted": [None, *range(-3, 6)],
    "planned": [None, *range(-3, 6)],
}
OPERATORS = {
    "==": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def reads(condition, row):
    """A condition on one row, as section 4.5 of the language reference says it."""
    match condition:
        case And():
            return all(reads(part, row) for part in condition.parts)
        case Or():
            return any(reads(part, row) for part in condition.parts)
        case Not():
            return not reads(condition.part, row)
        case Known():
            return row[condition.field] is not None
        case Missing():
            return row[condition.field] is None
        case OneOf():
            return row[condition.field] in [value.value for value in condition.values]
    left, operand = row[condition.field], condition.operand
    if isinstance(operand, FieldOperand):
        right = row[operand.name]
    else:
        right = operand.us if isinstance(operand, DurationValue) else operand.value
    if condition.field in ("priority", "urgency"):
        order = PRIORITIES if condition.field == "priority" else URGENCIES
        left, right = (order.index(v) if v in order else None for v in (left, right))
    if left is None or right is None:
        return condition.op == "!="
    return left != right if condition.op == "!=" else OPERATORS[condition.op](left, right)


ORDERED = st.sampled_from([*OPERATORS, "!="])
EQUAL = st.sampled_from(["==", "!="])
PAIRS = [("priority", "urgency"), ("team", "last_team"), ("hotels", "rooms"), ("lasted", "planned")]


def compare(names, op, operand):
    return st.builds(Compare, field=st.sampled_from(names), op=op, operand=operand)


def atoms(pairs):
    names = {name for pair in pairs for name in pair}
    of = {
        "priority": compare(["priority"], ORDERED, st.builds(TextValue, value=st.sampled_from(PRIORITIES))),
        "urgency": compare(["urgency"], ORDERED, st.builds(TextValue, value=st.sampled_from(URGENCIES))),
        "team": compare(["team", "last_team"], ORDERED, st.builds(TextValue, value=st.sampled_from(["a", "a!", "b"]))),
        "hotels": compare(
            ["hotels", "rooms"], ORDERED, st.builds(NumberValue, value=st.sampled_from([Decimal(1), Decimal(2)]))
        ),
        "lasted": compare(["lasted", "planned"], ORDERED, st.builds(DurationValue, us=st.sampled_from([0, 1, 2]))),
        "vip": compare(["vip"], EQUAL, st.builds(YesNoValue, value=st.booleans())),
    }
    found = [of[name] for name in of if name in names]
    found += [
        st.builds(Known, field=st.sampled_from(sorted(names))),
        st.builds(Missing, field=st.sampled_from(sorted(names))),
    ]
    found += [st.builds(fields, st.just(pair[0]), ORDERED, st.just(pair[1])) for pair in pairs if len(pair) == 2]
    if "priority" in names:
        values = st.lists(st.builds(TextValue, value=st.sampled_from(PRIORITIES)), min_size=1, max_size=3)
        found.append(st.builds(OneOf, field=st.just("priority"), values=values.map(tuple)))
    return st.one_of(found)


def conditions(pairs):
    return st.recursive(
        atoms(pairs),
        lambda inner: st.one_of(
            st.builds(no, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: both(*parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: either(*parts)),
        ),
        max_leaves=6,
    )


def rows(pairs):
    names = [name for pair in pairs for name in pair]
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*(VALUES[name] for name in names))]


ROWS = {pairs: rows(pairs) for pairs in [*((pair,) for pair in PAIRS), (("vip",), ("priority",))]}
CHOSEN = st.sampled_from(list(ROWS)).flatmap(
    lambda pairs: st.tuples(st.just(pairs), conditions(pairs), conditions(pairs))
)


@settings(max_examples=200, deadline=None)
@given(CHOSEN)
def test_logic_is_what_every_combination_of_values_says(chosen):
    pairs, one, other = chosen
    holding = [(reads(one, row), reads(other, row)) for row in ROWS[pairs]]
    assert (satisfiable(one, LOG) is not None) == any(a for a, _ in holding)
    assert implies(one, other, LOG) == all(b for a, b in holding if a)
    assert (overlap(one, other, LOG) is not None) == any(a and b for a, b in holding)
    assert equivalent(one, other, LOG) == all(a == b for a, b in holding)


@settings(max_examples=100, deadline=None)
@given(CHOSEN)
def test_sets_of_cases_follow_the_laws_of_sets(chosen):
    _, one, other = chosen
    joined, met = either(one, other), both(one, other)
    space = Space.of(LOG, [one, other])
    assert space.where(joined) == space.where(one) | space.where(other)
    assert space.where(met) == space.where(one) & space.where(other)
    assert space.where(no(one)) == space.everything & ~space.where(one)
    assert space.where(None) == space.everything
