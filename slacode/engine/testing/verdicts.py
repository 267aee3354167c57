"""Compares what is expected of a case with what became of it (language reference, 10.3)."""

from __future__ import annotations

from collections.abc import Sequence

from slacode.engine.model.policy_tests import ExpectVerdict
from slacode.engine.testing.judging import Bench, Cycle
from slacode.engine.testing.record import Outcome
from slacode.engine.wording import say_duration, say_name
from slacode.engine.wording.tests import say_expectation


def outcome_of(bench: Bench, number: int, expected: ExpectVerdict) -> Outcome:
    """Whether a case fared as expected in a run; if not, with its timeline."""
    text, as_of = say_expectation(expected), bench.runs[number].as_of
    cycles = bench.cycles(number, expected)
    if cycles is None:
        lacking = bench.lacking(expected.ref)
        if lacking:
            return Outcome(text, expected.at, "undetermined", f"not evaluated: {lacking[0].reason}", as_of)
        return Outcome(text, expected.at, "failed", f"no row of `{expected.case}` is seen so far", as_of)
    cycle = _meant(cycles, expected.cycle)
    if _is_as_expected(cycle, expected):
        return Outcome(text, expected.at, "passed", as_of=as_of)
    history = bench.history(number, expected)
    why = f": {history.unjudged[0].reason}" if history.unjudged and cycle is None else ""
    notes = (_say_all(cycles),) if len(cycles) > 1 and expected.cycle is None else ()
    if cycle is None and expected.cycle is not None and cycles:
        why, notes = f", for it has no cycle {expected.cycle}", (_say_all(cycles),)
    return Outcome(text, expected.at, "failed", _say(cycle, expected) + why, as_of, notes, history)


def _meant(cycles: Sequence[Cycle], number: int | None) -> Cycle | None:
    """The cycle of that number; without one the first that is breached, else the last: a case is breached if any of its
    cycles is."""
    if number is not None:
        return next((cycle for cycle in cycles if cycle.number == number), None)
    breached = [cycle for cycle in cycles if cycle.verdict == "breached"]
    return breached[0] if breached else cycles[-1] if cycles else None


def _is_as_expected(cycle: Cycle | None, expected: ExpectVerdict) -> bool:
    if expected.verdict == "not judged":
        return cycle is None or cycle.verdict is None
    if cycle is None or cycle.verdict != expected.verdict:
        return False
    in_row = expected.ref.row is None or (cycle.matched and cycle.row == expected.ref.row)
    return in_row and expected.after_us in (None, cycle.elapsed)


def _say(cycle: Cycle | None, expected: ExpectVerdict) -> str:
    """`breached after 4h30min`, and under which row, if another one was expected."""
    if cycle is None:
        return "not judged"
    said = cycle.verdict or ("not judged" if cycle.matched else "not judged, for no row of the target matches")
    said += f" after {say_duration(cycle.elapsed)}" if cycle.elapsed is not None else ""
    other = expected.ref.row is not None and cycle.matched and cycle.row != expected.ref.row
    return f"{said}, under row {say_name(cycle.row or '')}" if other else said


def _say_all(cycles: Sequence[Cycle]) -> str:
    said = (
        f"{cycle.number} {cycle.verdict or 'not judged'}"
        + (f" after {say_duration(cycle.elapsed)}" if cycle.elapsed is not None else "")
        for cycle in cycles
    )
    return f"its cycles: {', '.join(said)}; say which one is meant, as in `cycle {len(cycles)}`"
