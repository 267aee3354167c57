"""Writes `tickets.csv`, the log of this example: invented, seeded, and the same bytes on every machine.

Run it as `python examples/helpdesk/generate.py`. It knows nothing of slacode: the help desk below works by the wall
clock of Berlin, and what it does is written down as a ticket system would export it.

Everything is drawn from `random.Random.random()`, whose numbers Python keeps from version to version, and turned into
whole seconds by straight lines between given points, so that no rounding differs between machines.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 1, 2), date(2026, 10, 31)
EXPORTED = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)
SEED = 2026

COLUMNS = ["ticket", "revision", "updated_at", "status", "priority", "assignment group", "category", "note", "reopened"]

# Public holidays of Berlin on which nobody is at work.
HOLIDAYS = {
    date(2026, 1, 1), date(2026, 3, 8), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 10, 3),
}  # fmt: skip

# Reports an hour of the day, office rhythm: the morning is the busiest, lunch is quiet, the night nearly silent.
HOURS = [1, 1, 0, 0, 1, 2, 8, 34, 52, 44, 38, 30, 18, 30, 34, 30, 24, 14, 8, 5, 4, 3, 2, 1]
# Reports a day, Monday to Sunday, in hundredths.
DAYS = [330, 250, 240, 230, 210, 90, 40]

CATEGORIES = ["account", "printer", "till", "laptop", "network", "software"]
# Lines of priorities by category: how many of a hundred are P1, P2, P3, P4.
PRIORITIES = {
    "account": (1, 12, 62, 25),
    "printer": (2, 14, 54, 30),
    "till": (22, 44, 30, 4),
    "laptop": (2, 16, 56, 26),
    "network": (18, 38, 36, 8),
    "software": (3, 15, 50, 32),
    "test": (0, 0, 100, 0),
}

# Minutes of work as points (per mille of the cases, minutes), straight lines between them.
Curve = Sequence[tuple[int, int]]
TRIAGE: dict[str, Curve] = {
    "P1": [(0, 2), (500, 9), (900, 22), (985, 29), (1000, 55)],
    "P2": [(0, 4), (500, 18), (900, 42), (980, 58), (1000, 130)],
    "P3": [(0, 6), (500, 45), (900, 130), (978, 178), (1000, 420)],
    "P4": [(0, 10), (500, 90), (900, 300), (980, 470), (1000, 900)],
}
REPAIR: dict[str, Curve] = {
    "P1": [(0, 12), (500, 70), (900, 160), (960, 178), (1000, 420)],
    "P2": [(0, 20), (500, 130), (900, 300), (955, 355), (1000, 900)],
    "P3": [(0, 25), (500, 220), (900, 620), (950, 720), (1000, 2400)],
    "P4": [(0, 30), (500, 400), (900, 1500), (960, 2300), (1000, 5200)],
}
ONSITE: dict[str, Curve] = {
    "P1": [(0, 50), (500, 120), (850, 178), (1000, 500)],
    "P2": [(0, 60), (500, 210), (880, 355), (1000, 1100)],
    "P3": [(0, 90), (500, 380), (900, 715), (1000, 1900)],
    "P4": [(0, 120), (500, 800), (950, 2350), (1000, 4200)],
}
WAIT: Curve = [(0, 10), (400, 120), (800, 1300), (1000, 7000)]


def open_hours(priority: str, day: date) -> Iterator[tuple[time, time]]:
    """When somebody works on tickets of a priority on a day, by the wall clock."""
    weekday = day.weekday()
    if priority == "P1":
        yield time(0), time(23, 59, 59)
    elif priority == "P2" and weekday >= 5:
        yield time(8), time(20)
    elif day not in HOLIDAYS and weekday < 5:
        yield time(7), time(19)
    elif day not in HOLIDAYS and weekday == 5:
        yield time(9), time(13)


def worked(start: datetime, seconds: int, priority: str) -> datetime:
    """When so many seconds of work are done that begin at `start`."""
    day = start.astimezone(BERLIN).date()
    while True:
        for opens, closes in open_hours(priority, day):
            begin = datetime.combine(day, opens, BERLIN).astimezone(UTC)
            end = datetime.combine(day, closes, BERLIN).astimezone(UTC)
            begin = max(begin, start)
            if begin < end:
                if begin + timedelta(seconds=seconds) <= end:
                    return begin + timedelta(seconds=seconds)
                seconds -= (end - begin) // timedelta(seconds=1)
        day += timedelta(days=1)


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


@dataclass
class Ticket:
    """A ticket as it goes through the help desk, and the rows that it leaves behind."""

    name: str
    priority: str
    category: str
    now: datetime
    group: str = "desk"
    status: str = "new"
    reopened: int = 0
    written_group: str = ""
    rows: list[list[str]] = field(default_factory=list)

    def write(self, *, note: bool = False) -> None:
        """One row; after the first the export leaves out what did not change, as many do."""
        first = not self.rows
        self.rows.append([
            self.name,
            str(len(self.rows) + 1),
            self.now.astimezone(BERLIN).isoformat(),
            self.status,
            self.priority,
            "" if self.group == self.written_group else self.group,
            self.category if first else "",
            "yes" if note else "no",
            str(self.reopened) if self.reopened or first else "",
        ])  # fmt: skip
        self.written_group = self.group

    def to(self, status: str, when: datetime, *, group: str | None = None, note: bool = False) -> None:
        """A change of status at a later instant."""
        self.now, self.status, self.group = when, status, group or self.group
        self.write(note=note)


def live(ticket: Ticket, chance: Chance) -> None:
    """From the report to the closing."""
    ticket.write()
    if chance.percent(4):
        ticket.to("cancelled", ticket.now + timedelta(seconds=600 + chance.below(30_000)))
        return
    group = "printex" if ticket.category in ("printer", "till") and chance.percent(45) else "workplace"
    _attended(ticket, chance, chance.seconds(TRIAGE[ticket.priority]), "assigned", group)
    if ticket.priority == "P3" and chance.percent(5):
        ticket.priority = "P2"  # the store cannot sell: taken more seriously than it was reported
        ticket.to("assigned", ticket.now + timedelta(seconds=60 + chance.below(300)))
    _repair(ticket, chance)
    while chance.percent(7) and ticket.reopened < 3:
        back = ticket.now + timedelta(seconds=900 + chance.below(160_000))
        ticket.reopened += 1
        ticket.to("assigned", back)
        _repair(ticket, chance)
    ticket.to("closed", ticket.now + timedelta(days=3))


def _repair(ticket: Ticket, chance: Chance) -> None:
    if chance.percent(12):
        other = "workplace" if ticket.group == "printex" else "printex"
        looked = chance.seconds([(0, 8), (1000, 90)])
        ticket.to("assigned", worked(ticket.now, looked, ticket.priority), group=other)
    curve = (ONSITE if ticket.group == "printex" else REPAIR)[ticket.priority]
    work = chance.seconds(curve)
    if chance.percent(22):
        before = work * (20 + chance.below(50)) // 100
        _attended(ticket, chance, before, "waiting", None)
        answered = ticket.now + timedelta(seconds=chance.seconds(WAIT))
        ticket.to("assigned", answered)
        work -= before
    _attended(ticket, chance, work, "resolved", None)


def _attended(ticket: Ticket, chance: Chance, work: int, status: str, group: str | None) -> None:
    """Work up to a change of status; for a P1 somebody writes to the store about every hour."""
    end = worked(ticket.now, work, ticket.priority)
    while ticket.priority == "P1":
        gap = chance.seconds([(0, 35), (900, 80), (1000, 130)])
        if ticket.now + timedelta(seconds=gap) >= end:
            break
        ticket.to(ticket.status, ticket.now + timedelta(seconds=gap), note=True)
    ticket.to(status, end, group=group)


def reports(chance: Chance) -> Iterator[tuple[datetime, str, str]]:
    """When something is reported, and of which priority and category."""
    day = FIRST
    while day <= LAST:
        rate = DAYS[day.weekday()] // (4 if day in HOLIDAYS else 1)
        for _ in range(rate // 100 + chance.percent(rate % 100) + chance.weighted([70, 20, 10]) - chance.percent(40)):
            clock = time(chance.weighted(HOURS), chance.below(60), chance.below(60))
            category = "test" if chance.percent(1) else CATEGORIES[chance.weighted([22, 20, 16, 18, 10, 14])]
            priority = ("P1", "P2", "P3", "P4")[chance.weighted(PRIORITIES[category])]
            yield datetime.combine(day, clock, BERLIN).astimezone(UTC), priority, category
        day += timedelta(days=1)
    # The nights in which the clocks change: the tills restart and some do not come back. 02:30 is no time on
    # 29 March; on 25 October it is one twice, and the second till fails in the second of the two hours.
    for moment in ("2026-03-29T01:41:10+01:00", "2026-03-29T03:05:00+02:00"):
        yield datetime.fromisoformat(moment).astimezone(UTC), "P1", "till"
    for moment in ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"):
        yield datetime.fromisoformat(moment).astimezone(UTC), "P1", "till"


def tickets() -> Iterator[Ticket]:
    """All tickets, numbered in the order in which they were reported."""
    chance = Chance(SEED)
    for number, (moment, priority, category) in enumerate(sorted(reports(chance)), start=10_001):
        ticket = Ticket(f"HD-{number}", priority, category, moment)
        live(ticket, chance)
        yield ticket


def rows() -> list[list[str]]:
    """The export as of its instant, in the order of time."""
    every = [row for ticket in tickets() for row in ticket.rows]
    seen = [row for row in every if datetime.fromisoformat(row[2]) <= EXPORTED]
    return sorted(seen, key=lambda row: (datetime.fromisoformat(row[2]), row[0], int(row[1])))


def main() -> None:
    """Write the log beside this file."""
    with Path(__file__).with_name("tickets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
