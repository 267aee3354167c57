"""Expectations of tests in the words of the language (language reference, 10)."""

from __future__ import annotations

from slacode.engine.model.policy_tests import Expectation, ExpectFigure, ExpectFinding, ExpectVerdict, Reference
from slacode.engine.wording.values import quote, say_decimal, say_duration, say_money, say_name, say_percent, say_ref


def say_expectation(expected: Expectation) -> str:
    """`expect checkout_support.resolution[P1] T1 met after 2h15min`."""
    match expected:
        case ExpectVerdict():
            words = [_ref(expected.ref), say_case(expected.case)]
            words += [] if expected.cycle is None else [f"cycle {expected.cycle}"]
            words += [expected.verdict]
            words += [] if expected.after_us is None else [f"after {say_duration(expected.after_us)}"]
        case ExpectFigure():
            words = [_ref(expected.ref)]
            words += [] if expected.entity is None else [f"of {say_name(expected.entity)}"]
            words += [f"in {expected.period} is", *(["not"] if expected.negated else []), say_expected(expected)]
        case ExpectFinding():
            words = ["no finding" if expected.negated else "finding"]
            words += [] if expected.check is None else [expected.check]
            words += [] if expected.ref is None else [f"on {_ref(expected.ref)}"]
    return " ".join(["expect", *words])


def say_expected(expected: ExpectFigure) -> str:
    """The figure, amount or word alone: `95%`, `EUR 0`, `4h`, `12`, `met`."""
    if expected.percent is not None:
        return say_percent(expected.percent)
    if expected.money is not None:
        return say_money(expected.money)
    if expected.duration_us is not None:
        return say_duration(expected.duration_us)
    return say_decimal(expected.number) if expected.number is not None else str(expected.word)


def say_case(case: str) -> str:
    """A case as a test names it: a plain whole number, a name, or else in quotes, as is what may follow a reference."""
    if case.isdecimal() and case.isascii():
        return case
    return quote(case) if case in ("in", "of", "with") else say_name(case)


def _ref(ref: Reference) -> str:
    return say_ref(ref.agreement, ref.target, ref.row)
