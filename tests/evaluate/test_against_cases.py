"""Results against a plain second count of the listed cases, on random logs: zoneinfo for periods, and fractions."""

import datetime as dt
import random
from collections import Counter
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tests.evaluate.desk import judge

BERLIN = ZoneInfo("Europe/Berlin")
UNITS = ("day", "week", "month", "quarter", "year")
AMENDED = 'amend from 2026-03-11 "Faster" { target fix_it { require 80% within 3h } }'
FIRST, LAST = dt.date(2026, 1, 13), dt.date(2026, 5, 20)


def random_lines(rng: random.Random) -> str:
    lines = []
    for case in range(rng.randint(1, 40)):
        at = dt.datetime(2026, 1, 10, tzinfo=dt.UTC) + dt.timedelta(minutes=rng.randrange(140 * 24 * 60))
        statuses = [
            "new",
            *rng.choices(["assigned", "waiting", "solved", "cancelled"], [3, 3, 4, 1], k=rng.randint(0, 4)),
        ]
        for status in statuses:
            category = rng.choice(["-", "-", "-", "test"])
            lines.append(f"C{case:02} {at:%Y-%m-%dT%H:%M} {status} P1 - {category}")
            at += dt.timedelta(minutes=rng.choice([0, 30, 120, 240, 300, 3000, 40000]))
    rng.shuffle(lines)
    return "\n".join(lines)


def name_of(instant: dt.datetime, unit: str) -> str:
    """The period of an instant, after the term's end the last one: named by what a wall calendar in Berlin says."""
    date = min(instant.astimezone(BERLIN).date(), LAST)
    year, week, _ = date.isocalendar()
    return {
        "day": f"{date}",
        "week": f"{year}-W{week:02}",
        "month": f"{date:%Y-%m}",
        "quarter": f"{date.year}-Q{-(-date.month // 3)}",
        "year": f"{date.year}",
    }[unit]


def period_of(case: dict, count_by: str, as_of: dt.datetime, unit: str) -> str | None:
    """The reading of the language reference, 5.6, that the evaluation documents; one cycle at a time."""
    if case["verdict"] in (None, "pending"):
        return None
    judged = case["verdict"] in ("met", "breached")
    if count_by == "opened":
        instant = case["started_at"]
    elif judged:
        instant = case["stopped_at"] if count_by == "closed" else case["verdict_at"]
    else:
        instant = case["verdict_at"]
    return None if instant is None else name_of(instant, unit)


@pytest.mark.parametrize("seed", range(60))
def test_results_are_what_the_listed_cases_add_up_to(tmp_path, seed):
    rng = random.Random(seed)
    unit, count_by = UNITS[seed % 5], ("opened", "closed", "verdict")[seed % 3]
    result = judge(
        tmp_path,
        random_lines(rng),
        as_of=f"2026-0{rng.randint(2, 7)}-0{rng.randint(1, 9)}",
        term=f"term {FIRST} to {LAST}",
        per=f"per {unit}",
        target=f"count by {count_by}",
        reopen=rng.choice(["reopen ignored", "reopen continues", "reopen restarts"]),
        clauses='exclude "Tests" cases where category == "test"',
        amend=rng.choice(["", AMENDED]),
    )
    as_of = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=result.as_of)
    listed = result.cases.to_pylist()
    tally = Counter()
    for row in listed:
        expected = period_of(row, count_by, as_of, unit)
        assert row["period"] == expected
        if expected is not None:
            tally[row["version"], expected, row["verdict"]] += 1
    for target in result.targets:
        met, breached = (tally.pop((target.version, target.period, v), 0) for v in ("met", "breached"))
        assert (target.counts.met, target.counts.breached) == (met, breached)
        assert target.figure == (Fraction(100 * met, met + breached) if met + breached else None)
        share = 90 if target.version == 1 else 80
        kept = met * 100 >= share * (met + breached)
        assert target.status in ("open", ("met" if kept else "missed") if met + breached else "no data")
        assert (target.status == "open") <= (as_of < dt.datetime.fromtimestamp(target.end / 10**6, dt.UTC))
    assert not [key for key in tally if key[2] in ("met", "breached")]  # nothing listed was left out of the results
    open_ones = Counter(row["version"] for row in listed if row["verdict"] == "pending")
    told = Counter()
    for target in result.targets:
        told[target.version] += target.counts.pending
    assert +told == +open_ones
