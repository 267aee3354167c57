"""From tests to the evaluations that they ask for: which instant each expectation looks back from, and which rows it
sees (language reference, 10.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slacode.diagnostics import Location
from slacode.engine.calendar.instants import to_us
from slacode.engine.calendar.zones import zone_named
from slacode.engine.model.agreements import Agreement
from slacode.engine.model.policy_tests import ExpectFigure, ExpectVerdict, PolicyTest
from slacode.engine.periods import midnight, parse_selection
from slacode.engine.terms import shares_of


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a run sees; the time is in UTC microseconds, `at` is where it is written."""

    case: str
    time: int
    values: tuple[tuple[str, str], ...]
    at: Location | None


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation of a test's rows as of an instant, in UTC microseconds. `begins` is where its rows begin.

    `verdicts` and `figures` are what it is to be compared with, each with its place among the test's expectations.
    """

    test: int
    as_of: int
    begins: int
    rows: dict[str, tuple[Row, ...]]
    verdicts: list[tuple[int, ExpectVerdict]] = field(default_factory=list)
    figures: list[tuple[int, ExpectFigure]] = field(default_factory=list)


def runs_of(tests: Sequence[PolicyTest], agreements: dict[str, Agreement]) -> list[Run]:
    """The runs of some tests, one for each test and instant."""
    return [run for number, test in enumerate(tests) for run in _runs(number, test, agreements)]


def _runs(number: int, test: PolicyTest, agreements: dict[str, Agreement]) -> Iterator[Run]:
    written = [
        (log.log, Row(row.case, to_us(row.time), row.values, row.at)) for log in test.logs for row in log.rows
    ]
    runs: dict[int, Run] = {}
    last = max((row.time for _, row in written), default=None)
    from_the_end = _looks_from_the_end(test)
    for place, expected in enumerate(test.expectations):
        if isinstance(expected, ExpectVerdict):
            as_of = _said(test) or last or 0
            _run(runs, number, as_of, written).verdicts.append((place, expected))
        elif isinstance(expected, ExpectFigure):
            as_of = _said(test) or _instant_of(expected, agreements[expected.ref.agreement], last, from_the_end)
            _run(runs, number, as_of, written).figures.append((place, expected))
    yield from runs.values()


def _looks_from_the_end(test: PolicyTest) -> bool:
    """Whether figures are looked at when their period is over: unless a case is still to be open."""
    return not any(isinstance(one, ExpectVerdict) and one.verdict == "pending" for one in test.expectations)


def _said(test: PolicyTest) -> int | None:
    return None if test.as_of is None else to_us(test.as_of)


def _instant_of(expected: ExpectFigure, agreement: Agreement, last: int | None, from_the_end: bool) -> int:
    if expected.word == "open" or not from_the_end:
        return _beginning(agreement) if last is None else last
    ends = parse_selection(expected.period).dates.last + dt.timedelta(days=1)
    end = midnight(zone_named(agreement.versions[0].zone), ends)
    return end if last is None else max(end, last)


def _beginning(agreement: Agreement) -> int:
    return min(share.first for share in shares_of(agreement).values())


def _run(runs: dict[int, Run], number: int, as_of: int, written: list[tuple[str, Row]]) -> Run:
    if as_of not in runs:
        rows: dict[str, list[Row]] = {}
        for log, row in written:
            if row.time <= as_of:
                rows.setdefault(log, []).append(row)
        begins = min((row.time for _, row in written), default=as_of)
        runs[as_of] = Run(number, as_of, begins, {log: tuple(of_log) for log, of_log in rows.items()})
    return runs[as_of]
