"""Writes `requests.csv`, the log of this example: invented, seeded, and the same bytes on every machine.

Run it as `python examples/city311/generate.py`. The desk keeps a row for each request, as the 311 desks of many cities
publish them: when it was opened, by when it has to be done, when it was closed, and whether that was in time. The
deadlines are worked out here by the rule of the desk and without slacode, which has to come to the same ones.

Everything is drawn from `random.Random.random()`, whose numbers Python keeps from version to version, and turned into
whole seconds by straight lines between given points, so that no rounding differs between machines.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
EXPORTED = datetime(2026, 5, 15)  # noqa: DTZ001 - the desk writes local times with no offset
SEED = 311

COLUMNS = ["request_id", "type", "source", "open_dt", "target_dt", "closed_dt", "ontime"]
OPENS, CLOSES = time(8, 30), time(17)

# Requests an hour: people report by day, and some by app late at night.
HOURS = [4, 2, 1, 1, 1, 3, 8, 18, 36, 46, 48, 44, 40, 38, 36, 32, 30, 24, 18, 14, 12, 10, 8, 6]
# Requests a day, Monday to Sunday, in hundredths.
DAYS = [1450, 1250, 1150, 1100, 1050, 420, 360]
SOURCES = ["call", "app", "web", "employee"]

# Work in minutes of opening hours as points (per mille of the requests, minutes), straight lines between them.
Curve = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Kind:
    """A type of request: its share, the business days it is promised in (None: no promise) and the work it takes."""

    name: str
    weight: int
    days: int | None
    work: Curve


KINDS = (
    Kind("Bulk item pickup", 30, 2, [(0, 60), (500, 620), (880, 1000), (1000, 2900)]),
    Kind("Missed collection", 16, 1, [(0, 40), (500, 260), (900, 500), (1000, 1500)]),
    Kind("Street light outage", 18, 10, [(0, 90), (500, 2100), (820, 4900), (1000, 16000)]),
    Kind("Pothole", 20, 3, [(0, 50), (500, 700), (930, 1500), (1000, 4500)]),
    Kind("Graffiti removal", 8, 5, [(0, 120), (500, 1500), (780, 2500), (1000, 12000)]),
    Kind("General comment", 8, None, [(0, 30), (500, 900), (1000, 9000)]),
)


class Chance:
    """Whole numbers out of one seeded stream."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def percent(self, percent: int) -> bool:
        return self.below(100) < percent

    def weighted(self, weights: Sequence[int]) -> int:
        at = self.below(sum(weights))
        for place, weight in enumerate(weights):
            at -= weight
            if at < 0:
                return place
        raise AssertionError

    def seconds(self, curve: Curve) -> int:
        """A point of a curve, in seconds."""
        at = self.below(1000)
        for (left, low), (right, high) in pairwise(curve):
            if at < right:
                return low * 60 + (at - left) * (high - low) * 60 // (right - left) + self.below(60)
        raise AssertionError


def next_opening(local: datetime) -> datetime:
    """The time itself if the desk is open, else the next opening."""
    while local.weekday() >= 5 or local.time() >= CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS)
    return max(local, datetime.combine(local.date(), OPENS))


def deadline(opened: datetime, days: int) -> datetime:
    """The rule of the desk: the same time of day, so many weekdays on; holidays are weekdays like others."""
    local = next_opening(opened)
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < 5
    return local


def done(opened: datetime, seconds: int) -> datetime:
    """When so much work is done that begins as soon as the desk is open."""
    local = next_opening(opened)
    while True:
        left = (datetime.combine(local.date(), CLOSES) - local) // timedelta(seconds=1)
        if seconds <= left:
            return local + timedelta(seconds=seconds)
        seconds -= left
        local = next_opening(datetime.combine(local.date(), CLOSES))


def exists(local: datetime) -> bool:
    """Whether a wall-clock time is one: on 8 March 2026 there is none from 02:00 to 03:00."""
    there_and_back = local.replace(tzinfo=NEW_YORK).astimezone(UTC).astimezone(NEW_YORK)
    return there_and_back.replace(tzinfo=None) == local


def openings(chance: Chance) -> Iterator[datetime]:
    """When requests are made, in local time."""
    day = FIRST
    while day <= LAST:
        rate = DAYS[day.weekday()]
        for _ in range(rate // 100 + chance.percent(rate % 100) + chance.weighted([50, 30, 20])):
            local = datetime.combine(day, time(chance.weighted(HOURS), chance.below(60), chance.below(60)))
            if exists(local):
                yield local
        day += timedelta(days=1)


def rows() -> Iterator[list[str]]:
    """A row a request, in the order in which they were made, as of the export."""
    chance = Chance(SEED)
    for number, opened in enumerate(sorted(openings(chance)), start=400_001):
        kind = KINDS[chance.weighted([kind.weight for kind in KINDS])]
        target = None if kind.days is None else deadline(opened, kind.days)
        closed: datetime | None = done(opened, chance.seconds(kind.work))
        if chance.percent(2) or (closed is not None and closed > EXPORTED):
            closed = None  # forgotten, or still open
        source = SOURCES[chance.weighted([44, 30, 18, 8])]
        yield [str(number), kind.name, source, say(opened), say(target), say(closed), label(target, closed)]


def say(local: datetime | None) -> str:
    """A local time as the desk writes it, with no offset."""
    return "" if local is None else local.isoformat(sep=" ")


def label(target: datetime | None, closed: datetime | None) -> str:
    """What the desk itself says of a request that has a deadline."""
    if target is None:
        return ""
    return "OVERDUE" if (closed or EXPORTED) > target else "ONTIME"


def main() -> None:
    """Write the log beside this file."""
    with Path(__file__).with_name("requests.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
