"""What the test suites of two ticket systems expect of their clocks, as clocks of the language (`tests/vectors`)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from slacode.engine.metrics.clock import judge
from tests.clock.build import batch_of, rule_of, table, told
from tests.clock.oracle import EPOCH, MINUTE, Hours, Outcome, Policy, Promise, Row

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Vector = dict[str, Any]


def vectors(name: str) -> list[Vector]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]


def us(text: str) -> int:
    return (dt.datetime.fromisoformat(text) - EPOCH) // dt.timedelta(microseconds=1)


def hours_of(calendar: Vector) -> Hours:
    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:])

    week = tuple(
        ((WEEK.index(day),), tuple((minutes(a), minutes(b)) for a, b in spans))
        for day, spans in calendar["weekly"].items()
        if spans
    )
    return Hours(calendar["timezone"], week, tuple(map(dt.date.fromisoformat, calendar.get("holidays", ()))))


def promise_of(target: Any, hours: Hours) -> Promise:
    if target is None:
        return Promise("none")
    if not isinstance(target, dict):
        return Promise("within", target * MINUTE, None, hours)
    return Promise("business" if target.get("end_of_day") else "business to the hour", target["days"], None, hours)


def log_of(case: Vector, metric: str, events: list[Vector]) -> Iterator[Row]:
    """The case's rows, with the flags that the metric's clock looks at.

    Who spoke last is a state: a customer's message waits for an answer until an agent's message is the answer.
    """
    pauses, stops = case["policy"]["pause_statuses"], case["policy"].get("stop_statuses", [])
    pauses = pauses if isinstance(pauses, list) else pauses.get(metric, [])
    own_start = any(event["kind"] == "start" and event["metric"] == metric for event in case["events"])
    waits = answered = False
    status = None
    for event in events:
        status = event.get("status", status)
        customer = event["kind"] == "customer_message" or event.get("customer_message", False)
        agent = event["kind"] == "agent_message" or event.get("agent_message", False)
        waits, answered = (waits or customer) and not agent, (answered or agent) and not customer
        begins = event["kind"] == "start" and event["metric"] == metric if own_start else event["kind"] == "created"
        facts = {
            "start": waits if metric == "update" else begins,
            "pause": status in pauses,
            "stop": status in stops if metric == "resolution" else answered and not metric.startswith("ola"),
        }
        yield Row(us(event["at"]), frozenset(name for name, holds in facts.items() if holds))


def judged(case: Vector, expected: Vector) -> tuple[list[Outcome], Hours, Any]:
    """The cycles of the metric after an event; a new policy or calendar is one that always was."""
    metric = expected["metric"]
    events = case["events"][: expected.get("after", len(case["events"]) - 1) + 1]
    changes = {event["kind"]: event for event in events if event["kind"] in ("set_policy", "set_calendar")}
    hours = hours_of(changes["set_calendar"]["calendar"] if "set_calendar" in changes else case["calendar"])
    targets = (changes["set_policy"]["policy"] if "set_policy" in changes else case["policy"])["targets"]
    target = targets.get(metric)
    reopen = "restarts" if metric == "update" else "continues" if metric == "resolution" else "ignored"
    rule = rule_of(Policy(reopen, frozenset({"start", "stop", "pause"}), (promise_of(target, hours),)))
    rows = list(log_of(case, metric, events))
    return told(judge(batch_of({"it": rows}, rule), rule, rows[-1].time), 0), hours, target


def check(case: Vector, number: int) -> None:
    expected = dict(case["expect"][number])
    if not case["agrees"]:
        expected.update(case["plain"][number])
    cycles, hours, target = judged(case, expected)
    elapsed = max((cycle.elapsed // MINUTE for cycle in cycles if cycle.elapsed is not None), default=None)
    if expected.get("due") is not None:
        assert cycles[-1].due == us(expected["due"])
    elif "due" in expected:
        _no_due(case, expected, cycles)
    if "elapsed_minutes" in expected:
        assert elapsed == expected["elapsed_minutes"]
    if "remaining_minutes" in expected:
        assert elapsed is not None
        assert target - elapsed == expected["remaining_minutes"]
    if "breached" in expected:
        assert (cycles[-1].verdict == "breached") == expected["breached"]
    if "paused_seconds" in expected:
        (cycle,) = cycles
        start, end = table(hours).calendar.counted_at(cycle.started), table(hours).calendar.counted_at(cycle.ended)
        assert end - start - cycle.elapsed == expected["paused_seconds"] * 1_000_000


def _no_due(case: Vector, expected: Vector, cycles: list[Outcome]) -> None:
    """They show no deadline where none is running: no clock or target, a stopped clock, a paused one."""
    events = case["events"][: expected["after"] + 1]
    paused = "pause" in list(log_of(case, expected["metric"], events))[-1].holds
    assert not cycles or cycles[-1].due is None or cycles[-1].stopped is not None or paused


ALL = [
    pytest.param(case, number, id=f"{case['id']}-{number}")
    for name in ("clock_zammad", "clock_glpi")
    for case in vectors(name)
    for number in range(len(case["expect"]))
]


@pytest.mark.parametrize(("case", "number"), ALL)
def test_every_case(case, number):
    check(case, number)


def test_none_is_left_out():
    assert len(vectors("clock_zammad")) == 32
    assert len(vectors("clock_glpi")) == 15
    assert len(ALL) == 61 + 31
