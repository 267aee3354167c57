"""Logic on conditions worked by hand, with the example that is shown; `test_against_rows` looks at every row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from slacode.engine.logic import (
    TooManyCasesError,
    counter_example,
    equivalent,
    implies,
    overlap,
    satisfiable,
    space,
)
from slacode.engine.logic.domains import holds
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
    # A blank comes before `!`, so there is a text between these two neighbours.
    assert shown(satisfiable(both(text("team", ">", "a"), text("team", "<", "a!")), LOG)) == '`team` is `"a !"`'


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


def test_a_value_is_tried_only_with_the_conditions_that_ask_for_it(monkeypatch):
    values = tuple(f"v{i}" for i in range(100))
    field = LogField(name="site", type="one of", column="site", values=values)
    sites = [text("site", "==", value) for value in values]
    tried = []
    monkeypatch.setattr(space, "holds", lambda atom, *rest: tried.append(atom) or holds(atom, *rest))
    found = space.Space.of(Log(name="many", case="id", time="at", fields=(field,)), sites)
    assert [shown(found.example(found.where(site))) for site in sites] == [f"`site` is `{v}`" for v in values]
    assert len(tried) == len(values)
