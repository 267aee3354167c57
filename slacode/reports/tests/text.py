"""What became of tests, for people: each that failed with what was expected and got, and the timeline of its case."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from slacode.diagnostics import Location
from slacode.engine.testing.record import Coverage, Outcome, TestOutcome, TestReport
from slacode.ground.saying import say_count
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint

_WORDS = {"passed": "ok", "failed": "FAILED", "undetermined": "undetermined"}
_STYLES = {"passed": "good", "failed": "error", "undetermined": "warning"}


def results(report: TestReport, color: bool = False, width: int | None = None) -> str:
    """The tests that did not pass, the sum, and what is not exercised if that was asked for."""
    parts = [said_of(test, color, width) for test in report.tests if test.status != "passed"]
    parts.append(_sum(report, color))
    parts += [] if report.coverage is None else ["\n".join(_coverage(report.coverage, color))]
    return "\n\n".join(parts) + "\n"


def said_of(test: TestOutcome, color: bool = False, width: int | None = None) -> str:
    """A test with its place and all that is wrong with it."""
    return "\n".join(_test(test, color, width))


def _test(test: TestOutcome, color: bool, width: int | None) -> Iterator[str]:
    word = paint(_WORDS[test.status], _STYLES[test.status], color)
    yield f"{word} {paint(clean(test.title), 'strong', color)}{_place(test.at)}"
    for outcome in test.outcomes:
        if outcome.status != "passed":
            yield from _outcome(outcome, test.zone, color, width)


def _outcome(outcome: Outcome, zone: str, color: bool, width: int | None) -> Iterator[str]:
    yield f"  {clean(outcome.text)}{_place(outcome.at)}"
    when = "" if outcome.as_of is None else f", as of {_say_instant(outcome.as_of, zone)}"
    yield f"    got {paint(clean(outcome.got or 'something else'), _STYLES[outcome.status], color)}{when}"
    yield from (f"    {clean(note)}" for note in outcome.notes)
    if outcome.history is not None and outcome.history.judgements:
        from slacode.reports.timeline.text import timeline

        yield ""
        yield textwrap.indent(timeline(outcome.history, color, width).rstrip("\n"), "    ")


def _say_instant(instant: int, zone: str) -> str:
    from slacode.engine.calendar.zones import say_local, zone_named

    return say_local(instant, zone_named(zone))


def _place(at: Location | None) -> str:
    return f"  {at.path}:{at.line}" if at else ""


def _sum(report: TestReport, color: bool) -> str:
    """`12 tests: 10 passed, 1 FAILED, 1 undetermined`."""
    number = len(report.tests)
    said = []
    for status, word in (("passed", "passed"), ("failed", "FAILED"), ("undetermined", "undetermined")):
        count = report.count(status)  # type: ignore[arg-type]
        said += [paint(f"{count:,} {word}", _STYLES[status], color)] if count else []
    return f"{say_count(number, 'test')}: {', '.join(said)}" if number else "no test was found"


def _coverage(coverage: Coverage, color: bool) -> Iterator[str]:
    """The share, by kind too, and everything that no test exercises."""
    yield f"{coverage.percent}% covered: {', '.join(_by_kind(coverage))}"
    for item in coverage.items:
        if not item.exercised:
            said = item.name if item.kind == "target" else f"{item.name}: {item.text}"
            yield f"  {paint('not tested', 'warning', color)}  {item.kind:<9}  {clean(said)}{_place(item.at)}"


def _by_kind(coverage: Coverage) -> Iterable[str]:
    for kind in dict.fromkeys(item.kind for item in coverage.items):
        of_kind = [item for item in coverage.items if item.kind == kind]
        tested = sum(item.exercised for item in of_kind)
        yield f"{tested} of {len(of_kind)} {kind}{'' if len(of_kind) == 1 else 's'}"
