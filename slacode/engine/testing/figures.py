"""Compares what is expected of a period with what it came to: figures, money, rights (language reference, 10.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from slacode.engine.evaluate.result import TargetResult
from slacode.engine.model.policy_tests import ExpectFigure
from slacode.engine.periods import parse_selection
from slacode.engine.settle.record import Settlement
from slacode.engine.testing.reckoning import Reckoning
from slacode.engine.testing.record import Outcome
from slacode.engine.wording import say_duration, say_name
from slacode.engine.wording.tests import say_expectation


def outcome_of(reckoning: Reckoning, number: int, expected: ExpectFigure) -> Outcome:
    """Whether a period came to what was expected, in a run."""
    if expected.money is not None:
        return _of_money(reckoning, number, expected)
    if expected.word == "terminable":
        return _of_right(reckoning, number, expected)
    return _of_target(reckoning, number, expected)


def _failed(reckoning: Reckoning, number: int, expected: ExpectFigure, got: str, notes: Iterable[str] = ()) -> Outcome:
    as_of = reckoning.bench.runs[number].as_of
    return Outcome(say_expectation(expected), expected.at, "failed", got, as_of, tuple(notes))


def _passed(reckoning: Reckoning, number: int, expected: ExpectFigure) -> Outcome:
    return Outcome(say_expectation(expected), expected.at, "passed", as_of=reckoning.bench.runs[number].as_of)


def _undetermined(reckoning: Reckoning, number: int, expected: ExpectFigure, why: str) -> Outcome:
    return Outcome(say_expectation(expected), expected.at, "undetermined", why, reckoning.bench.runs[number].as_of)


# ---- What was attained


def _of_target(reckoning: Reckoning, number: int, expected: ExpectFigure) -> Outcome:
    every = [one for one in reckoning.results(number, expected.ref) if expected.ref.row in (None, one.row)]
    found = _counted([one for one in every if one.period == expected.period and expected.entity in (None, one.entity)])
    if not found:
        lacking = reckoning.bench.lacking(expected.ref)
        if lacking and not every:
            return _undetermined(reckoning, number, expected, f"not evaluated: {lacking[0].reason}")
        return _failed(reckoning, number, expected, _say_periods(expected.period, (one.period for one in every)))
    same = [_is_as_expected(one, expected) for one in found]
    if (not any(same)) if expected.negated else all(same):
        return _passed(reckoning, number, expected)
    several = len(found) > 1
    return _failed(reckoning, number, expected, "; ".join(_say(one, several) for one in found))


def _counted(results: Sequence[TargetResult]) -> list[TargetResult]:
    """Rows, services and versions in which something counted; where nothing did in any, all of them."""
    return [one for one in results if one.attained is not None] or list(results)


def _is_as_expected(result: TargetResult, expected: ExpectFigure) -> bool:
    if expected.word is not None:
        return result.status == expected.word
    figure = result.figure
    if figure is None or result.attained is None:
        return False
    if expected.duration_us is not None:
        return result.unit == "s" and figure * 10**6 == expected.duration_us
    written = expected.percent if expected.percent is not None else expected.number
    fits = result.unit == "%" if expected.percent is not None else result.unit not in ("%", "s")
    return written is not None and fits and _is_written_as(figure, result.attained, written)


def _is_written_as(figure: Fraction, attained: str, written: Decimal) -> bool:
    """Whether a figure is what is written: exactly, or as results show it; one of endless digits also if it was rounded
    or cut to two or more places (66.67 and 66.66 are two thirds)."""
    if figure == Fraction(written) or Decimal(attained) == written:
        return True
    places = -int(written.as_tuple().exponent)
    if places < 2 or not _is_endless(figure) or written in (0, 100):
        return False
    step = Decimal(1).scaleb(-places)
    digits = Decimal(figure.numerator * 10 ** (places + 6) // figure.denominator).scaleb(-places - 6)
    return written in (digits.quantize(step, ROUND_HALF_EVEN), digits.quantize(step, ROUND_DOWN))


def _is_endless(figure: Fraction) -> bool:
    rest = figure.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest > 1


def _say(result: TargetResult, several: bool) -> str:
    """`50%, missed (1 met, 1 breached)`, with row, service and version if there are several."""
    of = [say_name(result.row)] if several and result.row is not None else []
    of += [result.entity] if several and result.entity is not None else []
    figure = "nothing counted" if result.attained is None else _say_figure(result)
    counts = result.counts
    cases = f" ({counts.met} met, {counts.breached} breached)" if result.kind in ("clock", "share") else ""
    return f"{' '.join([*of, ''])}{figure}, {result.status}{cases}"


def _say_figure(result: TargetResult) -> str:
    if result.unit == "s" and result.figure is not None and (result.figure * 10**6).denominator == 1:
        return say_duration(int(result.figure * 10**6))
    return f"{result.attained}{'%' if result.unit == '%' else ''}"


def _say_periods(wanted: str, found: Iterable[str]) -> str:
    names = list(dict.fromkeys(found))
    if not names:
        return f"no period {wanted}, for none has begun"
    return f"no period {wanted}; there are {', '.join(names[-3:])}" + (" and earlier ones" if len(names) > 3 else "")


# ---- What it costs


def _of_money(reckoning: Reckoning, number: int, expected: ExpectFigure) -> Outcome:
    settled = reckoning.settled(number, expected.ref)
    amounts = [one for one in settled.amounts if _is_meant(one, expected)]
    if not amounts:
        left = [one for one in settled.not_settled if expected.ref.target in (None, one.target)]
        if left:
            return _undetermined(reckoning, number, expected, f"not settled: {left[0].reason}")
        every = [one for one in settled.amounts if expected.ref.target in (None, one.penalty)]
        return _failed(reckoning, number, expected, _say_periods(expected.period, (one.period.name for one in every)))
    if (_sums(amounts) == _wanted(expected)) != expected.negated:
        return _passed(reckoning, number, expected)
    notes = (line.text for one in amounts for line in one.lines)
    return _failed(reckoning, number, expected, _say_sums(amounts), notes)


def _is_meant(one: Settlement, expected: ExpectFigure) -> bool:
    """Of a penalty or bonus its own amount; of an agreement all its penalties."""
    of_ref = one.kind == "penalty" if expected.ref.target is None else one.penalty == expected.ref.target
    in_row = expected.ref.row in (None, one.row) and expected.entity in (None, one.entity)
    return of_ref and one.kind != "earn back" and in_row and one.period.name == expected.period


def _sums(amounts: Iterable[Settlement]) -> dict[str, Decimal]:
    """What is not nothing, by currency."""
    sums: dict[str, Decimal] = {}
    for one in amounts:
        sums[one.currency] = sums.get(one.currency, Decimal(0)) + Decimal(one.amount)
    return {currency: amount for currency, amount in sums.items() if amount}


def _wanted(expected: ExpectFigure) -> dict[str, Decimal]:
    money = expected.money
    return {money.currency: money.amount} if money is not None and money.amount else {}


def _say_sums(amounts: Sequence[Settlement]) -> str:
    sums = _sums(amounts) or {amounts[0].currency: Decimal(0)}
    return " and ".join(f"{currency} {f'{amount:,f}'.replace(',', '_')}" for currency, amount in sums.items())


# ---- What may be done

_TOLD = 3
"""So many of the days on which a right arises are told one by one."""


def _of_right(reckoning: Reckoning, number: int, expected: ExpectFigure) -> Outcome:
    dates = parse_selection(expected.period).dates
    rights = reckoning.settled(number, expected.ref).rights
    within = [right for right in rights if dates.first <= right.on <= dates.last]
    if bool(within) != expected.negated:
        return _passed(reckoning, number, expected)
    if within:
        told = [right.message for right in within[:_TOLD]]
        told += [f"and {len(within) - _TOLD} times more"] if len(within) > _TOLD else []
        return _failed(reckoning, number, expected, "terminable", told)
    others = (f"there is a right since {right.on}: `{right.clause}`" for right in rights)
    return _failed(reckoning, number, expected, "not terminable", others)
