"""Parted cycles against an oracle that goes a quarter of an hour at a time, on random cases; and what always holds."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.attribution.build import judged
from tests.attribution.oracle import Cycle, Event, Support, cycles_of

QUARTER = 15 * 60
UNTIL = dt.datetime(2026, 2, 14)  # noqa: DTZ001 - all times of the oracle are UTC
NAMES = {"desk": "desk_ola.triage", "ops": "ops_ola.repair", "field": "field_uc.onsite"}
PATHS = (
    ("desk_ola.triage then ops_ola.repair then field_uc.onsite", "", ""),
    ("desk_ola.triage then (ops_ola.repair or field_uc.onsite)", "", ""),
    ("desk_ola.triage and ops_ola.repair", "", "supported by field_uc.onsite"),
    ("desk_ola.triage", "supported by ops_ola.repair and field_uc.onsite", ""),
    ("desk_ola.triage", "supported by ops_ola.repair", "supported by field_uc.onsite"),
)


def random_case(rng: random.Random) -> list[Event]:
    at = dt.datetime(2026, 2, 2) + dt.timedelta(minutes=15 * rng.randrange(4 * 24 * 7))  # noqa: DTZ001
    found = []
    for place in range(rng.randint(2, 9)):
        status = "new" if place == 0 else rng.choice(["new", "waiting", "solved", "new", "new"])
        found.append(Event(at, status, rng.choice([*NAMES, "nobody"]), rng.choice(["", "", *NAMES])))
        at += dt.timedelta(minutes=15 * rng.choice([1, 2, 4, 8, 20, 60]))
    for place, event in enumerate(found):  # a field that is empty keeps the last value of the case
        if place:
            found[place] = replace(event, also=event.also or found[place - 1].also)
    return found


def supports_of(path: int, hours: dict[str, str]) -> dict[str, Support]:
    below = {
        2: {"ops": frozenset({"field"})},
        3: {"desk": frozenset({"ops", "field"})},
        4: {"desk": frozenset({"ops", "field"}), "ops": frozenset({"field"})},
    }.get(path, {})
    allowances = {"desk": 4, "ops": 8, "field": 12}
    return {
        name: Support(name, hours[name], allowances[name], name == "field", below.get(name, frozenset()))
        for name in NAMES
    }


def lines_of(cases: dict[str, list[Event]]) -> str:
    return "\n".join(
        f"{name} {event.at:%Y-%m-%dT%H:%M} {event.status} {event.team} {event.also or '-'}"
        for name, events in cases.items()
        for event in events
    )


def expected_rows(case: str, number: int, cycle: Cycle) -> dict[tuple[str, int, str | None], tuple[object, ...]]:
    found: dict[tuple[str, int, str | None], tuple[object, ...]] = {
        (case, number, NAMES[name]): (share.took, share.attributed, share.shared, share.late, share.broke)
        for name, share in cycle.shares.items()
    }
    late = sum((share.late for share in cycle.shares.values()), Fraction(0))
    found[case, number, None] = (None, cycle.rest, 0, max(cycle.overdue - late, 0), False)
    return found


def quarters(seconds: Decimal | None) -> Fraction | None:
    return None if seconds is None else Fraction(seconds) / QUARTER


@pytest.mark.parametrize("seed", range(15))
def test_random_cases_are_parted_as_the_oracle_says(tmp_path, seed):
    rng = random.Random(seed)
    hours = {name: rng.choice(["always", "office", "early"]) for name in ("own", *NAMES)}
    path, restarts = seed % len(PATHS), rng.random() < 0.5
    cases = {f"C{n:02}": random_case(rng) for n in range(40)}
    result = judged(
        tmp_path,
        lines_of(cases),
        as_of=f"{UNTIL:%Y-%m-%dT%H:%M}Z",
        reopen="reopen restarts" if restarts else "reopen continues",
        hours=hours["own"],
        **{f"{name}_hours": hours[name] for name in NAMES},
        **dict(zip(("path", "desk_behind", "ops_behind"), PATHS[path], strict=True)),
    )
    supports = supports_of(path, hours)
    wanted = {}
    for name, events in cases.items():
        found = cycles_of(events, supports, hours["own"], 16, UNTIL, restarts=restarts)
        for number, cycle in enumerate(found, start=1):
            if cycle.elapsed > 16:
                wanted |= expected_rows(name, number, cycle)
    listed = {
        (row["case"], row["cycle"], row["support"]): (
            *(quarters(row[column]) for column in ("took_s", "attributed_s", "shared_s", "late_s")),
            row["stood"] == "broke",
        )
        for row in result.attributed_cases.to_pylist()
        if row["verdict"] == "breached"
    }
    assert wanted
    assert listed == {key: row for key, row in wanted.items() if key in listed}
    assert all(not any(row) for key, row in wanted.items() if key not in listed)


@pytest.mark.parametrize("seed", range(4))
def test_parts_add_up_to_elapsed_time_and_sums_to_their_cases(tmp_path, seed):
    rng = random.Random(100 + seed)
    cases = {f"C{n:02}": random_case(rng) for n in range(60)}
    result = judged(tmp_path, lines_of(cases), as_of="2026-02-14T00:00Z", desk_hours="office", ops_hours="early")
    parts, elapsed = defaultdict(int), {}
    for row in result.attributed_cases.to_pylist():
        key = (row["case"], row["cycle"], row["verdict"])
        parts[key] += row["attributed_s"]
        elapsed[key] = row["elapsed_s"]
    assert parts == elapsed
    [found] = result.attribution
    breached = {key: time for key, time in elapsed.items() if key[2] == "breached"}
    assert found.breached == len(breached)
    assert found.kept_though_broke == len(elapsed) - len(breached)
    assert found.breached == found.support_broke + found.supports_held + found.no_support
    assert Fraction(found.elapsed, 10**6) == sum(map(Fraction, breached.values()))
    assert found.elapsed == found.unattributed + sum(part.attributed for part in found.supports)
    assert found.overdue == found.elapsed - found.allowance
    assert found.overdue <= found.unexplained + sum(part.late for part in found.supports)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_the_size_of_batches_change_nothing(tmp_path, seed, monkeypatch):
    rng = random.Random(200 + seed)
    lines = lines_of({f"C{n:02}": random_case(rng) for n in range(40)}).splitlines()
    whole = judged(tmp_path, "\n".join(lines), desk_hours="office")
    rng.shuffle(lines)
    monkeypatch.setattr("slacode.engine.logs.scan.BATCH_ROWS", 16)
    shuffled = judged(tmp_path, "\n".join(lines), desk_hours="office")
    assert shuffled.attributed_cases.equals(whole.attributed_cases)
    assert shuffled.attribution == whole.attribution
