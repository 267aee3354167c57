"""Policies and cases drawn from a seed: every clause of a clock, ties at one instant, and a change of clocks."""

from __future__ import annotations

import datetime as dt
from random import Random

from tests.clock.oracle import EPOCH, MINUTE, Hours, Policy, Promise, Row, Window

# In Berlin the clocks go forward on 2026-03-29; the grid goes on long after the last row, for the due instants.
FIRST, LAST = dt.date(2026, 3, 10), dt.date(2026, 6, 20)
SINCE = int((dt.datetime(2026, 3, 24, tzinfo=dt.UTC) - EPOCH).total_seconds()) * 1_000_000
DAY = 1440 * MINUTE
HOUR = 60 * MINUTE
WEEKDAYS = (0, 1, 2, 3, 4)

OFFICE = Hours("Europe/Berlin", ((WEEKDAYS, ((480, 720), (780, 1080))), ((5,), ((540, 780),))), (dt.date(2026, 4, 3),))
NIGHT = Hours("Europe/Berlin", (((0, 2, 4), ((1320, 360),)), ((6,), ((0, 240),))))
ALWAYS = Hours("Europe/Berlin", ((tuple(range(7)), ((0, 1440),)),))
HOURS = (OFFICE, NIGHT, ALWAYS)
WINDOWS: tuple[tuple[Window, ...], ...] = (
    (),
    (Window(days=(6,), minutes=(120, 240)), Window(span=(SINCE + DAY + 9 * HOUR, SINCE + DAY + 13 * HOUR))),
)

OPTIONAL = ("pause", "cancel", "again", "excluded", "excluded too", "where", "exclude cases", "exclude cases too")
LIKELY = {
    "start": 0.5, "stop": 0.3, "pause": 0.3, "cancel": 0.12, "again": 0.15, "excluded": 0.15, "excluded too": 0.1,
    "where": 0.85, "exclude cases": 0.1, "exclude cases too": 0.05, "P1": 0.4, "P2": 0.5,
}  # fmt: skip


def policy(random: Random) -> Policy:
    uses = {"start", "stop", "P1", "P2", *(name for name in OPTIONAL if random.random() < 0.45)}
    promises = tuple(_promise(random, when) for when in ("P1", "P2", None) if random.random() < 0.75)
    return Policy(
        reopen=random.choice(("ignored", "continues", "restarts")),
        uses=frozenset(uses),
        promises=promises,
        windows=random.choice(WINDOWS),
        classify_at=random.choice(("start", "end", "end")),
        first=SINCE + random.choice((-DAY, DAY // 2)),
        last=SINCE + random.choice((3 * DAY, 30 * DAY)),
    )


def _promise(random: Random, when: str | None) -> Promise:
    kind = random.choice(("within", "within", "within", "business", "business to the hour", "by", "level", "none"))
    amount = random.choice((1, 2, 3)) if kind.startswith("business") else _amount(random)
    return Promise(kind, amount, when, random.choice(HOURS))


def _amount(random: Random) -> int:
    return random.choice((0, HOUR // 2, HOUR, 4 * HOUR, 9 * HOUR, 13 * HOUR + 7, random.randrange(30 * HOUR)))


def case(random: Random) -> list[Row]:
    """Up to twelve rows over about a week; some share an instant, some stand at the edge of an hour."""
    rows, time = [], SINCE + random.randrange(3 * DAY)
    for _ in range(random.choice((1, 2, 3, 5, 8, 12))):
        holds = frozenset(name for name, odds in LIKELY.items() if random.random() < odds)
        due_at = time + random.randrange(-DAY, 2 * DAY) if random.random() < 0.7 else None
        rows.append(Row(time, holds, due_at))
        time += random.choice((0, 0, random.randrange(2 * HOUR), random.randrange(DAY), 1))
        if random.random() < 0.3:
            time += -time % HOUR
    return rows
