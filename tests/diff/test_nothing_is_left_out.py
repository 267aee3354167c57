"""Every field of the model has a part that compares it, and no change of any value in a policy goes untold."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from slacode.diagnostics import Location
from slacode.engine.diff import declared, splits
from slacode.engine.diff.both import World
from slacode.engine.diff.clauses import parts
from slacode.engine.diff.compare import differences
from slacode.engine.diff.content import PLACES
from slacode.engine.diff.renames import renamed
from slacode.engine.model.policy import PolicyModel
from tests.diff.contract import BEFORE_THE_TERM, CONTRACT, load

# What conditions are made of is compared as a whole, by what it implies.
OF_CONDITIONS = {
    "Compare", "OneOf", "Known", "Missing", "And", "Or", "Not", "FieldOperand", "TextValue", "NumberValue",
    "YesNoValue", "DurationValue", "InstantValue",
}  # fmt: skip

EVERYTHING = CONTRACT + """
calendar mornings { timezone UTC  open mon-wed 06:00-10:00  closed on 2026-03-03  open on 2026-03-07 08:00-09:00 }
calendar early = office or mornings
log probes { case id  time at in UTC  field ms: number  field ok: yesno  field took: duration  field due: instant }
metric latency = value of ms on probes { where ok == yes }
metric firsts  = share on probes { each when ok is known  good when ms < 100 }
metric demand  = count on probes { each when ms >= 5 }
metric down    = availability on tickets of category { down while status == on_hold  where priority is known }
metric updates = clock on probes { start when ok == yes  stop when ok == no  again when took > 2h  reopen restarts }
service db "Database" { owner "Ms Smith"  uses web  tier gold  description "Where it lies" }
terms basic "Basic" { review every 6 months }
sla probe_sla "Probes" {
  extends basic
  clause  "Schedule 7"
  between acme and retail
  covers  db
  serves  happy
  owner   desk
  timezone Europe/Vienna
  term    from 2026-01-01
  fee     from probes.ms per month
  target latency { clause "7.1"  metric latency  per week  require p95 at most 250 during early }
  target firsts  { metric firsts  per rolling 28 days  require at least 95% if at least 20 cases }
  target demand  { metric demand  per month from day 15  require at most 20 }
  target down    { metric down  require total at most 4h  supported by all of (host_uc.availability) }
  target updates {
    metric updates
    per quarter
    classify at start
    where ms is known
    when ok == yes require all by due
    when ms > 5 require average at most 3h
  }
  penalty slow on latency { at least 250 and below 500: EUR 10  at least 500: EUR 20  after 2 in a row: EUR 50 }
  bonus   fast on firsts { above 99%: 2% of at risk }
  at risk EUR 500 per month
  exclude "Freeze" every sat 00:00-24:00 up to 4h per month counted as up
  exclude while ok == no
  exclude "Once" from 2026-05-01T00:00Z to 2026-05-02T00:00Z
}
objective happy "Happy" for retail { kpi latency: latency average at most 300 per quarter }
test "a probe" {
  log probes { P1 at 2026-03-06 10:00: ok yes, ms 3 }
  expect probe_sla.updates["ok == yes"] P1 pending
}
"""


# Tests are compared as wholes, too: they say what a policy comes to, and promise nothing.
def fields_of_the_model() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    waiting: list[Any] = [PolicyModel]
    while waiting:
        cls = waiting.pop()
        if isinstance(cls, type) and issubclass(cls, BaseModel):
            if cls.__name__ not in found:
                found[cls.__name__] = frozenset(cls.model_fields)
                waiting += [field.annotation for name, field in cls.model_fields.items() if name != "tests"]
        elif get_origin(cls) is not None:
            waiting += get_args(cls)
    return found


def test_every_field_has_a_part_that_compares_it():
    looked_at: dict[str, set[str]] = defaultdict(set)
    for part in (*parts(), declared, splits):
        for name, fields in part.FIELDS.items():
            looked_at[name] |= fields
    looked_at["PolicyModel"] |= {
        "parties", "calendars", "logs", "metrics", "services", "terms", "agreements", "objectives",
    }  # fmt: skip
    missing = {
        name: sorted(fields - PLACES - looked_at[name])
        for name, fields in fields_of_the_model().items()
        if name not in OF_CONDITIONS
    }
    assert {name: fields for name, fields in missing.items() if fields} == {}


def test_no_part_answers_for_what_there_is_not():
    model = fields_of_the_model()
    for part in (*parts(), declared, splits):
        for name, fields in part.FIELDS.items():
            assert fields <= model[name], (part.__name__, name)


def other(value: object) -> object:
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case dt.datetime() | dt.date():
            return value + dt.timedelta(days=1)
        case str():
            return f"{value}x"
    raise AssertionError(value)


def mutants(value: BaseModel, path: str = "") -> Iterator[tuple[str, BaseModel]]:
    """The same with one value changed, or one item of a list left out."""
    for name in type(value).model_fields:
        held = getattr(value, name)
        if name in PLACES or held is None or isinstance(held, Location) or name in LITERALS:
            continue
        here = f"{path}.{name}"
        if isinstance(held, BaseModel):
            yield from ((at, value.model_copy(update={name: new})) for at, new in mutants(held, here))
        elif isinstance(held, tuple):
            for i, item in enumerate(held):
                yield f"{here}[-{i}]", value.model_copy(update={name: held[:i] + held[i + 1 :]})
                if isinstance(item, BaseModel):
                    for at, new in mutants(item, f"{here}[{i}]"):
                        yield at, value.model_copy(update={name: (*held[:i], new, *held[i + 1 :])})
        else:
            yield here, value.model_copy(update={name: other(held)})


# Words of the language, of which one alone cannot be another; what a version is called and when it ends is told by its
# beginning.
LITERALS = {
    "kind", "op", "bound", "unit", "per", "up_to_per", "type", "reopen", "verdict", "aggregate", "country",
    "zone", "timezone", "subdivision", "format_version", "number", "first", "last", "end", "month", "days", "close",
    "currency", "label",
}  # fmt: skip


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_no_change_of_a_value_goes_untold(every):
    model = load(EVERYTHING).model
    silent, tried = [], 0
    for where, mutant in itertools.islice(mutants(model), 0, None, every):
        base, renames = renamed(model, mutant)  # type: ignore[arg-type]
        try:
            found = differences(World(base, mutant, BEFORE_THE_TERM), renames)  # type: ignore[arg-type]
        except (LookupError, ValueError):
            continue  # a name that means nothing, no version, times that are none: no policy says that
        tried += 1
        # Nor is it told by nothing but the last resort, that an agreement says something else.
        if not any((one.what, one.change) != ("agreement", "changed") for one in found):
            silent.append(where)
    assert silent == []
    assert tried > 400 // every
