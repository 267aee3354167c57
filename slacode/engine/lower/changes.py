"""Reads what is to be promised instead, in the words of the language, for a change that stands in no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.lower.conditions import Fields
from slacode.engine.lower.context import Context
from slacode.engine.lower.targets import obligation
from slacode.engine.lower.units import check_units
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.values import Duration, Percent
from slacode.engine.wording import say_obligation, say_percent
from slacode.grammar import tree
from slacode.grammar.parser import UnexpectedInput, parse_file
from slacode.source import Source

# What may be written for a change, as the clause that it stands for: a whole promise, or the part that is to differ.
_FORMS = {"whole": "", "time": "within ", "figure": "at least ", "during": "within 1h "}

_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a change as a promise: a whole one, or one of which only a part was written, as `form` tells."""

    form: str
    node: tree.Obligation
    source: Source


def wording_of(text: str) -> Wording | None:
    """A promise, or the part of one that is to differ: `95% within 3h`, `3h`, `99.95%`, `during always`; else None."""
    for form, before in _FORMS.items():
        source = Source("the change", f"sla changed {{ target changed {{ require {before}{text}\n}} }}")
        node = _required(source)
        if node is not None:
            return Wording(form, node, source)
    return None


def _required(source: Source) -> tree.Obligation | None:
    try:
        file = parse_file(source.text)
    except UnexpectedInput:
        return None
    match file.items:
        case (tree.Agreement(clauses=(tree.Target(clauses=(tree.Require(obligation=node),)),)),):
            return node
    return None


@dataclass(frozen=True, slots=True)
class Promises:
    """Makes promises out of wordings, by the rules of the language; `metric` is what they are measured by."""

    calendars: Iterable[str]
    metric: Metric | None
    log: Log | None

    def changed(self, wording: Wording, before: Obligation) -> Obligation | list[Diagnostic]:
        """The promise that the wording makes of another; or what is wrong with that, its places being of no use."""
        context = Context()
        _declare(context, self.calendars)
        reader = Reader(context, wording.source)
        read = obligation(reader, wording.node)
        after = read if read is None or wording.form == "whole" else _merged(wording.form, read, before)
        if after is None or context.diagnostics:
            return context.diagnostics or [_does_not_fit(before)]
        if isinstance(after, Within | ByField) and after.share > _ALL:
            return [_cannot(f"`{say_percent(after.share)}` is more than all cases", "a share goes from `0%` to `100%`")]
        if isinstance(after, ByField):
            return after if self._is_instant(after.field) else [_no_instant(after.field)]
        if self.metric is not None:
            check_units(reader, wording.node, after, self.metric, self.log)
        return context.diagnostics or after

    def _is_instant(self, name: str) -> bool:
        known = Fields(self.log).by_name if self.log else {}
        return name in known and known[name].type == "instant"


def _declare(context: Context, calendars: Iterable[str]) -> None:
    source = Source("the change", "".join(f"calendar {name} = 24x7\n" for name in sorted(calendars)))
    for item in parse_file(source.text).items:
        assert isinstance(item, tree.CombinedCalendar)
        context.declare("calendar", item.name, item, source)


def _merged(form: str, read: Obligation, before: Obligation) -> Obligation | None:
    """What was promised before with the part that was read in its place; None where there is no such part."""
    match before, read:
        case Exempt(), _:
            return None
        case Within(), Within() if form == "during":
            return before.model_copy(update=_also(read))
        case Level(), Within() if form == "during":
            return before.model_copy(update=_also(read))
        case Within(), Within():
            return before.model_copy(update={"allowance": read.allowance, **_also(read)})
        case Level(), Within(allowance=Duration() as time):
            return before.model_copy(update={"quantity": time, **_also(read)})
        case Level(), Level():
            return before.model_copy(update={"quantity": read.quantity, **_also(read)})
        case (Within() | ByField()), Level(quantity=Percent() as quantity):
            also = _also(read) if isinstance(before, Within) else {}
            return before.model_copy(update={"share": quantity.value, **also})
    return None


def _also(read: Within | Level) -> Mapping[str, str | int]:
    """The hours and the least number of cases, where the text names them."""
    named = {"during": read.during, "at_least_cases": read.at_least_cases}
    return {name: value for name, value in named.items() if value is not None}


def _does_not_fit(before: Obligation) -> Diagnostic:
    whole = "write a whole promise, such as `95% within 4h` or `at least 99.9%`"
    if isinstance(before, Exempt):
        return _cannot("nothing is promised there now, so there is no part of it to change", whole)
    return _cannot(f"`{say_obligation(before)}`, which is promised now, has no such part", whole)


def _no_instant(name: str) -> Diagnostic:
    return _cannot(f"`{name}` is no field that holds an instant", "name the field that holds the deadline of a case")


def _cannot(message: str, help_: str) -> Diagnostic:
    return Diagnostic("type-mismatch", Severity.ERROR, message, help=(help_,))
