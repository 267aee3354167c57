"""Compares which findings are expected of a policy with what `check` finds in it (language reference, 10.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from slacode.diagnostics import DataValue, Diagnostic, Location, one_line
from slacode.engine.model.policy_tests import ExpectFinding
from slacode.engine.testing.record import Outcome
from slacode.engine.wording import say_ref
from slacode.engine.wording.tests import say_expectation

Checked = Callable[[dt.date | None], Sequence[Diagnostic]]
"""What is found in the policy on a date, None where nothing that depends on it is raised."""

SHOWN = 5


def outcome_of(expected: ExpectFinding, found: Iterable[Diagnostic], at: Location | None) -> Outcome:
    """Whether a finding was raised, or none; what the policy allows is not (language reference, 9)."""
    meant = [one for one in found if one.allowed is None and _is_meant(one, expected)]
    text, place = say_expectation(expected), expected.at or at
    if bool(meant) != expected.negated:
        return Outcome(text, place, "passed")
    if not meant:
        return Outcome(text, place, "failed", "no such finding")
    more = (f"and {len(meant) - SHOWN} more",) if len(meant) > SHOWN else ()
    return Outcome(text, place, "failed", _count(meant), None, (*map(one_line, meant[:SHOWN]), *more))


def _count(found: Sequence[Diagnostic]) -> str:
    return "1 finding" if len(found) == 1 else f"{len(found)} findings"


def _is_meant(found: Diagnostic, expected: ExpectFinding) -> bool:
    return expected.check in (None, found.check) and (expected.ref is None or _is_on(found, expected))


def _is_on(found: Diagnostic, expected: ExpectFinding) -> bool:
    """Whether a finding stands where the reference's meaning is declared, or names it, or something in it."""
    assert expected.ref is not None, "it is asked of a reference"  # noqa: S101
    if found.at is not None and any(_lies_in(found.at, place) for place in expected.places):
        return True
    ref = say_ref(expected.ref.agreement, expected.ref.target, expected.ref.row)
    names = [*_texts(list(found.data.values())), *found.message.split("`")[1::2]]
    return any(name == ref or name.startswith((f"{ref}.", f"{ref}[")) for name in names)


def _lies_in(at: Location, place: Location) -> bool:
    begins = (place.line, place.column) <= (at.line, at.column)
    ends = (at.end_line, at.end_column) <= (place.end_line, place.end_column)
    return at.path == place.path and begins and ends


def _texts(values: Iterable[DataValue]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Sequence):
            yield from _texts(value)
