"""The timeline of one case: every stretch has a reason, and the sum of what counts is what the verdict rests on."""

from slacode.engine.evaluate.batch import NO_INSTANT
from slacode.engine.metrics.clock import judge
from slacode.engine.metrics.clock.timeline import Event, Interval, explain
from tests.clock.build import at, batch_of, log, rule_of
from tests.clock.oracle import MINUTE, Policy, Promise, Window
from tests.clock.random_cases import OFFICE
from tests.clock.test_against_oracle import drawn
from tests.clock.test_laws import columns

HOUR = 60 * MINUTE


def test_a_day_with_everything_in_it():
    uses = frozenset({"start", "stop", "pause", "excluded"})
    window = Window(span=(at("2026-03-02 16:00"), at("2026-03-02 16:30")))
    rule = rule_of(Policy("continues", uses, (Promise("within", 4 * HOUR, None, OFFICE),), (window,)))
    rows = log(
        "2026-03-02 07:30 start", "2026-03-02 09:00 pause", "2026-03-02 10:00 pause excluded", "2026-03-02 10:30 stop",
        "2026-03-02 11:00 stop pause", "2026-03-02 15:00", "2026-03-02 17:00", "2026-03-03 09:00 stop",
    )  # fmt: skip
    (cycle,) = explain(batch_of({"T1": rows}, rule), rule, at("2026-03-04 00:00")).cycles

    def span(start: str, end: str, reason: str, counted: float = 0, total: float = 0) -> Interval:
        return Interval(at(f"2026-03-{start}"), at(f"2026-03-{end}"), reason, int(counted * HOUR), int(total * HOUR))

    assert cycle.intervals == (
        span("02 07:30", "02 08:00", "outside the hours"),
        span("02 08:00", "02 09:00", "counted", 1, 1),
        span("02 09:00", "02 10:00", "paused", 0, 1),
        span("02 10:00", "02 10:30", "excluded", 0, 1),
        span("02 10:30", "02 15:00", "stopped", 0, 1),
        span("02 15:00", "02 16:00", "counted", 1, 2),
        span("02 16:00", "02 16:30", "excluded", 0, 2),
        span("02 16:30", "02 18:00", "counted", 1.5, 3.5),  # the row of 17:00 changes nothing
        span("02 18:00", "03 08:00", "outside the hours", 0, 3.5),
        span("03 08:00", "03 09:00", "counted", 1, 4.5),
    )
    assert cycle.events == (
        Event(at("2026-03-02 07:30"), "started"),
        Event(at("2026-03-02 10:30"), "stopped"),
        Event(at("2026-03-02 15:00"), "reopened"),
        Event(at("2026-03-03 08:30"), "breached"),
        Event(at("2026-03-03 08:30"), "due"),
        Event(at("2026-03-03 09:00"), "stopped"),
    )


def test_a_cycle_of_its_own_begins_with_its_reopening():
    rule = rule_of(Policy("restarts", frozenset({"start", "stop", "cancel"}), (Promise("none"),)))
    rows = log("2026-03-02 09:00 start", "2026-03-02 10:00 stop", "2026-03-02 11:00", "2026-03-02 12:00 cancel")
    timeline = explain(batch_of({"T1": rows}, rule), rule, rows[-1].time)
    assert [[event.kind for event in cycle.events] for cycle in timeline.cycles] == [
        ["started", "stopped"],
        ["reopened", "cancelled"],
    ]
    assert [cycle.intervals for cycle in timeline.cycles] == [(), ()]


def test_the_timeline_and_the_verdict_never_disagree():
    intervals = 0
    for seed in range(150):
        policy, cases, as_of = drawn(seed)
        rule = rule_of(policy)
        for name, rows in cases.items():
            batch = batch_of({name: rows}, rule)
            timeline = explain(batch, rule, as_of)
            assert columns(timeline.table) == columns(judge(batch, rule, as_of))
            for cycle in timeline.cycles:
                intervals += len(cycle.intervals)
                _agree(timeline.table, cycle)
    assert intervals > 3000


def _agree(table, cycle):
    entry, total, time = cycle.entry, 0, table.started[cycle.entry]
    if table.elapsed[entry] == NO_INSTANT:
        assert cycle.intervals == ()
        return
    for interval in cycle.intervals:
        assert interval.start == time < interval.end
        assert interval.counted == (interval.end - interval.start if interval.reason == "counted" else 0)
        total += interval.counted
        assert interval.total == total
        time = interval.end
    assert (total, time) == (table.elapsed[entry], table.ended[entry])
    assert [event.at for event in cycle.events] == sorted(event.at for event in cycle.events)
